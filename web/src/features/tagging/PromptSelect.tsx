import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { promptsQuery } from './queries';

/** Choice of a saved prompt; null is one's own choice, or else the one that comes with the install. */
export function PromptSelect({
  label,
  placeholder = 'As in “By itself”',
  value,
  onChange,
}: {
  label: string;
  placeholder?: string;
  value: string | null;
  onChange: (prompt: string | null) => void;
}) {
  const { data } = useQuery(promptsQuery);
  return (
    <Select
      label={label}
      placeholder={placeholder}
      data={data?.map((prompt) => ({ value: prompt.id, label: prompt.built_in ? `${prompt.name} (comes with Limner)` : prompt.name })) ?? []}
      value={value}
      onChange={onChange}
      clearable
    />
  );
}

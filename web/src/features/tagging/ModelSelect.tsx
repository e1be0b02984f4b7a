import { Select } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { modelsQuery } from './queries';

/** Choice of a model; null is the one that the server's settings choose. */
export function ModelSelect({ label, value, onChange }: { label: string; value: string | null; onChange: (model: string | null) => void }) {
  const { data } = useQuery(modelsQuery);
  const known = data?.servers.flatMap((server) => server.models.map((model) => model.id)) ?? [];
  const all = [...new Set([...known, ...(data?.default == null ? [] : [data.default]), ...(value === null ? [] : [value])])];
  return (
    <Select
      label={label}
      placeholder={data?.default == null ? 'None is set up' : `As set: ${data.default}`}
      data={all}
      value={value}
      onChange={onChange}
      clearable
      searchable
      nothingFoundMessage="No such model"
    />
  );
}

import { Autocomplete, type AutocompleteProps } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';

type Props = Omit<AutocompleteProps, 'data' | 'filter' | 'value' | 'onChange'> & {
  value: string;
  onChange: (name: string) => void;
  /** Names that are not offered. */
  without?: (name: string) => boolean;
};

/** The name of a tag, completed from those there are; a new one may be written too. */
export function TagNameInput({ value, onChange, without, ...rest }: Props) {
  const [asked] = useDebouncedValue(value.trim(), 150);
  const known = useQuery({
    queryKey: ['tags', asked],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/tags', { params: { query: { q: asked, limit: 8 } }, signal })),
    enabled: asked !== '',
  });
  const names = [...new Set((known.data?.items ?? []).map((tag) => tag.name))];
  return (
    <Autocomplete
      maxLength={80}
      value={value}
      onChange={onChange}
      data={without === undefined ? names : names.filter((name) => !without(name))}
      filter={({ options }) => options}
      {...rest}
    />
  );
}

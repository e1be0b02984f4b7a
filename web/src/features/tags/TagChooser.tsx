import { Loader, Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';

interface Props {
  label: string;
  description?: string;
  /** Tags that cannot be chosen. */
  without: readonly string[];
  /** Tags to choose from while nothing is typed. */
  first?: readonly { id: string; name: string }[];
  value: string | null;
  onChange: (id: string | null) => void;
}

/** One of one's own tags, found by typing. */
export function TagChooser({ label, description, without, first = [], value, onChange }: Props) {
  const [text, setText] = useState('');
  const [asked] = useDebouncedValue(text.trim(), 150);
  const found = useQuery({
    queryKey: [...keys.tags, 'chooser', asked],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/tags/tree', { params: { query: { limit: 30, ...(asked === '' ? {} : { q: asked }) } }, signal })),
    placeholderData: keepPreviousData,
  });
  const options = new Map(first.map((tag) => [tag.id, tag.name]));
  for (const tag of found.data?.items ?? []) {
    options.set(tag.id, [...tag.path, tag.name].join(' › '));
  }
  return (
    <Select
      label={label}
      {...(description === undefined ? {} : { description })}
      placeholder="Type to find a tag"
      searchable
      clearable
      data={[...options].filter(([id]) => !without.includes(id)).map(([id, name]) => ({ value: id, label: name }))}
      value={value}
      onChange={onChange}
      searchValue={text}
      onSearchChange={setText}
      filter={({ options: all }) => all}
      nothingFoundMessage="No such tag"
      rightSection={found.isFetching ? <Loader size={16} /> : undefined}
    />
  );
}

import { Button, MultiSelect, Select, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { usersQuery } from '../../api/queries';
import { hasEventFilter, readEventSearch, type EventSearch } from './eventSearch';
import { eventGroups, wordsOf } from './eventWords';
import classes from './security.module.css';

const kinds = eventGroups.map((group) => ({
  group: group.title,
  items: Object.keys(group.kinds).map((kind) => ({ value: kind, label: wordsOf(kind).label })),
}));

/** Each filter stands in the URL at once, so that what is on screen can be passed on. */
export function EventFilters({ search }: { search: EventSearch }) {
  const navigate = useNavigate();
  const users = useQuery(usersQuery);
  const change = (part: Partial<Record<keyof EventSearch, string | string[] | null>>) =>
    void navigate({ to: '/security', search: readEventSearch({ ...search, ...part }), replace: true });
  return (
    <div className={classes.filters} role="group" aria-label="Filters">
      <MultiSelect
        label="What"
        placeholder={search.kind === undefined ? 'Everything' : ''}
        className={classes.kinds ?? ''}
        data={kinds}
        value={search.kind ?? []}
        onChange={(kind) => change({ kind })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Everything' }}
        maxDropdownHeight={320}
        nothingFoundMessage="No such kind"
      />
      <Select
        label="Who"
        placeholder="Everybody"
        data={(users.data ?? []).map((user) => ({ value: user.id, label: user.user_name }))}
        value={search.user ?? null}
        onChange={(user) => change({ user })}
        searchable
        clearable
        clearButtonProps={{ 'aria-label': 'Everybody' }}
        nothingFoundMessage="Nobody of that name"
      />
      <AddressFilter address={search.address ?? ''} onChange={(address) => change({ address })} />
      <TextInput
        type="date"
        label="From"
        max={search.to}
        value={search.from ?? ''}
        onChange={(event) => change({ from: event.currentTarget.value })}
      />
      <TextInput
        type="date"
        label="To"
        min={search.from}
        value={search.to ?? ''}
        onChange={(event) => change({ to: event.currentTarget.value })}
      />
      <Button
        variant="subtle"
        color="gray"
        className={classes.clear}
        disabled={!hasEventFilter(search)}
        onClick={() => void navigate({ to: '/security', search: {}, replace: true })}
      >
        Clear
      </Button>
    </div>
  );
}

/** The server compares whole addresses, so a half-typed one is not asked for: Enter or leaving the field does. */
function AddressFilter({ address, onChange }: { address: string; onChange: (address: string) => void }) {
  const [text, setText] = useState(address);
  const [shown, setShown] = useState(address);
  if (shown !== address) {
    // Changed from elsewhere: by a click on an address, or by going back.
    setShown(address);
    setText(address);
  }
  const commit = () => {
    if (text.trim() !== address) {
      onChange(text);
    }
  };
  return (
    <TextInput
      label="Address"
      placeholder="Any"
      spellCheck={false}
      autoComplete="off"
      maxLength={64}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      onBlur={commit}
      onKeyDown={(event) => event.key === 'Enter' && commit()}
    />
  );
}

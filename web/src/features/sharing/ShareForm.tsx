import { ActionIcon, Avatar, Button, Group, NativeSelect, Radio, Select, Stack, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { FolderShares as Shares, Person } from '../../api/types';
import { initialOf } from '../../ui/initial';
import page from '../../ui/page.module.css';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';

type Share = Shares['people'][number];

const accesses = [
  { value: 'view', label: 'May look' },
  { value: 'edit', label: 'May edit' },
];

/** What is sent to the server. */
export interface Sharing {
  everyone?: 'view' | 'edit';
  people: { user_id: string; access: Share['access'] }[];
}

interface Props {
  name: string;
  /** What it means that everyone may look, and may edit. */
  words: { view: string; edit: string };
  before: Shares;
  directory: readonly Person[];
  onSave: (sharing: Sharing) => Promise<Shares>;
  onClose: () => void;
}

/** With whom something is shared. Nothing is in force before it is saved. */
export function ShareForm({ name, words, before, directory, onSave, onClose }: Props) {
  const [everyone, setEveryone] = useState<string>(before.everyone ?? 'no');
  const [people, setPeople] = useState<readonly Share[]>(before.people);
  const save = useMutation({
    mutationFn: () =>
      onSave({
        ...(everyone === 'no' ? {} : { everyone: everyone as 'view' | 'edit' }),
        people: people.map(({ user_id, access }) => ({ user_id, access })),
      }),
    onSuccess: (after) => {
      const open = after.everyone != null || after.people.length > 0;
      notifyDone(open ? `${name} is shared` : `${name} is private`, open ? null : 'Nobody else sees its pictures any more.');
      onClose();
    },
  });
  const [search, setSearch] = useState('');
  const adder = useRef<HTMLInputElement>(null);
  const others = directory.filter((person) => !people.some((share) => share.user_id === person.id));
  const change = (id: string, access: string) =>
    setPeople(people.map((share) => (share.user_id === id ? { ...share, access: access as Share['access'] } : share)));
  return (
    <Stack gap="md">
      {save.isError && <ProblemAlert error={save.error} />}
      <Radio.Group label="Everyone with an account here" value={everyone} onChange={setEveryone}>
        <Stack gap="sm" mt={6}>
          <Radio value="no" label="Does not see it" description="Only you, and those you choose below." />
          <Radio value="view" label="May look" description={words.view} />
          <Radio value="edit" label="May edit" description={words.edit} />
        </Stack>
      </Radio.Group>
      <div>
        <Text fw={500} size="sm" component="h3">
          Chosen people
        </Text>
        {people.length === 0 && (
          <Text size="sm" c="dimmed" mt={4}>
            Nobody yet.
          </Text>
        )}
        <ul className={page.rows} style={{ marginTop: 4 }} aria-label="Chosen people">
          {people.map((share) => (
            <li key={share.user_id} className={page.row}>
              <Avatar size={32} radius="xl" variant="filled" color="verdigris" aria-hidden>
                {initialOf(share.user_name)}
              </Avatar>
              <bdi className={page.rowBody} style={{ overflowWrap: 'anywhere', textAlign: 'left' }}>
                {share.user_name}
              </bdi>
              <NativeSelect
                aria-label={`What ${share.user_name} may do`}
                data={accesses}
                w={124}
                value={share.access}
                onChange={(event) => change(share.user_id, event.currentTarget.value)}
              />
              <ActionIcon
                variant="subtle"
                color="gray"
                size={34}
                aria-label={`Share no more with ${share.user_name}`}
                onClick={() => {
                  setPeople(people.filter((other) => other.user_id !== share.user_id));
                  // The button goes with the row; the focus stays in the list.
                  adder.current?.focus({ preventScroll: true });
                }}
              >
                <IconX size={18} />
              </ActionIcon>
            </li>
          ))}
        </ul>
        {directory.length === 0 ? (
          <Text size="sm" c="dimmed" mt={4}>
            There is nobody else on this server yet. An administrator can invite people.
          </Text>
        ) : (
          <Select
            // It only adds: nothing stays chosen in it, and the focus stays for the next person.
            ref={adder}
            value={null}
            searchValue={search}
            onSearchChange={setSearch}
            aria-label="Add a person"
            placeholder={others.length === 0 ? 'Everybody is chosen' : 'Add a person'}
            data={others.map((person) => ({ value: person.id, label: person.user_name }))}
            searchable
            openOnFocus={false}
            nothingFoundMessage={others.length === 0 ? 'Everybody is chosen' : 'Nobody of that name'}
            onChange={(id) => {
              const person = others.find((other) => other.id === id);
              if (person !== undefined) {
                setPeople([...people, { user_id: person.id, user_name: person.user_name, access: 'view' }]);
                setSearch('');
              }
            }}
          />
        )}
      </div>
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button loading={save.isPending} onClick={() => save.mutate()}>
          Save
        </Button>
      </Group>
    </Stack>
  );
}

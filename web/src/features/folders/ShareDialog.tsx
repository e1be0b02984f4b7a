import { ActionIcon, Avatar, Button, Group, Modal, NativeSelect, Radio, Select, Skeleton, Stack, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { answer, api } from '../../api/client';
import { directoryQuery, keys, sharesQuery } from '../../api/queries';
import type { Folder, FolderShares, Person } from '../../api/types';
import { initialOf } from '../../ui/initial';
import page from '../../ui/page.module.css';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';

type Share = FolderShares['people'][number];

const accesses = [
  { value: 'view', label: 'May look' },
  { value: 'edit', label: 'May edit' },
];

/** Who else sees a folder. Nothing is in force before it is saved. */
export function ShareDialog({ folder, onClose }: { folder: Folder; onClose: () => void }) {
  const shares = useQuery({ ...sharesQuery(folder.id), staleTime: 0 });
  const directory = useQuery(directoryQuery);
  const error = shares.error ?? directory.error;
  return (
    <Modal opened onClose={onClose} title={`Share ${folder.name}`} size="lg">
      {error !== null ? (
        <ProblemAlert
          error={error}
          onRetry={() => {
            void shares.refetch();
            void directory.refetch();
          }}
        />
      ) : shares.data === undefined || directory.data === undefined || shares.isFetching ? (
        <Stack gap="md" aria-busy>
          <Skeleton h={120} />
          <Skeleton h={60} />
        </Stack>
      ) : (
        <ShareForm folder={folder} before={shares.data} directory={directory.data} onClose={onClose} />
      )}
    </Modal>
  );
}

interface Props {
  folder: Folder;
  before: FolderShares;
  directory: readonly Person[];
  onClose: () => void;
}

function ShareForm({ folder, before, directory, onClose }: Props) {
  const queryClient = useQueryClient();
  const [everyone, setEveryone] = useState<string>(before.everyone ?? 'no');
  const [people, setPeople] = useState<readonly Share[]>(before.people);
  const save = useMutation({
    mutationFn: () =>
      answer(
        api.PUT('/api/v1/folders/{id}/shares', {
          params: { path: { id: folder.id } },
          body: {
            ...(everyone === 'no' ? {} : { everyone: everyone as 'view' | 'edit' }),
            people: people.map(({ user_id, access }) => ({ user_id, access })),
          },
        }),
      ),
    onSuccess: (after) => {
      queryClient.setQueryData(keys.shares(folder.id), after);
      void queryClient.invalidateQueries({ queryKey: keys.folders, exact: true });
      const open = after.everyone != null || after.people.length > 0;
      notifyDone(open ? `${folder.name} is shared` : `${folder.name} is private`, open ? null : 'Nobody else sees its pictures any more.');
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
          <Radio value="view" label="May look" description="Sees its pictures and their tags, and can download them." />
          <Radio
            value="edit"
            label="May edit"
            description="Can also change the tags, for all who see the pictures, and scan. Viewers only look."
          />
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

import { Button, Checkbox, Collapse, Group, Modal, Select, Stack, TextInput, UnstyledButton } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { answer, api } from '../../api/client';
import { toProblem } from '../../api/problem';
import { keys, meQuery, usersQuery } from '../../api/queries';
import type { Folder } from '../../api/types';
import { ProblemAlert } from '../../ui/states';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import { FolderDocuments } from '../documents/FolderDocuments';
import { ExcludeInput } from './ExcludeInput';
import { FolderChooser } from './FolderChooser';
import { SidecarsCheckbox } from './SidecarsCheckbox';

export function AddFolderDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Add a folder" size="lg">
      {/* Mounted anew each time: nothing of the last attempt is left. */}
      <AddFolder onClose={onClose} />
    </Modal>
  );
}

function AddFolder({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const [path, setPath] = useState('');
  const [name, setName] = useState('');
  const [recursive, setRecursive] = useState(true);
  const [watch, setWatch] = useState(true);
  const [writeSidecars, setWriteSidecars] = useState(false);
  const [readDocuments, setReadDocuments] = useState(false);
  const [exclude, setExclude] = useState<string[]>([]);
  const [more, setMore] = useState(false);
  const { data: me } = useQuery(meQuery);
  const { data: users = [] } = useQuery(usersQuery);
  const [owner, setOwner] = useState<string | null>(null);
  const owners = users.filter((user) => user.disabled_at == null && user.role !== 'viewer');
  const forOther = owner !== null && owner !== me?.id;
  const add = useMutation({
    mutationFn: async () => {
      const folder = await answer(
        api.POST('/api/v1/folders', {
          body: {
            path: path.trim(),
            ...(name.trim() === '' ? {} : { name: name.trim() }),
            recursive,
            exclude,
            watch,
            write_sidecars: writeSidecars,
            scan: true,
            ...(forOther ? { owner_id: owner } : {}),
          },
        }),
      );
      if (readDocuments && !forOther) {
        // The folder is there whatever becomes of this: its own dialog has the switch too.
        await answer(api.PUT('/api/v1/folders/{id}/documents', { params: { path: { id: folder.id } }, body: { read: true } })).catch(notifyProblem);
      }
      return folder;
    },
    onSuccess: (folder) => {
      if (!forOther) {
        queryClient.setQueryData<Folder[]>(
          keys.folders,
          (folders) => folders && [...folders.filter((other) => other.id !== folder.id), folder],
        );
      }
      void queryClient.invalidateQueries({ queryKey: keys.folders });
      notifyDone(
        `${folder.name} is being scanned`,
        forOther
          ? `Its pictures belong to ${folder.owner.user_name}; you see them when they are shared with you.`
          : 'Pictures appear in the gallery as they are found.',
      );
      onClose();
    },
  });
  const problem = add.isError ? toProblem(add.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (path.trim() !== '') {
      add.mutate();
    }
  };
  const named = (field: string) => problem?.fields[field]?.join(' ') ?? null;
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {problem !== null &&
          named('path') === null &&
          named('name') === null &&
          named('exclude') === null &&
          named('owner_id') === null && <ProblemAlert error={problem} />}
        <TextInput
          label="Path on the server"
          placeholder="/home/me/Pictures"
          required
          spellCheck={false}
          autoCapitalize="none"
          data-autofocus
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
          error={named('path') === null ? null : [named('path'), problem?.remedy].filter(Boolean).join('. ')}
        />
        <FolderChooser path={path} onChoose={setPath} />
        {owners.length > 1 && (
          <Select
            label="Whose folder it is"
            description="Its pictures are private to them until they share them."
            data={owners.map((user) => ({ value: user.id, label: user.id === me?.id ? `${user.user_name} (you)` : user.user_name }))}
            value={owner ?? me?.id ?? null}
            onChange={setOwner}
            allowDeselect={false}
            searchable
            nothingFoundMessage="Nobody of that name"
            error={named('owner_id')}
          />
        )}
        <UnstyledButton onClick={() => setMore(!more)} aria-expanded={more} fz="sm" fw={600}>
          <Group gap={6} component="span">
            <IconChevronDown size={16} aria-hidden style={{ transform: more ? 'rotate(180deg)' : undefined }} />
            More settings
          </Group>
        </UnstyledButton>
        <Collapse expanded={more}>
          <Stack gap="md">
            <TextInput
              label="Name"
              description="How the folder is called here. Left empty, it keeps its own name."
              maxLength={200}
              value={name}
              onChange={(event) => setName(event.currentTarget.value)}
              error={named('name')}
            />
            <Checkbox
              label="With the folders inside it"
              checked={recursive}
              onChange={(event) => setRecursive(event.currentTarget.checked)}
            />
            <Checkbox
              label="Follow its changes"
              description="New and changed pictures appear by themselves, as soon as the system tells of them."
              checked={watch}
              onChange={(event) => setWatch(event.currentTarget.checked)}
            />
            <SidecarsCheckbox checked={writeSidecars} onChange={setWriteSidecars} />
            {/* Of a folder of theirs only its owner can say so. */}
            {!forOther && <FolderDocuments checked={readDocuments} count={null} onChange={setReadDocuments} />}
            <ExcludeInput value={exclude} onChange={setExclude} error={named('exclude')} />
          </Stack>
        </Collapse>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending} disabled={path.trim() === ''}>
            Add and scan
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

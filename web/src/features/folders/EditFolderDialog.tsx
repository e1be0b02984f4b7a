import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { answer, api } from '../../api/client';
import { toProblem } from '../../api/problem';
import { keys } from '../../api/queries';
import type { Folder } from '../../api/types';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';
import { folderDocumentsQuery } from '../documents/documents';
import { FolderDocuments } from '../documents/FolderDocuments';
import { ExcludeInput } from './ExcludeInput';
import classes from './folders.module.css';
import { SidecarsCheckbox } from './SidecarsCheckbox';

export function EditFolderDialog({ folder, onClose }: { folder: Folder; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState(folder.name);
  const [recursive, setRecursive] = useState(folder.recursive);
  const [watch, setWatch] = useState(folder.watch);
  const [writeSidecars, setWriteSidecars] = useState(folder.write_sidecars);
  const [exclude, setExclude] = useState(folder.exclude);
  const { data: documents } = useQuery(folderDocumentsQuery(folder.id));
  const [readDocuments, setReadDocuments] = useState<boolean | null>(null);
  const save = useMutation({
    mutationFn: async () => {
      if (readDocuments !== null && readDocuments !== documents?.read) {
        await answer(api.PUT('/api/v1/folders/{id}/documents', { params: { path: { id: folder.id } }, body: { read: readDocuments } }));
      }
      return answer(
        api.PATCH('/api/v1/folders/{id}', {
          params: { path: { id: folder.id } },
          body: folder.managed
            ? { name: name.trim(), write_sidecars: writeSidecars }
            : { name: name.trim(), recursive, exclude, watch, write_sidecars: writeSidecars },
        }),
      );
    },
    onSuccess: (changed) => {
      queryClient.setQueryData<Folder[]>(keys.folders, (folders) => folders?.map((other) => (other.id === changed.id ? changed : other)));
      void queryClient.invalidateQueries({ queryKey: keys.documents });
      const rescan = recursive !== folder.recursive || exclude.join('\n') !== folder.exclude.join('\n');
      notifyDone('Saved', rescan ? 'The next scan follows the new settings.' : null);
      onClose();
    },
  });
  const problem = save.isError ? toProblem(save.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Modal opened onClose={onClose} title="Edit the folder" size="md">
      <form onSubmit={submit}>
        <Stack gap="md">
          {problem !== null && Object.keys(problem.fields).length === 0 && <ProblemAlert error={problem} />}
          {!folder.managed && (
            <Text className={classes.path} c="dimmed">
              {folder.path}
            </Text>
          )}
          <TextInput
            label="Name"
            required
            maxLength={200}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={problem?.fields['name']?.join(' ')}
          />
          {!folder.managed && (
            <>
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
              <ExcludeInput value={exclude} onChange={setExclude} error={problem?.fields['exclude']?.join(' ') ?? null} />
            </>
          )}
          <SidecarsCheckbox checked={writeSidecars} onChange={setWriteSidecars} />
          {documents !== undefined && <FolderDocuments checked={readDocuments ?? documents.read} count={documents.count} onChange={setReadDocuments} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

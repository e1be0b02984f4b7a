import { Button, Code, Group, List, Modal, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { answer, api } from '../../api/client';
import { toProblem } from '../../api/problem';
import { keys } from '../../api/queries';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';
import classes from './models.module.css';

/** For servers without the internet: a folder that was brought here another way. */
export function ImportDialog({ folders, onClose }: { folders: readonly string[]; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [path, setPath] = useState('');
  const [id, setId] = useState('');
  const start = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/models/import', { body: { path: path.trim(), ...(id.trim() === '' ? {} : { id: id.trim() }) } })),
    onSuccess: (job) => {
      void queryClient.invalidateQueries({ queryKey: keys.models });
      void queryClient.invalidateQueries({ queryKey: keys.jobs });
      notifyDone(job.title, 'It is being copied; the page of jobs says how far it is.');
      onClose();
    },
  });
  const problem = start.isError ? toProblem(start.error) : null;
  const faults = (field: string) => problem?.fields[field]?.join(' ') ?? null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (path.trim() !== '') {
      start.mutate();
    }
  };
  return (
    <Modal opened onClose={onClose} title="Import a model" size="lg">
      <form onSubmit={submit}>
        <Stack gap="md">
          {problem !== null && faults('path') === null && faults('id') === null && <ProblemAlert error={problem} />}
          <Text size="sm">
            Put the model’s folder onto the server: one that another server has in <Code>models</Code> of its data directory, or a repository as it is published. It is
            copied from there; it has to lie below
          </Text>
          <List size="sm" spacing={4}>
            {folders.map((folder) => (
              <List.Item key={folder} className={classes.path}>
                {folder}
              </List.Item>
            ))}
          </List>
          <TextInput
            label="Folder on the server"
            placeholder={`${folders[0] ?? ''}/clip-vit-b32`}
            value={path}
            onChange={(event) => {
              setPath(event.currentTarget.value);
              start.reset();
            }}
            error={faults('path')}
            maxLength={4000}
            spellCheck={false}
            autoComplete="off"
            data-autofocus
          />
          <TextInput
            label="Name on this server"
            description="Left empty: the name of the folder, or what its model.json says. The name of a model of the list gives it that model’s title and licence."
            placeholder="clip-vit-b32"
            value={id}
            onChange={(event) => {
              setId(event.currentTarget.value);
              start.reset();
            }}
            error={faults('id')}
            maxLength={100}
            spellCheck={false}
            autoComplete="off"
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={start.isPending} disabled={path.trim() === ''}>
              Import
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

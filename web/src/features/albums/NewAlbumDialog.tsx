import { Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { foldersQuery, keys } from '../../api/queries';
import type { Album } from '../../api/types';
import { ProblemAlert } from '../../ui/states';
import { AlbumFields, trimmed } from './AlbumFields';

interface Props {
  /** The album it is to lie in; absent: at the top. */
  parent?: string;
  onAdded: (album: Album) => void;
  onClose: () => void;
}

/** Makes an album: an empty one, or one that shows a folder. */
export function NewAlbumDialog({ parent, onAdded, onClose }: Props) {
  const queryClient = useQueryClient();
  const folders = useQuery(foldersQuery);
  const [words, setWords] = useState({ name: '', description: '' });
  const [folder, setFolder] = useState<string | null>(null);
  const [subPath, setSubPath] = useState('');
  const own = (folders.data ?? []).filter((each) => each.access === 'owner');
  const add = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/v1/albums', {
          body: {
            ...trimmed(words),
            ...(parent === undefined ? {} : { parent_id: parent }),
            ...(folder === null ? {} : { folder_id: folder, sub_path: subPath }),
          },
        }),
      ),
    onSuccess: async (album) => {
      await queryClient.invalidateQueries({ queryKey: keys.albums });
      onAdded(album as Album);
    },
  });
  return (
    <Modal opened onClose={onClose} title="New album" size="md">
      <Stack
        gap="md"
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          add.mutate();
        }}
      >
        {add.isError && <ProblemAlert error={add.error} />}
        <AlbumFields value={words} onChange={setWords} />
        {own.length > 0 && (
          <Select
            label="Show a folder"
            description="Its pictures follow the folder. Leave it empty to choose pictures yourself."
            placeholder="No folder"
            clearable
            value={folder}
            onChange={setFolder}
            data={own.map((each) => ({ value: each.id, label: each.name }))}
          />
        )}
        {folder !== null && (
          <TextInput
            label="Only this directory of it"
            placeholder="2024/Lisbon"
            value={subPath}
            onChange={(event) => setSubPath(event.currentTarget.value)}
          />
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={add.isPending} disabled={words.name.trim() === ''}>
            Make the album
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

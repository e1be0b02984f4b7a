import { Button, Group, Modal, Select, Stack } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { albumsQuery, keys } from '../../api/queries';
import type { Album } from '../../api/types';
import { ProblemAlert } from '../../ui/states';
import { AlbumFields, trimmed } from './AlbumFields';
import { placesFor } from './albumTree';

const orders = [
  { value: 'manual', label: 'By hand' },
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
  { value: 'name', label: 'By name' },
] as const;

export function EditAlbumDialog({ album, onClose }: { album: Album; onClose: () => void }) {
  const queryClient = useQueryClient();
  const albums = useQuery(albumsQuery);
  const [words, setWords] = useState({ name: album.name, description: album.description ?? '' });
  const [parent, setParent] = useState(album.parent_id ?? '');
  const [sort, setSort] = useState<Album['sort']>(album.sort);
  const save = useMutation({
    mutationFn: () =>
      answer(
        api.PATCH('/api/v1/albums/{id}', {
          params: { path: { id: album.id } },
          body: { ...trimmed(words), parent_id: parent, sort },
        }),
      ),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: keys.albums });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Edit ${album.name}`} size="md">
      <Stack
        gap="md"
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {save.isError && <ProblemAlert error={save.error} />}
        <AlbumFields value={words} onChange={setWords} />
        <Select
          label="Lies in"
          allowDeselect={false}
          value={parent}
          onChange={(value) => setParent(value ?? '')}
          data={[
            { value: '', label: 'No other album' },
            ...placesFor(albums.data ?? [], album.id).map((place) => ({ value: place.id, label: place.name })),
          ]}
        />
        <Select
          label="Order of the pictures"
          allowDeselect={false}
          value={sort}
          onChange={(value) => setSort((value ?? album.sort) as Album['sort'])}
          data={orders.filter((order) => order.value !== 'manual' || !album.follows_folder)}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={words.name.trim() === ''}>
            Save
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

import { ActionIcon, Button, Checkbox, Group, Modal, Stack, TextInput, Tooltip } from '@mantine/core';
import { IconBookmarkPlus } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';
import gallery from '../gallery/GalleryPage.module.css';
import { hasFilter, type PhotoSearch } from '../search/searchState';
import { toSaved } from './savedSearch';

/** Keeps what is searched for under a name; nothing where nothing is searched for, or an album alone. */
export function SaveSearch({ search }: { search: PhotoSearch }) {
  const [opened, setOpened] = useState(false);
  const { album: _, ...rest } = search;
  if (!hasFilter(rest)) {
    return null;
  }
  return (
    <>
      <Tooltip label="Save this search">
        <ActionIcon variant="subtle" color="gray" size={34} className={gallery.tool} aria-label="Save this search" onClick={() => setOpened(true)}>
          <IconBookmarkPlus size={19} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
      {opened && <SaveDialog search={search} onClose={() => setOpened(false)} />}
    </>
  );
}

function SaveDialog({ search, onClose }: { search: PhotoSearch; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState([search.q, ...(search.tag ?? [])].filter(Boolean).join(', ').slice(0, 100));
  const [album, setAlbum] = useState(true);
  const save = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/saved-searches', { body: { name, ...toSaved(search), album } })),
    onSuccess: async (saved) => {
      await queryClient.invalidateQueries({ queryKey: keys.savedSearches });
      notifyDone(`${saved.name} is saved`, saved.album ? 'It is among your albums.' : 'It is below your albums, and in the search box.');
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Save this search" size="md">
      <Stack
        gap="md"
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        {save.isError && <ProblemAlert error={save.error} />}
        <TextInput label="Name" data-autofocus required maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Checkbox
          label="Show it among the albums"
          description="It always holds what the search finds. Only you see it."
          checked={album}
          onChange={(event) => setAlbum(event.currentTarget.checked)}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={name.trim() === ''}>
            Save
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

import { ActionIcon, Anchor, Button, Group, Menu, Modal, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconAlbum, IconAlbumOff, IconBookmark, IconDots, IconEdit, IconSparkles, IconTrash } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { SavedSearch } from '../../api/types';
import page from '../../ui/page.module.css';
import { ProblemAlert } from '../../ui/states';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import classes from './saved.module.css';
import { searchOfSaved } from './savedSearch';

/** The searches that one keeps, to be run, renamed and forgotten. */
export function SavedSearchList({ searches }: { searches: readonly SavedSearch[] }) {
  return (
    <section aria-labelledby="saved-searches">
      <Title order={2} size="h3" id="saved-searches" mt="xl">
        Saved searches
      </Title>
      <ul className={page.rows}>
        {searches.map((saved) => (
          <SavedSearchLine key={saved.id} saved={saved} />
        ))}
      </ul>
    </section>
  );
}

function SavedSearchLine({ saved }: { saved: SavedSearch }) {
  const queryClient = useQueryClient();
  const [renaming, setRenaming] = useState(false);
  const refresh = () => queryClient.invalidateQueries({ queryKey: keys.savedSearches });
  const change = useMutation({
    mutationFn: (album: boolean) => answer(api.PATCH('/api/v1/saved-searches/{id}', { params: { path: { id: saved.id } }, body: { album } })),
    onSuccess: refresh,
    onError: notifyProblem,
  });
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/saved-searches/{id}', { params: { path: { id: saved.id } } })),
    onSuccess: async () => {
      await refresh();
      notifyDone(`${saved.name} is forgotten`, 'Its pictures are where they were.');
    },
    onError: notifyProblem,
  });
  return (
    <li className={page.row}>
      {saved.album ? <IconSparkles size={20} aria-hidden /> : <IconBookmark size={20} aria-hidden />}
      <div className={classes.words}>
        <Anchor component={Link} to="/photos" search={searchOfSaved(saved) as never} className={classes.name}>
          <bdi>{saved.name}</bdi>
        </Anchor>
        <Text size="sm" c="dimmed" truncate>
          {saved.filter.q ?? (saved.album ? 'Smart album' : 'Filters')}
        </Text>
      </div>
      <Menu position="bottom-end" width={230}>
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" size={34} aria-label={`More for ${saved.name}`}>
            <IconDots size={19} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconEdit size={17} aria-hidden />} onClick={() => setRenaming(true)}>
            Rename
          </Menu.Item>
          <Menu.Item
            leftSection={saved.album ? <IconAlbumOff size={17} aria-hidden /> : <IconAlbum size={17} aria-hidden />}
            onClick={() => change.mutate(!saved.album)}
          >
            {saved.album ? 'Not among the albums' : 'Show among the albums'}
          </Menu.Item>
          <Menu.Item color="red" leftSection={<IconTrash size={17} aria-hidden />} onClick={() => remove.mutate()}>
            Forget
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {renaming && <RenameDialog saved={saved} onClose={() => setRenaming(false)} />}
    </li>
  );
}

function RenameDialog({ saved, onClose }: { saved: SavedSearch; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [name, setName] = useState(saved.name);
  const rename = useMutation({
    mutationFn: () => answer(api.PATCH('/api/v1/saved-searches/{id}', { params: { path: { id: saved.id } }, body: { name } })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: keys.savedSearches });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Rename the search" size="md">
      <Stack
        gap="md"
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate();
        }}
      >
        {rename.isError && <ProblemAlert error={rename.error} />}
        <TextInput label="Name" data-autofocus required maxLength={200} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={rename.isPending} disabled={name.trim() === ''}>
            Rename
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

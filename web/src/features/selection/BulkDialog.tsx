import { Autocomplete, Button, Group, Modal, Select, Skeleton, Stack, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { albumsQuery, keys } from '../../api/queries';
import { countOf } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import { NewAlbumDialog } from '../albums/NewAlbumDialog';
import { deedOf, outcomeOf } from './bulkWords';
import classes from './BulkDialog.module.css';
import { DateInput, ShiftInput } from './DateInputs';
import { sizeOf, type Selection } from './selection';
import { editImages, type Deed } from './useBulk';

/** What is still to be said of the deed before it can be looked at. */
export type Asked = { kind: 'deed'; deed: Deed } | { kind: 'tag'; remove: boolean } | { kind: 'album' } | { kind: 'date' } | { kind: 'shift' };

interface Props {
  asked: Asked;
  selection: Selection;
  onEdit: (deed: Deed) => void;
  onClose: () => void;
}

/** Asks what is missing, shows what would change, and lets it be done. */
export function BulkDialog({ asked, selection, onEdit, onClose }: Props) {
  const [tag, setTag] = useState('');
  const [album, setAlbum] = useState<string | null>(null);
  const [dated, setDated] = useState<Deed | null>(null);
  const [adding, setAdding] = useState(false);
  const [settledTag] = useDebouncedValue(tag.trim(), 250);
  const [settledDate] = useDebouncedValue(dated, 250);
  const deed = asked.kind === 'date' || asked.kind === 'shift' ? settledDate : deedFrom(asked, settledTag, album);
  const preview = useQuery({
    queryKey: [...keys.bulkEdits, 'preview', JSON.stringify(deed), selectionKey(selection)],
    queryFn: ({ signal }) => editImages(selection, [deed!], true, signal),
    enabled: deed !== null,
    staleTime: 0,
    gcTime: 0,
    placeholderData: keepPreviousData,
  });
  const action = deed === null ? undefined : preview.data?.actions[0];
  const ready = action !== undefined && !preview.isFetching && (asked.kind !== 'tag' || settledTag === tag.trim()) && settledDate === dated;
  const count = countOf(sizeOf(selection), 'picture', 'pictures');
  if (adding) {
    return (
      <NewAlbumDialog
        onClose={() => setAdding(false)}
        onAdded={(added) => {
          setAdding(false);
          setAlbum(added.id);
        }}
      />
    );
  }
  return (
    <Modal opened onClose={onClose} title={titles(asked, count)} size="md">
      <Stack
        gap="md"
        component="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && deed !== null && action.changed > 0) {
            onEdit(deed);
          }
        }}
      >
        {asked.kind === 'tag' && <TagInput value={tag} onChange={setTag} />}
        {asked.kind === 'album' && <AlbumInput value={album} onChange={setAlbum} onNew={() => setAdding(true)} />}
        {asked.kind === 'date' && <DateInput onChange={setDated} />}
        {asked.kind === 'shift' && <ShiftInput onChange={setDated} />}
        <div className={classes.preview} role="status" aria-live="polite">
          {preview.isError ? (
            <ProblemAlert error={preview.error} onRetry={() => void preview.refetch()} />
          ) : deed === null ? (
            <Text c="dimmed" size="sm">
              What would change is shown here first.
            </Text>
          ) : preview.data === undefined || action === undefined ? (
            <Skeleton h={56} />
          ) : (
            <>
              <Text size="sm">{outcomeOf(preview.data, action, false)}.</Text>
              <div className={classes.samples}>
                {preview.data.sample_ids.map((id) => (
                  <img key={id} src={`/api/v1/images/${id}/thumbnail?size=small`} alt="" width={56} height={56} />
                ))}
              </div>
            </>
          )}
        </div>
        <Text size="sm" c="dimmed">
          It can be undone for 30 days.
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={!ready || action.changed === 0}>
            {submitWords(asked)}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function TagInput({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [asked] = useDebouncedValue(value.trim(), 150);
  const known = useQuery({
    queryKey: ['tags', asked],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/tags', { params: { query: { q: asked, limit: 8 } }, signal })),
    placeholderData: keepPreviousData,
  });
  return (
    <Autocomplete
      label="Tag"
      data-autofocus
      maxLength={100}
      value={value}
      onChange={onChange}
      data={(known.data?.items ?? []).map((tag) => tag.name)}
      filter={({ options }) => options}
    />
  );
}

function AlbumInput({ value, onChange, onNew }: { value: string | null; onChange: (value: string | null) => void; onNew: () => void }) {
  const albums = useQuery(albumsQuery);
  const open = (albums.data ?? []).filter((album) => album.access !== 'view' && !album.follows_folder);
  return (
    <Group align="flex-end" gap="sm" wrap="nowrap">
      <Select
        label="Album"
        flex={1}
        data-autofocus
        searchable
        placeholder={open.length === 0 ? 'No album yet' : 'Choose an album'}
        nothingFoundMessage="No album of that name"
        value={value}
        onChange={onChange}
        data={open.map((album) => ({ value: album.id, label: album.name }))}
      />
      <Button variant="default" onClick={onNew}>
        New album
      </Button>
    </Group>
  );
}

function deedFrom(asked: Exclude<Asked, { kind: 'date' | 'shift' }>, tag: string, album: string | null): Deed | null {
  switch (asked.kind) {
    case 'deed':
      return asked.deed;
    case 'tag':
      return tag === '' ? null : { kind: asked.remove ? 'remove_tag' : 'add_tag', value: tag };
    case 'album':
      return album === null ? null : { kind: 'add_to_album', value: album };
  }
}

function titles(asked: Asked, count: string): string {
  switch (asked.kind) {
    case 'deed':
      return `${deedOf(asked.deed)}: ${count}`;
    case 'tag':
      return asked.remove ? `Remove a tag from ${count}` : `Tag ${count}`;
    case 'album':
      return `Add ${count} to an album`;
    case 'date':
      return `Set the date of ${count}`;
    case 'shift':
      return `Shift the dates of ${count}`;
  }
}

function submitWords(asked: Asked): string {
  switch (asked.kind) {
    case 'deed':
      return deedOf(asked.deed);
    case 'tag':
      return asked.remove ? 'Remove' : 'Add';
    case 'album':
      return 'Add';
    case 'date':
      return 'Set';
    case 'shift':
      return 'Shift';
  }
}

/** Equal for equal selections. */
function selectionKey(selection: Selection): string {
  return selection.kind === 'some'
    ? [...selection.ids].join()
    : selection.kind === 'all'
      ? JSON.stringify([selection.search, [...selection.except]])
      : '';
}

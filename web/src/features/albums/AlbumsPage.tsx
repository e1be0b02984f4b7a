import { Button, Skeleton, Title } from '@mantine/core';
import { IconAlbum, IconPlus } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { albumsQuery, meQuery, savedSearchesQuery } from '../../api/queries';
import { mayWrite } from '../../api/roles';
import page from '../../ui/page.module.css';
import { EmptyState, ProblemAlert } from '../../ui/states';
import { useTitle } from '../../ui/useTitle';
import { AlbumCard } from './AlbumCard';
import { childrenOf, searchOf } from './albumTree';
import classes from './albums.module.css';
import { NewAlbumDialog } from './NewAlbumDialog';
import { SavedSearchList } from '../saved/SavedSearchList';
import { SmartAlbumCard } from '../saved/SmartAlbumCard';

const route = getRouteApi('/app/albums');

export function AlbumsPage() {
  useTitle('Albums');
  const navigate = useNavigate();
  const adding = route.useSearch().add !== undefined;
  const albums = useQuery(albumsQuery);
  const saved = useQuery(savedSearchesQuery);
  const smart = (saved.data ?? []).filter((search) => search.album);
  const { data: me } = useQuery(meQuery);
  const writes = mayWrite(me);
  const setAdding = (open: boolean) => void navigate({ to: '/albums', search: open ? { add: '1' } : {}, replace: !open });
  const addButton = (
    <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => setAdding(true)}>
      New album
    </Button>
  );
  const top = albums.data === undefined ? undefined : childrenOf(albums.data, null);
  return (
    <div className={page.page}>
      <div className={page.head}>
        <Title order={1}>Albums</Title>
        {writes && top !== undefined && top.length + smart.length > 0 && addButton}
      </div>
      {albums.isError && <ProblemAlert error={albums.error} onRetry={() => void albums.refetch()} />}
      {saved.isError && <ProblemAlert error={saved.error} onRetry={() => void saved.refetch()} />}
      {(albums.isPending || saved.isPending) && (
        <div className={classes.grid} aria-busy>
          {[0, 1, 2, 3].map((card) => (
            <Skeleton key={card} h={220} radius="lg" />
          ))}
        </div>
      )}
      {top?.length === 0 && !saved.isPending && smart.length === 0 && (
        <EmptyState icon={<IconAlbum size={32} />} title="No albums yet" {...(writes ? { action: addButton } : {})}>
          {writes
            ? 'Gather pictures in an album, put them in order and share them. The pictures stay where they are.'
            : 'Albums that others share with you appear here.'}
        </EmptyState>
      )}
      {top !== undefined && !saved.isPending && top.length + smart.length > 0 && (
        <ul className={classes.grid}>
          {top.map((album) => (
            <li key={album.id}>
              <AlbumCard album={album} />
            </li>
          ))}
          {smart.map((search) => (
            <li key={search.id}>
              <SmartAlbumCard saved={search} />
            </li>
          ))}
        </ul>
      )}
      {saved.data !== undefined && saved.data.length > 0 && <SavedSearchList searches={saved.data} />}
      {adding && writes && (
        <NewAlbumDialog onClose={() => setAdding(false)} onAdded={(album) => void navigate({ to: '/photos', search: searchOf(album) })} />
      )}
    </div>
  );
}

import { IconSparkles } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import { thumbnailUrl } from '../../api/pictures';
import type { SavedSearch } from '../../api/types';
import { countOf } from '../../ui/format';
import classes from '../albums/albums.module.css';
import { searchOfSaved } from './savedSearch';

/** A search among the albums: its first picture, and how many it finds now. */
export function SmartAlbumCard({ saved }: { saved: SavedSearch }) {
  const search = searchOfSaved(saved);
  const first = useQuery({
    // Under the albums' key, so that it is asked for again whenever they are.
    queryKey: [...keys.albums, 'smart', saved.id, saved.updated_at],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/images', { params: { query: { ...search, limit: 1 } }, signal })),
  });
  const cover = first.data?.items[0];
  return (
    <Link to="/photos" search={search} className={classes.card}>
      <span className={classes.cover}>
        {cover === undefined ? <IconSparkles size={40} stroke={1.3} aria-hidden /> : <img src={thumbnailUrl(cover, 'small')} alt="" loading="lazy" />}
      </span>
      <span className={classes.name}>{saved.name}</span>
      <span className={classes.facts}>
        <IconSparkles size={15} role="img" aria-label="Smart album" />
        <span>{first.isError ? 'Cannot be searched now' : first.data?.total == null ? '\u00a0' : countOf(first.data.total, 'picture', 'pictures')}</span>
      </span>
    </Link>
  );
}

import { IconAlbum, IconFolder, IconUsers } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { Album } from '../../api/types';
import { countOf } from '../../ui/format';
import { searchOf } from './albumTree';
import classes from './albums.module.css';

export function AlbumCard({ album }: { album: Album }) {
  return (
    <Link to="/photos" search={searchOf(album)} className={classes.card}>
      <span className={classes.cover}>
        {album.cover_image_id == null ? (
          <IconAlbum size={40} stroke={1.3} aria-hidden />
        ) : (
          <img src={`/api/v1/images/${album.cover_image_id}/thumbnail?size=small`} alt="" loading="lazy" />
        )}
      </span>
      <span className={classes.name}>{album.name}</span>
      <span className={classes.facts}>
        {album.follows_folder && <IconFolder size={15} role="img" aria-label="Shows a folder" />}
        {(album.shared === true || album.access !== 'owner') && <IconUsers size={15} role="img" aria-label="Shared" />}
        <span>{countOf(album.image_count, 'picture', 'pictures')}</span>
        {album.access !== 'owner' && (
          <span className={classes.owner}>
            by <bdi>{album.owner.user_name}</bdi>
          </span>
        )}
      </span>
    </Link>
  );
}

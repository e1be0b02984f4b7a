import type { Album } from '../../api/types';
import type { PhotoSearch, Sort } from '../search/searchState';

type Node = Pick<Album, 'id' | 'parent_id'>;

/** The albums that lie directly in one, or at the top. One whose parent cannot be seen is at the top. */
export function childrenOf<T extends Node>(albums: readonly T[], parent: string | null): T[] {
  return albums.filter((album) => (album.parent_id ?? null) === parent);
}

/** From the top down to the album itself. */
export function pathTo<T extends Node>(albums: readonly T[], id: string): T[] {
  const path: T[] = [];
  for (let at = find(albums, id); at !== undefined && !path.includes(at); at = find(albums, at.parent_id)) {
    path.unshift(at);
  }
  return path;
}

/** One's own albums that an album can be put into: not itself, nor what lies in it. */
export function placesFor<T extends Node & Pick<Album, 'access'>>(albums: readonly T[], id: string): T[] {
  return albums.filter((album) => album.access === 'owner' && !pathTo(albums, album.id).some((above) => above.id === id));
}

const sorts: Record<Album['sort'], Sort | null> = { manual: 'position', newest: null, oldest: 'date', name: 'name' };

/** The pictures of an album, in its order. */
export function searchOf(album: Pick<Album, 'id' | 'sort'>): PhotoSearch {
  const sort = sorts[album.sort];
  return { album: [album.id], ...(sort === null ? {} : { sort }) };
}

function find<T extends Node>(albums: readonly T[], id: string | null | undefined): T | undefined {
  return id == null ? undefined : albums.find((album) => album.id === id);
}

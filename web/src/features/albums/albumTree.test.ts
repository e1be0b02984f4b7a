import { describe, expect, it } from 'vitest';
import { childrenOf, pathTo, placesFor, searchOf } from './albumTree';

const own = { access: 'owner' as const };
const albums = [
  { id: 'a', ...own },
  { id: 'b', parent_id: 'a', ...own },
  { id: 'c', parent_id: 'b', ...own },
  { id: 'd', access: 'view' as const },
];

describe('albums in albums', () => {
  it('are found from the top down', () => {
    expect(childrenOf(albums, null).map((album) => album.id)).toEqual(['a', 'd']);
    expect(childrenOf(albums, 'a').map((album) => album.id)).toEqual(['b']);
    expect(pathTo(albums, 'c').map((album) => album.id)).toEqual(['a', 'b', 'c']);
    expect(pathTo(albums, 'gone')).toEqual([]);
  });

  it('can be put only where no circle comes of it, and only into one’s own', () => {
    expect(placesFor(albums, 'b').map((album) => album.id)).toEqual(['a']);
    expect(placesFor(albums, 'd').map((album) => album.id)).toEqual(['a', 'b', 'c']);
  });

  it('are shown in their order', () => {
    expect(searchOf({ id: 'a', sort: 'manual' })).toEqual({ album: ['a'], sort: 'position' });
    expect(searchOf({ id: 'a', sort: 'newest' })).toEqual({ album: ['a'] });
  });
});

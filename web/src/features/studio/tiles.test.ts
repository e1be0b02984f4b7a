import { describe, expect, it } from 'vitest';
import type { Generation } from '../../api/types';
import { columnsOf, nameOf, pictureName, tilesOf } from './tiles';

const made = (id: string, state: Generation['state'], pictures: number) =>
  ({ id, state, images: Array.from({ length: pictures }, (_, number) => ({ number })) }) as unknown as Generation;

describe('tilesOf', () => {
  it('has a tile for each picture, and one for what has none', () => {
    const tiles = tilesOf([made('a', 'sampling', 0), made('b', 'done', 2), made('c', 'failed', 0), made('d', 'done', 1)], new Set(['d']));
    expect(tiles.map((tile) => tile.key)).toEqual(['b.0', 'b.1', 'c']);
  });
});

describe('columnsOf', () => {
  it('fills the width', () => {
    expect(columnsOf(1000, 10, 240)).toEqual({ columns: 4, side: 242.5 });
    expect(columnsOf(300, 10, 240).columns).toBe(2);
  });
});

describe('nameOf', () => {
  it('is short', () => {
    expect(nameOf('a cat')).toBe('a cat');
    expect(nameOf('cat '.repeat(40))).toBe(`${'cat '.repeat(20).trimEnd()}…`);
  });
});

describe('pictureName', () => {
  it('tells pictures of one request apart', () => {
    expect(pictureName({ ...made('a', 'done', 2), prompt: 'a cat' }, 1)).toBe('picture 2 of 2, a cat');
    expect(pictureName({ ...made('a', 'done', 1), prompt: 'a cat' }, 0)).toBe('a cat');
  });
});

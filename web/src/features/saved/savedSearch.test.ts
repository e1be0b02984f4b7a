import { describe, expect, it } from 'vitest';
import type { PhotoSearch } from '../search/searchState';
import { searchOfSaved, toSaved } from './savedSearch';

describe('a search that is kept', () => {
  it('is the same when it comes back', () => {
    const search: PhotoSearch = { q: 'tag:dog OR cat', tag: ['beach'], from: '2024-01-01', favourite: true, rating: 4, archived: 'true', sort: 'date' };
    expect(searchOfSaved(toSaved(search))).toEqual(search);
    expect(toSaved({ q: 'dog' })).toEqual({ filter: { q: 'dog' } });
    expect(toSaved({ q: 'dog', mode: 'semantic' })).toEqual({ filter: { q: 'dog' }, mode: 'semantic' });
    expect(searchOfSaved({ filter: { q: 'dog' }, mode: 'semantic' })).toEqual({ q: 'dog', mode: 'semantic' });
    // How this page looks for words when nothing else is said.
    expect(searchOfSaved({ filter: { q: 'dog' }, mode: 'hybrid' })).toEqual({ q: 'dog' });
  });
});

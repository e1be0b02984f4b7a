import { describe, expect, it } from 'vitest';
import { dateRange, effectiveSort, filtersOf, hasFilter, isDay, parseParameters, readSearch, searchKey, stringifyParameters } from './searchState';

describe('the search in the URL', () => {
  it('survives the way there and back', () => {
    const search = {
      q: 'red & "blue" 한글 100%',
      tag: ['dining table', 'cup'],
      folder: ['fld_1'],
      camera: ['NIKON D90'],
      from: '2024-05-01',
      to: '2024-05-31',
      favourite: true as const,
      rating: 4,
      archived: 'true' as const,
      sort: 'name' as const,
    };
    expect(readSearch(parseParameters(stringifyParameters(search)))).toEqual(search);
  });

  it('is written as plain, repeatable parameters', () => {
    expect(stringifyParameters({ q: 'a b', tag: ['x', 'y'] })).toBe('?q=a+b&tag=x&tag=y');
    expect(stringifyParameters({ q: undefined, tag: [] })).toBe('');
  });

  it('keeps how words are looked for, where there are words', () => {
    expect(readSearch({ q: 'sea', mode: 'semantic' })).toEqual({ q: 'sea', mode: 'semantic' });
    expect(readSearch({ q: 'sea', mode: 'text', sort: 'name' })).toEqual({ q: 'sea', mode: 'text', sort: 'name' });
    expect(readSearch({ q: 'sea', mode: 'hybrid' })).toEqual({ q: 'sea' });
    expect(readSearch({ mode: 'semantic' })).toEqual({});
    expect(readSearch({ q: 'sea', mode: 'semantic', sort: 'name' })).toEqual({ q: 'sea', mode: 'semantic' });
    expect(searchKey({ q: 'sea', mode: 'text' })).not.toBe(searchKey({ q: 'sea' }));
    expect(filtersOf({ q: 'sea', mode: 'text', sort: 'name' })).toEqual({ q: 'sea' });
  });

  it('takes a single value for a list of one', () => {
    expect(readSearch(parseParameters('tag=cup'))).toEqual({ tag: ['cup'] });
  });

  it('leaves out what makes no sense', () => {
    expect(
      readSearch({
        q: '   ',
        tag: ['', ' '],
        from: '2024-13-01',
        to: 'yesterday',
        sort: 'size',
        rating: '6',
        favourite: 'no',
        archived: 'x',
        other: 1,
      }),
    ).toEqual({});
  });

  it('names each filter once', () => {
    expect(readSearch({ tag: ['cup', 'cup', ' cup '] })).toEqual({ tag: ['cup'] });
  });

  it('has one key for searches that mean the same', () => {
    expect(searchKey({ tag: ['a'], q: 'x' })).toBe(searchKey({ q: 'x', tag: ['a'], sort: 'relevance' }));
    expect(searchKey({})).toBe(searchKey({ sort: '-date' }));
    expect(searchKey({})).not.toBe(searchKey({ sort: 'date' }));
  });
});

describe('the order', () => {
  it('is newest first, and by relevance for words', () => {
    expect(effectiveSort({})).toBe('-date');
    expect(effectiveSort({ q: 'cup' })).toBe('relevance');
    expect(effectiveSort({ q: 'cup', sort: 'name' })).toBe('name');
  });

  it('is no filter', () => {
    expect(hasFilter({ sort: 'name' })).toBe(false);
    expect(hasFilter({ to: '2024-01-01' })).toBe(true);
  });
});

describe('dates', () => {
  it('knows real days', () => {
    expect(isDay('2024-02-29')).toBe(true);
    expect(isDay('2023-02-29')).toBe(false);
    expect(isDay('2024-2-9')).toBe(false);
  });

  it('spans years, months and days', () => {
    expect(dateRange('2024')).toEqual({ from: '2024-01-01', to: '2024-12-31' });
    expect(dateRange('2024-02')).toEqual({ from: '2024-02-01', to: '2024-02-29' });
    expect(dateRange('2023-02')).toEqual({ from: '2023-02-01', to: '2023-02-28' });
    expect(dateRange('2024-12')).toEqual({ from: '2024-12-01', to: '2024-12-31' });
    expect(dateRange('2024-05-03')).toEqual({ from: '2024-05-03', to: '2024-05-03' });
  });

  it('refuses what is no date', () => {
    expect(dateRange('2024-13')).toBeNull();
    expect(dateRange('2024-02-30')).toBeNull();
    expect(dateRange('May')).toBeNull();
  });
});

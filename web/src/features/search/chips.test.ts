import { describe, expect, it } from 'vitest';
import { chipsOf, rangeLabel, withoutChip, withSuggestion, withWords } from './chips';

const nobody = () => undefined;

describe('chipsOf', () => {
  it('shows each filter, folders by name', () => {
    const chips = chipsOf(
      { q: 'x', tag: ['cup'], folder: ['fld_1', 'fld_2'], camera: ['D90'], from: '2024-05-01', to: '2024-05-31' },
      (id) => (id === 'fld_1' ? 'At home' : undefined),
    );
    expect(chips.map((chip) => chip.kind)).toEqual(['tag', 'folder', 'folder', 'camera', 'date']);
    expect(chips[1]?.label).toBe('At home');
    expect(chips[2]?.label).toBe('fld_2');
  });

  it('leads to a search without it', () => {
    const search = { q: 'x', tag: ['cup', 'cat'], from: '2024-01-01' };
    const [cup, cat, date] = chipsOf(search, nobody);
    expect(withoutChip(search, cup!)).toEqual({ q: 'x', tag: ['cat'], from: '2024-01-01' });
    expect(withoutChip(withoutChip(search, cup!), cat!)).toEqual({ q: 'x', from: '2024-01-01' });
    expect(withoutChip(search, date!)).toEqual({ q: 'x', tag: ['cup', 'cat'] });
    expect(search.tag).toEqual(['cup', 'cat']);
  });
});

describe('rangeLabel', () => {
  it('is as short as the range is round', () => {
    expect(rangeLabel('2024-01-01', '2024-12-31', 'en')).toBe('2024');
    expect(rangeLabel('2024-02-01', '2024-02-29', 'en')).toBe('February 2024');
    expect(rangeLabel('2024-05-03', '2024-05-03', 'en')).toBe('May 3, 2024');
    expect(rangeLabel('2024-05-03', '2024-06-04', 'en')).toBe('May 3, 2024 – Jun 4, 2024');
    expect(rangeLabel('2024-05-03', undefined, 'en')).toBe('since May 3, 2024');
    expect(rangeLabel(undefined, '2024-05-03', 'en')).toBe('until May 3, 2024');
  });
});

describe('withSuggestion', () => {
  it('adds a filter once', () => {
    const once = withSuggestion({}, { kind: 'tag', value: 'cup' });
    expect(once).toEqual({ tag: ['cup'] });
    expect(withSuggestion(once, { kind: 'tag', value: 'cup' })).toBe(once);
  });

  it('leaves to the query what no filter takes', () => {
    expect(withSuggestion({ q: 'x' }, { kind: 'person', value: 'Anna' })).toEqual({ q: 'x' });
  });

  it('replaces the date', () => {
    expect(withSuggestion({ from: '2020-01-01' }, { kind: 'date', value: '2024-05' })).toEqual({ from: '2024-05-01', to: '2024-05-31' });
  });
});

describe('withWords', () => {
  it('tidies spaces', () => {
    expect(withWords({}, '  red   cup ')).toEqual({ q: 'red cup' });
  });

  it('drops the order by relevance with the words', () => {
    expect(withWords({ q: 'cup', sort: 'relevance', tag: ['a'] }, ' ')).toEqual({ tag: ['a'] });
    expect(withWords({ q: 'cup', sort: 'name' }, '')).toEqual({ sort: 'name' });
  });
});

import { describe, expect, it } from 'vitest';
import { readMapSearch } from '../map/mapSearch';
import { chipsOf, withoutChip } from './chips';
import { effectiveSort, hasFilter, readSearch } from './searchState';

describe('likeness in the address', () => {
  it('takes pictures by id and by what the server answered, and nothing else', () => {
    expect(readSearch({ like: ['img_1a', 'doc_2b.13', 'vec_AQAAAH-_0', 'img_1a', 'fld_1', 'doc_2b', 'doc_2b.0', 'doc_2b.1x', '', 'vec_a b', `vec_${'a'.repeat(7000)}`] })).toEqual({ like: ['img_1a', 'doc_2b.13', 'vec_AQAAAH-_0'] });
    expect(readSearch({ like: 'img_1' }).like).toEqual(['img_1']);
    expect(readSearch({ like: Array.from({ length: 30 }, (_, index) => `img_${index}`) }).like).toHaveLength(20);
  });

  it('has an order of its own, whatever the address says', () => {
    const search = readSearch({ like: 'img_1', sort: 'name', tag: 'dog' });
    expect(search).toEqual({ like: ['img_1'], tag: ['dog'] });
    expect(effectiveSort(search)).toBe('relevance');
    expect(hasFilter(search)).toBe(true);
  });

  it('is no part of the map', () => {
    expect(readMapSearch({ like: 'img_1', tag: 'dog' })).toEqual({ tag: ['dog'] });
  });

  it('names the page of a document in a chip', () => {
    const labels = chipsOf({ like: ['doc_7.3', 'doc_8.1'] }, (id) => (id === 'doc_7' ? 'lease.pdf' : undefined)).map((chip) => chip.label);
    expect(labels).toEqual(['Like page 3 of lease.pdf', 'Like page 1 of doc_8']);
  });

  it('names the picture in a chip that can be removed', () => {
    const search = { like: ['img_1', 'vec_AQAAAAAA'], tag: ['dog'] };
    const chips = chipsOf(search, (id) => (id === 'img_1' ? 'sea.jpg' : undefined));
    expect(chips.map((chip) => chip.label)).toEqual(['Like sea.jpg', 'Like the picture shown', 'dog']);
    expect(withoutChip(search, chips[0]!)).toEqual({ like: ['vec_AQAAAAAA'], tag: ['dog'] });
    expect(withoutChip({ like: ['img_1'] }, chips[0]!)).toEqual({});
  });
});

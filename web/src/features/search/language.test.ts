import { describe, expect, it } from 'vitest';
import type { QueryTerm } from '../../api/types';
import { hasTerms, inParts, plainWords, withoutTerm } from './language';

const term = (text: string): QueryTerm => ({ start: 0, length: text.length, text, kind: 'word', negated: false });

describe('hasTerms', () => {
  it('is about more than one word', () => {
    expect(hasTerms(undefined)).toBe(false);
    expect(hasTerms('beach')).toBe(false);
    expect(hasTerms('beach dog')).toBe(true);
    expect(hasTerms('tag:dog')).toBe(true);
    expect(hasTerms('-dog')).toBe(true);
  });
});

describe('withoutTerm', () => {
  it('leaves the others as they were typed', () => {
    const terms = [term('beach'), term('-tag:"dining table"'), term('(a OR b)')];
    expect(withoutTerm(terms, terms[0]!)).toBe('-tag:"dining table" (a OR b)');
    expect(withoutTerm([terms[0]!], terms[0]!)).toBe('');
  });
});

describe('inParts', () => {
  it('marks what is to be marked', () => {
    expect(inParts('a cup of tea', [{ start: 2, length: 3 }])).toEqual([
      { text: 'a ', marked: false },
      { text: 'cup', marked: true },
      { text: ' of tea', marked: false },
    ]);
    expect(inParts('cup', [{ start: 0, length: 3 }])).toEqual([{ text: 'cup', marked: true }]);
    expect(inParts('cup', [])).toEqual([{ text: 'cup', marked: false }]);
  });
});

describe('plainWords', () => {
  it.each([
    ['dog', 'dog'],
    ['  annual "balance sheet" ', 'annual "balance sheet"'],
    ['well-kept anderson', 'well-kept anderson'],
    ['제주 여행', '제주 여행'],
  ])('%s are words', (q, words) => {
    expect(plainWords(q)).toBe(words);
  });

  it.each(['', '   ', 'tag:dog', 'dog -cat', '-cat', 'dog or cat', 'NOT dog', '(dog)'])('"%s" is more, or nothing', (q) => {
    expect(plainWords(q)).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { shownOf, typed } from './numbers';

/** Types one text after the other into a field, as a NumberInput tells it. */
function type(texts: (number | string)[], empty: number | null = null) {
  let held = empty;
  return texts.map((text) => {
    const now = typed(text, held, empty);
    held = now.number;
    return [held, shownOf(now, held)];
  });
}

describe('typed', () => {
  it('keeps what is on the way to a decimal', () => {
    expect(type([7, '7.', 7.5])).toEqual([[7, 7], [7, '7.'], [7.5, 7.5]]);
    expect(type(['0.', '0.0', 0.05])).toEqual([[0, '0.'], [0, '0.0'], [0.05, 0.05]]);
    expect(type([7, '.'])).toEqual([[7, 7], [7, '.']]);
  });

  it('takes long numbers, and none that a number does not hold exactly', () => {
    expect(type(['12345678901234'])).toEqual([[12345678901234, '12345678901234']]);
    expect(type(['9007199254740991', '90071992547409911'])).toEqual([[9007199254740991, '9007199254740991'], [9007199254740991, '90071992547409911']]);
  });

  it('may be emptied', () => {
    expect(type([7, ''])).toEqual([[7, 7], [null, '']]);
    expect(type([4, ''], 1)).toEqual([[4, 4], [1, '']]);
  });
});

describe('shownOf', () => {
  it('shows what came from elsewhere', () => {
    expect(shownOf({ text: '7.', number: 7 }, 20)).toBe(20);
    expect(shownOf({ text: '7.', number: 7 }, null)).toBe('');
    expect(shownOf(null, 3)).toBe(3);
  });
});

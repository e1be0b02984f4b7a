import { describe, expect, it } from 'vitest';
import { extended, isSelected, nothing, sizeOf, toggled, type Selection } from './selection';

describe('a selection', () => {
  it('holds what is chosen, and ends with the last', () => {
    const one = toggled(nothing, 'a');
    expect([isSelected(one, 'a'), isSelected(one, 'b'), sizeOf(one)]).toEqual([true, false, 1]);
    expect(sizeOf(extended(one, ['a', 'b', 'c']))).toBe(3);
    expect(toggled(one, 'a')).toBe(nothing);
  });

  it('of all that is found leaves out what is taken from it', () => {
    const all: Selection = { kind: 'all', search: { q: 'sea' }, total: 3, except: new Set() };
    const two = toggled(all, 'b');
    expect([isSelected(two, 'a'), isSelected(two, 'b'), sizeOf(two)]).toEqual([true, false, 2]);
    expect(sizeOf(extended(two, ['a', 'b']))).toBe(3);
    expect(toggled(toggled(two, 'a'), 'c')).toBe(nothing);
  });
});

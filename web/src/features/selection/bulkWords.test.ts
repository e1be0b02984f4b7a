import { describe, expect, it } from 'vitest';
import type { BulkAction } from '../../api/types';
import { deedOf, outcomeOf, undoneOf } from './bulkWords';

const tag: BulkAction = {
  kind: 'add_tag',
  value: 'beach',
  label: 'beach',
  changed: 1100,
  gone: 0,
  not_yours: 0,
  view_only: 34,
  no_date: 0,
  restored: 0,
  kept: 0,
};

describe('the words of a bulk edit', () => {
  it('name the deed', () => {
    expect(deedOf(tag)).toBe('Add the tag “beach”');
    expect(deedOf({ kind: 'rate', value: '1' })).toBe('Rate 1 star');
    expect(deedOf({ kind: 'add_to_album', value: 'alb_1', label: 'Summer' })).toBe('Add to the album “Summer”');
    expect(deedOf({ kind: 'shift_taken_at', value: '-93605' })).toBe('Shift the dates by −1 day 2 hours 5 seconds');
    expect(deedOf({ kind: 'set_taken_at' })).toBe('Take back the dates given here');
  });

  it('say what changes, what does not, and why', () => {
    expect(outcomeOf({ image_count: 1234, actions: [tag] }, tag, false)).toBe(
      '1,100 pictures change; 34 you may only look at; 100 are so already',
    );
    const archive = { ...tag, kind: 'archive' as const, changed: 0, view_only: 0, not_yours: 1 };
    expect(outcomeOf({ image_count: 1, actions: [archive] }, archive, true)).toBe('No picture changed; 1 belongs to others');
  });

  it('tell what was not taken back', () => {
    expect(undoneOf({ actions: [{ ...tag, restored: 1097, kept: 3 }] })).toBe('1,097 pictures are as before; 3 changed since and stay');
  });
});

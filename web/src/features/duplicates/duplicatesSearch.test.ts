import { expect, test } from 'vitest';
import { readDuplicatesSearch } from './duplicatesSearch';

test('an address is read for what makes sense in it', () => {
  expect(readDuplicatesSearch({ kind: 'burst', threshold: '10', keep: 'oldest' })).toEqual({ kind: 'burst', threshold: 10, keep: 'oldest' });
  expect(readDuplicatesSearch({ kind: 'near', threshold: 6, keep: 'largest' })).toEqual({});
  expect(readDuplicatesSearch({ kind: ['exact'], threshold: '7', keep: 'newest' })).toEqual({});
});

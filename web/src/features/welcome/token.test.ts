import { expect, it } from 'vitest';
import { tokenOf } from './token';

it('finds the token of a welcome link and of nothing else', () => {
  expect(tokenOf('/welcome', '#abc_-9')).toBe('abc_-9');
  expect(tokenOf('/welcome/', '#abc')).toBe('abc');
  expect(tokenOf('/welcome', '#')).toBeNull();
  expect(tokenOf('/welcome', '')).toBeNull();
  expect(tokenOf('/photos', '#abc')).toBeNull();
  expect(tokenOf('/welcome/more', '#abc')).toBeNull();
});

import { expect, it } from 'vitest';
import { retryDelay } from './live';

it('waits longer after each failure, within bounds, and not all clients alike', () => {
  expect(retryDelay(0, 0.5)).toBe(500);
  expect(retryDelay(3, 0.5)).toBe(4_000);
  expect(retryDelay(100, 0.5)).toBe(15_000);
  expect(retryDelay(2, 0)).toBeLessThan(retryDelay(2, 1));
});

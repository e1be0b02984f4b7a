import { expect, it } from 'vitest';
import { whyPolled } from './watching';

it('a folder that is followed, or is not to be, says nothing', () => {
  expect(whyPolled({ state: 'events' })).toBeNull();
  expect(whyPolled({ state: 'off' })).toBeNull();
  expect(whyPolled({ state: 'off', reason: 'starting' })).toBeNull();
});

it('a folder that is looked through instead says why', () => {
  expect(whyPolled({ state: 'polling', reason: 'network' })).toContain('network mount');
  expect(whyPolled({ state: 'polling', reason: 'limit' })).toContain('max_user_watches');
});

it('a folder that is not there says so by its state alone', () => {
  expect(whyPolled({ state: 'polling', reason: 'missing' })).toBeNull();
});

import { expect, it } from 'vitest';
import { readEntrance } from './entranceSearch';

it('goes back to pages of this client', () => {
  expect(readEntrance({ back: '/photos?tag=cup', note: 'ended' })).toEqual({ back: '/photos?tag=cup', note: 'ended' });
});

it.each([
  'javascript:alert(1)',
  '//elsewhere.example',
  '/\\elsewhere.example',
  '/\t/elsewhere.example',
  '/\n/x',
  'https://elsewhere.example',
  'photos',
  '',
])('does not go to %j', (back) => {
  expect(readEntrance({ back })).toEqual({});
});

it('shows no note of somebody else’s making', () => {
  expect(readEntrance({ note: 'Your account is locked, call 0900-1234' })).toEqual({});
});

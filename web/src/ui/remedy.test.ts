import { expect, it } from 'vitest';
import { Problem } from '../api/problem';
import { remedyOf } from './remedy';

it('says how long to wait in place of the header that asks for it', () => {
  const problem = { status: 429, code: 'rate_limited', title: 'Too many requests', remedy: 'Wait as long as Retry-After says.' };
  expect(remedyOf(new Problem({ ...problem, retryAfter: 75 }), 'en')).toBe('Try again in 1 min 15 sec.');
  expect(remedyOf(new Problem({ ...problem, retryAfter: 0 }), 'en')).toBe('Try again in 1 sec.');
  expect(remedyOf(new Problem(problem), 'en')).toBe('Wait as long as Retry-After says.');
});

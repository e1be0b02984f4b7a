import { expect, it } from 'vitest';
import { Problem } from '../api/problem';
import { detailOf, headingOf, remedyOf } from './remedy';

it('says how long to wait in place of the header that asks for it', () => {
  const problem = { status: 429, code: 'rate_limited', title: 'Too many requests', remedy: 'Wait as long as Retry-After says.' };
  expect(remedyOf(new Problem({ ...problem, retryAfter: 75 }), 'en')).toBe('Try again in 1 min 15 sec.');
  expect(remedyOf(new Problem({ ...problem, retryAfter: 0 }), 'en')).toBe('Try again in 1 sec.');
  expect(remedyOf(new Problem(problem), 'en')).toBe('Wait as long as Retry-After says.');
});

it('lets a conflict say which one it is', () => {
  const problem = new Problem({ status: 409, code: 'conflict', title: 'The request does not fit the present state', detail: 'There is a tag of that name: merge the two.', remedy: 'Reload and try again.' });
  expect([headingOf(problem), detailOf(problem), remedyOf(problem)]).toEqual(['There is a tag of that name: merge the two.', null, null]);
  const other = new Problem({ status: 409, code: 'conflict', title: 'The request does not fit the present state', remedy: 'Reload and try again.' });
  expect([headingOf(other), detailOf(other), remedyOf(other)]).toEqual(['The request does not fit the present state', null, 'Reload and try again.']);
});

import { describe, expect, it } from 'vitest';
import { readProblem, toProblem } from './problem';

describe('readProblem', () => {
  it('reads what the server says', () => {
    const problem = readProblem(409, { code: 'folder_overlap', title: 'T', detail: 'D', remedy: 'R', field: 'path', trace_id: 't' });
    expect(problem).toMatchObject({ status: 409, code: 'folder_overlap', title: 'T', detail: 'D', remedy: 'R', traceId: 't' });
    expect(problem.fields).toEqual({ path: ['T: D'] });
  });

  it('reads errors by field', () => {
    const problem = readProblem(400, { errors: { password: ['Too short.', 'Too common.'], user_name: 'Taken.', other: [3] } });
    expect(problem.fields).toEqual({ password: ['Too short.', 'Too common.'], user_name: ['Taken.'] });
  });

  it.each([undefined, null, '', '<html>', 7, []])('makes sense of %j', (body) => {
    const problem = readProblem(502, body);
    expect(problem.code).toBe('http_502');
    expect(problem.title).not.toBe('');
    expect(problem.remedy).not.toBeNull();
  });
});

it('reads how long to wait', () => {
  expect(readProblem(429, { code: 'rate_limited' }, '40').retryAfter).toBe(40);
  expect(readProblem(429, {}, 'Wed, 21 Oct 2026 07:28:00 GMT').retryAfter).toBeNull();
  expect(readProblem(429, {}).retryAfter).toBeNull();
});

describe('toProblem', () => {
  it('knows that a server which does not answer is offline', () => {
    expect(toProblem(new TypeError('Failed to fetch')).code).toBe('offline');
    expect(toProblem(new TypeError('x is undefined')).code).toBe('client');
  });
});

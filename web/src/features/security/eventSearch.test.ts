import { expect, it } from 'vitest';
import { eventParameters, hasEventFilter, readEventSearch } from './eventSearch';

it('reads what makes sense and leaves out the rest', () => {
  expect(
    readEventSearch({
      kind: ['signed_in', 'made_up', 'signed_in'],
      user: 'usr_1a',
      address: ' ::1 ',
      from: '2026-01-31',
      to: '2026-02-30',
    }),
  ).toEqual({
    kind: ['signed_in'],
    user: 'usr_1a',
    address: '::1',
    from: '2026-01-31',
  });
  expect(readEventSearch({ kind: 'path_denied' })).toEqual({ kind: ['path_denied'] });
  expect(readEventSearch({ kind: {}, user: 'usr_<script>', address: 7, from: [] })).toEqual({});
});

it('knows an empty search', () => {
  expect(hasEventFilter({})).toBe(false);
  expect(hasEventFilter({ address: '::1' })).toBe(true);
});

it('asks for whole days, the last one included', () => {
  const asked = eventParameters({ from: '2026-01-31', to: '2026-01-31', user: 'usr_1' });
  expect(asked.user).toBe('usr_1');
  expect(asked.from).toBe(new Date(2026, 0, 31).toISOString());
  expect(asked.to).toBe(new Date(2026, 1, 1).toISOString());
});

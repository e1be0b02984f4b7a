import { expect, it } from 'vitest';
import { daysLeft } from './daysLeft';

it('counts the days that a picture stays in the trash, begun ones whole', () => {
  const now = Date.parse('2026-01-10T12:00:00Z');
  expect(daysLeft('2026-02-09T12:00:00Z', now)).toBe('30 days left');
  expect(daysLeft('2026-01-11T11:00:00Z', now)).toBe('1 day left');
  expect(daysLeft('2026-01-10T11:59:00Z', now)).toBe('Goes within the hour');
  expect(daysLeft(null, now)).toBe('Kept until it is emptied');
});

import { expect, it } from 'vitest';
import { expiryOf, scopeLabel, scopesOf } from './scopes';

it('offers a role no scope that it does not have itself', () => {
  expect(scopesOf('viewer')).toEqual(['read']);
  expect(scopesOf('member')).not.toContain('admin');
  expect(scopesOf('administrator')).toContain('metrics');
  expect(scopesOf('unheard-of')).toEqual([]);
});

it('counts days from now, or never ends', () => {
  expect(expiryOf('7', Date.parse('2026-02-25T12:00:00Z'))).toBe('2026-03-04T12:00:00.000Z');
  expect(expiryOf('never', 0)).toBeNull();
});

it('shows a scope it does not know as it is called', () => {
  expect(scopeLabel('read')).toBe('Read');
  expect(scopeLabel('paint')).toBe('paint');
});

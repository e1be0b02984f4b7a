import { expect, it } from 'vitest';
import { isAdministrator, mayEdit, mayWrite, roleLabel } from './roles';

it('lets owners and editors change things, and viewers nothing', () => {
  expect(mayEdit({ role: 'member' }, 'owner')).toBe(true);
  expect(mayEdit({ role: 'member' }, 'edit')).toBe(true);
  expect(mayEdit({ role: 'member' }, 'view')).toBe(false);
  expect(mayEdit({ role: 'viewer' }, 'edit')).toBe(false);
  expect(mayEdit({ role: 'administrator' }, 'view')).toBe(false);
});

it('offers nothing while it is not known who is signed in', () => {
  expect(mayWrite(undefined)).toBe(false);
  expect(isAdministrator(undefined)).toBe(false);
  expect(mayEdit({ role: 'member' }, undefined)).toBe(false);
});

it('shows a role it does not know as it is called', () => {
  expect(roleLabel('viewer')).toBe('Viewer');
  expect(roleLabel('curator')).toBe('curator');
});

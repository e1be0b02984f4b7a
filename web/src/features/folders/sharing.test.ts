import { expect, it } from 'vitest';
import { sharedWith, sharingChoice } from './sharing';

const people = (...names: string[]) => names.map((name) => ({ user_id: `usr_${name}`, user_name: name, access: 'view' as const }));

it('names those a folder is shared with, and counts those beyond the third', () => {
  expect(sharedWith({ people: [] }, 'en')).toBe('Private');
  expect(sharedWith({ people: people('bob') }, 'en')).toBe('Shared with bob');
  expect(sharedWith({ people: people('bob', 'carol', 'dan') }, 'en')).toBe('Shared with bob, carol, and dan');
  expect(sharedWith({ people: people('bob', 'carol', 'dan', 'eve') }, 'en')).toBe('Shared with bob, carol, and 2 more');
});

it('names nobody where everyone may do the same', () => {
  expect(sharedWith({ everyone: 'view', people: [] }, 'en')).toBe('Shared with everyone');
  expect(sharedWith({ everyone: 'edit', people: people('bob') }, 'en')).toBe('Shared with everyone');
  expect(sharedWith({ everyone: 'view', people: people('bob') }, 'en')).toBe('Shared with everyone, and more with bob');
});

it('lets the owner change it, an owner who became a viewer end it, and nobody else do either', () => {
  expect(sharingChoice({ role: 'member' }, { access: 'owner', shared: false })).toBe('change');
  expect(sharingChoice({ role: 'viewer' }, { access: 'owner', shared: true })).toBe('end');
  expect(sharingChoice({ role: 'viewer' }, { access: 'owner', shared: false })).toBeNull();
  expect(sharingChoice({ role: 'administrator' }, { access: 'edit', shared: true })).toBeNull();
  expect(sharingChoice(undefined, { access: 'owner', shared: true })).toBeNull();
});

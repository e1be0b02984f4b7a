import { describe, expect, it } from 'vitest';
import type { Folder, Me } from '../../api/types';
import { chooseTarget, targetsOf } from './target';

const member = { role: 'member' } as Me;

function folder(id: string, access: Folder['access'], managed = false): Folder {
  return { id, access, managed } as Folder;
}

describe('targetsOf', () => {
  const folders = [folder('own', 'owner'), folder('uploads', 'owner', true), folder('shared', 'edit'), folder('seen', 'view'), folder('hers', 'edit', true)];

  it('are the folders one may add to', () => {
    expect(targetsOf(folders, member).map((one) => one.id)).toEqual(['own', 'shared', 'hers']);
  });

  it('are none for a viewer', () => {
    expect(targetsOf(folders, { role: 'viewer' } as Me)).toEqual([]);
  });
});

describe('chooseTarget', () => {
  const targets = [folder('a', 'owner'), folder('b', 'edit')];

  it.each([
    ['b', 'a', 'b'],
    [null, 'a', 'a'],
    ['gone', 'a', 'a'],
    ['gone', 'gone', null],
    [null, null, null],
  ])('looking at %s, chosen %s: %s', (shown, remembered, expected) => expect(chooseTarget(targets, shown, remembered)?.id ?? null).toBe(expected));
});

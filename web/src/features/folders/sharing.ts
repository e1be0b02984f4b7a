import { mayWrite, type Access } from '../../api/roles';
import type { Folder, FolderShares, Me } from '../../api/types';
import { formatList } from '../../ui/format';

/** Whom a folder is shared with, in one line: the first names, and how many more. */
export function sharedWith(shares: FolderShares, locale?: string): string {
  const names = shares.people.map((person) => person.user_name);
  const shown = names.length <= 3 ? names : [...names.slice(0, 2), `${names.length - 2} more`];
  if (shares.everyone != null) {
    return shares.everyone === 'edit' || names.length === 0
      ? 'Shared with everyone'
      : `Shared with everyone, and more with ${formatList(shown, locale)}`;
  }
  return names.length === 0 ? 'Private' : `Shared with ${formatList(shown, locale)}`;
}

/** What one may do in a folder of somebody else. */
export function accessWords(access: Access): string {
  return access === 'owner' ? 'Yours' : access === 'edit' ? 'You may edit' : 'You may look';
}

/** What one may do about whom a folder is shared with: its owner changes it or, having become a viewer, ends it. */
export function sharingChoice(me: Pick<Me, 'role'> | undefined, folder: Pick<Folder, 'access' | 'shared'>): 'change' | 'end' | null {
  if (me === undefined || folder.access !== 'owner') {
    return null;
  }
  return mayWrite(me) ? 'change' : folder.shared === true ? 'end' : null;
}

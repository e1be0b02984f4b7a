import { mayEdit } from '../../api/roles';
import type { Folder, Me } from '../../api/types';

/** Where uploads can go: folders one may add to, but for one's own uploads, which go without saying. */
export function targetsOf(folders: readonly Folder[], me: Me | undefined): Folder[] {
  return folders.filter((folder) => mayEdit(me, folder.access) && !(folder.managed && folder.access === 'owner'));
}

/**
 * The folder uploads go to: the one that is being looked at, else the one that was chosen last, if one may still add to it.
 * @returns null for one's own uploads
 */
export function chooseTarget(targets: readonly Folder[], shown: string | null, remembered: string | null): Folder | null {
  return targets.find((folder) => folder.id === shown) ?? targets.find((folder) => folder.id === remembered) ?? null;
}

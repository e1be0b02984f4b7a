import type { Folder } from '../../api/types';

const reasons: Record<string, string> = {
  network: 'It lies on a network mount, whose changes the system does not tell of.',
  limit: 'The system watches no more directories. Whoever runs the server can raise fs.inotify.max_user_watches.',
  overflow: 'More changed at once than the system could tell of. It is followed again after the next look.',
  missing: 'It is not there at the moment.',
  failed: 'The system does not tell of its changes; the server\'s log has the reason.',
};

/** Why a folder is looked through from time to time instead of followed; null when nothing need be said. */
export function whyPolled(watching: Folder['watching']): string | null {
  // That a folder is not there is said by its state already.
  if (watching.state !== 'polling' || watching.reason == null || watching.reason === 'missing') {
    return null;
  }

  return `New and changed pictures appear after a while. ${reasons[watching.reason] ?? ''}`.trim();
}

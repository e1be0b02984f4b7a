import type { Model } from '../../api/types';

/** What vouched for a file when it was installed. */
export const trustWords: Record<NonNullable<Model['files'][number]['trust']>, string> = {
  pinned: 'Its SHA-256 is the one that came with this version of the server.',
  announced: 'Its SHA-256 is the one the download server announced.',
  first_use: 'Nobody announced its SHA-256; it is held to what came the first time.',
  imported: 'Taken from a folder; it is held to what was there.',
};

/** What is looked at in the studio, as it stands in the URL. What is asked for is not there: prompts belong in no history and no log of a proxy. */
export interface StudioSearch {
  /** An image of the library to begin with. */
  from?: string;
  /** The painted picture that is opened, `gen_1a.0`. */
  show?: string;
  /** The painted picture that it is compared with, or that waits for another to be compared with. */
  with?: string;
  /** Only those that ended so. */
  state?: EndState;
}

export const endStates = ['done', 'failed', 'cancelled'] as const;
export type EndState = (typeof endStates)[number];

/** One picture of a generation. */
export interface PictureKey {
  id: string;
  number: number;
}

const picture = /^(gen_[0-9a-z]{1,20})\.(\d{1,3})$/;

export function readStudioSearch(raw: Record<string, unknown>): StudioSearch {
  const { from, state } = raw;
  return {
    ...(typeof from === 'string' && /^img_[0-9a-z]{1,20}$/.test(from) ? { from } : {}),
    ...(parsePicture(raw['show']) === null ? {} : { show: raw['show'] as string }),
    ...(parsePicture(raw['with']) === null ? {} : { with: raw['with'] as string }),
    ...(endStates.some((each) => each === state) ? { state: state as EndState } : {}),
  };
}

export function formatPicture({ id, number }: PictureKey): string {
  return `${id}.${number}`;
}

/** Null for anything that is none. */
export function parsePicture(text: unknown): PictureKey | null {
  const match = typeof text === 'string' ? picture.exec(text) : null;
  return match === null ? null : { id: match[1]!, number: Number(match[2]) };
}

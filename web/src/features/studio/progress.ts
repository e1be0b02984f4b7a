import type { Generation } from '../../api/types';
import type { LiveGeneration } from '../../live/live';
import { formatTimeLeft } from '../../ui/format';

export type GenerationState = Generation['state'];

export const stateWords: Record<GenerationState, string> = {
  queued: 'Waiting',
  loading: 'Loading the model',
  encoding: 'Reading the prompt',
  sampling: 'Painting',
  decoding: 'Finishing',
  saving: 'Saving',
  done: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export function hasEnded(state: GenerationState): boolean {
  return state === 'done' || state === 'failed' || state === 'cancelled';
}

/** What is painted first, then what waits, the next one first. */
export function inTurn(generations: readonly Generation[]): Generation[] {
  const rank = (each: Generation) => (each.state === 'queued' ? (each.position ?? Number.MAX_SAFE_INTEGER) : 0);
  return [...generations].sort((a, b) => rank(a) - rank(b) || (a.created_at < b.created_at ? -1 : 1));
}

/** What is unfinished, after a message. The same list where nothing of it is meant. What has ended stays until the list is asked for again: it then appears among the results at once. */
export function withLive(generations: readonly Generation[], live: LiveGeneration): readonly Generation[] {
  const at = generations.findIndex((each) => each.id === live.id);
  const before = generations[at];
  if (before === undefined || hasEnded(before.state)) {
    return generations;
  }
  const progress =
    live.steps === undefined
      ? (before.progress ?? null)
      : { picture: live.picture ?? 0, step: live.step ?? 0, steps: live.steps, preview: live.preview ?? before.progress?.preview ?? null };
  return generations.with(at, { ...before, state: live.state, position: live.position ?? null, seconds_left: live.seconds_left ?? null, progress: live.state === 'queued' ? null : progress });
}

/** Whether the list has to be asked for again: it does not know the generation, or others move up. */
export function needsList(generations: readonly Generation[] | undefined, live: LiveGeneration): boolean {
  const before = generations?.find((each) => each.id === live.id);
  return before === undefined || hasEnded(live.state) || (before.state === 'queued') !== (live.state === 'queued');
}

/** All that is done of it, 0..1. */
export function shareOf({ state, progress, num_images }: Pick<Generation, 'state' | 'progress' | 'num_images'>): number {
  if (state === 'decoding' || state === 'saving' || state === 'done') {
    return 1;
  }
  if (state === 'queued' || progress == null || progress.steps === 0) {
    return 0;
  }
  return Math.min(1, (progress.picture + progress.step / progress.steps) / Math.max(1, num_images));
}

/** How far it is, part by part. */
export function progressWords(generation: Generation, locale?: string): string[] {
  const { state, position, progress, num_images, seconds_left } = generation;
  const words: string[] = [];
  if (state === 'queued') {
    words.push(position == null ? 'In line' : position === 1 ? 'Next in line' : `Number ${position} in line`);
  } else if (state === 'sampling' && progress != null && progress.steps > 0) {
    words.push(`Step ${progress.step} of ${progress.steps}`);
    if (num_images > 1) {
      words.push(`Picture ${Math.min(num_images, progress.picture + 1)} of ${num_images}`);
    }
  }
  if (seconds_left != null && !hasEnded(state)) {
    words.push(formatTimeLeft(seconds_left, locale));
  }
  return words;
}

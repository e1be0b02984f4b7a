import { strengthFault, type Draft, type Settled } from './draft';
import type { Start } from './useStart';

/** Why it cannot be painted, in words; null where it can be asked for. */
export function hindrance(draft: Draft, settled: Settled, start: Pick<Start, 'masked' | 'error'> | null): string | null {
  const abilities = settled.model?.abilities;
  if (abilities === undefined) {
    return 'Choose a model.';
  }
  if (start !== null && !abilities.takes_picture) {
    return 'This model cannot begin with a picture. Choose another model, or begin with nothing.';
  }
  if (abilities.needs_mask && start?.masked == null) {
    return 'This model paints into pictures: choose one, and draw a mask on it.';
  }
  if (start !== null && (start.error !== null || strengthFault(draft.strength, settled.steps) !== null)) {
    return 'The picture to begin with does not fit yet.';
  }
  return draft.prompt.trim() === '' ? 'Write a prompt.' : null;
}

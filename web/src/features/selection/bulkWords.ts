import type { BulkAction, BulkEdit } from '../../api/types';
import { countOf, formatCount, formatList, formatTaken } from '../../ui/format';

const pictures = (count: number) => countOf(count, 'picture', 'pictures');

/** What an action does, as the name of a deed: `Add the tag “beach”`. */
export function deedOf(action: Pick<BulkAction, 'kind' | 'value' | 'label'>): string {
  const label = action.label ?? action.value ?? '';
  switch (action.kind) {
    case 'add_tag':
      return `Add the tag “${label}”`;
    case 'remove_tag':
      return `Remove the tag “${label}”`;
    case 'favourite':
      return 'Add to favourites';
    case 'unfavourite':
      return 'Take from favourites';
    case 'rate':
      return action.value == null ? 'Take back the rating' : `Rate ${action.value === '1' ? '1 star' : `${action.value} stars`}`;
    case 'archive':
      return 'Archive';
    case 'unarchive':
      return 'Bring back from the archive';
    case 'add_to_album':
      return `Add to the album “${label}”`;
    case 'remove_from_album':
      return `Take out of the album “${label}”`;
    case 'move_to_trash':
      return 'Move to the trash';
    case 'set_taken_at':
      return action.value == null ? 'Take back the dates given here' : `Set the date to ${formatTaken(action.value)}`;
    case 'shift_taken_at':
      return `Shift the dates by ${shiftOf(Number(action.value))}`;
    case 'resolve_duplicates':
      return 'Resolve duplicates';
  }
}

const units = [
  ['day', 'days', 86_400],
  ['hour', 'hours', 3_600],
  ['minute', 'minutes', 60],
  ['second', 'seconds', 1],
] as const;

/** `+1 day 2 hours`, `−30 minutes`. */
export function shiftOf(seconds: number): string {
  let left = Math.abs(seconds);
  const parts: string[] = [];
  for (const [one, many, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) {
      parts.push(countOf(count, one, many));
    }
  }
  return `${seconds < 0 ? '−' : '+'}${parts.join(' ')}`;
}

/** What becomes, or became, of the pictures: `1,100 pictures change; 34 are others’ and stay as they are`. */
export function outcomeOf(edit: Pick<BulkEdit, 'image_count' | 'actions'>, action: BulkAction, done: boolean): string {
  const unchanged = edit.image_count - action.changed - action.gone - action.not_yours - action.view_only - action.no_date;
  const parts = [
    action.changed === 0
      ? 'No picture changes'
      : `${pictures(action.changed)} ${done ? 'changed' : action.changed === 1 ? 'changes' : 'change'}`,
  ];
  if (done && action.changed === 0) {
    parts[0] = 'No picture changed';
  }
  if (action.not_yours > 0) {
    parts.push(`${formatCount(action.not_yours)} ${action.not_yours === 1 ? 'belongs' : 'belong'} to others`);
  }
  if (action.view_only > 0) {
    parts.push(`${formatCount(action.view_only)} you may only look at`);
  }
  if (action.gone > 0) {
    parts.push(`${formatCount(action.gone)} ${action.gone === 1 ? 'is' : 'are'} no longer there`);
  }
  if (action.no_date > 0) {
    parts.push(`${formatCount(action.no_date)} ${action.no_date === 1 ? 'has' : 'have'} no date that can be shifted so far`);
  }
  if (unchanged > 0) {
    parts.push(`${formatCount(unchanged)} ${unchanged === 1 ? 'is' : 'are'} so already`);
  }
  return parts.join('; ');
}

/** What undoing came to. */
export function undoneOf(edit: Pick<BulkEdit, 'actions'>): string {
  const restored = Math.max(0, ...edit.actions.map((action) => action.restored));
  const kept = Math.max(0, ...edit.actions.map((action) => action.kept));
  const text = `${pictures(restored)} ${restored === 1 ? 'is' : 'are'} as before`;
  return kept === 0 ? text : `${text}; ${formatCount(kept)} changed since and ${kept === 1 ? 'stays' : 'stay'}`;
}

export function titleOf(edit: Pick<BulkEdit, 'actions'>): string {
  return formatList(edit.actions.map(deedOf));
}

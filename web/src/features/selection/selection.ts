import { useSyncExternalStore } from 'react';
import type { PhotoSearch } from '../search/searchState';

/** Which pictures are chosen: some by name, or all that a search finds but for some. */
export type Selection =
  | { kind: 'none' }
  | { kind: 'some'; ids: ReadonlySet<string> }
  | { kind: 'all'; search: PhotoSearch; total: number; except: ReadonlySet<string> };

export const nothing: Selection = { kind: 'none' };

export function isSelected(selection: Selection, id: string): boolean {
  return selection.kind === 'some' ? selection.ids.has(id) : selection.kind === 'all' && !selection.except.has(id);
}

export function sizeOf(selection: Selection): number {
  return selection.kind === 'some'
    ? selection.ids.size
    : selection.kind === 'all'
      ? Math.max(0, selection.total - selection.except.size)
      : 0;
}

/** The other way round for one picture; nothing is left when it was the last. */
export function toggled(selection: Selection, id: string): Selection {
  if (selection.kind === 'all') {
    const next = { ...selection, except: flipped(selection.except, id) };
    return sizeOf(next) === 0 ? nothing : next;
  }
  const ids = flipped(selection.kind === 'some' ? selection.ids : new Set(), id);
  return ids.size === 0 ? nothing : { kind: 'some', ids };
}

/** With these as well. */
export function extended(selection: Selection, ids: readonly string[]): Selection {
  if (selection.kind === 'all') {
    return { ...selection, except: new Set([...selection.except].filter((id) => !ids.includes(id))) };
  }
  const all = new Set([...(selection.kind === 'some' ? selection.ids : []), ...ids]);
  return all.size === 0 ? nothing : { kind: 'some', ids: all };
}

function flipped(set: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(set);
  if (!next.delete(id)) {
    next.add(id);
  }
  return next;
}

let current: Selection = nothing;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function selection(): Selection {
  return current;
}

export function select(next: Selection): void {
  current = next;
  for (const listener of listeners) {
    listener();
  }
}

export function useSelection(): Selection {
  return useSyncExternalStore(subscribe, selection);
}

/** Whether one picture is chosen; draws anew only when that changes. */
export function useIsSelected(id: string): boolean {
  return useSyncExternalStore(subscribe, () => isSelected(current, id));
}

export function useIsSelecting(): boolean {
  return useSyncExternalStore(subscribe, () => current.kind !== 'none');
}

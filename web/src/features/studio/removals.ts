import { useSyncExternalStore } from 'react';
import { answer, api } from '../../api/client';
import { queryClient } from '../../api/queries';
import type { Generation } from '../../api/types';
import { notifyProblem } from '../../ui/toasts';
import { dropGenerations, listsFetched } from './generationCache';

/** As long as the notice with its undo stays. */
const graceMilliseconds = 10_000;

/** What is hidden because it is about to be deleted: the server has no trash for paintings, so the undo is that it has not been told yet. */
let hidden: ReadonlySet<string> = new Set();
/** In the order in which they were deleted. */
const waiting = new Map<string, Generation>();
/** One for all that wait: the notice says how many they are, and takes back all of them. */
let timer: ReturnType<typeof setTimeout> | undefined;
const listeners = new Set<() => void>();

function setHidden(next: ReadonlySet<string>): void {
  hidden = next;
  for (const listener of listeners) {
    listener();
  }
}

function without(ids: readonly string[]): ReadonlySet<string> {
  return new Set([...hidden].filter((id) => !ids.includes(id)));
}

export function useHidden(): ReadonlySet<string> {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => hidden,
  );
}

/** Hides a generation at once, and deletes it when nobody wanted it back. */
export function removeLater(generation: Generation): void {
  waiting.set(generation.id, generation);
  setHidden(new Set([...hidden, generation.id]));
  wait();
}

/** Brings back all that waits to be deleted. */
export function keepAll(): void {
  const ids = takeWaiting();
  setHidden(without(ids));
}

/** Brings back what was deleted last, and says whether there was such a thing. */
export function keepLast(): boolean {
  const last = [...waiting.keys()].at(-1);
  if (last === undefined) {
    return false;
  }
  waiting.delete(last);
  setHidden(without([last]));
  wait();
  return true;
}

/** What can still be brought back. */
export function waitingRemovals(): readonly Generation[] {
  return [...waiting.values()];
}

function wait(): void {
  clearTimeout(timer);
  timer = waiting.size === 0 ? undefined : setTimeout(() => void removeWaiting(), graceMilliseconds);
}

function takeWaiting(): string[] {
  const ids = [...waiting.keys()];
  waiting.clear();
  wait();
  return ids;
}

/** Deletes what waits to be: before signing out, nobody could afterwards. */
export async function removeWaiting(): Promise<void> {
  const ids = takeWaiting();
  if (ids.length > 0) {
    await removeNow(ids);
  }
}

async function removeNow(ids: string[]): Promise<void> {
  try {
    await answer(api.POST('/api/v1/generations/bulk', { body: { ids, action: 'delete' } }));
    // Hidden until then: what a fetch began with, it puts back at its end.
    await listsFetched(queryClient);
    dropGenerations(queryClient, ids);
  } catch (error) {
    notifyProblem(error);
  }
  // Gone from the lists by now, or still there and to be seen.
  setHidden(without(ids));
}

/** The page goes: what was deleted in it is. */
globalThis.addEventListener?.('pagehide', () => {
  const ids = takeWaiting();
  if (ids.length > 0) {
    void fetch('/api/v1/generations/bulk', {
      method: 'POST',
      keepalive: true,
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ ids, action: 'delete' }),
    });
  }
});

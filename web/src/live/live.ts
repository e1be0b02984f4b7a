import type { HubConnection } from '@microsoft/signalr';
import type { Generation, Job } from '../api/types';

/** What the server says over `/hubs/live`. Every message is a hint: the truth is asked for. */
export type LiveEvent =
  | { name: 'job_changed'; job: Job }
  | { name: 'folder_changed'; id: string }
  | { name: 'images_changed' }
  | { name: 'tags_changed' }
  | { name: 'albums_changed' }
  | { name: 'generation_changed'; generation: LiveGeneration }
  /** The connection broke, or is refused: perhaps the server is away, perhaps the session was ended. */
  | { name: 'lost' }
  /** The connection is there again after it was lost: anything may have changed meanwhile. */
  | { name: 'connected' };

/** How far a generation is; fields that do not apply are left out. */
export interface LiveGeneration {
  id: string;
  state: Generation['state'];
  /** Of one that waits, from 1. */
  position?: number;
  picture?: number;
  step?: number;
  steps?: number;
  /** Number of the newest preview. */
  preview?: number;
  seconds_left?: number;
}

export type LiveState = 'connecting' | 'connected' | 'offline';

const listeners = new Set<(event: LiveEvent) => void>();
const stateListeners = new Set<() => void>();
let state: LiveState = 'connecting';
let connection: HubConnection | null = null;
let generation = 0;

export function onLive(listener: (event: LiveEvent) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function subscribeLiveState(listener: () => void): () => void {
  stateListeners.add(listener);
  return () => stateListeners.delete(listener);
}

export function liveState(): LiveState {
  return state;
}

function tell(event: LiveEvent): void {
  for (const listener of listeners) {
    listener(event);
  }
}

function setState(next: LiveState): void {
  if (next !== state) {
    state = next;
    for (const listener of stateListeners) {
      listener();
    }
  }
}

/** How long to wait before the next attempt: 0.5 s, doubling up to 15 s, and some chance so that clients do not return all at once. */
export function retryDelay(attempt: number, random = Math.random()): number {
  return Math.min(15_000, 500 * 2 ** Math.min(attempt, 8)) * (0.75 + random / 2);
}

/** Opens the connection and keeps it, until {@link stopLive}. The library is loaded only now: no page waits for it. */
export async function startLive(): Promise<void> {
  generation += 1;
  const mine = generation;
  setState('connecting');
  const { HubConnectionBuilder, LogLevel } = await import('@microsoft/signalr');
  if (mine !== generation) {
    return;
  }
  const hub = new HubConnectionBuilder()
    .withUrl('/hubs/live')
    .configureLogging(LogLevel.None)
    .withAutomaticReconnect({
      nextRetryDelayInMilliseconds: ({ previousRetryCount }) => {
        // Told with each failure: the library does not say whether the server is away or refuses the session.
        tell({ name: 'lost' });
        return retryDelay(previousRetryCount);
      },
    })
    .build();
  connection = hub;
  hub.on('job_changed', (job: Job) => tell({ name: 'job_changed', job }));
  hub.on('folder_changed', (folder: { id: string }) => tell({ name: 'folder_changed', id: folder.id }));
  hub.on('images_changed', () => tell({ name: 'images_changed' }));
  hub.on('tags_changed', () => tell({ name: 'tags_changed' }));
  hub.on('albums_changed', () => tell({ name: 'albums_changed' }));
  hub.on('generation_changed', (generation: LiveGeneration) => tell({ name: 'generation_changed', generation }));
  hub.onreconnecting(() => mine === generation && setState('offline'));
  hub.onreconnected(() => {
    if (mine === generation) {
      setState('connected');
      tell({ name: 'connected' });
    }
  });
  // The server has ended the connection for good, as it does when a session ends or a role changes: a new one, if it lets us.
  hub.onclose(() => {
    if (mine === generation) {
      setState('offline');
      tell({ name: 'lost' });
      void open(hub, () => mine === generation, true);
    }
  });
  await open(hub, () => mine === generation, false);
}

/** Tries until the connection stands or is wanted no more. */
async function open(hub: HubConnection, isWanted: () => boolean, again: boolean): Promise<void> {
  for (let attempt = again ? 1 : 0; isWanted(); attempt += 1) {
    if (attempt > 0) {
      await new Promise((resolve) => setTimeout(resolve, retryDelay(attempt - 1)));
      if (!isWanted()) {
        return;
      }
    }
    try {
      await hub.start();
      if (!isWanted()) {
        void hub.stop();
        return;
      }
      setState('connected');
      if (attempt > 0) {
        tell({ name: 'connected' });
      }
      return;
    } catch {
      // Said by the offline mark; tried again until the server is back or the user signs out.
      if (isWanted()) {
        setState('offline');
        tell({ name: 'lost' });
      }
    }
  }
}

export function stopLive(): void {
  generation += 1;
  const old = connection;
  connection = null;
  void old?.stop();
}

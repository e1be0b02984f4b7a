import type { DetailedError, HttpResponse, Upload } from 'tus-js-client';
import { answer, api } from '../../api/client';
import { Problem, readProblem, toProblem } from '../../api/problem';
import { keys, queryClient } from '../../api/queries';
import type { Me, UploadView } from '../../api/types';
import { onLive } from '../../live/live';
import type { Picked } from './collect';
import { isEnded, summarise, type UploadItem, type UploadSummary } from './queue';
import { Rate } from './rate';

/** What to do with a picture that is in the library already. */
export type Duplicates = 'skip' | 'keep';

interface Work {
  file: File;
  duplicates: Duplicates;
  upload: Upload | null;
}

export interface UploadsSnapshot {
  readonly items: readonly UploadItem[];
  readonly summary: UploadSummary;
  /** Bytes a second. */
  readonly rate: number | null;
}

const endpoint = '/api/v1/uploads';
/** At once; browsers open six connections to a server, and pictures want to be seen meanwhile. */
const concurrency = 3;
/** Sent in the request that begins the upload: one round trip. What is larger could not be gone on with if that one is cut off. */
const smallFile = 4 * 1024 * 1024;
const retryDelays = [0, 1_000, 3_000, 5_000, 10_000, 20_000];
const storagePrefix = 'tus::';

let items: readonly UploadItem[] = [];
let snapshot: UploadsSnapshot = { items, summary: summarise(items), rate: null };
let lastKey = 0;
let timer: ReturnType<typeof setTimeout> | null = null;
const works = new Map<number, Work>();
const listeners = new Set<() => void>();
const rate = new Rate();

export function subscribeUploads(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function uploadsSnapshot(): UploadsSnapshot {
  return snapshot;
}

/** Ten times a second at most: a thousand small files change far more often. */
function changed(): void {
  timer ??= setTimeout(() => {
    timer = null;
    const summary = summarise(items);
    if (summary.busy) {
      rate.add(summary.sent, performance.now());
    } else {
      rate.reset();
    }
    snapshot = { items, summary, rate: rate.perSecond() };
    for (const listener of listeners) {
      listener();
    }
  }, 100);
}

function update(key: number, change: Partial<UploadItem>): void {
  const at = items.findIndex((item) => item.key === key);
  if (at !== -1) {
    items = items.with(at, { ...items[at]!, ...change });
    changed();
  }
}

function find(key: number): UploadItem | undefined {
  return items.find((item) => item.key === key);
}

/** Queues files for a folder; what of them was begun before goes on from where it stopped. */
export function addUploads(picked: readonly Picked[], folder: string | null, duplicates: Duplicates): void {
  const interrupted = new Map(items.filter((item) => item.state === 'interrupted').map((item) => [`${item.path} ${item.size}`, item]));
  const again = new Set<number>();
  const added = picked.map(({ file, path }): UploadItem => {
    lastKey += 1;
    works.set(lastKey, { file, duplicates, upload: null });
    // A file that was asked for again goes where it was going.
    const before = interrupted.get(`${path} ${file.size}`);
    if (before !== undefined) {
      again.add(before.key);
    }
    return {
      key: lastKey,
      name: file.name.normalize('NFC'),
      path,
      size: file.size,
      folder: before === undefined ? folder : before.folder,
      state: 'waiting',
      sent: 0,
      upload: null,
      image: null,
      problem: null,
    };
  });
  items = [...items.filter((item) => !again.has(item.key)), ...added];
  changed();
  next();
}

export function pauseUpload(key: number): void {
  const state = find(key)?.state;
  if (state === 'waiting' || state === 'sending') {
    void works.get(key)?.upload?.abort();
    update(key, { state: 'paused' });
    next();
  }
}

export function resumeUpload(key: number): void {
  const state = find(key)?.state;
  if (state === 'paused' || state === 'failed') {
    update(key, { state: 'waiting', problem: null });
    next();
  }
}

/** Takes a file off the list, and what the server has of it if it has not all. */
export function cancelUpload(key: number): void {
  const item = find(key);
  const work = works.get(key);
  works.delete(key);
  items = items.filter((other) => other.key !== key);
  changed();
  next();
  if (item !== undefined && !(isEnded(item.state) && item.state !== 'failed')) {
    void giveUp(item, work?.upload ?? null);
  }
}

async function giveUp(item: UploadItem, upload: Upload | null): Promise<void> {
  await upload?.abort();
  const address = upload?.url ?? (item.upload === null ? null : `${endpoint}/${item.upload}`);
  if (address !== null) {
    forget(address);
    // If it fails, the server forgets it in some days by itself.
    await fetch(address, { method: 'DELETE', headers: { 'Tus-Resumable': '1.0.0' } }).catch(() => undefined);
  }
}

export function pauseAll(): void {
  for (const item of items) {
    pauseUpload(item.key);
  }
}

export function resumeAll(): void {
  for (const item of items.filter((item) => item.state === 'paused')) {
    resumeUpload(item.key);
  }
}

export function retryFailed(): void {
  for (const item of items.filter((item) => item.state === 'failed' && works.has(item.key))) {
    resumeUpload(item.key);
  }
}

/** Takes what has ended off the list. */
export function clearEnded(): void {
  for (const item of items.filter((item) => isEnded(item.state))) {
    works.delete(item.key);
  }
  items = items.filter((item) => !isEnded(item.state));
  changed();
}

/** At the sign-out: the next person at this browser is not told the names of these files. */
export function forgetUploads(): void {
  for (const { upload } of works.values()) {
    void upload?.abort();
  }
  works.clear();
  items = [];
  changed();
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith(storagePrefix))) {
    localStorage.removeItem(key);
  }
}

function next(): void {
  let free = concurrency - items.filter((item) => item.state === 'sending').length;
  for (const item of items) {
    if (free <= 0) {
      break;
    }
    if (item.state === 'waiting' && navigator.onLine) {
      free -= 1;
      update(item.key, { state: 'sending' });
      void send(item.key);
    }
  }
}

async function send(key: number): Promise<void> {
  const work = works.get(key);
  const item = find(key);
  if (work === undefined || item === undefined) {
    return;
  }
  try {
    // All is with the server, which could not store it yet: an empty part makes it try again.
    if (item.upload !== null && item.sent === item.size) {
      await finish(key, item.upload, item.size);
      return;
    }
    work.upload ??= await create(key, item, work);
    if (find(key)?.state === 'sending') {
      work.upload.start();
    }
  } catch (error) {
    fail(key, toProblem(error));
  }
}

/** The library is loaded with the first file: no page waits for it. */
async function create(key: number, item: UploadItem, work: Work): Promise<Upload> {
  const tus = await import('tus-js-client');
  const me = queryClient.getQueryData<Me>(keys.me);
  const upload = new tus.Upload(work.file, {
    endpoint,
    metadata: {
      relative_path: item.path,
      last_modified: String(work.file.lastModified),
      duplicates: work.duplicates,
      ...(item.folder === null ? {} : { folder: item.folder }),
    },
    uploadDataDuringCreation: item.size <= smallFile,
    retryDelays,
    removeFingerprintOnSuccess: true,
    fingerprint: () => Promise.resolve([me?.id, item.folder ?? 'uploads', item.path, item.size, work.file.lastModified].join(':')),
    onShouldRetry: (error) => isWorthRetrying(error.originalResponse?.getStatus() ?? 0),
    onUploadUrlAvailable: () => update(key, { upload: idOf(upload) }),
    onProgress: (sent) => update(key, { sent }),
    onSuccess: ({ lastResponse }) => void succeed(key, upload, lastResponse),
    onError: (error) => void explain(key, upload, error),
  });
  const [previous] = await upload.findPreviousUploads();
  if (previous !== undefined) {
    upload.resumeFromPreviousUpload(previous);
  }
  return upload;
}

function isWorthRetrying(status: number): boolean {
  return navigator.onLine && (status === 0 || status === 409 || status === 423 || status === 429 || (status >= 500 && status !== 507));
}

async function succeed(key: number, upload: Upload, response: HttpResponse): Promise<void> {
  try {
    const sent = find(key)?.size ?? 0;
    update(key, { sent, upload: idOf(upload) });
    const body = response.getStatus() === 201 ? (JSON.parse(response.getBody()) as UploadView) : await viewOf(idOf(upload)!);
    if (body.state === 'received') {
      await finish(key, body.id, sent);
    } else {
      settle(key, body);
    }
  } catch (error) {
    fail(key, toProblem(error));
  }
}

/** Asks the server to store what it has all of. */
async function finish(key: number, id: string, size: number): Promise<void> {
  const response = await fetch(`${endpoint}/${id}`, {
    method: 'PATCH',
    headers: { 'Tus-Resumable': '1.0.0', 'Upload-Offset': String(size), 'Content-Type': 'application/offset+octet-stream' },
  });
  if (!response.ok) {
    throw readProblem(response.status, await response.json().catch(() => null), response.headers.get('Retry-After'));
  }
  settle(key, await viewOf(id));
}

function viewOf(id: string): Promise<UploadView> {
  return answer(api.GET('/api/v1/uploads/{id}', { params: { path: { id } } }));
}

/** What the server says became of it. */
function settle(key: number, view: UploadView): void {
  const image = view.image_id ?? null;
  if (view.error != null) {
    fail(key, problemOf(view));
  } else if (view.state === 'stored') {
    end(key, { state: image === null ? 'reading' : 'done', image });
  } else if (view.state === 'duplicate') {
    end(key, { state: 'duplicate', image });
  }
}

function end(key: number, change: Partial<UploadItem>): void {
  works.delete(key);
  update(key, change);
  next();
}

function fail(key: number, problem: Problem): void {
  if (find(key)?.state !== 'paused') {
    update(key, { state: 'failed', problem });
  }
  next();
}

/** The reason of a failure: of the answer, else what the server says of the upload, for an early refusal may break the line before it is read. */
async function explain(key: number, upload: Upload, error: Error | DetailedError): Promise<void> {
  const response = 'originalResponse' in error ? error.originalResponse : null;
  if (response != null && response.getStatus() >= 400) {
    fail(key, readProblem(response.getStatus(), parse(response.getBody()), response.getHeader('Retry-After') ?? null));
    return;
  }
  if (!navigator.onLine) {
    update(key, { state: 'waiting' });
    return;
  }
  const id = idOf(upload);
  const view = id === null ? null : await viewOf(id).catch(() => null);
  fail(
    key,
    view?.error != null
      ? problemOf(view)
      : new Problem({ status: 0, code: 'offline', title: 'The connection was lost', remedy: 'Try again: what has arrived is kept.' }),
  );
}

function problemOf(view: UploadView): Problem {
  const { code, title, detail, remedy } = view.error!;
  return new Problem({ status: 422, code, title, detail: detail ?? null, remedy });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function idOf(upload: Upload): string | null {
  return upload.url?.split('/').at(-1) ?? null;
}

function forget(address: string): void {
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith(storagePrefix))) {
    if (localStorage.getItem(key)?.includes(`${address}"`)) {
      localStorage.removeItem(key);
    }
  }
}

let asking: ReturnType<typeof setTimeout> | null = null;

/** Asks after files that are in their folder and not yet pictures. */
function askSoon(delay: number): void {
  asking ??= setTimeout(() => {
    asking = null;
    void ask();
  }, delay);
}

async function ask(): Promise<void> {
  if (!items.some((item) => item.state === 'reading')) {
    return;
  }
  try {
    const { items: views } = await answer(api.GET('/api/v1/uploads', { params: { query: { limit: 500 } } }));
    const byId = new Map(views.map((view) => [view.id, view]));
    for (const item of items.filter((item) => item.state === 'reading')) {
      const view = item.upload === null ? undefined : byId.get(item.upload);
      if (view?.error != null) {
        update(item.key, { state: 'failed', problem: problemOf(view) });
      } else if (view?.image_id != null) {
        update(item.key, { state: 'done', image: view.image_id });
      } else if (view === undefined && item.upload !== null) {
        // Further back than the list goes: it is there, which is all that can be said.
        update(item.key, { state: 'done' });
      }
    }
  } catch {
    // Asked again in a moment; the offline mark says if nobody answers.
  }
  if (items.some((item) => item.state === 'reading')) {
    askSoon(5_000);
  }
}

/** Uploads of this browser that an earlier page did not finish. */
async function findInterrupted(): Promise<void> {
  const stored = new Map<string, { path: string; size: number; folder: string | null }>();
  for (const key of Object.keys(localStorage).filter((key) => key.startsWith(storagePrefix))) {
    const entry = parse(localStorage.getItem(key) ?? '') as { size?: number; metadata?: { relative_path?: string; folder?: string }; uploadUrl?: string } | null;
    const id = entry?.uploadUrl?.split('/').at(-1);
    if (id !== undefined && entry?.metadata?.relative_path !== undefined && typeof entry.size === 'number') {
      stored.set(id, { path: entry.metadata.relative_path, size: entry.size, folder: entry.metadata.folder ?? null });
    }
  }
  if (stored.size === 0) {
    return;
  }
  const { items: views } = await answer(api.GET('/api/v1/uploads', { params: { query: { limit: 500 } } }));
  const open = views.filter((view) => view.state === 'receiving' && stored.has(view.id) && !items.some((item) => item.upload === view.id));
  items = [
    ...open.map((view): UploadItem => {
      lastKey += 1;
      const { path, size, folder } = stored.get(view.id)!;
      return { key: lastKey, name: path.split('/').at(-1)!, path, size, folder, state: 'interrupted', sent: view.offset, upload: view.id, image: null, problem: null };
    }),
    ...items,
  ];
  changed();
}

/** Follows the line, the messages of the server and the page's end, while the signed-in part of the client is on screen. */
export function followUploads(): () => void {
  const warn = (event: BeforeUnloadEvent) => {
    if (snapshot.summary.busy) {
      event.preventDefault();
    }
  };
  const stopLive = onLive((event) => {
    if (event.name === 'images_changed' || event.name === 'folder_changed') {
      askSoon(700);
    }
    if (event.name === 'connected') {
      next();
    }
  });
  // A request that is under way when the line goes is retried by itself for a while; what waits begins when it is back.
  window.addEventListener('online', next);
  window.addEventListener('beforeunload', warn);
  void findInterrupted().catch(() => undefined);
  return () => {
    stopLive();
    window.removeEventListener('online', next);
    window.removeEventListener('beforeunload', warn);
  };
}

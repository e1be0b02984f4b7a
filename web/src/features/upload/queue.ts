import type { Problem } from '../../api/problem';

/** Where a file is on its way. */
export type UploadState =
  | 'waiting'
  | 'sending'
  | 'paused'
  /** In its folder, and not yet a picture. */
  | 'reading'
  | 'done'
  | 'duplicate'
  | 'failed'
  /** Begun before this page was loaded: the file has to be chosen again. */
  | 'interrupted';

export interface UploadItem {
  readonly key: number;
  readonly name: string;
  readonly path: string;
  readonly size: number;
  /** Null: one's own uploads. */
  readonly folder: string | null;
  readonly state: UploadState;
  readonly sent: number;
  /** `upl_…`, as soon as the server has given it one. */
  readonly upload: string | null;
  /** The picture it became, or the one that was there already. */
  readonly image: string | null;
  readonly problem: Problem | null;
}

export interface UploadSummary {
  readonly total: number;
  readonly finished: number;
  readonly failed: number;
  readonly duplicates: number;
  readonly bytes: number;
  readonly sent: number;
  /** Something is being sent or waits to be. */
  readonly busy: boolean;
  readonly paused: number;
  readonly interrupted: number;
}

const ended: ReadonlySet<UploadState> = new Set(['reading', 'done', 'duplicate', 'failed']);

export function isEnded(state: UploadState): boolean {
  return ended.has(state);
}

export function summarise(items: readonly UploadItem[]): UploadSummary {
  const count = (state: UploadState) => items.filter((item) => item.state === state).length;
  const own = items.filter((item) => item.state !== 'interrupted');
  return {
    total: own.length,
    finished: count('reading') + count('done') + count('duplicate'),
    failed: count('failed'),
    duplicates: count('duplicate'),
    bytes: own.reduce((sum, item) => sum + item.size, 0),
    // What failed is not waited for.
    sent: own.reduce((sum, item) => sum + (isEnded(item.state) ? item.size : item.sent), 0),
    busy: own.some((item) => item.state === 'sending' || item.state === 'waiting'),
    paused: count('paused'),
    interrupted: count('interrupted'),
  };
}

/** One line that says how it stands; also what screen readers are told. */
export function headline(summary: UploadSummary): string {
  if (summary.total === 0) {
    return summary.interrupted === 0 ? 'Upload' : summary.interrupted === 1 ? '1 unfinished upload' : `${summary.interrupted} unfinished uploads`;
  }
  if (summary.busy) {
    return `Uploading ${Math.min(summary.finished + summary.failed + 1, summary.total)} of ${summary.total}`;
  }
  if (summary.paused > 0) {
    return `Paused, ${summary.finished} of ${summary.total} uploaded`;
  }
  const uploaded = summary.finished - summary.duplicates;
  const parts = [
    uploaded > 0 || summary.duplicates + summary.failed === 0 ? `${uploaded} uploaded` : null,
    summary.duplicates > 0 ? `${summary.duplicates} there already` : null,
    summary.failed > 0 ? `${summary.failed} failed` : null,
  ];
  return parts.filter((part) => part !== null).join(', ');
}

import type { JobState } from '../../api/types';

export const stateLabels: Record<JobState, string> = {
  running: 'Running',
  queued: 'Waiting',
  succeeded: 'Done',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

/** A word for what a queue does; kinds that this client does not know are shown as they are called. */
export function kindLabel(kind: string): string {
  const known: Record<string, string> = { scan: 'Scans', reindex: 'Search index', read_text: 'Text in pictures', group_duplicates: 'Duplicates', install_model: 'Models', read_document: 'Documents', index_documents: 'Words of documents' };
  return known[kind] ?? kind.replace(/[_.]/g, ' ').replace(/^./, (first) => first.toUpperCase());
}

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { DocumentJob, DocumentState, DocumentView, PageSummary } from '../../api/types';

/** What the list shows: in the address, so that it can be kept and sent. */
export interface DocumentsSearch {
  q?: string;
  state?: DocumentState;
}

export const documentStates: Record<DocumentState, string> = {
  listed: 'Not read',
  waiting: 'Waiting',
  reading: 'Reading',
  read: 'Read',
  failed: 'Failed',
  cancelled: 'Cancelled',
};

export function readDocumentsSearch(raw: Record<string, unknown>): DocumentsSearch {
  const q = typeof raw['q'] === 'string' ? raw['q'].slice(0, 200) : '';
  const state = raw['state'];
  return {
    ...(q.trim() === '' ? {} : { q }),
    ...(typeof state === 'string' && state in documentStates ? { state: state as DocumentState } : {}),
  };
}

export type TextView = 'text' | 'markdown' | 'json';

/** The page and the form of the text that are looked at. */
export interface DocumentSearch {
  page?: number;
  view?: TextView;
}

export function readDocumentSearch(raw: Record<string, unknown>): DocumentSearch {
  const page = Number(raw['page']);
  const view = raw['view'];
  return {
    ...(Number.isSafeInteger(page) && page > 1 && page < 1_000_000 ? { page } : {}),
    ...(view === 'markdown' || view === 'json' ? { view } : {}),
  };
}

/** Files that are worth sending: the rest the server would refuse. */
export const acceptedTypes = '.pdf,.png,.jpg,.jpeg,.webp,.tif,.tiff';

export const documentsQuery = ({ q, state }: DocumentsSearch) =>
  infiniteQueryOptions({
    queryKey: keys.documentList(q ?? '', state ?? null),
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/documents', {
          params: {
            query: { limit: 50, ...(q === undefined ? {} : { q }), ...(state === undefined ? {} : { state }), ...(pageParam === null ? {} : { cursor: pageParam }) },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor ?? null,
    staleTime: 2_000,
  });

/** How many documents have the words. */
export const documentHitsQuery = (q: string) =>
  queryOptions({
    queryKey: keys.documentHits(q),
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/documents', { params: { query: { q, limit: 1 } }, signal }))).total ?? 0,
    staleTime: 2_000,
  });

/** Pages beside the pictures of a search: a row of them. */
const mostPages = 12;

/** Pages that are less alike are not worth the room above the pictures. */
const leastAlike = 0.1;

/** A page that was found, and what tells why. */
export interface FoundPage {
  page: PageSummary;
  excerpt?: string | null;
  /** 0..1, where it was found by likeness. */
  score?: number;
}

/** The pages that look like what is asked for. */
export const similarPagesQuery = (like: string[]) =>
  queryOptions({
    queryKey: keys.similarPages(like),
    queryFn: async ({ signal }): Promise<FoundPage[]> =>
      (await answer(api.GET('/api/v1/search/similar', { params: { query: { like, limit: mostPages, threshold: leastAlike } }, signal }))).pages.map(({ page, score }) => ({ page, score })),
    staleTime: 2_000,
  });

/** The pages that words find, on which they stand or that show what they mean. */
export const pagesByWordsQuery = (q: string, mode: 'semantic' | 'text' | null) =>
  queryOptions({
    queryKey: keys.pagesByWords(q, mode),
    queryFn: async ({ signal }): Promise<FoundPage[]> =>
      // How well each fits is told by the order: the numbers behind it say nothing to people.
      (await answer(api.GET('/api/v1/search/pages', { params: { query: { q, limit: mostPages, ...(mode === null ? {} : { mode }) } }, signal }))).items.map(
        ({ page, excerpt }) => ({ page, excerpt: excerpt ?? null }),
      ),
    staleTime: 2_000,
  });

export const documentQuery = (id: string) =>
  queryOptions({
    queryKey: keys.document(id),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/documents/{id}', { params: { path: { id } }, signal })),
    staleTime: 2_000,
  });

export const documentPageQuery = (id: string, number: number) =>
  queryOptions({
    queryKey: keys.documentPage(id, number),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/documents/{id}/pages/{number}', { params: { path: { id, number } }, signal })),
    staleTime: 2_000,
  });

/** All of the text: asked for again when a reading has ended, not with each page. */
export const documentTextQuery = ({ id, state, read_at }: DocumentView, format: 'markdown' | 'json') =>
  queryOptions({
    queryKey: keys.documentText(id, format, `${state} ${read_at ?? ''}`),
    queryFn: ({ signal }): Promise<string> =>
      answer(
        api.GET('/api/v1/documents/{id}/export', { params: { path: { id }, query: { format } }, parseAs: 'text', signal }) as Promise<{
          data?: string;
          error?: unknown;
          response: Response;
        }>,
      ),
    staleTime: Infinity,
  });

export const folderDocumentsQuery = (folder: string) =>
  queryOptions({
    queryKey: keys.folderDocuments(folder),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/folders/{id}/documents', { params: { path: { id: folder } }, signal })),
  });

/** Sends one file to be read. */
export function sendDocument(file: File): Promise<DocumentJob> {
  const form = new FormData();
  form.append('file', file, file.name);
  return answer<DocumentJob>(
    fetch('/api/v1/documents', { method: 'POST', body: form }).then(async (response) => {
      const body: unknown = await response.json().catch(() => undefined);
      return response.ok ? { data: body as DocumentJob, response } : { error: body, response };
    }),
  );
}

export function pictureOf(id: string, page: number, revision: number, size: 'small' | 'large'): string {
  return `/api/v1/documents/${id}/pages/${page}/picture?size=${size}&v=${revision}`;
}

export function elementPictureOf(id: string, page: number, element: string, revision: number): string {
  return `/api/v1/documents/${id}/pages/${page}/elements/${element}/picture?v=${revision}`;
}

export function downloadOf(id: string, format: TextView): string {
  return `/api/v1/documents/${id}/export?format=${format}&download=true`;
}

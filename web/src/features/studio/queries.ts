import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { Generation } from '../../api/types';
import { formOf, ragBodyOf, type Draft, type GenerateBody, type PaintingModel } from './draft';
import type { EndState } from './studioSearch';

/** What can be painted with, and how much. */
export const generateOptionsQuery = queryOptions({
  queryKey: keys.generateOptions,
  queryFn: ({ signal }) => answer(api.GET('/api/v1/generate/options', { signal })),
});

/** How many tokens a prompt is; of a model that cannot say, nothing. */
export const promptTokensQuery = (prompt: string, model: string | null) =>
  queryOptions({
    queryKey: ['generate', 'tokens', model ?? '', prompt] as const,
    queryFn: ({ signal }) => answer(api.POST('/api/v1/generate/tokens', { body: { prompt, ...(model === null ? {} : { model }) }, signal })),
    placeholderData: keepPreviousData,
    staleTime: Infinity,
    gcTime: 60_000,
    retry: false,
  });

/** What a model that knows names alone can draw. */
export const paintableNamesQuery = (model: string) =>
  queryOptions({
    queryKey: ['generate', 'names', model] as const,
    queryFn: ({ signal }) => answer(api.GET('/api/v1/generate/names', { params: { query: { model } }, signal })),
    staleTime: Infinity,
  });

/** A picture that a model learned from, 32 pixels wide. */
export function trainingPictureUrl(model: string, number: number): string {
  return `/api/v1/generate/training/${number}?model=${encodeURIComponent(model)}`;
}

/** One's own that wait or are painted: as many as may wait, whatever the settings. Kept fresh by the live connection. */
export const unfinishedQuery = queryOptions({
  queryKey: keys.unfinishedGenerations,
  queryFn: async ({ signal }): Promise<readonly Generation[]> =>
    (await answer(api.GET('/api/v1/generations', { params: { query: { state: 'unfinished', limit: 200 } }, signal }))).items,
});

/** Newest first; those that have not ended are among them where no state is asked for. */
export const generationsQuery = (state: EndState | null) =>
  infiniteQueryOptions({
    queryKey: keys.generationList(state),
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/generations', {
          params: { query: { limit: 60, ...(state === null ? {} : { state }), ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor ?? null,
  });

export const generationQuery = (id: string) =>
  queryOptions({
    queryKey: keys.generation(id),
    queryFn: ({ signal }) => answer(api.GET('/api/v1/generations/{id}', { params: { path: { id } }, signal })),
  });

/** What the library would add, and from where; nothing is painted. */
export const additionsQuery = (draft: Draft, model: PaintingModel | null) => {
  const body = ragBodyOf(draft, model, true);
  return queryOptions({
    queryKey: ['generate', 'additions', body] as const,
    queryFn: async ({ signal }) => (await answer(api.POST('/api/v1/rag/generate', { body, signal }))).rag,
    placeholderData: keepPreviousData,
    staleTime: 60_000,
    retry: false,
  });
};

/** Has pictures painted that begin with a file. */
export function sendWithPicture(body: GenerateBody, picture: Blob, mask: Blob | null): Promise<Generation> {
  return answer<Generation>(
    fetch('/api/v1/generate', { method: 'POST', body: formOf(body, picture, mask) }).then(async (response) => {
      const read: unknown = await response.json().catch(() => undefined);
      return response.ok ? { data: read as Generation, response } : { error: read, response };
    }),
  );
}

/** @param size longer side in pixels; without it, the picture itself */
export function pictureUrl(id: string, number: number, size?: number): string {
  return `/api/v1/generations/${id}/images/${number}${size === undefined ? '' : `?size=${size}`}`;
}

export function downloadUrl(id: string, number: number): string {
  return `/api/v1/generations/${id}/images/${number}?download=true`;
}

/** With the number of the preview, so that each is asked for. */
export function previewUrl(id: string, preview: number): string {
  return `/api/v1/generations/${id}/preview?v=${preview}`;
}

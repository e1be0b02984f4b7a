import { queryOptions } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { DescriptionRun, Prompt, Trial } from '../../api/types';

/** How the servers of models are; asked again while the page is open, since nothing tells of it. */
export const modelsQuery = queryOptions({
  queryKey: keys.visionModels,
  queryFn: ({ signal }) => answer(api.GET('/api/v1/vision-models', { signal })),
  staleTime: 5_000,
  refetchInterval: 15_000,
});

export const promptsQuery = queryOptions({
  queryKey: keys.prompts,
  queryFn: async ({ signal }): Promise<Prompt[]> => (await answer(api.GET('/api/v1/prompts', { signal }))).items,
});

export const promptQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.prompts, id],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/prompts/{id}', { params: { path: { id } }, signal })),
  });

export const runsQuery = queryOptions({
  queryKey: keys.descriptionRuns,
  queryFn: async ({ signal }): Promise<DescriptionRun[]> =>
    (await answer(api.GET('/api/v1/description-runs', { params: { query: { limit: 20 } }, signal }))).items,
});

export const failuresQuery = (run: string) =>
  queryOptions({
    queryKey: [...keys.descriptionRuns, run, 'failures'],
    queryFn: ({ signal }) =>
      answer(api.GET('/api/v1/description-runs/{id}/failures', { params: { path: { id: run }, query: { limit: 100 } }, signal })),
  });

export const trialQuery = (id: string) =>
  queryOptions({
    queryKey: [...keys.descriptionTrials, id],
    queryFn: ({ signal }): Promise<Trial> => answer(api.GET('/api/v1/description-trials/{id}', { params: { path: { id } }, signal })),
  });

export const describeSettingsQuery = queryOptions({
  queryKey: keys.descriptionSettings,
  queryFn: ({ signal }) => answer(api.GET('/api/v1/description-settings', { signal })),
});

import type { InfiniteData } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { answer, api } from '../api/client';
import { keys, meQuery, queryClient } from '../api/queries';
import type { Folder, Generation, Job, JobState, ModelList } from '../api/types';
import { putGeneration } from '../features/studio/generationCache';
import { hasEnded, needsList, withLive } from '../features/studio/progress';
import { liveState, onLive, startLive, stopLive, subscribeLiveState, type LiveEvent, type LiveGeneration } from './live';
import { isLive, withJob, withModelJob, withRunningJob } from './reducers';

export interface JobPage {
  items: readonly Job[];
  next_cursor?: string | null;
}

const pending = new Map<string, ReturnType<typeof setTimeout>>();

/** A scan says ten times a second that something changed; asking again once a second is soon enough. */
function invalidateSoon(queryKey: readonly unknown[]): void {
  const name = JSON.stringify(queryKey);
  if (!pending.has(name)) {
    pending.set(
      name,
      setTimeout(() => {
        pending.delete(name);
        void queryClient.invalidateQueries({ queryKey });
      }, 1_000),
    );
  }
}

/** The one place where messages meet the query cache. */
function apply(event: LiveEvent): void {
  switch (event.name) {
    case 'job_changed':
      applyJob(event.job);
      break;
    case 'folder_changed':
      invalidateSoon(keys.folders);
      invalidateSoon(keys.documents);
      break;
    case 'images_changed':
      invalidateSoon(keys.images);
      // A picture that was taken into the library is an image there now.
      invalidateSoon(keys.openedGenerations);
      invalidateSoon(keys.albums);
      invalidateSoon(keys.trash);
      invalidateSoon(keys.duplicates);
      invalidateSoon(keys.map);
      invalidateSoon(keys.review);
      break;
    case 'tags_changed':
      invalidateSoon(keys.allSuggestions);
      invalidateSoon(keys.images);
      invalidateSoon(keys.tags);
      invalidateSoon(keys.vocabulary);
      invalidateSoon(keys.review);
      break;
    case 'albums_changed':
      invalidateSoon(keys.albums);
      break;
    case 'generation_changed':
      applyGeneration(event.generation);
      break;
    case 'lost':
      // Asking who is signed in tells the two apart: a 401 leads to the sign-in, no answer leaves the offline mark.
      void queryClient.fetchQuery({ ...meQuery, staleTime: 0, retry: false }).catch(() => undefined);
      break;
    case 'connected':
      void queryClient.invalidateQueries();
      break;
  }
}

function applyGeneration(live: LiveGeneration): void {
  const unfinished = queryClient.getQueryData<readonly Generation[]>(keys.unfinishedGenerations);
  queryClient.setQueryData<readonly Generation[]>(keys.unfinishedGenerations, (list) => list && withLive(list, live));
  if (hasEnded(live.state)) {
    void showEnded(live.id);
    invalidateSoon(keys.generateOptions);
  } else if (needsList(unfinished, live)) {
    invalidateSoon(keys.unfinishedGenerations);
  }
}

/** Whoever waits for it sees it the next moment: out of the queue and among the results at once. */
async function showEnded(id: string): Promise<void> {
  if (queryClient.getQueryCache().findAll({ queryKey: keys.generations, type: 'active' }).length === 0) {
    // Nobody looks: asked for when somebody does.
    await queryClient.invalidateQueries({ queryKey: keys.generations });
    return;
  }
  try {
    putGeneration(queryClient, await answer(api.GET('/api/v1/generations/{id}', { params: { path: { id } } })));
    // Those behind it move up.
    invalidateSoon(keys.unfinishedGenerations);
  } catch {
    // Deleted meanwhile, or the server is away: the lists say which.
    await queryClient.invalidateQueries({ queryKey: keys.generations });
  }
}

function applyJob(job: Job): void {
  queryClient.setQueryData<Job[]>(keys.runningJobs, (jobs) => jobs && (withRunningJob(jobs, job) as Job[]));
  for (const [key, data] of queryClient.getQueriesData<InfiniteData<JobPage>>({ queryKey: ['jobs', 'list'] })) {
    const filter = (key[2] === 'all' ? null : key[2]) as JobState | null;
    if (data !== undefined) {
      queryClient.setQueryData(key, withJobInPages(data, job, filter));
    }
  }
  queryClient.setQueryData<Folder[]>(keys.folders, (folders) =>
    folders?.map((folder) => (folder.id === job.subject ? { ...folder, active_job: isLive(job) ? job : null } : folder)),
  );
  if (job.kind === 'install_model') {
    queryClient.setQueryData<ModelList>(keys.models, (models) => models && withModelJob(models, job));
    if (!isLive(job)) {
      // Installed the next moment: whoever waits for that sees it at once.
      void queryClient.invalidateQueries({ queryKey: keys.models });
    }
  }
  if ((job.kind === 'install_model' || job.kind === 'measure_painting') && !isLive(job)) {
    invalidateSoon(keys.generateOptions);
  }
  if (job.kind === 'tag_operation' && !isLive(job)) {
    invalidateSoon(keys.tags);
  }
  if (job.kind === 'apply_vocabulary' && !isLive(job)) {
    invalidateSoon(keys.vocabulary);
  }
  if (job.kind === 'bulk_edit') {
    invalidateSoon(keys.bulkEdits);
    invalidateSoon(keys.duplicates);
  }
  if (job.kind === 'group_duplicates') {
    invalidateSoon(keys.duplicates);
  }
  if (job.kind === 'describe' || job.kind === 'describe_new') {
    invalidateSoon(keys.descriptionRuns);
  }
  if (job.kind === 'read_document') {
    invalidateSoon(keys.documents);
  }
  if (job.kind === 'describe_trial') {
    invalidateSoon(keys.descriptionTrials);
  }
  if (!isLive(job)) {
    invalidateSoon(keys.folders);
  }
  if (job.state !== 'running') {
    invalidateSoon(keys.queues);
  }
}

function withJobInPages(data: InfiniteData<JobPage>, job: Job, filter: JobState | null): InfiniteData<JobPage> {
  const holder = Math.max(
    0,
    data.pages.findIndex((page) => page.items.some((other) => other.id === job.id)),
  );
  return {
    ...data,
    pages: data.pages.map((page, index) => (index === holder ? { ...page, items: withJob(page.items, job, filter) } : page)),
  };
}

/** Keeps the live connection while the signed-in part of the client is on screen. */
export function useLiveConnection(): void {
  useEffect(() => {
    const stop = onLive(apply);
    void startLive();
    return () => {
      stop();
      stopLive();
    };
  }, []);
}

export function useLiveState() {
  return useSyncExternalStore(subscribeLiveState, liveState);
}

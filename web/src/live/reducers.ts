import type { Job, JobState, ModelList } from '../api/types';

export function isLive(job: Job): boolean {
  return job.state === 'queued' || job.state === 'running';
}

/** The newer of two versions of a job: messages may overtake the answers to requests. */
function newer(a: Job, b: Job): Job {
  return a.updated_at > b.updated_at ? a : b;
}

/** The list of running jobs after one changed. The same array when nothing did. */
export function withRunningJob(jobs: readonly Job[], job: Job): readonly Job[] {
  const at = jobs.findIndex((other) => other.id === job.id);
  if (at === -1) {
    return job.state === 'running' ? [job, ...jobs] : jobs;
  }
  const next = newer(jobs[at]!, job);
  if (next === jobs[at]) {
    return jobs;
  }
  return next.state === 'running' ? jobs.with(at, next) : jobs.filter((other) => other.id !== job.id);
}

/**
 * A list of jobs (newest first) after one changed.
 * @param filter only jobs in this state belong to the list; null for all
 */
export function withJob(jobs: readonly Job[], job: Job, filter: JobState | null): readonly Job[] {
  const at = jobs.findIndex((other) => other.id === job.id);
  const belongs = filter === null || job.state === filter;
  if (at !== -1) {
    const next = newer(jobs[at]!, job);
    if (next === jobs[at]) {
      return jobs;
    }
    return belongs ? jobs.with(at, next) : jobs.filter((other) => other.id !== job.id);
  }
  if (!belongs) {
    return jobs;
  }
  const place = jobs.findIndex((other) => other.created_at < job.created_at);
  // Older than all that is loaded: it comes with its page.
  return place === -1 ? (jobs.length === 0 ? [job] : jobs) : jobs.toSpliced(place, 0, job);
}

/** Running first, then waiting, then the rest; each as they came. */
export function byUrgency(jobs: readonly Job[]): Job[] {
  const rank = (job: Job) => (job.state === 'running' ? 0 : job.state === 'queued' ? 1 : 2);
  return [...jobs].sort((a, b) => rank(a) - rank(b));
}

/** How far a job is, 0..1; null when its size is not known. */
export function progressOf(job: Pick<Job, 'done' | 'failed' | 'total'>): number | null {
  return job.total == null || job.total <= 0 ? null : Math.min(1, (job.done + job.failed) / job.total);
}

/** The models after the job that installs one of them changed. The same list when none of them is meant, or more is known already. */
export function withModelJob(models: ModelList, job: Job): ModelList {
  const at = models.items.findIndex((model) => model.id === job.subject && (model.state === 'available' || model.state === 'installing'));
  const model = models.items[at];
  if (model === undefined || (model.job != null && model.job.id === job.id && newer(model.job, job) === model.job)) {
    return models;
  }
  return { ...models, items: models.items.with(at, { ...model, job, state: isLive(job) ? 'installing' : 'available' }) };
}

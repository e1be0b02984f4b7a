import { describe, expect, it } from 'vitest';
import type { Job, ModelList } from '../api/types';
import { byUrgency, progressOf, withJob, withModelJob, withRunningJob } from './reducers';

function job(id: string, state: Job['state'], minute: number, change = 0): Job {
  const at = (offset: number) => new Date(Date.UTC(2024, 0, 1, 0, minute, offset)).toISOString();
  return {
    id,
    kind: 'scan',
    title: id,
    state,
    priority: 0,
    attempts: 1,
    done: change,
    failed: 0,
    created_at: at(0),
    updated_at: at(change),
  } as Job;
}

describe('withRunningJob', () => {
  it('takes in a job that begins and lets go one that ends', () => {
    const running = withRunningJob([], job('a', 'running', 1));
    expect(running.map((each) => each.id)).toEqual(['a']);
    expect(withRunningJob(running, job('a', 'succeeded', 1, 5))).toEqual([]);
  });

  it('ignores a message that was overtaken', () => {
    const now = [job('a', 'running', 1, 9)];
    expect(withRunningJob(now, job('a', 'running', 1, 3))).toBe(now);
  });

  it('leaves a list alone that the job is none of', () => {
    const none: Job[] = [];
    expect(withRunningJob(none, job('a', 'queued', 1))).toBe(none);
  });
});

describe('withJob', () => {
  const list = [job('c', 'queued', 3), job('a', 'running', 1)];

  it('puts a new job at its place by age', () => {
    expect(withJob(list, job('d', 'queued', 4), null).map((each) => each.id)).toEqual(['d', 'c', 'a']);
    expect(withJob(list, job('b', 'queued', 2), null).map((each) => each.id)).toEqual(['c', 'b', 'a']);
  });

  it('leaves older jobs to the page they come with', () => {
    expect(withJob(list, job('z', 'queued', 0), null)).toBe(list);
  });

  it('replaces a job that changed', () => {
    expect(withJob(list, job('a', 'succeeded', 1, 7), null)[1]?.state).toBe('succeeded');
  });

  it('removes a job that left the filter', () => {
    expect(withJob([list[1]!], job('a', 'failed', 1, 7), 'running')).toEqual([]);
  });

  it('does not take in what the filter keeps out', () => {
    expect(withJob(list, job('d', 'failed', 4), 'queued')).toBe(list);
  });
});

describe('byUrgency', () => {
  it('shows running before waiting before ended, each in their order', () => {
    const jobs = [job('d', 'succeeded', 4), job('c', 'queued', 3), job('b', 'running', 2), job('a', 'running', 1)];
    expect(byUrgency(jobs).map((each) => each.id)).toEqual(['b', 'a', 'c', 'd']);
  });
});

describe('progressOf', () => {
  it('counts failures as done work and never passes the end', () => {
    expect(progressOf({ done: 40, failed: 10, total: 100 })).toBe(0.5);
    expect(progressOf({ done: 120, failed: 0, total: 100 })).toBe(1);
  });

  it('is unknown without a total', () => {
    expect(progressOf({ done: 40, failed: 0, total: null })).toBeNull();
    expect(progressOf({ done: 0, failed: 0, total: 0 })).toBeNull();
  });
});

describe('withModelJob', () => {
  const models = { items: [{ id: 'clip', state: 'available' }, { id: 'old', state: 'installed' }] } as unknown as ModelList;
  const at = (second: number, state: Job['state'], subject = 'clip') =>
    ({ id: 'job_1', kind: 'install_model', subject, state, updated_at: `2026-01-01T00:00:0${second}Z` }) as Job;

  it('shows the job with the model it installs, and leaves the others alone', () => {
    const running = withModelJob(models, at(1, 'running'));
    expect(running.items[0]).toMatchObject({ state: 'installing', job: { id: 'job_1' } });
    expect(running.items[1]).toBe(models.items[1]);
    expect(withModelJob(running, at(2, 'failed')).items[0]).toMatchObject({ state: 'available', job: { state: 'failed' } });
  });

  it('does not go back to what an older message says, nor touch an installed model', () => {
    const running = withModelJob(models, at(2, 'running'));
    expect(withModelJob(running, at(1, 'queued'))).toBe(running);
    expect(withModelJob(models, at(1, 'succeeded', 'old'))).toBe(models);
  });
});

import { Button, Progress, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { answer, api } from '../api/client';
import { meQuery } from '../api/queries';
import { mayWrite } from '../api/roles';
import type { Job } from '../api/types';
import { progressOf } from '../live/reducers';
import { formatBytes, formatCount, formatPercent, formatRate, formatTimeLeft } from './format';
import classes from './JobProgress.module.css';
import { notifyProblem } from './toasts';

/** What a job counts bytes of, not things. */
export function countsBytes(job: Job): boolean {
  return job.kind === 'install_model';
}

/** A job that waits or runs: bar, numbers, rate, time left, cancel. Two lines high whatever is known. */
export function JobProgress({ job, noun, cancellable = true }: { job: Job; noun: string; cancellable?: boolean }) {
  const format = countsBytes(job) ? (bytes: number) => formatBytes(bytes) : (count: number) => formatCount(count);
  const share = progressOf(job);
  const cancel = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/jobs/{id}/cancel', { params: { path: { id: job.id } } })),
    onError: notifyProblem,
  });
  const { data: me } = useQuery(meQuery);
  const waiting = job.state === 'queued';
  const numbers = waiting
    ? 'Waiting for its turn'
    : share === null
      ? job.done > 0
        ? `${format(job.done)} so far`
        : (job.message ?? 'Looking around')
      : `${format(job.done + job.failed)} of ${format(job.total ?? 0)}`;
  const details = [
    !waiting && job.rate_per_second != null && job.rate_per_second > 0 ? (countsBytes(job) ? `${formatBytes(job.rate_per_second)}/s` : formatRate(job.rate_per_second, noun)) : null,
    !waiting && job.seconds_left != null ? formatTimeLeft(job.seconds_left) : null,
    !waiting && countsBytes(job) && share === 1 ? (job.message ?? null) : null,
  ].filter((text) => text !== null);
  return (
    <div className={classes.progress}>
      <div className={classes.line}>
        <Progress
          className={classes.bar}
          value={waiting ? 0 : share === null ? 100 : share * 100}
          size="md"
          radius="xl"
          striped={share === null && !waiting}
          animated={share === null && !waiting}
          aria-label={`${job.title}${share === null ? '' : `, ${formatPercent(share)}`}`}
        />
        {cancellable && mayWrite(me) && (
          <Button
            variant="default"
            size="compact-sm"
            loading={cancel.isPending || cancel.isSuccess}
            onClick={() => cancel.mutate()}
            aria-label={`Cancel ${job.title}`}
          >
            Cancel
          </Button>
        )}
      </div>
      <Text size="sm" c="dimmed" className={classes.numbers}>
        <span>{numbers}</span>
        {job.failed > 0 && <span className={classes.failed}>{formatCount(job.failed)} failed</span>}
        {details.map((text) => (
          <span key={text}>{text}</span>
        ))}
      </Text>
    </div>
  );
}

import { Badge, Button, Paper, Text } from '@mantine/core';
import { IconRotateClockwise } from '@tabler/icons-react';
import { useMutation, useQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { meQuery } from '../../api/queries';
import { mayWrite } from '../../api/roles';
import type { Job, JobState } from '../../api/types';
import { isLive } from '../../live/reducers';
import { countOf, formatBytes, formatCount, formatDuration, formatMoment } from '../../ui/format';
import { countsBytes, JobProgress } from '../../ui/JobProgress';
import { notifyProblem } from '../../ui/toasts';
import classes from './jobs.module.css';
import { stateLabels } from './stateLabels';

const colors: Record<JobState, string> = { running: 'verdigris', queued: 'gray', succeeded: 'verdigris', failed: 'red', cancelled: 'gray' };

function isOfFolder(job: Job): boolean {
  return job.subject?.startsWith('fld_') === true;
}

export function JobCard({ job }: { job: Job }) {
  const { data: me } = useQuery(meQuery);
  const retry = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/jobs/{id}/retry', { params: { path: { id: job.id } } })),
    onError: notifyProblem,
  });
  return (
    <Paper component="article" withBorder radius="lg" className={classes.card} aria-label={job.title}>
      <div className={classes.cardHead}>
        <h2 className={classes.title}>{job.title}</h2>
        <Badge variant={job.state === 'running' ? 'filled' : 'light'} color={colors[job.state]} tt="none" className={classes.badge}>
          {stateLabels[job.state]}
        </Badge>
      </div>
      {isLive(job) ? (
        <JobProgress job={job} noun={job.kind === 'read_document' ? 'pages' : isOfFolder(job) ? 'pictures' : 'items'} />
      ) : (
        <div className={classes.done}>
          <Text size="sm" c="dimmed" component="div" className={classes.facts}>
            <span>{formatMoment(job.finished_at ?? job.updated_at)}</span>
            {job.started_at != null && job.finished_at != null && <span>{`took ${duration(job.started_at, job.finished_at)}`}</span>}
            {job.done > 0 && <span>{countsBytes(job) ? formatBytes(job.done) : isOfFolder(job) ? countOf(job.done, 'file', 'files') : countOf(job.done, 'item', 'items')}</span>}
            {job.failed > 0 && <span className={classes.failed}>{formatCount(job.failed)} failed</span>}
            {job.attempts > 1 && <span>{formatCount(job.attempts)} attempts</span>}
          </Text>
          {mayWrite(me) && (job.state === 'failed' || job.state === 'cancelled') && (
            <Button
              variant="default"
              size="xs"
              flex="none"
              leftSection={<IconRotateClockwise size={15} aria-hidden />}
              loading={retry.isPending}
              onClick={() => retry.mutate()}
              aria-label={`Retry ${job.title}`}
            >
              Retry
            </Button>
          )}
        </div>
      )}
      {job.error != null && (
        <div className={classes.error}>
          <Text size="sm" fw={600}>
            {job.error.title}
          </Text>
          {job.error.detail != null && job.error.detail !== job.error.title && <Text size="sm">{job.error.detail}</Text>}
          <Text size="sm" c="dimmed">
            {job.error.remedy}
          </Text>
        </div>
      )}
    </Paper>
  );
}

function duration(from: string, to: string): string {
  const seconds = (new Date(to).getTime() - new Date(from).getTime()) / 1000;
  return seconds < 1 ? 'less than a second' : formatDuration(seconds);
}

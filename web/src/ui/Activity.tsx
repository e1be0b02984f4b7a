import { Popover, Progress, RingProgress, Stack, Text, UnstyledButton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { runningJobsQuery } from '../api/queries';
import { progressOf } from '../live/reducers';
import classes from './Activity.module.css';
import { formatBytes, formatCount, formatTimeLeft } from './format';
import { countsBytes } from './JobProgress';

/** A ring while jobs run: how far all of them are, and on a click what they do. */
export function Activity() {
  const { data: jobs = [] } = useQuery(runningJobsQuery);
  const [open, setOpen] = useState(false);
  if (jobs.length === 0) {
    return null;
  }
  const known = jobs.map(progressOf).filter((share) => share !== null);
  const share = known.length === 0 ? null : known.reduce((sum, part) => sum + part, 0) / known.length;
  const label = jobs.length === 1 ? jobs[0]!.title : `${jobs.length} jobs are running`;
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={300} shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <UnstyledButton
          className={classes.button}
          onClick={() => setOpen(!open)}
          aria-label={`${label}${share === null ? '' : `, ${Math.round(share * 100)} %`}`}
          aria-expanded={open}
        >
          {share === null ? (
            <span className={classes.spinner} aria-hidden />
          ) : (
            <RingProgress
              size={26}
              thickness={3}
              roundCaps
              rootColor="var(--limner-line)"
              sections={[{ value: share * 100, color: 'verdigris.5' }]}
              aria-hidden
            />
          )}
        </UnstyledButton>
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="sm">
          {jobs.map((job) => {
            const part = progressOf(job);
            return (
              <div key={job.id}>
                <Text size="sm" fw={600} truncate>
                  {job.title}
                </Text>
                {part !== null && <Progress value={part * 100} size="sm" my={6} aria-label={job.title} />}
                <Text size="xs" c="dimmed">
                  {job.total == null ? (job.message ?? 'Running') : countsBytes(job) ? `${formatBytes(job.done)} of ${formatBytes(job.total)}` : `${formatCount(job.done + job.failed)} of ${formatCount(job.total)}`}
                  {job.seconds_left != null && ` · ${formatTimeLeft(job.seconds_left)}`}
                </Text>
              </div>
            );
          })}
          <Link to="/jobs" className={classes.all} onClick={() => setOpen(false)}>
            All jobs
          </Link>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

import { Badge, Button, Collapse, Group, Progress, Skeleton, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay, IconX } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { keys, meQuery } from '../../api/queries';
import { mayWrite } from '../../api/roles';
import type { DescriptionRun } from '../../api/types';
import { countOf, formatAgo, formatTimeLeft } from '../../ui/format';
import page from '../../ui/page.module.css';
import { Section } from '../../ui/Section';
import { ProblemAlert } from '../../ui/states';
import { notifyProblem } from '../../ui/toasts';
import { useNow } from '../../ui/useNow';
import { DescribeDialog } from './DescribeDialog';
import { failuresQuery, runsQuery } from './queries';
import classes from './tagging.module.css';
import { amber, outcomeWords, secondsOf, shareOf } from './words';

/** What models are doing and have done, and what waits and why. */
export function RunsSection() {
  const runs = useQuery(runsQuery);
  const { data: me } = useQuery(meQuery);
  const [asking, setAsking] = useState(false);
  return (
    <Section
      title="Runs"
      lead="A run asks the model about each picture once. It can be paused, goes on after a restart, and waits by itself while the model is away."
      action={
        mayWrite(me) && (
          <Button size="sm" onClick={() => setAsking(true)}>
            Describe all my pictures
          </Button>
        )
      }
    >
      {runs.isError && <ProblemAlert error={runs.error} onRetry={() => void runs.refetch()} />}
      {runs.isPending && <Skeleton h={64} mt="md" />}
      {runs.data?.length === 0 && (
        <Text size="sm" c="dimmed" mt="md">
          No run yet. Begin one here for everything, or choose pictures or a search among your <Link to="/photos">photos</Link>.
        </Text>
      )}
      <ul className={page.rows}>
        {runs.data?.map((run) => (
          <Run key={run.id} run={run} writes={mayWrite(me)} />
        ))}
      </ul>
      {asking && <DescribeDialog pictures={{ filter: {}, except: [] }} title="Describe all my pictures" onClose={() => setAsking(false)} />}
    </Section>
  );
}

const states: Record<string, { label: string; color: string }> = {
  running: { label: 'Running', color: 'blue.8' },
  paused: { label: 'Paused', color: 'gray.7' },
  cancelled: { label: 'Cancelled', color: 'gray.7' },
  finished: { label: 'Finished', color: 'teal.9' },
};

function Run({ run, writes }: { run: DescriptionRun; writes: boolean }) {
  const now = useNow(30_000);
  const queryClient = useQueryClient();
  const [shown, setShown] = useState(false);
  const control = useMutation({
    mutationFn: (what: 'pause' | 'resume' | 'cancel' | 'failures/retry') =>
      answer(api.POST(`/api/v1/description-runs/{id}/${what}`, { params: { path: { id: run.id } } })),
    onError: notifyProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.descriptionRuns }),
  });
  const live = run.state === 'running' || run.state === 'paused';
  const waiting = run.waiting != null && live;
  const state = waiting && run.state === 'running' ? { label: 'Waiting', color: amber } : states[run.state]!;
  const name = `${run.model}, ${countOf(run.image_count, 'picture', 'pictures')}`;
  return (
    <li className={`${page.row} ${classes.run}`}>
      <div className={page.rowBody}>
        <div className={page.rowTitle}>
          <span>{name}</span>
          <Badge color={state.color} variant="filled">
            {state.label}
          </Badge>
          {run.origin !== 'manual' && <Badge variant="default">{run.origin === 'scan' ? 'New pictures' : 'Daily'}</Badge>}
        </div>
        <div className={page.rowFacts}>
          <span>
            {run.prompt_name}, version {run.prompt_version}
          </span>
          <span>{formatAgo(run.created_at, now)}</span>
          {run.seconds_per_picture != null && <span>{secondsOf(run.seconds_per_picture)} a picture</span>}
          {run.seconds_left != null && run.state === 'running' && <span>{formatTimeLeft(run.seconds_left)}</span>}
        </div>
        {live && <Progress value={shareOf(run) * 100} mt={8} size="md" radius="xl" aria-label={`Progress of ${name}`} />}
        <Text size="sm" mt={4}>
          {outcomeWords(run)}
        </Text>
        {waiting && (
          <Text size="sm" mt={4} className={classes.problem} role="status">
            {run.waiting!.title}. {run.waiting!.detail} {run.waiting!.remedy}
          </Text>
        )}
        {writes && (
          <Group gap={8} mt={8}>
            {run.state === 'running' && (
              <Button size="compact-sm" variant="default" leftSection={<IconPlayerPause size={15} aria-hidden />} onClick={() => control.mutate('pause')}>
                Pause
              </Button>
            )}
            {run.state === 'paused' && (
              <Button size="compact-sm" variant="default" leftSection={<IconPlayerPlay size={15} aria-hidden />} onClick={() => control.mutate('resume')}>
                Go on
              </Button>
            )}
            {live && (
              <Button size="compact-sm" variant="default" leftSection={<IconX size={15} aria-hidden />} onClick={() => control.mutate('cancel')}>
                Cancel
              </Button>
            )}
            {run.failed_count > 0 && (
              <>
                <Button size="compact-sm" variant="default" aria-expanded={shown} onClick={() => setShown(!shown)}>
                  {shown ? 'Hide the reasons' : 'Show the reasons'}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => control.mutate('failures/retry')}>
                  Ask once more
                </Button>
              </>
            )}
          </Group>
        )}
        <Collapse expanded={shown}>{shown && <Failures run={run.id} />}</Collapse>
      </div>
    </li>
  );
}

function Failures({ run }: { run: string }) {
  const failures = useQuery(failuresQuery(run));
  if (failures.isError) {
    return <ProblemAlert error={failures.error} onRetry={() => void failures.refetch()} />;
  }
  return (
    <ul className={classes.failures}>
      {failures.data?.items.map((failure) => (
        <li key={failure.image_id}>
          <Link to="/photos/$imageId" params={{ imageId: failure.image_id }}>
            {failure.name ?? 'A picture that is gone'}
          </Link>
          : {failure.error.title}
          {failure.error.detail == null ? '' : ` (${failure.error.detail})`}
        </li>
      ))}
    </ul>
  );
}

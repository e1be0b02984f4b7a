import { Button, Skeleton, Stack, Title } from '@mantine/core';
import { IconListCheck } from '@tabler/icons-react';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { answer, api } from '../../api/client';
import { keys, meQuery } from '../../api/queries';
import { isAdministrator } from '../../api/roles';
import type { JobState } from '../../api/types';
import { byUrgency } from '../../live/reducers';
import type { JobPage } from '../../live/useLive';
import page from '../../ui/page.module.css';
import { EmptyState, ProblemAlert } from '../../ui/states';
import { useTitle } from '../../ui/useTitle';
import { JobCard } from './JobCard';
import classes from './jobs.module.css';
import { Queues } from './Queues';
import { stateLabels } from './stateLabels';

const route = getRouteApi('/app/jobs');
const states = Object.keys(stateLabels) as JobState[];

export function JobsPage() {
  useTitle('Jobs');
  const { data: me } = useQuery(meQuery);
  const raw = route.useSearch().state;
  const state = states.find((known) => known === raw) ?? null;
  const jobs = useInfiniteQuery({
    queryKey: keys.jobList(state),
    queryFn: ({ pageParam, signal }): Promise<JobPage> =>
      answer(
        api.GET('/api/v1/jobs', {
          params: { query: { limit: 50, ...(state === null ? {} : { state }), ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor ?? null,
    staleTime: 2_000,
  });
  const items = byUrgency(jobs.data?.pages.flatMap((each) => each.items) ?? []);
  return (
    <div className={page.page}>
      <div className={page.head}>
        <Title order={1}>Jobs</Title>
        {isAdministrator(me) && <Queues />}
      </div>
      <nav className={classes.filters} aria-label="Filter by state">
        {[null, ...states].map((each) => (
          <Link
            key={each ?? 'all'}
            to="/jobs"
            search={each === null ? {} : { state: each }}
            className={classes.filter}
            aria-current={each === state ? 'true' : undefined}
            activeOptions={{ exact: true, includeSearch: true }}
            replace
          >
            {each === null ? 'All' : stateLabels[each]}
          </Link>
        ))}
      </nav>
      {jobs.isError && <ProblemAlert error={jobs.error} onRetry={() => void jobs.refetch()} />}
      {jobs.isPending && (
        <Stack gap="sm" aria-busy>
          {[0, 1, 2].map((line) => (
            <Skeleton key={line} h={84} radius="lg" />
          ))}
        </Stack>
      )}
      {jobs.isSuccess && items.length === 0 && (
        <EmptyState icon={<IconListCheck size={32} />} title={state === null ? 'Nothing to do' : 'No such jobs'}>
          {state === null ? 'Scans and other long work appear here.' : 'No job is in this state at the moment.'}
        </EmptyState>
      )}
      <ul className={classes.list}>
        {items.map((job) => (
          <li key={job.id}>
            <JobCard job={job} />
          </li>
        ))}
      </ul>
      {jobs.hasNextPage && (
        <Button variant="default" mt="md" loading={jobs.isFetchingNextPage} onClick={() => void jobs.fetchNextPage()}>
          Show older jobs
        </Button>
      )}
    </div>
  );
}

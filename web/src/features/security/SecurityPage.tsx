import { Button, Loader, Skeleton, Stack, Title } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { IconRefresh, IconShieldCheck } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect } from 'react';
import { answer, api } from '../../api/client';
import { keys, meQuery } from '../../api/queries';
import { isAdministrator } from '../../api/roles';
import page from '../../ui/page.module.css';
import { EmptyState, ForAdministrators, ProblemAlert } from '../../ui/states';
import { useTitle } from '../../ui/useTitle';
import { EventFilters } from './EventFilters';
import { EventRow } from './EventRow';
import { eventParameters, hasEventFilter } from './eventSearch';
import classes from './security.module.css';

const route = getRouteApi('/app/security');

export function SecurityPage() {
  useTitle('Security events');
  const { data: me } = useQuery(meQuery);
  return isAdministrator(me) ? <Events /> : <ForAdministrators what="Security events" />;
}

function Events() {
  const search = route.useSearch();
  const events = useInfiniteQuery({
    queryKey: [...keys.securityEvents, search],
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/security/events', {
          params: { query: { ...eventParameters(search), limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor ?? null,
    placeholderData: keepPreviousData,
    staleTime: 5_000,
  });
  const items = events.data?.pages.flatMap((each) => each.items) ?? [];
  const { ref, entry } = useIntersection({ rootMargin: '600px' });
  const near = entry?.isIntersecting === true;
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = events;
  useEffect(() => {
    if (near && hasNextPage && !isFetching && !isFetchNextPageError) {
      void fetchNextPage();
    }
  }, [near, hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);
  return (
    <div className={page.page}>
      <div className={page.head}>
        <Title order={1}>Security events</Title>
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} aria-hidden />}
          loading={events.isRefetching}
          onClick={() => void events.refetch()}
        >
          Refresh
        </Button>
      </div>
      <EventFilters search={search} />
      {events.isError && <ProblemAlert error={events.error} onRetry={() => void (items.length > 0 ? fetchNextPage() : events.refetch())} />}
      {events.isPending && (
        <Stack gap="sm" aria-busy>
          {[0, 1, 2, 3].map((line) => (
            <Skeleton key={line} h={56} radius="md" />
          ))}
        </Stack>
      )}
      {events.isSuccess && items.length === 0 && (
        <EmptyState
          icon={<IconShieldCheck size={32} />}
          title={hasEventFilter(search) ? 'No such event' : 'Nothing has happened yet'}
          {...(hasEventFilter(search)
            ? {
                action: (
                  <Button component={Link} to="/security" variant="light">
                    Show all events
                  </Button>
                ),
              }
            : {})}
        >
          {hasEventFilter(search)
            ? 'Nothing on record fits all of these filters.'
            : 'Sign-ins, refusals and changes of accounts, keys and settings appear here.'}
        </EmptyState>
      )}
      <ol
        className={classes.list}
        aria-label="Security events"
        aria-busy={events.isPlaceholderData}
        data-stale={events.isPlaceholderData || undefined}
      >
        {items.map((event) => (
          <EventRow key={event.id} event={event} search={search} />
        ))}
      </ol>
      {hasNextPage && (
        <div className={classes.more} ref={ref}>
          {isFetchNextPageError ? (
            <Button variant="default" onClick={() => void fetchNextPage()}>
              Show older events
            </Button>
          ) : (
            <Loader size="sm" aria-label="Loading older events" />
          )}
        </div>
      )}
    </div>
  );
}

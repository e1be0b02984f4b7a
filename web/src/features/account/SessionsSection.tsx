import { Badge, Button, Skeleton, Stack } from '@mantine/core';
import { IconDeviceDesktop, IconDeviceMobile, IconDeviceTablet, IconTerminal2 } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys, sessionsQuery } from '../../api/queries';
import type { Session } from '../../api/types';
import { formatAgo, formatMoment } from '../../ui/format';
import page from '../../ui/page.module.css';
import { Section } from '../../ui/Section';
import { ProblemAlert } from '../../ui/states';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import { useNow } from '../../ui/useNow';
import { deviceOf } from './device';

const icons = { computer: IconDeviceDesktop, phone: IconDeviceMobile, tablet: IconDeviceTablet, program: IconTerminal2 };

/** Where one is signed in: this device first, then the one seen last. */
export function SessionsSection() {
  const queryClient = useQueryClient();
  const sessions = useQuery(sessionsQuery);
  const items = [...(sessions.data ?? [])].sort((a, b) => Number(b.current) - Number(a.current) || b.seen_at.localeCompare(a.seen_at));
  const endOthers = useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/me/sessions')),
    onSuccess: () => notifyDone('All other sessions have ended'),
    onError: notifyProblem,
    onSettled: () => void queryClient.invalidateQueries({ queryKey: keys.sessions }),
  });
  return (
    <Section
      title="Sessions"
      lead="Where you are signed in now. End what you do not know, then change the password."
      action={
        items.some((session) => !session.current) && (
          <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate()}>
            End all others
          </Button>
        )
      }
    >
      {sessions.isError && <ProblemAlert error={sessions.error} onRetry={() => void sessions.refetch()} />}
      {sessions.isPending && (
        <Stack gap="sm" mt="md" aria-busy>
          <Skeleton h={50} />
        </Stack>
      )}
      <ul className={page.rows} aria-label="Sessions">
        {items.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </Section>
  );
}

function SessionRow({ session }: { session: Session }) {
  const queryClient = useQueryClient();
  const now = useNow(30_000);
  const device = deviceOf(session.user_agent);
  const Icon = icons[device.kind];
  const end = useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id: session.id } } })),
    onSuccess: () => {
      queryClient.setQueryData<Session[]>(keys.sessions, (before) => before?.filter((other) => other.id !== session.id));
    },
    onError: notifyProblem,
    onSettled: () => void queryClient.invalidateQueries({ queryKey: keys.sessions }),
  });
  return (
    <li className={page.row}>
      <span className={page.rowIcon}>
        <Icon size={24} stroke={1.6} aria-hidden />
      </span>
      <div className={page.rowBody}>
        <div className={page.rowTitle}>
          <span title={session.user_agent ?? undefined}>{device.name}</span>
          {session.current && (
            <Badge variant="light" size="sm" tt="none">
              This one
            </Badge>
          )}
        </div>
        <div className={page.rowFacts}>
          {session.address != null && <span>{session.address}</span>}
          <span title={formatMoment(session.seen_at)}>{session.current ? 'Seen now' : `Seen ${formatAgo(session.seen_at, now)}`}</span>
          <span>{`Signed in ${formatMoment(session.created_at)}`}</span>
        </div>
      </div>
      {!session.current && (
        <Button
          className={page.rowAction}
          variant="default"
          size="xs"
          loading={end.isPending}
          onClick={() => end.mutate()}
          aria-label={`End the session of ${device.name}`}
        >
          End
        </Button>
      )}
    </li>
  );
}

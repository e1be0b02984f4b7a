import { Alert, Button, Center, Code, Group, Loader, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle, IconLock, IconMapOff } from '@tabler/icons-react';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { toProblem } from '../api/problem';
import { detailOf, headingOf, remedyOf } from './remedy';
import classes from './states.module.css';

/** What a page shows when it has nothing to show: why, and what to do about it. */
export function EmptyState({
  icon,
  title,
  order = 2,
  children,
  action,
}: {
  icon: ReactNode;
  title: string;
  order?: 1 | 2;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <Center mih="60%" p="xl">
      <Stack align="center" gap="sm" maw={440} ta="center">
        <ThemeIcon size={64} radius="xl" variant="light" aria-hidden>
          {icon}
        </ThemeIcon>
        <Title order={order} size="h2">
          {title}
        </Title>
        {children !== undefined && (
          <Text c="dimmed" component="div">
            {children}
          </Text>
        )}
        {action !== undefined && (
          <Group mt="xs" justify="center">
            {action}
          </Group>
        )}
      </Stack>
    </Center>
  );
}

/** Something to know, in passing: neither a failure nor in the way. */
export function Note({ children, icon = <IconInfoCircle size={20} aria-hidden /> }: { children: ReactNode; icon?: ReactNode }) {
  return (
    <Alert variant="default" radius="md" className={classes.note} classNames={{ icon: classes.noteIcon }} icon={icon} role="status">
      {children}
    </Alert>
  );
}

/** A failed request with what happened, the case at hand, and what mends it. */
export function ProblemAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = toProblem(error);
  const remedy = remedyOf(problem);
  return (
    <Alert
      variant="default"
      radius="md"
      className={classes.problem}
      classNames={{ icon: classes.problemIcon }}
      icon={<IconAlertTriangle size={20} aria-hidden />}
      title={headingOf(problem)}
      role="alert"
    >
      <Stack gap={6} align="flex-start">
        {detailOf(problem) !== null && <Text size="sm">{detailOf(problem)}</Text>}
        {remedy !== null && (
          <Text size="sm" c="dimmed">
            {remedy}
          </Text>
        )}
        {problem.traceId !== null && problem.status >= 500 && (
          <Text size="xs" c="dimmed">
            Trace id <Code>{problem.traceId}</Code>
          </Text>
        )}
        {onRetry !== undefined && (
          <Button size="xs" variant="default" mt={4} onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}

export function RouteError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return (
    <Center mih="60vh" p="md" component="main">
      <Stack w="100%" maw={520}>
        <ProblemAlert
          error={error}
          onRetry={() => {
            reset();
            void router.invalidate();
          }}
        />
      </Stack>
    </Center>
  );
}

export function RoutePending() {
  return (
    <Center mih="60vh">
      <Loader aria-label="Loading" />
    </Center>
  );
}

/** In place of a page that only administrators have. */
export function ForAdministrators({ what }: { what: string }) {
  return (
    <EmptyState icon={<IconLock size={32} />} title="This page is for administrators" order={1}>
      {what} are shown to administrators only.
    </EmptyState>
  );
}

export function NotFoundPage() {
  return (
    <Center mih="80vh" component="main">
      <EmptyState
        icon={<IconMapOff size={32} />}
        title="There is nothing at this address"
        order={1}
        action={
          <Button component={Link} to="/photos">
            Go to your photos
          </Button>
        }
      >
        The page may have moved, or the picture may have been removed.
      </EmptyState>
    </Center>
  );
}

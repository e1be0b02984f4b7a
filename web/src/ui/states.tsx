import { Alert, Button, Center, Code, Group, Loader, Stack, Text, ThemeIcon, Title } from '@mantine/core';
import { IconAlertTriangle, IconMapOff } from '@tabler/icons-react';
import { Link, useRouter, type ErrorComponentProps } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { toProblem } from '../api/problem';
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

/** A failed request with what happened, the case at hand, and what mends it. */
export function ProblemAlert({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const problem = toProblem(error);
  return (
    <Alert
      variant="default"
      radius="md"
      className={classes.problem}
      classNames={{ icon: classes.problemIcon }}
      icon={<IconAlertTriangle size={20} aria-hidden />}
      title={problem.title}
      role="alert"
    >
      <Stack gap={6} align="flex-start">
        {problem.detail !== null && problem.detail !== problem.title && <Text size="sm">{problem.detail}</Text>}
        {problem.remedy !== null && (
          <Text size="sm" c="dimmed">
            {problem.remedy}
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

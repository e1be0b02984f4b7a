import { Alert, Code, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Problem } from '../../api/problem';
import states from '../../ui/states.module.css';
import { Marked } from './Marked';
import classes from './query.module.css';

/** A query with the place underlined at which it cannot be read. At the end of it there is nothing to underline but a space. */
export function FaultyQuery({ query, start, length }: { query: string; start: number; length: number }) {
  return (
    <Code className={classes.faulty}>
      <Marked text={length === 0 || start >= query.length ? `${query} ` : query} marks={[{ start, length: Math.max(length, 1) }]} className={classes.fault} />
    </Code>
  );
}

/** In place of what a query that cannot be read would have found: where the fault lies and what mends it. */
export function MalformedQuery({ query, problem }: { query: string; problem: Problem }) {
  return (
    <Alert
      variant="default"
      radius="md"
      className={states.problem}
      classNames={{ icon: states.problemIcon }}
      icon={<IconAlertTriangle size={20} aria-hidden />}
      title={problem.title}
      role="alert"
    >
      <Stack gap={6} align="flex-start">
        {problem.place !== null && <FaultyQuery query={query} start={problem.place.start} length={problem.place.length} />}
        {problem.detail !== null && <Text size="sm">{problem.detail}</Text>}
        {problem.remedy !== null && (
          <Text size="sm" c="dimmed">
            {problem.remedy}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}

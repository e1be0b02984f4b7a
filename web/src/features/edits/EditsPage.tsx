import { Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { IconArrowBackUp, IconHistory } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { bulkEditsQuery } from '../../api/queries';
import type { BulkEdit } from '../../api/types';
import { formatAgo, formatMoment } from '../../ui/format';
import { JobProgress } from '../../ui/JobProgress';
import page from '../../ui/page.module.css';
import { EmptyState, ProblemAlert } from '../../ui/states';
import { useNow } from '../../ui/useNow';
import { useTitle } from '../../ui/useTitle';
import { outcomeOf, titleOf, undoneOf } from '../selection/bulkWords';
import { useUndo } from '../selection/useBulk';

/** What was done to many pictures at once, each of which can be taken back. */
export function EditsPage() {
  useTitle('Recent edits');
  const edits = useQuery(bulkEditsQuery);
  return (
    <div className={page.page}>
      <div className={page.head}>
        <Title order={1}>Recent edits</Title>
      </div>
      {edits.isError && <ProblemAlert error={edits.error} onRetry={() => void edits.refetch()} />}
      {edits.isPending && <Skeleton h={120} radius="lg" />}
      {edits.data?.length === 0 && (
        <EmptyState icon={<IconHistory size={32} />} title="Nothing was edited">
          What you do to several pictures at once is listed here for 30 days, and can be undone.
        </EmptyState>
      )}
      <Stack gap="sm">
        {edits.data?.map((edit) => (
          <Edit key={edit.id} edit={edit} />
        ))}
      </Stack>
    </div>
  );
}

function Edit({ edit }: { edit: BulkEdit }) {
  const now = useNow(30_000);
  const undo = useUndo();
  const created = edit.created_at ?? '';
  return (
    <Paper withBorder radius="lg" p="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <div>
          <Text fw={600}>{titleOf(edit)}</Text>
          {edit.actions.map((action, place) => (
            <Text key={place} size="sm" c="dimmed">
              {outcomeOf(edit, action, edit.state !== 'applying')}
            </Text>
          ))}
          {edit.state === 'undone' && <Text size="sm">Undone: {undoneOf(edit)}.</Text>}
          {edit.state === 'applying' && edit.job == null && <Text size="sm">Stopped before its end.</Text>}
          <Text size="sm" c="dimmed" title={formatMoment(created)}>
            {formatAgo(created, now)}
          </Text>
        </div>
        {(edit.state === 'applied' || edit.state === 'applying') && (
          <Button
            variant="default"
            size="xs"
            leftSection={<IconArrowBackUp size={16} aria-hidden />}
            loading={undo.isPending}
            onClick={() => undo.mutate(edit.id!)}
          >
            Undo
          </Button>
        )}
      </Group>
      {edit.job != null && <JobProgress job={edit.job} noun="pictures" cancellable />}
    </Paper>
  );
}

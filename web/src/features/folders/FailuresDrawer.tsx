import { Button, Drawer, Group, Loader, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { Folder } from '../../api/types';
import { formatBytes, formatMoment } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import classes from './folders.module.css';

/** Each file that is not in the gallery: which, why, and what mends it. */
export function FailuresDrawer({ folder, onClose }: { folder: Folder; onClose: () => void }) {
  const failures = useInfiniteQuery({
    queryKey: keys.failures(folder.id),
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/folders/{id}/failures', {
          params: { path: { id: folder.id }, query: { limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });
  const queryClient = useQueryClient();
  const retry = useMutation({
    mutationFn: (file: string | null) =>
      answer(
        file === null
          ? api.POST('/api/v1/folders/{id}/failures/retry', { params: { path: { id: folder.id } } })
          : api.POST('/api/v1/folders/{id}/failures/{file_id}/retry', { params: { path: { id: folder.id, file_id: file } } }),
      ),
    onSuccess: async () => {
      notifyDone('It is tried again', 'What still cannot be read comes back to this list.');
      await queryClient.invalidateQueries({ queryKey: keys.folders });
    },
    onError: notifyProblem,
  });
  const items = failures.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Drawer opened onClose={onClose} position="right" size="lg" title={`Files of ${folder.name} that could not be read`}>
      {failures.isError && <ProblemAlert error={failures.error} onRetry={() => void failures.refetch()} />}
      {failures.isPending && <Loader aria-label="Loading" />}
      {failures.isSuccess && items.length === 0 && <Text c="dimmed">All files could be read.</Text>}
      {items.length > 1 && (
        <Group justify="flex-end">
          <Button
            variant="default"
            size="xs"
            leftSection={<IconRefresh size={15} aria-hidden />}
            loading={retry.isPending && retry.variables === null}
            onClick={() => retry.mutate(null)}
          >
            Try all again
          </Button>
        </Group>
      )}
      {items.map((failure) => (
        <article key={failure.file_id} className={classes.failure}>
          <Text fw={600} component="h3" size="md">
            {failure.title}
          </Text>
          <Text className={classes.failurePath}>{failure.path}</Text>
          {failure.detail != null && failure.detail !== failure.title && (
            <Text size="sm" mt={4}>
              {failure.detail}
            </Text>
          )}
          <Text size="sm" c="dimmed" mt={4}>
            {failure.remedy}
          </Text>
          <Group justify="space-between" mt={4}>
            <Text size="xs" c="dimmed">
              {formatBytes(failure.size)} · changed {formatMoment(failure.modified_at)}
            </Text>
            <Button
              variant="subtle"
              size="compact-xs"
              aria-label={`Try again: ${failure.path}`}
              loading={retry.isPending && retry.variables === failure.file_id}
              onClick={() => retry.mutate(failure.file_id)}
            >
              Try again
            </Button>
          </Group>
        </article>
      ))}
      {failures.hasNextPage && (
        <Button variant="default" fullWidth mt="md" loading={failures.isFetchingNextPage} onClick={() => void failures.fetchNextPage()}>
          Show more
        </Button>
      )}
    </Drawer>
  );
}

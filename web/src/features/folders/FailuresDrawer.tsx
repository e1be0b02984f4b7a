import { Button, Drawer, Loader, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { Folder } from '../../api/types';
import { formatBytes, formatMoment } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
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
  const items = failures.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Drawer opened onClose={onClose} position="right" size="lg" title={`Files of ${folder.name} that could not be read`}>
      {failures.isError && <ProblemAlert error={failures.error} onRetry={() => void failures.refetch()} />}
      {failures.isPending && <Loader aria-label="Loading" />}
      {failures.isSuccess && items.length === 0 && <Text c="dimmed">All files could be read.</Text>}
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
          <Text size="xs" c="dimmed" mt={4}>
            {formatBytes(failure.size)} · changed {formatMoment(failure.modified_at)}
          </Text>
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

import { ActionIcon, Button, Group, Modal, Skeleton, Stack, Text, Title, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconTrash, IconTrashX } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { TrashedImage } from '../../api/types';
import { countOf } from '../../ui/format';
import page from '../../ui/page.module.css';
import { EmptyState, ProblemAlert } from '../../ui/states';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import { useNow } from '../../ui/useNow';
import { useTitle } from '../../ui/useTitle';
import { placeholderOf } from '../gallery/placeholder';
import { daysLeft } from './daysLeft';
import { Removals } from './Removals';
import classes from './trash.module.css';

type Question = { about: 'all' } | { about: TrashedImage } | null;

/** What one has removed: to be brought back, or deleted before its time. */
export function TrashPage() {
  useTitle('Trash');
  const queryClient = useQueryClient();
  const now = useNow(60_000);
  const [question, setQuestion] = useState<Question>(null);
  const trash = useInfiniteQuery({
    queryKey: [...keys.trash, 'list'],
    queryFn: ({ pageParam, signal }) =>
      answer(api.GET('/api/v1/trash', { params: { query: { limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor ?? null,
  });
  const changed = () => queryClient.invalidateQueries({ queryKey: keys.trash });
  const restore = useMutation({
    mutationFn: (id: string) => answer(api.POST('/api/v1/trash/{id}/restore', { params: { path: { id } } })),
    onSuccess: async () => {
      notifyDone('Restored', 'It is where it was.');
      await changed();
    },
    onError: notifyProblem,
  });
  const restoreAll = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/trash/restore')),
    onSuccess: async ({ count }) => {
      notifyDone(`${countOf(count, 'picture', 'pictures')} restored`);
      await changed();
    },
    onError: notifyProblem,
  });
  const items = trash.data?.pages.flatMap((one) => one.items) ?? [];
  const total = trash.data?.pages[0]?.total ?? items.length;
  return (
    <div className={page.page}>
      <div className={page.head}>
        <Title order={1}>Trash</Title>
        {items.length > 0 && (
          <Group gap="sm">
            <Button
              variant="default"
              leftSection={<IconArrowBackUp size={18} aria-hidden />}
              loading={restoreAll.isPending}
              onClick={() => restoreAll.mutate()}
            >
              Restore all
            </Button>
            <Button color="red.8" leftSection={<IconTrashX size={18} aria-hidden />} onClick={() => setQuestion({ about: 'all' })}>
              Empty the trash
            </Button>
          </Group>
        )}
      </div>
      {trash.isError && <ProblemAlert error={trash.error} onRetry={() => void trash.refetch()} />}
      {trash.isPending && (
        <div className={classes.grid} aria-busy>
          {[0, 1, 2, 3].map((at) => (
            <Skeleton key={at} h={190} radius="md" />
          ))}
        </div>
      )}
      {trash.isSuccess && items.length === 0 && (
        <EmptyState icon={<IconTrash size={32} />} title="The trash is empty">
          Pictures that you remove wait here before they are gone for good. Their files are never touched, except those that were uploaded.
        </EmptyState>
      )}
      {items.length > 0 && (
        <>
          <Text c="dimmed" size="sm" mb="md">
            {countOf(total, 'picture', 'pictures')}. Nobody but you sees them. Files on the disk stay, except those that were uploaded.
          </Text>
          <ul className={classes.grid}>
            {items.map((image) => (
              <li key={image.id} className={classes.item}>
                <img
                  className={classes.picture}
                  src={`/api/v1/trash/${encodeURIComponent(image.id)}/thumbnail`}
                  style={{ backgroundColor: placeholderOf(image.thumb_hash)?.color }}
                  alt=""
                  loading="lazy"
                />
                <Text size="sm" mt={6} className={classes.name} title={image.name}>
                  {image.name}
                </Text>
                <Group justify="space-between" wrap="nowrap" gap={4}>
                  <Text size="xs" c="dimmed">
                    {daysLeft(image.expires_at, now)}
                  </Text>
                  <Group gap={2} wrap="nowrap">
                    <Tooltip label="Restore">
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={`Restore ${image.name}`}
                        loading={restore.isPending && restore.variables === image.id}
                        onClick={() => restore.mutate(image.id)}
                      >
                        <IconArrowBackUp size={18} />
                      </ActionIcon>
                    </Tooltip>
                    <Tooltip label="Delete now">
                      <ActionIcon
                        variant="subtle"
                        color="gray"
                        aria-label={`Delete ${image.name} now`}
                        onClick={() => setQuestion({ about: image })}
                      >
                        <IconTrashX size={18} />
                      </ActionIcon>
                    </Tooltip>
                  </Group>
                </Group>
              </li>
            ))}
          </ul>
          {trash.hasNextPage && (
            <Button variant="default" mt="lg" loading={trash.isFetchingNextPage} onClick={() => void trash.fetchNextPage()}>
              Show more
            </Button>
          )}
        </>
      )}
      <Removals />
      {question !== null && <DeleteForGood question={question} total={total} onClose={() => setQuestion(null)} onDone={changed} />}
    </div>
  );
}

function DeleteForGood({
  question,
  total,
  onClose,
  onDone,
}: {
  question: Exclude<Question, null>;
  total: number;
  onClose: () => void;
  onDone: () => Promise<void>;
}) {
  const one = question.about === 'all' ? null : question.about;
  const purge = useMutation({
    mutationFn: async () => {
      if (one === null) {
        await answer(api.DELETE('/api/v1/trash'));
      } else {
        await answer(api.DELETE('/api/v1/trash/{id}', { params: { path: { id: one.id } } }));
      }
    },
    onSuccess: async () => {
      await onDone();
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={one === null ? 'Empty the trash?' : `Delete ${one.name}?`} size="md">
      <Stack gap="md">
        {purge.isError && <ProblemAlert error={purge.error} />}
        <Text>
          {one === null ? `${countOf(total, 'picture is', 'pictures are')} deleted from the library` : 'It is deleted from the library'} for good, with
          tags and everything else that is known. {one === null || one.erases_files ? 'Uploaded files are erased from the disk. ' : ''}
          {one?.erases_files === true ? '' : 'All other files stay where they are; scans pass over them until you say otherwise here.'}
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep
          </Button>
          <Button color="red.8" loading={purge.isPending} onClick={() => purge.mutate()}>
            {one === null ? 'Empty the trash' : 'Delete now'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

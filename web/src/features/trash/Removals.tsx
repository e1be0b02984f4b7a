import { Button, Collapse, UnstyledButton } from '@mantine/core';
import { IconChevronDown, IconPhotoOff } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import { countOf, formatMoment } from '../../ui/format';
import page from '../../ui/page.module.css';
import { notifyDone, notifyProblem } from '../../ui/toasts';

/** What was deleted for good and is still on the disk: scans pass over it, unless its removal is forgotten. */
export function Removals() {
  const queryClient = useQueryClient();
  const [open, setOpen] = useState(false);
  const removals = useInfiniteQuery({
    queryKey: keys.removals,
    queryFn: ({ pageParam, signal }) =>
      answer(
        api.GET('/api/v1/trash/removals', { params: { query: { limit: 100, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor ?? null,
  });
  const forget = useMutation({
    mutationFn: (id: string) => answer(api.DELETE('/api/v1/trash/removals/{id}', { params: { path: { id } } })),
    onSuccess: async () => {
      notifyDone('Its removal is forgotten', 'If its file is there, it appears as a new picture.');
      await queryClient.invalidateQueries({ queryKey: keys.trash });
    },
    onError: notifyProblem,
  });
  const items = removals.data?.pages.flatMap((one) => one.items) ?? [];
  const total = removals.data?.pages[0]?.total ?? items.length;
  if (items.length === 0) {
    return null;
  }
  return (
    <section>
      <UnstyledButton mt="xl" fz="sm" fw={600} aria-expanded={open} onClick={() => setOpen(!open)}>
        <IconChevronDown
          size={16}
          aria-hidden
          style={{ transform: open ? 'rotate(180deg)' : undefined, verticalAlign: 'middle', marginRight: 6 }}
        />
        Deleted pictures that scans pass over ({countOf(total, 'picture', 'pictures')})
      </UnstyledButton>
      <Collapse expanded={open}>
        <ul className={page.rows}>
          {items.map((removal) => (
            <li key={removal.id} className={page.row}>
              <span className={page.rowIcon}>
                <IconPhotoOff size={22} aria-hidden />
              </span>
              <div className={page.rowBody}>
                <div className={page.rowTitle}>{removal.name}</div>
                <div className={page.rowFacts}>
                  <span>deleted {formatMoment(removal.purged_at)}</span>
                  <span>{removal.path == null ? 'no file of it is there' : `${removal.folder_name ?? ''}/${removal.path}`}</span>
                </div>
              </div>
              <Button
                className={page.rowAction}
                variant="default"
                size="xs"
                loading={forget.isPending && forget.variables === removal.id}
                onClick={() => forget.mutate(removal.id)}
              >
                Forget removal
              </Button>
            </li>
          ))}
        </ul>
        {removals.hasNextPage && (
          <Button variant="default" mt="md" loading={removals.isFetchingNextPage} onClick={() => void removals.fetchNextPage()}>
            Show more
          </Button>
        )}
      </Collapse>
    </section>
  );
}

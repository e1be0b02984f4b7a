import { Button, Checkbox, Group, Kbd, Modal, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowBackUp, IconCheck, IconPencil, IconSparkles, IconX } from '@tabler/icons-react';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { answer, api } from '../../api/client';
import { thumbnailUrl } from '../../api/pictures';
import { keys } from '../../api/queries';
import type { ModelSuggestion } from '../../api/types';
import { countOf, formatPercent } from '../../ui/format';
import { EmptyState, ProblemAlert } from '../../ui/states';
import { notifyProblem } from '../../ui/toasts';
import classes from './review.module.css';
import { ReviewFilters } from './ReviewFilters';
import { reviewParameters, type ReviewSearch } from './reviewSearch';

interface QueuePage {
  items: ModelSuggestion[];
  next_cursor?: string | null;
  total?: number | null;
}

const keyOf = (item: ModelSuggestion) => `${item.image_id} ${item.tag_id} ${item.model}`;
const pairOf = (item: ModelSuggestion) => `${item.image_id} ${item.tag_id}`;
const picture = (item: ModelSuggestion) => ({ id: item.image_id, thumb_hash: item.thumb_hash, width: item.width, height: item.height });

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && target.type !== 'checkbox') ||
    (target instanceof HTMLElement && (target.isContentEditable || target.closest('[role="tablist"], [role="listbox"], [role="menu"]') !== null))
  );
}

/** Suggestions one after the other, or many at a time. */
export function ReviewQueue({ search }: { search: ReviewSearch }) {
  const queryClient = useQueryClient();
  const { view: _, ...filter } = search;
  const queryKey = [...keys.review, 'queue', filter];
  const queue = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam, signal }): Promise<QueuePage> =>
      answer(api.GET('/api/v1/review', { params: { query: { ...reviewParameters(filter), limit: 60, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });
  /** What has been said something of here: an answer that was on its way meanwhile must not bring it back. */
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const loaded = queue.data?.pages.flatMap((page) => page.items) ?? [];
  const items = loaded.filter((item) => !hidden.has(pairOf(item)));
  const [at, setAt] = useState(0);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [editing, setEditing] = useState<readonly ModelSuggestion[] | null>(null);
  /** What was said, the last at the end: ids of operations, some of which are still under way. */
  const [done, setDone] = useState<readonly { id: Promise<string | null>; pairs: readonly string[] }[]>([]);
  const [said, setSaid] = useState('');
  const current = items[Math.min(at, items.length - 1)];
  const list = useRef<HTMLUListElement>(null);

  const review = useMutation({
    mutationFn: ({ subjects, verdict, replacement }: { subjects: readonly ModelSuggestion[]; verdict: 'accepted' | 'rejected'; replacement?: string }) => {
      // Two models may say the same: once said, it is said of both.
      const pairs = new Map(subjects.map((item) => [pairOf(item), item]));
      return answer(
        api.POST('/api/v1/review', {
          body: {
            items: [...pairs.values()].map((item) => ({ image_id: item.image_id, tag_id: item.tag_id, verdict, ...(replacement === undefined ? {} : { replacement }) })),
          },
        }),
      );
    },
    onError: (error) => {
      notifyProblem(error);
      setSaid('');
      void queryClient.invalidateQueries({ queryKey: keys.review });
    },
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: keys.tagOperations });
      void queryClient.invalidateQueries({ queryKey: [...keys.review, 'statistics'] });
    },
  });
  const undo = useMutation({
    mutationFn: (id: string) => answer(api.POST('/api/v1/tags/operations/{id}/undo', { params: { path: { id } } })),
    onSuccess: () => setSaid('Undone.'),
    onError: notifyProblem,
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: keys.review });
      void queryClient.invalidateQueries({ queryKey: keys.tags });
    },
  });

  const subjects = chosen.size > 0 ? items.filter((item) => chosen.has(keyOf(item))) : current === undefined ? [] : [current];
  const say = (about: readonly ModelSuggestion[], verdict: 'accepted' | 'rejected', replacement?: string) => {
    if (about.length > 0) {
      const pairs = about.map(pairOf);
      const show = () => setHidden((before) => new Set([...before].filter((pair) => !pairs.includes(pair))));
      setHidden((before) => new Set([...before, ...pairs]));
      setChosen(new Set());
      const what = about.length === 1 ? `“${about[0]!.tag_name}”` : countOf(about.length, 'suggestion', 'suggestions');
      setSaid(replacement !== undefined ? `${what}: “${replacement}” instead.` : verdict === 'accepted' ? `${what} accepted.` : `${what} rejected.`);
      const id = review.mutateAsync({ subjects: about, verdict, ...(replacement === undefined ? {} : { replacement }) }).then(
        (operation) => operation.id ?? null,
        // Told already; there is nothing to take back.
        () => {
          show();
          return null;
        },
      );
      setDone((before) => [...before, { id, pairs }]);
    }
  };
  const judge = (verdict: 'accepted' | 'rejected') => say(subjects, verdict);
  const takeBack = () => {
    const last = done.at(-1);
    if (last !== undefined && !undo.isPending) {
      setDone(done.slice(0, -1));
      void last.id.then((id) => {
        if (id !== null) {
          undo.mutate(id, { onSuccess: () => setHidden((before) => new Set([...before].filter((pair) => !last.pairs.includes(pair)))) });
        }
      });
    }
  };
  const step = (by: number) => setAt(Math.max(0, Math.min(items.length - 1, Math.min(at, items.length - 1) + by)));
  const toggle = (item: ModelSuggestion | undefined) => {
    if (item !== undefined) {
      const next = new Set(chosen);
      if (!next.delete(keyOf(item))) {
        next.add(keyOf(item));
      }
      setChosen(next);
    }
  };
  // A ticked box keeps the focus, and the keys still mean suggestions; in fields and dialogs they are letters.
  const on = (run: () => void) => (event: KeyboardEvent) => {
    if (editing === null && !isTyping(event.target)) {
      event.preventDefault();
      run();
    }
  };
  const keysOf: [string, () => void][] = [
    ['a', () => judge('accepted')],
    ['r', () => judge('rejected')],
    ['Delete', () => judge('rejected')],
    ['e', () => subjects.length > 0 && setEditing(subjects)],
    ['z', takeBack],
    ['mod+z', takeBack],
    ['ArrowRight', () => step(1)],
    ['ArrowLeft', () => step(-1)],
    ['x', () => toggle(current)],
    ['mod+a', () => setChosen(new Set(items.map(keyOf)))],
    ['Escape', () => setChosen(new Set())],
  ];
  useHotkeys(
    keysOf.map(([key, run]) => [key, on(run), { preventDefault: false }]),
    [],
  );

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = queue;
  const near = items.length - at < 20;
  useEffect(() => {
    if (near && hasNextPage && !isFetchingNextPage) {
      void fetchNextPage();
    }
  }, [near, hasNextPage, isFetchingNextPage, fetchNextPage]);
  useEffect(() => {
    list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const all = queue.data?.pages[0]?.total;
  const total = all == null ? null : Math.max(0, all - (loaded.length - items.length));
  return (
    <>
      <ReviewFilters search={search} />
      {queue.isError && <ProblemAlert error={queue.error} onRetry={() => void queue.refetch()} />}
      {queue.isPending && <Skeleton h={420} radius="lg" />}
      <div className={classes.bar}>
        <Text size="sm" role="status" flex={1}>
          {said} {total != null && total > 0 && countOf(total, 'suggestion waits', 'suggestions wait')}
          {chosen.size > 0 && `, ${chosen.size} chosen`}
        </Text>
        {done.length > 0 && (
          <Button size="xs" variant="default" leftSection={<IconArrowBackUp size={16} aria-hidden />} rightSection={<Kbd aria-hidden>z</Kbd>} loading={undo.isPending} onClick={takeBack}>
            Undo
          </Button>
        )}
      </div>
      {queue.isSuccess && items.length === 0 && !hasNextPage && (
        <EmptyState icon={<IconSparkles size={32} />} title="Nothing waits for a review">
          What models suggest appears here, the surest first. What you accept becomes your word; what you reject does not come back on that picture.
        </EmptyState>
      )}
      {current !== undefined && (
        <>
          <div className={classes.stage}>
            <Link to="/photos/$imageId" params={{ imageId: current.image_id }} className={classes.picture} aria-label={`Open ${current.image_name}`}>
              <img src={thumbnailUrl(picture(current), 'medium')} alt={current.image_name} />
            </Link>
            <div className={classes.question}>
              <div className={classes.tag}>{chosen.size > 1 ? countOf(chosen.size, 'suggestion', 'suggestions') : current.tag_name}</div>
              {chosen.size <= 1 && (
                <div className={classes.facts}>
                  {formatPercent(current.confidence)} sure, {current.model}
                  <br />
                  {current.image_name}
                </div>
              )}
              <Button leftSection={<IconCheck size={18} aria-hidden />} rightSection={<Kbd aria-hidden>a</Kbd>} onClick={() => judge('accepted')}>
                Accept
              </Button>
              <Button variant="default" leftSection={<IconX size={18} aria-hidden />} rightSection={<Kbd aria-hidden>r</Kbd>} onClick={() => judge('rejected')}>
                Reject
              </Button>
              <Button variant="default" leftSection={<IconPencil size={18} aria-hidden />} rightSection={<Kbd aria-hidden>e</Kbd>} onClick={() => setEditing(subjects)}>
                Another tag…
              </Button>
            </div>
          </div>
          <ul className={classes.queue} aria-label="Suggestions" ref={list}>
            {items.map((item, index) => (
              <li key={keyOf(item)} className={classes.item}>
                <button type="button" className={classes.tile} aria-current={item === current} onClick={() => setAt(index)}>
                  <img src={thumbnailUrl(picture(item), 'small')} alt={item.image_name} loading="lazy" />
                  <span className={classes.caption}>
                    <span>{item.tag_name}</span>
                    <span>{formatPercent(item.confidence)}</span>
                  </span>
                </button>
                <Checkbox className={classes.check} aria-label={`Choose ${item.tag_name} of ${item.image_name}`} checked={chosen.has(keyOf(item))} onChange={() => toggle(item)} />
              </li>
            ))}
          </ul>
        </>
      )}
      {editing !== null && (
        <Replacement
          subjects={editing}
          onClose={() => setEditing(null)}
          onSave={(replacement) => {
            setEditing(null);
            say(editing, 'rejected', replacement);
          }}
        />
      )}
    </>
  );
}

function Replacement({ subjects, onClose, onSave }: { subjects: readonly ModelSuggestion[]; onClose: () => void; onSave: (name: string) => void }) {
  const [name, setName] = useState(subjects.length === 1 ? subjects[0]!.tag_name : '');
  return (
    <Modal opened onClose={onClose} title="What is right instead?" size="sm">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') {
            onSave(name.trim());
          }
        }}
      >
        <Stack gap="md">
          <TextInput label="Tag" data-autofocus maxLength={100} value={name} onChange={(event) => setName(event.currentTarget.value)} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" disabled={name.trim() === ''}>
              Replace
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

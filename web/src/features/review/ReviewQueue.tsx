import { Button, Checkbox, Kbd, Skeleton, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowBackUp, IconCheck, IconPencil, IconSparkles, IconX } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { thumbnailUrl } from '../../api/pictures';
import { countOf, formatPercent } from '../../ui/format';
import { EmptyState, ProblemAlert } from '../../ui/states';
import { ReplacementDialog } from './ReplacementDialog';
import classes from './review.module.css';
import { ReviewFilters } from './ReviewFilters';
import type { ReviewSearch } from './reviewSearch';
import type { Suggestion, Verdict } from './suggestions';
import { useSuggestions } from './useSuggestions';
import { useVerdicts } from './useVerdicts';

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    (target instanceof HTMLInputElement && target.type !== 'checkbox') ||
    (target instanceof HTMLElement && (target.isContentEditable || target.closest('[role="tablist"], [role="listbox"], [role="menu"]') !== null))
  );
}

/** Suggestions one after the other, or many at a time: tags, or captions. */
export function ReviewQueue({ search }: { search: ReviewSearch }) {
  const captions = search.view === 'captions';
  const navigate = useNavigate();
  const queue = useSuggestions(search);
  const { hidden, said, say, takeBack, canTakeBack, isTakingBack, returned, forgetReturned } = useVerdicts();
  const loaded = queue.data?.pages.flatMap((page) => page.items) ?? [];
  const items = loaded.filter((item) => !hidden.has(item.subject));
  const [at, setAt] = useState(0);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const [editing, setEditing] = useState<readonly Suggestion[] | null>(null);
  const current = items[Math.min(at, items.length - 1)];
  const stage = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);

  const subjects = chosen.size > 0 ? items.filter((item) => chosen.has(item.key)) : current === undefined ? [] : [current];
  // A caption fits one picture.
  const canEdit = subjects.length > 0 && (!captions || subjects.length === 1);
  const judge = (verdict: Verdict, about: readonly Suggestion[] = subjects, replacement?: string) => {
    setChosen(new Set());
    say(about, verdict, replacement);
  };
  const step = (by: number) => setAt(Math.max(0, Math.min(items.length - 1, Math.min(at, items.length - 1) + by)));
  const toggle = (item: Suggestion | undefined) => {
    if (item !== undefined) {
      const next = new Set(chosen);
      if (!next.delete(item.key)) {
        next.add(item.key);
      }
      setChosen(next);
    }
  };
  const edit = () => {
    if (canEdit) {
      setEditing(subjects);
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
    ['e', edit],
    ['z', takeBack],
    ['mod+z', takeBack],
    ['ArrowRight', () => step(1)],
    ['ArrowLeft', () => step(-1)],
    ['x', () => toggle(current)],
    ['mod+a', () => setChosen(new Set(items.map((item) => item.key)))],
    ['Escape', () => setChosen(new Set())],
  ];
  useHotkeys(
    keysOf.map(([key, run]) => [key, on(run), { preventDefault: false }]),
    [],
  );

  // Another question begins at its first answer.
  const asked = JSON.stringify(search);
  useEffect(() => {
    setAt(0);
    setChosen(new Set());
  }, [asked]);
  // What was taken back is looked at again.
  const back = returned === null ? -1 : items.findIndex((item) => item.subject === returned);
  useEffect(() => {
    if (back >= 0) {
      setAt(back);
      forgetReturned();
    }
  }, [back]);

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = queue;
  const near = items.length - at < 20;
  useEffect(() => {
    if (near && hasNextPage && !isFetchingNextPage) {
      void fetchNextPage();
    }
  }, [near, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const open = (index: number) => {
    setAt(index);
    stage.current?.scrollIntoView({ block: 'nearest' });
  };
  const stepped = useRef(false);
  useEffect(() => {
    // Not on the first look: the page begins at its top.
    if (stepped.current && !matchMedia('(max-width: 48em)').matches) {
      list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' });
    }
    stepped.current = true;
  }, [at]);

  const narrowed = Object.keys(search).some((key) => key !== 'view' && key !== 'order');
  const all = queue.data?.pages[0]?.total;
  const total = all == null ? null : Math.max(0, all - (loaded.length - items.length));
  return (
    <>
      <ReviewFilters search={search} />
      {queue.isError && <ProblemAlert error={queue.error} onRetry={() => void queue.refetch()} />}
      {queue.isPending && <Skeleton h={420} radius="lg" />}
      <div className={classes.bar}>
        <Text size="sm" role="status" flex={1}>
          {said} {total != null && total > 0 && (captions ? countOf(total, 'caption waits', 'captions wait') : countOf(total, 'suggestion waits', 'suggestions wait'))}
          {chosen.size > 0 && `, ${chosen.size} chosen`}
        </Text>
        {canTakeBack && (
          <Button size="xs" variant="default" leftSection={<IconArrowBackUp size={16} aria-hidden />} rightSection={<Kbd aria-hidden>z</Kbd>} loading={isTakingBack} onClick={takeBack}>
            Undo
          </Button>
        )}
      </div>
      {queue.isSuccess && items.length === 0 && !hasNextPage && (
        <EmptyState
          icon={<IconSparkles size={32} />}
          title={narrowed ? 'Nothing that fits these filters waits for a review' : captions ? 'No caption waits for a review' : 'No tag waits for a review'}
          action={
            narrowed ? (
              <Button variant="default" onClick={() => void navigate({ to: '/review', search: search.view === undefined ? {} : { view: search.view } })}>
                Show all that waits
              </Button>
            ) : undefined
          }
        >
          {captions
            ? 'The captions that models write appear here, the newest first. One that you accept or edit becomes your own; one that you reject does not come back on that picture.'
            : 'What models suggest appears here, the surest first. What you accept becomes your word; what you reject does not come back on that picture.'}
        </EmptyState>
      )}
      {current !== undefined && (
        <div className={classes.work} ref={stage}>
          <Link to="/photos/$imageId" params={{ imageId: current.picture.id }} className={classes.picture} aria-label={`Open ${current.name}`}>
            <img src={thumbnailUrl(current.picture, 'medium')} alt={current.name} />
          </Link>
          <div className={classes.question}>
            {chosen.size > 1 ? (
              <div className={classes.tag}>{captions ? countOf(chosen.size, 'caption', 'captions') : countOf(chosen.size, 'suggestion', 'suggestions')}</div>
            ) : (
              <>
                {current.kind === 'caption' ? (
                  <div className={classes.written} role="group" aria-label="Caption" tabIndex={0}>
                    <bdi>{current.text}</bdi>
                  </div>
                ) : (
                  <div className={classes.tag}>
                    <bdi>{current.text}</bdi>
                  </div>
                )}
                <div className={classes.facts}>
                  <span>
                    {current.kind === 'tag' && `${formatPercent(current.confidence)} sure, `}
                    {current.model}
                  </span>
                  <span>{current.name}</span>
                </div>
              </>
            )}
          </div>
          <div className={classes.actions}>
            <Button leftSection={<IconCheck size={18} aria-hidden />} rightSection={<Kbd aria-hidden>a</Kbd>} onClick={() => judge('accepted')}>
              Accept
            </Button>
            <Button variant="default" leftSection={<IconX size={18} aria-hidden />} rightSection={<Kbd aria-hidden>r</Kbd>} onClick={() => judge('rejected')}>
              Reject
            </Button>
            <Button variant="default" leftSection={<IconPencil size={18} aria-hidden />} rightSection={<Kbd aria-hidden>e</Kbd>} disabled={!canEdit} onClick={edit}>
              {captions ? 'Edit…' : 'Another…'}
            </Button>
          </div>
          <ul className={classes.queue} data-captions={captions} aria-label={captions ? 'Captions' : 'Suggestions'} ref={list}>
            {items.map((item, index) => (
              <li key={item.key} className={classes.item}>
                <button type="button" className={classes.tile} aria-current={item === current} onClick={() => open(index)}>
                  <img src={thumbnailUrl(item.picture, 'small')} alt={item.name} loading="lazy" />
                  <span className={classes.caption}>
                    <span>
                      <bdi>{item.text}</bdi>
                    </span>
                    {item.kind === 'tag' && <span>{formatPercent(item.confidence)}</span>}
                  </span>
                </button>
                <Checkbox
                  className={classes.check}
                  aria-label={item.kind === 'tag' ? `Choose ${item.text} of ${item.name}` : `Choose the caption of ${item.name}`}
                  checked={chosen.has(item.key)}
                  onChange={() => toggle(item)}
                />
              </li>
            ))}
          </ul>
        </div>
      )}
      {editing !== null && (
        <ReplacementDialog
          subjects={editing}
          onClose={() => setEditing(null)}
          onSave={(text) => {
            setEditing(null);
            // In the same words it is right as it is.
            judge(captions && text === editing[0]!.text ? 'accepted' : 'rejected', editing, captions && text === editing[0]!.text ? undefined : text);
          }}
        />
      )}
    </>
  );
}

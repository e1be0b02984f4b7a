import { Button, Group, Kbd, Skeleton, Switch, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowBackUp, IconArrowsDiff, IconCheck, IconCopyCheck } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { DuplicateGroup } from '../../api/types';
import { countOf } from '../../ui/format';
import { EmptyState, ProblemAlert } from '../../ui/states';
import { notifyProblem } from '../../ui/toasts';
import { DuplicatePicture, type Fate } from './DuplicatePicture';
import classes from './duplicates.module.css';
import type { KeepRule, Threshold } from './duplicatesSearch';
import { fieldsOf } from './fields';
import { useGroups } from './useGroups';

/** Fields, menus and dialogs have the keys to themselves; a button that the keyboard stands on has Enter. */
function isTaken(event: KeyboardEvent): boolean {
  const { target } = event;
  return (
    target instanceof HTMLElement &&
    (target.matches('input:not([type="checkbox"]), textarea, select, [contenteditable="true"]') ||
      target.closest('[role="tablist"], [role="listbox"], [role="menu"], [role="dialog"], [role="radiogroup"]') !== null ||
      (event.key === 'Enter' && target.closest('button, a') !== null && target.closest('[data-group-picture]') === null))
  );
}

/** Groups one after the other: which picture stays, which goes. */
export function GroupQueue({ kind, threshold, keep }: { kind: 'near' | 'burst'; threshold: Threshold; keep: KeepRule }) {
  const queryClient = useQueryClient();
  const groups = useGroups(kind, threshold, keep);
  /** What has been decided here: an answer that was on its way meanwhile must not bring it back. */
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [at, setAt] = useState(0);
  const [picture, setPicture] = useState(0);
  const [fates, setFates] = useState<Readonly<Record<string, Fate>>>({});
  const [carry, setCarry] = useState(true);
  const [said, setSaid] = useState('');
  const [done, setDone] = useState<readonly { group: string; edit: Promise<string | null> }[]>([]);
  const total = groups.data?.pages[0]?.total ?? 0;
  const loaded = groups.data?.pages.flatMap((page) => page.items) ?? [];
  const items = loaded.filter((group) => !hidden.has(group.id));
  const index = Math.min(at, items.length - 1);
  const group = items[index];
  const images = group?.images ?? [];
  const current = images[Math.min(picture, images.length - 1)];
  const fateOf = (id: string): Fate => fates[id] ?? (images.find((image) => image.id === id)?.is_suggested === true ? 'keep' : 'trash');
  const show = (id: string) => setHidden((before) => new Set([...before].filter((other) => other !== id)));

  const decide = useMutation({
    mutationFn: ({ id, kept, going }: { id: string; kept: string[]; going: string[] }) =>
      answer(api.POST('/api/v1/duplicates/{id}/decisions', { params: { path: { id } }, body: { keep: kept, trash: going, ...(carry ? {} : { carry_over: { tags: false, albums: false, favourite: false, rating: false } }) } })),
    onError: notifyProblem,
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: keys.bulkEdits });
      void queryClient.invalidateQueries({ queryKey: [...keys.duplicates, 'summary'] });
    },
  });
  const undo = useMutation({
    mutationFn: (id: string) => answer(api.POST('/api/v1/bulk-edits/{id}/undo', { params: { path: { id } } })),
    onSuccess: () => setSaid('Undone.'),
    onError: notifyProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.duplicates }),
  });

  const apply = (subject: DuplicateGroup, kept: string[], going: string[]) => {
    if (kept.length === 0) {
      setSaid('Keep one picture at least.');
      return;
    }
    setHidden((before) => new Set([...before, subject.id]));
    setPicture(0);
    setSaid(going.length === 0 ? 'Not duplicates.' : `${countOf(going.length, 'picture', 'pictures')} moved to the trash.`);
    const edit = decide.mutateAsync({ id: subject.id, kept, going }).then(
      (answered) => answered.id ?? null,
      // Told already; there is nothing to take back.
      () => {
        show(subject.id);
        setSaid('');
        return null;
      },
    );
    setDone((before) => [...before, { group: subject.id, edit }]);
  };
  const ids = (fate: Fate) => images.map((image) => image.id).filter((id) => fateOf(id) === fate);
  const applyChosen = () => {
    if (group !== undefined) {
      // The picture that was suggested takes over what the others had, if it stays.
      const kept = ids('keep').sort((one, two) => Number(isSuggested(group, two)) - Number(isSuggested(group, one)));
      apply(group, kept, ids('trash'));
    }
  };
  const notDuplicates = () => group !== undefined && apply(group, images.map((image) => image.id), []);
  const mark = (id: string | undefined, fate: Fate) => id !== undefined && setFates((before) => ({ ...before, [id]: fate }));
  const takeBack = () => {
    const last = done.at(-1);
    if (last !== undefined && !undo.isPending) {
      setDone(done.slice(0, -1));
      void last.edit.then((id) => {
        if (id !== null) {
          undo.mutate(id, { onSuccess: () => show(last.group) });
        }
      });
    }
  };
  const step = (by: number) => setPicture(Math.max(0, Math.min(images.length - 1, picture + by)));
  const turn = (by: number) => {
    setAt(Math.max(0, Math.min(items.length - 1, index + by)));
    setPicture(0);
  };
  const on = (run: () => void) => (event: KeyboardEvent) => {
    if (!isTaken(event)) {
      event.preventDefault();
      run();
    }
  };
  const keysOf: [string, () => void][] = [
    ['ArrowRight', () => step(1)],
    ['ArrowLeft', () => step(-1)],
    ['ArrowDown', () => turn(1)],
    ['ArrowUp', () => turn(-1)],
    ['k', () => mark(current?.id, 'keep')],
    ['x', () => mark(current?.id, 'trash')],
    ['n', notDuplicates],
    ['Enter', applyChosen],
    ['z', takeBack],
    ['mod+z', takeBack],
  ];
  useHotkeys(
    keysOf.map(([key, run]) => [key, on(run), { preventDefault: false }]),
    [],
  );

  const { hasNextPage, isFetchingNextPage, fetchNextPage } = groups;
  const near = items.length - index < 8;
  useEffect(() => {
    if (near && hasNextPage && !isFetchingNextPage) {
      void fetchNextPage();
    }
  }, [near, hasNextPage, isFetchingNextPage, fetchNextPage]);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    list.current?.querySelector('[data-current]')?.scrollIntoView({ block: 'nearest' });
  }, [picture]);

  const shown = group === undefined ? [] : fieldsOf(images);
  return (
    <>
      {groups.isError && <ProblemAlert error={groups.error} onRetry={() => void groups.refetch()} />}
      {groups.isPending && <Skeleton h={420} radius="lg" />}
      <Group className={classes.bar}>
        <Text size="sm" role="status" className={classes.status}>
          {said} {group !== undefined && `Group ${index + 1} of ${Math.max(items.length, total - (loaded.length - items.length))}`}
        </Text>
        {done.length > 0 && (
          <Button size="xs" variant="default" leftSection={<IconArrowBackUp size={16} aria-hidden />} rightSection={<Kbd aria-hidden>z</Kbd>} loading={undo.isPending} onClick={takeBack}>
            Undo
          </Button>
        )}
      </Group>
      {groups.isSuccess && group === undefined && !hasNextPage && (
        <EmptyState icon={<IconCopyCheck size={32} />} title={kind === 'near' ? 'No pictures show the same' : 'No bursts'}>
          {kind === 'near'
            ? 'Pictures that look alike though their files differ appear here, side by side.'
            : 'Pictures that one camera took within two seconds appear here, so that you can keep the best.'}
        </EmptyState>
      )}
      {group !== undefined && (
        <>
          <ul className={classes.pictures} aria-label="Pictures of the group" ref={list}>
            {images.map((image, place) => (
              <DuplicatePicture
                key={image.id}
                image={image}
                fields={shown}
                differing={group.differing}
                fate={fateOf(image.id)}
                isCurrent={image === current}
                onChoose={() => setPicture(place)}
                onFate={(fate) => {
                  setPicture(place);
                  mark(image.id, fate);
                }}
              />
            ))}
          </ul>
          {group.image_count > images.length && (
            <Text size="sm" c="dimmed" mt="sm">
              {countOf(group.image_count - images.length, 'more picture follows', 'more pictures follow')} when these are decided.
            </Text>
          )}
          <Group mt="md" gap="sm">
            <Button leftSection={<IconCheck size={18} aria-hidden />} rightSection={<Kbd aria-hidden>Enter</Kbd>} disabled={ids('keep').length === 0} onClick={applyChosen}>
              Apply
            </Button>
            <Button variant="default" leftSection={<IconArrowsDiff size={18} aria-hidden />} rightSection={<Kbd aria-hidden>n</Kbd>} onClick={notDuplicates}>
              Not duplicates
            </Button>
            <Switch label="Take over tags, albums and marks" checked={carry} onChange={(event) => setCarry(event.currentTarget.checked)} />
          </Group>
        </>
      )}
    </>
  );
}

function isSuggested(group: DuplicateGroup, id: string): boolean {
  return group.images.some((image) => image.id === id && image.is_suggested);
}

import { Button, Group, Select, Skeleton, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect } from 'react';
import type { GenerateOptions, Generation } from '../../api/types';
import { Note, ProblemAlert } from '../../ui/states';
import { CompareDialog } from './CompareDialog';
import { canVary } from './draft';
import { generationsQuery, unfinishedQuery } from './queries';
import { Queue } from './Queue';
import { useHidden } from './removals';
import { ResultDialog } from './ResultDialog';
import { Results } from './Results';
import classes from './studio.module.css';
import { formatPicture, parsePicture, type EndState, type PictureKey } from './studioSearch';
import { tilesOf, type ResultTile } from './tiles';
import { useStudioActions } from './useStudioActions';

const route = getRouteApi('/app/studio');

const filters: { value: EndState; label: string }[] = [
  { value: 'done', label: 'Pictures' },
  { value: 'failed', label: 'Failed' },
  { value: 'cancelled', label: 'Cancelled' },
];

/** So many before the last loaded picture, more are asked for. */
const ahead = 5;

interface Props {
  options: GenerateOptions;
  onReuse: (generation: Generation, seed: number | null) => void;
  onBeginWith: (generation: Generation, number: number) => void;
}

/** What waits, what is painted and what was, and one of them opened or two compared. */
export function Gallery({ options, onReuse, onBeginWith }: Props) {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const unfinished = useQuery(unfinishedQuery);
  const results = useInfiniteQuery(generationsQuery(search.state ?? null));
  const hidden = useHidden();
  const { cancel, keep, vary, remove, undoRemove } = useStudioActions();
  const tiles = tilesOf(results.data?.pages.flatMap((each) => each.items) ?? [], hidden);
  const pictures = tiles.filter((tile): tile is ResultTile & { number: number } => tile.number !== null);
  const shown = parsePicture(search.show);
  const other = parsePicture(search.with);
  const at = shown === null ? -1 : pictures.findIndex((tile) => tile.generation.id === shown.id && tile.number === shown.number);
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = results;
  // The opened one is near the end of what is there: "Older" goes on.
  const wanting = at !== -1 && at >= pictures.length - ahead && hasNextPage && !isFetching && !isFetchNextPageError;
  useEffect(() => {
    if (wanting) {
      void fetchNextPage();
    }
  }, [wanting, fetchNextPage]);
  useHotkeys([
    [
      'mod+Z',
      (event) => {
        // Another dialog's own undo is meant there, as that of the mask.
        if (!event.repeat && (shown !== null || document.querySelector('[role="dialog"]') === null)) {
          undoRemove();
        }
      },
    ],
  ]);

  const modelOf = (generation: Generation) => options.models.find((model) => model.id === generation.model) ?? null;
  const close = () => void navigate({ search: ({ show: _, with: __, ...rest }) => rest });
  const open = (key: PictureKey) => void navigate({ search: (before) => ({ ...before, show: formatPicture(key) }), replace: true });
  const to = (index: number) => {
    const tile = at === -1 ? undefined : pictures[index];
    return tile === undefined ? null : () => open({ id: tile.generation.id, number: tile.number });
  };
  const removeShown = (generation: Generation) => {
    remove(generation);
    // Opened by its address, and not among what is listed: there is no next one.
    const next = at === -1 ? undefined : pictures.slice(at + 1).find((tile) => tile.generation.id !== generation.id);
    if (next === undefined) {
      close();
    } else {
      open({ id: next.generation.id, number: next.number });
    }
  };
  // Nothing to paint with and nothing painted: how to get a model is all there is to say.
  if (options.models.length === 0 && tiles.length === 0 && search.state === undefined && !results.isError) {
    return null;
  }
  return (
    <div className={classes.gallery}>
      <Queue generations={unfinished.data ?? []} onCancel={(id) => cancel.mutateAsync(id)} />
      <Group justify="space-between" gap="sm" mb="sm" mih={36}>
        <h2 className={classes.heading}>Paintings</h2>
        <Select
          aria-label="Show"
          size="xs"
          w={140}
          placeholder="All"
          clearable
          clearButtonProps={{ 'aria-label': 'Show all' }}
          data={filters}
          value={search.state ?? null}
          onChange={(state) => void navigate({ search: ({ state: _, ...rest }) => (state === null ? rest : { ...rest, state: state as EndState }), replace: true })}
        />
      </Group>
      {other !== null && shown === null && (
        <Note>
          <Group gap="sm">
            <Text size="sm">Choose the painting to compare it with.</Text>
            <Button size="compact-sm" variant="default" onClick={close}>
              Do not compare
            </Button>
          </Group>
        </Note>
      )}
      {unfinished.isError && <ProblemAlert error={unfinished.error} onRetry={() => void unfinished.refetch()} />}
      {results.isError && <ProblemAlert error={results.error} onRetry={() => void (tiles.length > 0 ? fetchNextPage() : results.refetch())} />}
      {results.isPending && (
        <div className={classes.picker} aria-busy>
          {Array.from({ length: 6 }, (_, index) => (
            <Skeleton key={index} className={classes.pick} />
          ))}
        </div>
      )}
      {results.isSuccess && tiles.length === 0 && !hasNextPage && (
        <p className={classes.nothing}>{search.state === undefined ? 'What you have painted appears here. Nobody else sees it until you keep it in your library and share it there.' : 'None ended so.'}</p>
      )}
      <Results tiles={tiles} search={search} onEnd={hasNextPage && !isFetchNextPageError ? () => void (isFetching || fetchNextPage()) : null} onReuse={(generation) => onReuse(generation, generation.seed)} onRemove={remove} />
      {shown !== null && other !== null && <CompareDialog left={other} right={shown} onClose={close} />}
      {shown !== null && other === null && (
        <ResultDialog
          shown={shown}
          known={pictures[at]?.generation}
          onClose={close}
          onPrevious={to(at - 1)}
          onNext={to(at + 1)}
          onReuse={onReuse}
          onBeginWith={onBeginWith}
          onVary={(generation, number) =>
            vary.mutate(
              { generation, number, model: modelOf(generation), mostPictures: options.max_pictures },
              { onSuccess: close },
            )
          }
          mayVary={(generation) => canVary(modelOf(generation))}
          varying={vary.isPending}
          onKeep={() => keep.mutate(shown)}
          keeping={keep.isPending}
          onCompare={() => void navigate({ search: ({ show: _, ...rest }) => ({ ...rest, with: formatPicture(shown) }) })}
          onRemove={removeShown}
        />
      )}
    </div>
  );
}

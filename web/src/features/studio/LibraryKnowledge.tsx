import { Button, SegmentedControl, Skeleton, Switch, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { countOf, formatPercent } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import { modeOf, type Draft, type PaintingModel } from './draft';
import { additionsQuery } from './queries';
import classes from './studio.module.css';

interface Props {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  model: PaintingModel | null;
  /** A picture was chosen already: the library is not asked for another. */
  hasStart: boolean;
}

/** What pictures of the library that fit the prompt have in common is added to it; what is not wanted is taken out before anything is painted. */
export function LibraryKnowledge({ draft, change, model, hasStart }: Props) {
  // Asked when a person asks: each look is a search, and there is a limit to how many a minute has.
  const [asked, setAsked] = useState<Draft | null>(null);
  const question = asked === null ? null : { ...asked, exclude: draft.exclude, mode: draft.mode };
  const additions = useQuery({ ...additionsQuery(question ?? draft, model), enabled: draft.library && !hasStart && question !== null });
  const stale = asked !== null && (asked.prompt !== draft.prompt || asked.negative !== draft.negative);
  const found = draft.library && asked !== null ? additions.data : undefined;
  const added = found?.additions ?? [];
  return (
    <div>
      <Switch
        label="Use what my library knows"
        description={hasStart ? 'Not together with a picture that you chose to begin with.' : 'Adds what your pictures that fit the prompt have in common.'}
        checked={draft.library && !hasStart}
        disabled={hasStart}
        onChange={(event) => change({ library: event.currentTarget.checked })}
      />
      {draft.library && !hasStart && (
        <div className={classes.knowledge}>
          <SegmentedControl
            size="xs"
            fullWidth
            aria-label="How pictures of the library are used"
            data={[
              { value: 'prompt', label: 'Their words' },
              { value: 'reference', label: 'And begin with the best', disabled: model?.abilities.takes_picture === false },
            ]}
            value={modeOf(draft, model)}
            onChange={(mode) => change({ mode: mode as Draft['mode'] })}
          />
          {(asked === null || stale) && (
            <Button size="xs" variant="default" disabled={draft.prompt.trim() === ''} loading={additions.isFetching} onClick={() => setAsked(draft)}>
              {stale ? 'The prompt has changed: look again' : 'Show what would be added'}
            </Button>
          )}
          {additions.isError && <ProblemAlert error={additions.error} onRetry={() => void additions.refetch()} />}
          {asked !== null && additions.isPending && !additions.isError && <Skeleton h={56} />}
          {(added.length > 0 || draft.exclude.length > 0) && (
            <ul className={classes.chips} aria-label="Added to the prompt" aria-busy={additions.isPlaceholderData}>
              {added.map((addition) => (
                <li key={addition.text}>
                  <Tooltip label={`${addition.kind === 'tag' ? 'Tag' : 'In captions'} of ${countOf(addition.count, 'picture', 'pictures')}`}>
                    <UnstyledButton className={classes.chip} aria-label={`Take out ${addition.text}`} onClick={() => change({ exclude: [...draft.exclude, addition.text] })}>
                      {addition.text}
                      <IconX size={13} aria-hidden />
                    </UnstyledButton>
                  </Tooltip>
                </li>
              ))}
              {draft.exclude.map((text) => (
                <li key={text}>
                  <UnstyledButton className={classes.chip} data-out aria-label={`Put back ${text}`} onClick={() => change({ exclude: draft.exclude.filter((other) => other !== text) })}>
                    {text}
                    <IconPlus size={13} aria-hidden />
                  </UnstyledButton>
                </li>
              ))}
            </ul>
          )}
          {found !== undefined && (
            <div aria-busy={additions.isPlaceholderData}>
              {found.additions.length === 0 && (
                <Text size="xs" c="dimmed" mb={6}>
                  {found.sources.length === 0
                    ? 'No picture of your library fits the prompt.'
                    : found.sources.length === 1
                      ? 'One picture fits, and it says nothing more.'
                      : 'The pictures that fit have nothing more in common.'}
                </Text>
              )}
              {found.sources.length > 0 && (
                <ul className={classes.sources} aria-label="Pictures that were gone by">
                  {found.sources.map((source) => (
                    <li key={source.image_id}>
                      <Link to="/photos/$imageId" params={{ imageId: source.image_id }} className={classes.source} title={[source.name, source.is_own ? null : `of ${source.owner}`, source.rights].filter(Boolean).join(' · ')}>
                        <img src={`/api/v1/images/${source.image_id}/thumbnail?size=small`} alt={`${source.name}, ${formatPercent(source.score)}`} loading="lazy" />
                      </Link>
                    </li>
                  ))}
                </ul>
              )}
              {found.tokens != null && found.token_budget != null && (
                <Text size="xs" c="dimmed">
                  {found.tokens} of {found.token_budget} tokens with it
                </Text>
              )}
            </div>
          )}
        </div>
      )}
    </div>
  );
}

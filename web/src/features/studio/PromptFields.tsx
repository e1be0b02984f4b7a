import { Collapse, Text, Textarea, UnstyledButton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconChevronDown } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Problem } from '../../api/problem';
import type { Draft, PaintingModel } from './draft';
import { KnownNames } from './KnownNames';
import { promptTokensQuery } from './queries';
import classes from './studio.module.css';

interface Props {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  model: PaintingModel | null;
  longest: number;
  /** Why the last request was refused. */
  problem: Problem | null;
}

/** What is to be painted, and what it is to be led away from. */
export function PromptFields({ draft, change, model, longest, problem }: Props) {
  const [chosen, setChosen] = useState<boolean | null>(null);
  const refused = problem?.fields['negative_prompt']?.join(' ');
  // What is written is seen, also where it came with the parameters of a painting; folded away, it is said that it counts.
  const namesAlone = model?.abilities.knows_names_alone === true;
  const open = refused !== undefined || (chosen ?? draft.negative !== '');
  return (
    <div>
      <Textarea
        id="studio-prompt"
        label="Prompt"
        placeholder={namesAlone ? 'A red apple' : 'A lighthouse at dusk, oil on canvas'}
        autosize
        minRows={3}
        maxRows={10}
        maxLength={longest}
        value={draft.prompt}
        onChange={(event) => change({ prompt: event.currentTarget.value })}
        error={problem?.fields['prompt']?.join(' ')}
      />
      {namesAlone ? <KnownNames draft={draft} change={change} model={model.id} /> : <Tokens prompt={draft.prompt} model={model} />}
      {namesAlone ? null : model?.abilities.takes_negative_prompt === false ? (
        <Text size="xs" c="dimmed">
          This model takes no negative prompt.
        </Text>
      ) : (
        <>
          <UnstyledButton className={classes.fold} aria-expanded={open} onClick={() => setChosen(!open)}>
            <IconChevronDown size={16} aria-hidden data-open={open || undefined} />
            Negative prompt
            {!open && draft.negative.trim() !== '' && <span className={classes.counts}>is used</span>}
          </UnstyledButton>
          <Collapse expanded={open}>
            <Textarea
              aria-label="Negative prompt"
              placeholder="What the picture is to be led away from: blurry, text"
              autosize
              minRows={2}
              maxRows={6}
              maxLength={longest}
              value={draft.negative}
              // Emptied, it stays where it is written.
              onFocus={() => setChosen(true)}
              onChange={(event) => change({ negative: event.currentTarget.value })}
              error={refused}
            />
          </Collapse>
        </>
      )}
    </div>
  );
}

/** How much of what the model reads at once the prompt is. Its line is there before the number is. */
function Tokens({ prompt, model }: { prompt: string; model: PaintingModel | null }) {
  const [settled] = useDebouncedValue(prompt, 300);
  const { data } = useQuery({ ...promptTokensQuery(settled, model?.id ?? null), enabled: model !== null && !model.remote });
  if (model === null || model.remote || data?.tokens == null || data.per_chunk == null) {
    return <div className={classes.tokens} />;
  }
  const chunks = data.chunks ?? 1;
  return (
    <div className={classes.tokens} data-long={chunks > 1 || undefined}>
      {prompt.trim() === '' ? `0 of ${data.per_chunk} tokens` : `${data.tokens} of ${data.per_chunk * chunks} tokens`}
      {chunks > 1 && ` in ${chunks} parts: what comes late counts for less`}
    </div>
  );
}

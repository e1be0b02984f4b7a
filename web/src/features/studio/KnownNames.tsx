import { Anchor, Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { formatCount, formatList } from '../../ui/format';
import type { Draft } from './draft';
import { paintableNamesQuery, promptTokensQuery } from './queries';
import classes from './studio.module.css';

interface Props {
  draft: Draft;
  change: (change: Partial<Draft>) => void;
  model: string;
}

/** Of a model that knows names alone: what it will draw of the prompt, and all it can draw. */
export function KnownNames({ draft, change, model }: Props) {
  const { data } = useQuery(paintableNamesQuery(model));
  const [search, setSearch] = useState('');
  const add = (word: string) => change({ prompt: draft.prompt.trim() === '' ? word : `${draft.prompt.trimEnd()} ${word}` });
  const names = data?.names ?? [];
  return (
    <div className={classes.names}>
      <Understood prompt={draft.prompt} model={model} />
      <Select
        aria-label="Things this model can draw"
        placeholder={data === undefined ? 'Things it can draw' : `${formatCount(names.length)} things it can draw: search, or scroll`}
        searchable
        searchValue={search}
        onSearchChange={setSearch}
        nothingFoundMessage="It has no such thing."
        maxDropdownHeight={260}
        limit={400}
        // In Korean too: either finds it.
        data={names.map(({ name, korean }) => ({ value: name, label: korean === name ? name : `${name} · ${korean}` }))}
        value={null}
        onChange={(name) => {
          if (name !== null) {
            // One thing is drawn at a time: another takes its place, in the colour and style that are asked for.
            const words = draft.prompt.toLowerCase().split(/\s+/);
            const said = (known: readonly string[] | undefined) => known?.filter((word) => words.includes(word)) ?? [];
            change({ prompt: [...said(data?.colours), name, ...said(data?.styles)].join(' ') });
            setSearch('');
          }
        }}
      />
      <div className={classes.wordChips}>
        {[...(data?.colours ?? []), ...(data?.styles ?? [])].map((word) => (
          <button key={word} type="button" className={classes.wordChip} onClick={() => add(word)} aria-label={`Add ${word} to the prompt`}>
            {word}
          </button>
        ))}
      </div>
      <Text size="xs" c="dimmed">
        This model came with Limner and draws icons of things it has names for, one at a time. Photographs and scenes need a larger model:{' '}
        <Anchor component={Link} to="/models" size="xs" underline="always">
          get one
        </Anchor>
        .
      </Text>
    </div>
  );
}

/** What of the prompt is drawn, and what is passed over. Its lines are there before the answer is. */
function Understood({ prompt, model }: { prompt: string; model: string }) {
  const [settled] = useDebouncedValue(prompt, 300);
  const { data } = useQuery({ ...promptTokensQuery(settled, model), enabled: settled.trim() !== '' });
  const known = prompt.trim() === '' ? null : (data?.known ?? null);
  if (known === null) {
    return <div className={classes.understood} role="status" />;
  }
  const drawn = known.name == null ? null : [known.colour, known.name, known.style].filter((word) => word != null).join(', ');
  return (
    <div className={classes.understood} role="status" data-missing={drawn === null || undefined}>
      {drawn === null ? 'Nothing of this has a name it knows.' : `Draws: ${drawn}.`}
      {known.ignored.length > 0 && ` Not known: ${formatList(known.ignored)}.`}
    </div>
  );
}

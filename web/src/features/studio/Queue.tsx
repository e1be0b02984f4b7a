import { Button, Progress } from '@mantine/core';
import { IconBrush } from '@tabler/icons-react';
import { useState } from 'react';
import type { Generation } from '../../api/types';
import { formatPercent } from '../../ui/format';
import { hasEnded, inTurn, progressWords, shareOf, stateWords } from './progress';
import { previewUrl } from './queries';
import classes from './studio.module.css';
import { nameOf } from './tiles';

/** What is painted and what waits, with how far each is. */
export function Queue({ generations, onCancel }: { generations: readonly Generation[]; onCancel: (id: string) => Promise<unknown> }) {
  if (generations.length === 0) {
    return null;
  }
  return (
    <section id="studio-queue" aria-label="Queue">
      <ul className={classes.queue}>
        {inTurn(generations).map((generation) => (
          <li key={generation.id}>
            <QueueCard generation={generation} onCancel={() => onCancel(generation.id)} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function QueueCard({ generation, onCancel }: { generation: Generation; onCancel: () => Promise<unknown> }) {
  const [asked, setAsked] = useState(false);
  const { id, state, progress, prompt, width, height } = generation;
  const share = shareOf(generation);
  const running = state !== 'queued';
  return (
    <article className={classes.card} aria-label={nameOf(prompt)} data-running={running || undefined}>
      <div className={classes.preview} style={{ aspectRatio: `${width} / ${height}` }}>
        {progress?.preview == null ? (
          <IconBrush size={26} stroke={1.4} aria-hidden />
        ) : (
          <Preview id={id} preview={progress.preview} />
        )}
      </div>
      <div className={classes.cardBody}>
        <p className={classes.prompt}>{prompt}</p>
        <div className={classes.cardFacts}>
          <strong>{stateWords[state]}</strong>
          {progressWords(generation).map((word) => (
            <span key={word}>{word}</span>
          ))}
        </div>
        <Progress value={share * 100} size="sm" radius="xl" aria-label={`${stateWords[state]}, ${formatPercent(share)}`} />
      </div>
      {!hasEnded(state) && (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={`Cancel ${nameOf(prompt)}`}
          loading={asked}
          onClick={() => {
            setAsked(true);
            // Refused, and said so: it can be asked for again.
            onCancel().catch(() => setAsked(false));
          }}
        >
          Cancel
        </Button>
      )}
    </article>
  );
}

/** One preview is loaded at a time, then the newest: asked for with each number, a fast model's would never be there. */
function Preview({ id, preview }: { id: string; preview: number }) {
  const [asked, setAsked] = useState(preview);
  const [loading, setLoading] = useState(true);
  if (!loading && asked !== preview) {
    setAsked(preview);
    setLoading(true);
  }
  const done = () => setLoading(false);
  return <img src={previewUrl(id, asked)} alt="What it looks like so far" onLoad={done} onError={done} />;
}

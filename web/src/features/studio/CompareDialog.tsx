import { Modal, Slider } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState, type PointerEvent } from 'react';
import { ProblemAlert } from '../../ui/states';
import { Parameters } from './Parameters';
import { generationQuery, pictureUrl } from './queries';
import classes from './studio.module.css';
import type { PictureKey } from './studioSearch';

/** Two painted pictures over one another, with a line between them that is moved. */
export function CompareDialog({ left, right, onClose }: { left: PictureKey; right: PictureKey; onClose: () => void }) {
  const [share, setShare] = useState(50);
  const [a, b] = [useQuery(generationQuery(left.id)), useQuery(generationQuery(right.id))];
  const failed = [a, b].find((each) => each.isError);
  const move = (event: PointerEvent<HTMLDivElement>) => {
    if (event.buttons === 1) {
      const box = event.currentTarget.getBoundingClientRect();
      setShare(Math.min(100, Math.max(0, Math.round(((event.clientX - box.left) / box.width) * 100))));
    }
  };
  const ratio = a.data === undefined ? 1 : a.data.width / a.data.height;
  return (
    <Modal opened onClose={onClose} fullScreen title="Compare two paintings" classNames={{ content: classes.dialog ?? '' }}>
      {failed !== undefined && <ProblemAlert error={failed.error} onRetry={() => void failed.refetch()} />}
      <div className={classes.compare} style={{ aspectRatio: ratio, maxWidth: `calc(70dvh * ${ratio})` }} onPointerDown={move} onPointerMove={move}>
        <img src={pictureUrl(right.id, right.number)} alt={`Right: ${b.data?.prompt ?? ''}`} draggable={false} />
        <img src={pictureUrl(left.id, left.number)} alt={`Left: ${a.data?.prompt ?? ''}`} draggable={false} style={{ clipPath: `inset(0 ${100 - share}% 0 0)` }} />
        <span className={classes.divide} style={{ left: `${share}%` }} aria-hidden />
      </div>
      <Slider maw={520} mx="auto" my="md" value={share} onChange={setShare} label={null} thumbLabel="How much of the left picture is shown, in percent" />
      <div className={classes.compared}>
        {[
          { name: 'Left', key: left, generation: a.data },
          { name: 'Right', key: right, generation: b.data },
        ].map(({ name, key, generation }) => (
          <section key={name} aria-label={name}>
            <h3>{name}</h3>
            {generation !== undefined && <Parameters generation={generation} seed={generation.images.find((image) => image.number === key.number)?.seed ?? generation.seed} />}
          </section>
        ))}
      </div>
    </Modal>
  );
}

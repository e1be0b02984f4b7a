import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { Generation } from '../../api/types';
import { formatDuration, formatList, formatMoment, formatPercent } from '../../ui/format';
import { generateOptionsQuery, trainingPictureUrl } from './queries';
import classes from './studio.module.css';

type Nearest = NonNullable<Generation['images'][number]['nearest']>;

/** Apart by less, two pictures of 32 x 32 look the same. */
const nearly = 0.05;

/** What a picture was made with. */
export function Parameters({ generation, seed, nearest }: { generation: Generation; seed: number; nearest?: Nearest | null | undefined }) {
  const { prompt, negative_prompt, model, width, height, drawn_width, drawn_height, steps, guidance_scale, scheduler, strength, init_image_id, has_mask, seconds, rag, created_at } = generation;
  const { data: options } = useQuery(generateOptionsQuery);
  const enlarged = drawn_width != null && drawn_height != null && (drawn_width !== width || drawn_height !== height);
  return (
    <dl className={classes.parameters}>
      <Row name="Prompt">
        <bdi>{prompt}</bdi>
      </Row>
      {rag != null && rag.additions.length > 0 && <Row name="Added by your library">{formatList(rag.additions.map((addition) => addition.text))}</Row>}
      {negative_prompt != null && <Row name="Negative prompt">{negative_prompt}</Row>}
      <Row name="Model">{options?.models.find((each) => each.id === model)?.title ?? model}</Row>
      <Row name="Size">
        {width} × {height}
        {enlarged && `, drawn at ${drawn_width} × ${drawn_height}`}
      </Row>
      <Row name="Steps">{steps}</Row>
      <Row name="Guidance">{guidance_scale}</Row>
      {scheduler != null && <Row name="Scheduler">{scheduler}</Row>}
      <Row name="Seed">{seed}</Row>
      {strength != null && (
        <Row name="Began with">
          {init_image_id == null ? 'a picture' : <Link to="/photos/$imageId" params={{ imageId: init_image_id }}>a picture of the library</Link>}
          {`, strength ${formatPercent(strength)}`}
          {has_mask && ', within a mask'}
        </Row>
      )}
      {seconds != null && <Row name="Took">{formatDuration(Math.max(1, seconds.loading + seconds.encoding + seconds.sampling + seconds.decoding + seconds.saving))}</Row>}
      {nearest != null && (
        <Row name="Nearest picture it learned from">
          <span className={classes.nearest}>
            <img src={trainingPictureUrl(model, nearest.number)} width={32} height={32} alt="" />
            {nearest.name} ({nearest.set}), {nearest.distance < nearly ? 'nearly the same' : `${formatPercent(nearest.distance)} apart`}
          </span>
        </Row>
      )}
      <Row name="Asked for">{formatMoment(created_at)}</Row>
    </dl>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

import type { Generation } from '../../api/types';
import { hasEnded } from './progress';

/** A picture among the results, or what became of a request that has none. */
export interface ResultTile {
  key: string;
  generation: Generation;
  /** Null: it has no picture. */
  number: number | null;
}

/** What has ended, a tile for each picture. What is hidden is about to be deleted. */
export function tilesOf(generations: readonly Generation[], hidden: ReadonlySet<string>): ResultTile[] {
  return generations
    .filter((generation) => hasEnded(generation.state) && !hidden.has(generation.id))
    .flatMap((generation): ResultTile[] =>
      generation.images.length === 0
        ? [{ key: generation.id, generation, number: null }]
        : generation.images.map(({ number }) => ({ key: `${generation.id}.${number}`, generation, number })),
    );
}

/** How many stand in a row, and how wide each is. */
export function columnsOf(width: number, gap: number, wished: number): { columns: number; side: number } {
  const columns = Math.max(2, Math.floor((width + gap) / (wished + gap)));
  return { columns, side: Math.max(1, (width - gap * (columns - 1)) / columns) };
}

const shortPrompt = 80;

/** A prompt as a name has it: what is read aloud for each of many is short. */
export function nameOf(prompt: string): string {
  return prompt.length <= shortPrompt ? prompt : `${prompt.slice(0, shortPrompt).trimEnd()}…`;
}

/** The picture of a tile, told from the others of its request. */
export function pictureName({ prompt, images }: Pick<Generation, 'prompt' | 'images'>, number: number): string {
  const at = images.findIndex((image) => image.number === number);
  return images.length < 2 ? nameOf(prompt) : `picture ${at + 1} of ${images.length}, ${nameOf(prompt)}`;
}

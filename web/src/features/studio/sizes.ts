import type { PaintingModel } from './draft';

/** Width to height of what is painted lying; turned, it stands. */
export const ratios = [
  { name: '1:1', ratio: 1 },
  { name: '4:3', ratio: 4 / 3 },
  { name: '3:2', ratio: 3 / 2 },
  { name: '16:9', ratio: 16 / 9 },
] as const;

/** What sides a model takes, in pixels. */
export interface Sides {
  least: number;
  most: number;
  step: number;
}

/** Of a model; without one, what no server refuses outright. */
export function sidesOf(model: PaintingModel | null): Sides {
  const abilities = model?.abilities;
  return { least: abilities?.smallest_side ?? 8, most: abilities?.longest_side ?? 4096, step: abilities?.size_step ?? 8 };
}

export interface Size {
  width: number;
  height: number;
}

/** The size of this ratio (longer side to shorter), of about as many pixels as another and standing or lying as it does: a picture takes about as long as before. */
export function sizeOf(ratio: number, before: Size, sides: Sides): Size {
  return sizeWith(ratio, before.height > before.width, before, sides);
}

/** The size in the shape of a picture, of about as many pixels as before. */
export function sizeLike(picture: Size, before: Size, sides: Sides): Size {
  const { width, height } = picture;
  return sizeWith(Math.max(width, height) / Math.min(width, height), height > width, before, sides);
}

function sizeWith(ratio: number, stands: boolean, before: Size, { least, most, step }: Sides): Size {
  const [smallest, largest] = [Math.ceil(least / step) * step, Math.floor(most / step) * step];
  const snap = (side: number) => Math.min(largest, Math.max(smallest, Math.round(side / step) * step));
  // Where the longer side would pass the limit, both shrink: the ratio is what was asked for.
  const long = snap(Math.sqrt(before.width * before.height * ratio));
  const short = snap(long / ratio);
  return stands ? { width: short, height: long } : { width: long, height: short };
}

/** The name of the ratio that a size has; null where it is none of those that are offered. What is snapped is off by less than a step. */
export function ratioOf({ width, height }: Size, step: number): string | null {
  const [long, short] = [Math.max(width, height), Math.min(width, height)];
  return ratios.find(({ ratio }) => Math.abs(long / ratio - short) < step)?.name ?? null;
}

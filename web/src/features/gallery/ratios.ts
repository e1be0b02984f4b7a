import type { ImageSummary } from '../../api/types';
import { maxRatio, minRatio } from './justified';

/**
 * The shape of a picture in a byte, as the timeline gives it: 128 is a square, 40 more are twice as wide as high. A step is 1.7 %, so a picture
 * is cropped by less than 1 % where it is shown in the shape of its byte. Pictures are laid out by these bytes alone, loaded or not: what
 * is loaded takes exactly the place that was kept for it.
 */
export function ratioCode(width: number, height: number): number {
  return width > 0 && height > 0 ? Math.min(255, Math.max(0, Math.round(40 * Math.log2(width / height)) + 128)) : 128;
}

/** Width/height by code, within what the grid shows: beyond, pictures are cropped. */
const ratios = Float64Array.from({ length: 256 }, (_, code) => Math.min(maxRatio, Math.max(minRatio, 2 ** ((code - 128) / 40))));

export function ratioOf(code: number): number {
  return ratios[code]!;
}

/** @param base64 a byte for each picture */
export function decodeRatios(base64: string | null | undefined): Uint8Array {
  return Uint8Array.from(atob(base64 ?? ''), (character) => character.charCodeAt(0));
}

/** The shapes of the first `count` pictures: of those that are loaded as they are, of the others as the timeline says. */
export function shapesOf(items: readonly ImageSummary[], known: Uint8Array, count: number): Uint8Array {
  const shapes = new Uint8Array(Math.min(count, Math.max(items.length, known.length)));
  shapes.set(known.subarray(0, shapes.length));
  items.forEach((item, index) => (shapes[index] = ratioCode(item.width, item.height)));
  return sameOr(known, shapes);
}

/** The array of before if it says the same. */
export function sameOr(before: Uint8Array | undefined, now: Uint8Array): Uint8Array {
  return before !== undefined && before.length === now.length && before.every((value, index) => value === now[index]) ? before : now;
}

export function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

import { thumbHashToAverageRGBA, thumbHashToDataURL } from 'thumbhash';

interface Placeholder {
  /** A blurred picture of some 30 pixels, as a data address. */
  url: string;
  /** The mean colour, for CSS. */
  color: string;
}

const limit = 3_000;
const cache = new Map<string, Placeholder | null>();

/**
 * The blurred stand-in that a picture's thumb-hash holds (Evan Wallace's ThumbHash), or null when it has none. Kept for the most recent
 * pictures: a decoded one costs some kilobytes.
 * @param hash base64
 */
export function placeholderOf(hash: string): Placeholder | null {
  let placeholder = cache.get(hash);
  if (placeholder === undefined) {
    placeholder = decode(hash);
    if (cache.size >= limit) {
      cache.delete(cache.keys().next().value!);
    }
    cache.set(hash, placeholder);
  }
  return placeholder;
}

function decode(hash: string): Placeholder | null {
  try {
    const bytes = Uint8Array.from(atob(hash), (character) => character.charCodeAt(0));
    if (bytes.length < 5) {
      return null;
    }
    const { r, g, b } = thumbHashToAverageRGBA(bytes);
    return { url: thumbHashToDataURL(bytes), color: `rgb(${Math.round(r * 255)} ${Math.round(g * 255)} ${Math.round(b * 255)})` };
  } catch {
    // Not base64, or cut off: the tile's own background stands in.
    return null;
  }
}

import type { ImageSummary } from './types';

export type ThumbnailSize = 'small' | 'medium' | 'large';

/** Longest side in pixels of each size. */
export const thumbnailSide: Record<ThumbnailSize, number> = { small: 400, medium: 1200, large: 2400 };

/**
 * Where a thumbnail lies. With `v` the server lets the browser keep it for good, so `v` has to change with the content: the thumb-hash and
 * the dimensions follow from it.
 */
export function thumbnailUrl(image: Pick<ImageSummary, 'id' | 'thumb_hash' | 'width' | 'height'>, size: ThumbnailSize): string {
  return `/api/v1/images/${encodeURIComponent(image.id)}/thumbnail?size=${size}&v=${fingerprint(`${image.thumb_hash}/${image.width}x${image.height}`)}`;
}

export function originalUrl(id: string): string {
  return `/api/v1/images/${encodeURIComponent(id)}/original`;
}

/** FNV-1a, 32 bit. */
function fingerprint(text: string): string {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  return (hash >>> 0).toString(36);
}

import type { DuplicateImage } from '../../api/types';
import { formatBytes, formatTaken } from '../../ui/format';

/** What is compared, in the order it is shown; a picture without the value has null. */
export const fields: readonly { field: string; label: string; of: (image: DuplicateImage) => string | null }[] = [
  { field: 'dimensions', label: 'Dimensions', of: (image) => `${image.width} × ${image.height}` },
  { field: 'size', label: 'Size', of: (image) => formatBytes(image.size) },
  { field: 'format', label: 'Format', of: (image) => image.media_type.replace('image/', '').toUpperCase() },
  { field: 'taken_at', label: 'Taken', of: (image) => (image.taken_at == null ? null : formatTaken(image.taken_at)) },
  { field: 'camera', label: 'Camera', of: (image) => image.camera ?? null },
  {
    field: 'place',
    label: 'Place',
    of: (image) => (image.latitude == null || image.longitude == null ? null : `${image.latitude.toFixed(4)}, ${image.longitude.toFixed(4)}`),
  },
  { field: 'title', label: 'Title', of: (image) => image.title ?? null },
  { field: 'description', label: 'Description', of: (image) => image.description ?? null },
  { field: 'tags', label: 'Tags', of: (image) => (image.tags.length === 0 ? null : image.tags.join(', ')) },
  { field: 'albums', label: 'Albums', of: (image) => (image.albums.length === 0 ? null : image.albums.join(', ')) },
  { field: 'favourite', label: 'Favourite', of: (image) => (image.favourite ? 'Yes' : null) },
  { field: 'rating', label: 'Rating', of: (image) => (image.rating == null ? null : `${image.rating} of 5`) },
];

/** The fields that at least one picture has a value for, or in which they differ. */
export function fieldsOf(images: readonly DuplicateImage[]) {
  return fields.filter(({ of }) => images.some((image) => of(image) !== null));
}

import type { ImageChange, ImageDetails } from '../../api/types';

/** What can be said about a picture by hand. */
export type EditableField = 'title' | 'description' | 'rights' | 'taken_at' | 'place';

/** The names of values as sentences use them. */
export const fieldNames: Record<EditableField, string> = {
  title: 'title',
  description: 'description',
  rights: 'rights',
  taken_at: 'date',
  place: 'place',
};

/** A value as it stands in its input. */
export function textOf(image: ImageDetails, field: EditableField): string {
  switch (field) {
    case 'taken_at':
      return image.taken_at?.replace('T', ' ') ?? '';
    case 'place':
      return image.latitude == null || image.longitude == null ? '' : `${image.latitude}, ${image.longitude}`;
    default:
      return image[field] ?? '';
  }
}

/** What says the typed text to the server, or why it says nothing. Nothing typed takes back what was said by hand. */
export function changeOf(field: EditableField, text: string): ImageChange | { problem: string } {
  const trimmed = text.trim();
  if (trimmed === '') {
    return { [field]: null };
  }
  if (field === 'taken_at') {
    const parts = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?))?$/.exec(trimmed);
    const [day, time] = [parts?.[1], parts?.[2]];
    return day === undefined ? { problem: 'A time reads 2024-05-31 14:22:05.' } : { taken_at: time === undefined ? day : `${day}T${time}` };
  }
  if (field === 'place') {
    const parts = /^(-?\d+(?:\.\d+)?)°?\s*[,;\s]\s*(-?\d+(?:\.\d+)?)°?$/.exec(trimmed);
    const [latitude, longitude] = [Number(parts?.[1]), Number(parts?.[2])];
    return parts === null || Math.abs(latitude) > 90 || Math.abs(longitude) > 180
      ? { problem: 'A place reads 47.05, 8.3075: degrees north, degrees east.' }
      : { place: { latitude, longitude } };
  }
  return { [field]: trimmed };
}

/** What brings back what was said by hand before, if anything was. */
export function undoOf(image: ImageDetails, field: EditableField): ImageChange {
  if (image.sources[field] !== 'manual') {
    return { [field]: null };
  }
  switch (field) {
    case 'taken_at':
      return { taken_at: image.taken_at ?? null };
    case 'place':
      return image.latitude == null || image.longitude == null ? { place: null } : { place: { latitude: image.latitude, longitude: image.longitude } };
    default:
      return { [field]: image[field] ?? null };
  }
}

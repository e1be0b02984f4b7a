import type { ImageMatch, ImageSummary } from '../../api/types';
import { formatPercent } from '../../ui/format';

/** What of a picture its searched words were found in, in words. */
export const reasonWords: Record<ImageMatch['kind'], string> = {
  name: 'Name',
  tag: 'Tag',
  person: 'Person',
  title: 'Title',
  description: 'Description',
  text: 'Text in the picture',
  place: 'Place',
  camera: 'Camera',
  folder: 'Folder',
};

/** What tells most first: what cannot be seen in the picture, or guessed from its place. */
const telling: ImageMatch['kind'][] = ['text', 'description', 'title', 'person', 'tag', 'place', 'camera', 'folder', 'name'];

/** The one reason to show where there is room for one. */
export function mainReason(matches: readonly ImageMatch[] | null | undefined): ImageMatch | null {
  return telling.map((kind) => matches?.find((match) => match.kind === kind)).find((match) => match !== undefined) ?? null;
}

/** What there is room for on a picture: what tells most, and the name where that has the words too. */
export function shownReasons(matches: readonly ImageMatch[] | null | undefined): ImageMatch[] {
  const main = mainReason(matches);
  const name = matches?.find((match) => match.kind === 'name');
  return main === null ? [] : name === undefined || name === main ? [main] : [main, name];
}

/** That a picture was found by what the words mean: `Looks like “red sea”, 87% sure`; null when it was not. */
export function meaningReason(meaning: ImageSummary['meaning'], locale?: string): string | null {
  return meaning == null ? null : `Looks like “${meaning.words}”, ${formatPercent(meaning.score, locale)} sure`;
}

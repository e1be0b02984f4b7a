import type { Suggestion } from '../../api/types';
import { formatDay, formatMonth, formatPlaceFilter } from '../../ui/format';
import { dateRange, likePage, type PhotoSearch } from './searchState';

export type ChipKind = 'like' | 'tag' | 'folder' | 'directory' | 'album' | 'camera' | 'place' | 'bbox' | 'date' | 'favourite' | 'rating' | 'archived' | 'missing';

/** One filter of a search, as it stands in the search box. */
export interface Chip {
  kind: ChipKind;
  value: string;
  label: string;
}

/**
 * The filters of a search in reading order.
 * @param nameOf the name of a folder, an album, a picture or a document by its id; an unknown one is shown by its id
 */
export function chipsOf(search: PhotoSearch, nameOf: (id: string) => string | undefined): Chip[] {
  const chips: Chip[] = [];
  for (const value of search.like ?? []) {
    chips.push({ kind: 'like', value, label: likeLabel(value, nameOf) });
  }
  for (const value of search.tag ?? []) {
    chips.push({ kind: 'tag', value, label: value });
  }
  for (const value of search.folder ?? []) {
    chips.push({ kind: 'folder', value, label: nameOf(value) ?? value });
  }
  for (const value of search.album ?? []) {
    chips.push({ kind: 'album', value, label: nameOf(value) ?? value });
  }
  if (search.directory !== undefined) {
    chips.push({ kind: 'directory', value: search.directory, label: search.directory.split('/').join(' / ') });
  }
  for (const value of search.camera ?? []) {
    chips.push({ kind: 'camera', value, label: value });
  }
  for (const value of search.place ?? []) {
    chips.push({ kind: 'place', value, label: formatPlaceFilter(value) });
  }
  if (search.bbox !== undefined) {
    chips.push({ kind: 'bbox', value: search.bbox, label: 'Part of the map' });
  }
  if (search.from !== undefined || search.to !== undefined) {
    chips.push({ kind: 'date', value: `${search.from ?? ''}..${search.to ?? ''}`, label: rangeLabel(search.from, search.to) });
  }
  if (search.favourite === true) {
    chips.push({ kind: 'favourite', value: 'true', label: 'Favourites' });
  }
  if (search.rating !== undefined) {
    chips.push({ kind: 'rating', value: String(search.rating), label: ratingLabel(search.rating) });
  }
  if (search.archived !== undefined) {
    chips.push({ kind: 'archived', value: 'true', label: 'Archive' });
  }
  if (search.missing === true) {
    chips.push({ kind: 'missing', value: 'true', label: 'Missing' });
  }
  return chips;
}

/** `5 stars`, `3 stars and more`. */
export function ratingLabel(rating: number): string {
  return rating === 5 ? '5 stars' : `${rating === 1 ? '1 star' : `${rating} stars`} and more`;
}

/** `2024`, `May 2024`, `May 3, 2024`, `since ...`, `until ...` or both ends. */
export function rangeLabel(from: string | undefined, to: string | undefined, locale?: string): string {
  if (from === undefined || to === undefined) {
    return from !== undefined ? `since ${formatDay(from, locale)}` : to !== undefined ? `until ${formatDay(to, locale)}` : '';
  }
  if (from === to) {
    return formatDay(from, locale);
  }
  const month = from.slice(0, 7);
  if (dateRange(month)?.from === from && dateRange(month)?.to === to) {
    return formatMonth(month, locale);
  }
  const year = from.slice(0, 4);
  if (dateRange(year)?.from === from && dateRange(year)?.to === to) {
    return year;
  }
  return `${formatDay(from, locale)} – ${formatDay(to, locale)}`;
}

/** The search without one of its filters. */
export function withoutChip(search: PhotoSearch, chip: Chip): PhotoSearch {
  const next: PhotoSearch = { ...search };
  if (chip.kind === 'date') {
    delete next.from;
    delete next.to;
    return next;
  }
  if (chip.kind === 'folder' || chip.kind === 'directory') {
    delete next.directory;
    delete next.direct;
  }
  if (
    chip.kind === 'directory' ||
    chip.kind === 'bbox' ||
    chip.kind === 'favourite' ||
    chip.kind === 'rating' ||
    chip.kind === 'archived' ||
    chip.kind === 'missing'
  ) {
    delete next[chip.kind];
    return next;
  }
  const left = (search[chip.kind] ?? []).filter((value) => value !== chip.value);
  if (left.length === 0) {
    delete next[chip.kind];
  } else {
    next[chip.kind] = left;
  }
  // Only one album has an order of its own.
  if (next.sort === 'position' && next.album?.length !== 1) {
    delete next.sort;
  }
  return next;
}

/** The search with a suggestion as one more filter. A date replaces the one before: a picture has only one. */
export function withSuggestion(search: PhotoSearch, suggestion: Pick<Suggestion, 'kind' | 'value'>): PhotoSearch {
  if (!isFilter(suggestion.kind)) {
    return search;
  }
  if (suggestion.kind === 'date') {
    const range = dateRange(suggestion.value);
    return range === null ? search : { ...search, ...range };
  }
  const { kind } = suggestion;
  const before = search[kind] ?? [];
  if (before.includes(suggestion.value)) {
    return search;
  }
  const next: PhotoSearch = { ...search, [kind]: [...before, suggestion.value] };
  if (kind === 'folder') {
    // A directory is one of a single folder.
    delete next.directory;
    delete next.direct;
  }
  return next;
}

/** The search with these words, or without any. Ordering by relevance makes sense only for words. */
export function withWords(search: PhotoSearch, words: string): PhotoSearch {
  const next: PhotoSearch = { ...search };
  const q = words.trim().replace(/\s+/g, ' ');
  if (q === '') {
    delete next.q;
    if (next.sort === 'relevance') {
      delete next.sort;
    }
  } else {
    next.q = q;
    delete next.missing;
  }
  return next;
}

/** Whether a suggestion sets a filter; all others are put into the query. */
export function isFilter(kind: Suggestion['kind']): kind is 'tag' | 'folder' | 'camera' | 'place' | 'date' {
  return kind === 'tag' || kind === 'folder' || kind === 'camera' || kind === 'place' || kind === 'date';
}

function likeLabel(value: string, nameOf: (id: string) => string | undefined): string {
  const page = likePage(value);
  return value.startsWith('vec_')
    ? 'Like the picture shown'
    : page === null
      ? `Like ${nameOf(value) ?? value}`
      : `Like page ${page.page} of ${nameOf(page.document) ?? page.document}`;
}

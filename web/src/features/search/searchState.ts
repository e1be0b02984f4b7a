/** Orders the server knows. No order in the URL means the server's default: newest first, or by relevance when words are searched. */
export const sorts = ['-date', 'date', 'name', '-name', 'relevance', 'position'] as const;
export type Sort = (typeof sorts)[number];

/** How words are looked for when it is not both by text and by meaning, which is the default. */
export const modes = ['semantic', 'text'] as const;
export type Mode = (typeof modes)[number];

/** What is looked for, exactly as it stands in the URL. Empty parts are absent, so that equal searches have equal URLs. */
export interface PhotoSearch {
  q?: string;
  /** Ids of pictures, pages of documents (`doc_1.3`), or what the server answered when it was shown one: pictures that look like them, most alike first. */
  like?: string[];
  /** Names of tags; a picture must have them all. */
  tag?: string[];
  /** Ids of folders; a picture lies in any of them. */
  folder?: string[];
  /** A directory of the one folder, `2024/Trip`; a picture lies anywhere below it. */
  directory?: string;
  /** Only what lies in the directory, or the folder, itself. */
  direct?: true;
  /** Ids of albums; a picture is in any of them. */
  album?: string[];
  /** Camera names; a picture was taken by any of them. */
  camera?: string[];
  /** Countries (`KR`) and cities (`KR/Seoul`); a picture was taken in any of them. */
  place?: string[];
  /** `west,south,east,north` in degrees: a picture was taken there. */
  bbox?: string;
  /** First day, `YYYY-MM-DD`, inclusive. */
  from?: string;
  /** Last day, `YYYY-MM-DD`, inclusive. */
  to?: string;
  /** Only one's own favourites. */
  favourite?: true;
  /** At least so many stars, 1 to 5. */
  rating?: number;
  /** Nothing but what was put away; absent: nothing of it. */
  archived?: 'true';
  /** Nothing but one's own pictures of which no file is there; absent: none of them. */
  missing?: true;
  sort?: Sort;
  /** How the words are looked for; absent: by text and by meaning, ranked together, where the server can. */
  mode?: Mode;
}

/** Any parameters, as the router parsed them, to a search; what does not make sense is left out. */
export function readSearch(raw: Record<string, unknown>): PhotoSearch {
  const search: PhotoSearch = {};
  const q = first(raw['q'])?.trim();
  if (q) {
    search.q = q;
  }
  for (const key of ['tag', 'folder', 'album', 'camera', 'place'] as const) {
    const values = unique(list(raw[key]));
    if (values.length > 0) {
      search[key] = values;
    }
  }
  const like = unique(list(raw['like'])).filter((value) => /^(img_[0-9a-z]{1,20}|doc_[0-9a-z]{1,20}\.[1-9]\d{0,6}|vec_[\w-]{8,6000})$/.test(value)).slice(0, 20);
  if (like.length > 0) {
    search.like = like;
  }
  if (search.folder?.length === 1) {
    const directory = first(raw['directory'])?.replace(/^\/+|\/+$/g, '');
    if (directory) {
      search.directory = directory;
    }
    if (isTrue(raw['direct'])) {
      search.direct = true;
    }
  }
  const bbox = first(raw['bbox']);
  if (bbox !== undefined && isBox(bbox)) {
    search.bbox = bbox;
  }
  for (const key of ['from', 'to'] as const) {
    const day = first(raw[key]);
    if (day !== undefined && isDay(day)) {
      search[key] = day;
    }
  }
  if (isTrue(raw['favourite'])) {
    search.favourite = true;
  }
  const rating = Number(first(raw['rating']));
  if (Number.isInteger(rating) && rating >= 1 && rating <= 5) {
    search.rating = rating;
  }
  if (isTrue(raw['archived'])) {
    search.archived = 'true';
  }
  if (isTrue(raw['missing'])) {
    search.missing = true;
    // The server has no words of pictures that are not there.
    delete search.q;
  }
  const mode = first(raw['mode']);
  if (search.q !== undefined && search.like === undefined && (modes as readonly string[]).includes(mode ?? '')) {
    search.mode = mode as Mode;
  }
  const sort = first(raw['sort']);
  // What is found by meaning alone has one order.
  if (sort !== undefined && search.mode !== 'semantic' && search.like === undefined && (sorts as readonly string[]).includes(sort) && (sort !== 'position' || search.album?.length === 1)) {
    search.sort = sort as Sort;
  }
  return search;
}

/** The order that the server answers in. */
export function effectiveSort(search: PhotoSearch): Sort {
  return search.like !== undefined ? 'relevance' : (search.sort ?? (search.q ? 'relevance' : '-date'));
}

/** A page of a document as something to resemble; null for anything else. */
export function likePage(value: string): { document: string; page: number } | null {
  const match = /^(doc_[0-9a-z]+)\.(\d+)$/.exec(value);
  return match === null ? null : { document: match[1]!, page: Number(match[2]) };
}

export function hasFilter(search: PhotoSearch): boolean {
  return Object.values(filtersOf(search)).some(Boolean);
}

/** What must hold of a picture, without how words are looked for and in which order. */
export function filtersOf(search: PhotoSearch): Omit<PhotoSearch, 'sort' | 'mode'> {
  const { sort: _, mode: __, ...filters } = search;
  return filters;
}

/** A string equal for equal searches: the key under which results are kept. */
export function searchKey(search: PhotoSearch): string {
  return stringifyParameters({ ...readSearch({ ...search }), sort: effectiveSort(search) });
}

/** True for `west,south,east,north` in degrees; west is greater than east where it crosses the antimeridian. */
export function isBox(value: string): boolean {
  const parts = value.split(',');
  const [west = NaN, south = NaN, east = NaN, north = NaN] = parts.map((part) => (part.trim() === '' ? NaN : Number(part)));
  return parts.length === 4 && Math.abs(west) <= 180 && Math.abs(east) <= 180 && south >= -90 && north <= 90 && south <= north;
}

/** True for a real calendar day as `YYYY-MM-DD`. */
export function isDay(value: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(value)) {
    return false;
  }
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

/** The days that a year, month or day spans; null when the text is none of them. */
export function dateRange(text: string): { from: string; to: string } | null {
  const match = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/.exec(text);
  if (match === null) {
    return null;
  }
  const [, year = '', month, day] = match;
  if (day !== undefined) {
    return isDay(text) ? { from: text, to: text } : null;
  }
  if (month !== undefined) {
    const from = `${year}-${month}-01`;
    return isDay(from) ? { from, to: `${year}-${month}-${lastDay(Number(year), Number(month))}` } : null;
  }
  return { from: `${year}-01-01`, to: `${year}-12-31` };
}

function lastDay(year: number, month: number): string {
  return String(new Date(Date.UTC(year, month, 0)).getUTCDate()).padStart(2, '0');
}

/** `a=1&b=x&b=y` to `{a: '1', b: ['x', 'y']}`: plain query strings, which people can read and write, in place of the router's JSON. */
export function parseParameters(query: string): Record<string, string | string[]> {
  const result: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(query)) {
    const before = result[key];
    result[key] = before === undefined ? value : Array.isArray(before) ? [...before, value] : [before, value];
  }
  return result;
}

export function stringifyParameters(parameters: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [key, value] of Object.entries(parameters)) {
    for (const part of Array.isArray(value) ? value : [value]) {
      if (part !== undefined && part !== null && part !== '') {
        query.append(key, String(part));
      }
    }
  }
  const text = query.toString();
  return text === '' ? '' : `?${text}`;
}

function first(value: unknown): string | undefined {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  return typeof one === 'string' ? one : typeof one === 'number' ? String(one) : undefined;
}

function isTrue(value: unknown): boolean {
  return value === true || first(value) === 'true';
}

function list(value: unknown): string[] {
  const all: unknown[] = Array.isArray(value) ? value : [value];
  return all.filter((part): part is string => typeof part === 'string').map((part) => part.trim());
}

function unique(values: string[]): string[] {
  return [...new Set(values)].filter((value) => value !== '');
}

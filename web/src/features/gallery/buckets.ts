import type { ImageSummary, TimelineMonth } from '../../api/types';
import { dateRange, type PhotoSearch } from '../search/searchState';
import { concatenated, decodeRatios } from './ratios';

/** A run of pictures under one heading, or all of them. */
export interface Group {
  /** Stable while the search is the same. */
  key: string;
  /** The month (`YYYY-MM`) or year (`YYYY`) of the group; null when the list is not divided by date. */
  period: string | null;
  /** How many pictures the group has on the server, as far as is known. */
  count: number;
  /** Those that have been loaded: always the first ones. */
  items: readonly ImageSummary[];
  /**
   * The shape of each picture (`ratioCode`), loaded or not. Shorter than `count` where there is no timeline. The same array as long as nothing
   * in it changes.
   */
  ratios: Uint8Array;
  /** Position of the group's first picture in the whole list. */
  start: number;
}

export interface DayRange {
  from?: string;
  to?: string;
}

/** A month or a year, how many pictures it has, and their shapes in the order of the list. */
export interface Period {
  /** `YYYY-MM` or `YYYY` */
  key: string;
  count: number;
  ratios: Uint8Array;
}

/** Months that are asked for together, and what has come of them. */
export interface Bucket {
  range: DayRange;
  periods: Period[];
  items: ImageSummary[];
  /** Where the next page begins: undefined before the first, null after the last. */
  cursor: string | null | undefined;
  expected: number;
  busy: boolean;
  /** The server has newer content; what is shown stays until the new pages are there. */
  stale: boolean;
  groups: Group[] | null;
}

/** Neighbouring months are asked for together up to this many pictures: sparse decades do not cost a request a month. */
const bucketSize = 300;

/** Fewer pictures than this under a heading, on average, and the headings would take more room than the pictures. */
const worthAHeading = 6;

/** How finely to divide a list: by months (7 characters of a date), by years (4), or not at all (0). */
export function grainOf(months: readonly TimelineMonth[]): 7 | 4 | 0 {
  const filled = months.filter((month) => month.count > 0);
  const total = filled.reduce((sum, month) => sum + month.count, 0);
  if (filled.length < 2 || total / filled.length >= worthAHeading) {
    return 7;
  }
  return total / new Set(filled.map((month) => month.month.slice(0, 4))).size >= worthAHeading ? 4 : 0;
}

/** The timeline in periods of a grain, in the order of the list. */
export function periodsOf(months: readonly TimelineMonth[], grain: 7 | 4 | 0, newestFirst: boolean): Period[] {
  const ordered = [...months].sort((a, b) => (a.month < b.month === newestFirst ? 1 : -1));
  // Undivided, years still tell where a picture is to be found.
  const parts = groupedBy(ordered, (month) => month.month.slice(0, grain === 0 ? 4 : grain));
  return [...parts].map(([key, inPeriod]) => ({
    key,
    count: inPeriod.reduce((sum, month) => sum + month.count, 0),
    ratios: concatenated(
      inPeriod.map((month) => {
        const ratios = decodeRatios(month.ratios);
        return newestFirst ? ratios : ratios.reverse();
      }),
    ),
  }));
}

/** Neighbouring periods to buckets of up to {@link bucketSize} pictures, within the days that the search itself allows. */
export function cut(periods: readonly Period[], search: PhotoSearch): Bucket[] {
  const runs: Period[][] = [];
  let size = Infinity;
  for (const period of periods) {
    if (period.count <= 0) {
      continue;
    }
    if (size + period.count > bucketSize) {
      runs.push([]);
      size = 0;
    }
    runs.at(-1)!.push(period);
    size += period.count;
  }
  return runs.map((run) => {
    const ends = [run[0]!.key, run.at(-1)!.key].sort();
    const from = dateRange(ends[0]!)?.from;
    const to = dateRange(ends[1]!)?.to;
    const range: DayRange = {};
    const lower = later(from, search.from);
    const upper = earlier(to, search.to);
    if (lower !== undefined) {
      range.from = lower;
    }
    if (upper !== undefined) {
      range.to = upper;
    }
    return newBucket(
      range,
      run,
      run.reduce((sum, period) => sum + period.count, 0),
    );
  });
}

export function newBucket(range: DayRange, periods: Period[], expected: number): Bucket {
  return { range, periods, items: [], cursor: undefined, expected, busy: false, stale: false, groups: null };
}

export function groupedBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) {
      groups.set(key, [item]);
    } else {
      group.push(item);
    }
  }
  return groups;
}

export function unique(items: ImageSummary[]): ImageSummary[] {
  const seen = new Set<string>();
  return items.filter((item) => !seen.has(item.id) && seen.add(item.id));
}

function later(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && b > a) ? b : a;
}

function earlier(a: string | undefined, b: string | undefined): string | undefined {
  return a === undefined || (b !== undefined && b < a) ? b : a;
}

import { toProblem, type Problem } from '../../api/problem';
import type { ImageList, ImageSummary, TimelineMonth } from '../../api/types';
import { effectiveSort, type PhotoSearch } from '../search/searchState';
import { cut, grainOf, groupedBy, newBucket, periodsOf, unique, type Bucket, type DayRange, type Group, type Period } from './buckets';
import { concatenated, sameOr, shapesOf } from './ratios';

/** How the words of a search were looked for, and why as text alone where meaning was wanted. */
export interface Found {
  mode: ImageList['mode_used'];
  reason: ImageList['mode_reason'] | null;
}

export interface FeedSnapshot {
  status: 'loading' | 'ready' | 'failed';
  groups: readonly Group[];
  total: number;
  /** How the words were looked for; null until it is known, and where there are none. */
  how: Found | null;
  /** Why the last request failed; null once one works again. */
  problem: Problem | null;
}

export interface FeedPage {
  items: ImageSummary[];
  next: string | null;
  total: number | null;
  how?: Found;
}

/** The two requests that a feed makes. */
export interface FeedSource {
  timeline(search: PhotoSearch, signal: AbortSignal): Promise<TimelineMonth[]>;
  page(
    search: PhotoSearch,
    range: DayRange,
    cursor: string | null,
    limit: number,
    signal: AbortSignal,
  ): Promise<FeedPage>;
}

const firstPage = 120;
const nextPage = 500;
const parallel = 4;
const retryAfter = 4_000;
const refreshEvery = 1_500;
/** A model is loaded in some seconds; nobody tells when it is. */
const askAgainAfter = 3_000;

/**
 * The pictures of one search, however many: how many there are and the shape of each is known from the timeline at once, so that the whole
 * list has its final height; pictures come when they are looked at.
 *
 * The list is cut into buckets, each a run of months (a single one when it is large) that is asked for by its dates. So any place of a
 * library of 100,000 is one or two requests away, and nothing before it has to be loaded first. Orders other than by date have no
 * timeline: they are one bucket that is followed by its cursor.
 */
export class ImageFeed {
  readonly search: PhotoSearch;
  readonly byDate: boolean;
  #source: FeedSource;
  #buckets: Bucket[] = [];
  #snapshot: FeedSnapshot = { status: 'loading', groups: [], total: 0, how: null, problem: null };
  #listeners = new Set<() => void>();
  #wanted: [number, number] = [0, 60];
  /** When a picture was taken that somebody looks for, though it is not on screen. */
  #sought: string | null = null;
  #abort = new AbortController();
  /** How much of a date names its group: 7 characters for months, 4 for years, 0 for one group of all. */
  #grain = 7;
  #began = false;
  #refreshing = false;
  #refreshAgain = false;
  #refreshTimer: ReturnType<typeof setTimeout> | null = null;
  #retryTimer: ReturnType<typeof setTimeout> | null = null;
  #askAgainTimer: ReturnType<typeof setTimeout> | null = null;
  #lastRefresh = { at: -Infinity, took: 0 };
  #indexes: Map<string, number> | null = null;

  constructor(search: PhotoSearch, source: FeedSource) {
    this.search = search;
    this.#source = source;
    const sort = effectiveSort(search);
    this.byDate = sort === 'date' || sort === '-date';
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    if (!this.#began) {
      this.#began = true;
      void this.#begin();
    }
    return () => this.#listeners.delete(listener);
  };

  snapshot = (): FeedSnapshot => this.#snapshot;

  /** Loads what lies between two positions of the whole list, both inclusive. */
  want(first: number, last: number): void {
    this.#wanted = [Math.max(0, first), Math.max(0, last)];
    this.#pump();
  }

  /** Loads the month that a picture lies in, so that its neighbours become known. */
  seek(sortAt: string): void {
    this.#sought = sortAt;
    this.#pump();
  }

  /** Position of a loaded picture. */
  indexOf(id: string): number | null {
    if (this.#indexes === null) {
      this.#indexes = new Map();
      for (const group of this.#snapshot.groups) {
        group.items.forEach((item, index) => this.#indexes!.set(item.id, group.start + index));
      }
    }
    return this.#indexes.get(id) ?? null;
  }

  /** The picture at a position; null when it is not loaded or the list is shorter. */
  at(index: number): ImageSummary | null {
    const group = groupAt(this.#snapshot.groups, index);
    return group?.items[index - group.start] ?? null;
  }

  /** Shows a change to a picture before the server has told of it. */
  update(id: string, change: Partial<ImageSummary>): void {
    for (const bucket of this.#buckets) {
      const at = bucket.items.findIndex((item) => item.id === id);
      if (at !== -1) {
        bucket.items = bucket.items.with(at, { ...bucket.items[at]!, ...change });
        bucket.groups = null;
        this.#publish();
      }
    }
  }

  retry(): void {
    if (this.#snapshot.status === 'failed') {
      void this.#begin();
    } else {
      this.#set({ problem: null });
      this.#pump();
    }
  }

  /**
   * Something changed on the server. Asks again in a while, at most every 1.5 seconds and never more than a fifth of the time, so that
   * a scan of a large library does not keep the server busy with this.
   */
  refresh(): void {
    if (!this.#began || this.#refreshTimer !== null) {
      return;
    }
    if (this.#refreshing) {
      this.#refreshAgain = true;
      return;
    }
    const wait = Math.max(0, this.#lastRefresh.at + Math.max(refreshEvery, this.#lastRefresh.took * 4) - performance.now());
    this.#refreshTimer = setTimeout(() => {
      this.#refreshTimer = null;
      // Nobody looks: the next visitor of this feed finds it stale and loads then.
      void this.#refreshNow();
    }, wait);
  }

  dispose(): void {
    this.#abort.abort();
    for (const timer of [this.#refreshTimer, this.#retryTimer, this.#askAgainTimer]) {
      if (timer !== null) {
        clearTimeout(timer);
      }
    }
  }

  async #begin(): Promise<void> {
    this.#set({ status: 'loading', problem: null });
    try {
      await this.#plan();
      this.#set({ status: this.byDate ? 'ready' : 'loading' });
      this.#publish();
      this.#pump();
    } catch (error) {
      this.#fail(error);
    }
  }

  async #refreshNow(): Promise<void> {
    const began = performance.now();
    this.#refreshing = true;
    try {
      await this.#plan();
      this.#publish();
      this.#pump();
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#refreshing = false;
      this.#lastRefresh = { at: performance.now(), took: performance.now() - began };
      if (this.#refreshAgain) {
        this.#refreshAgain = false;
        this.refresh();
      }
    }
  }

  /** Asks for the timeline and cuts it into buckets, keeping what was loaded. */
  async #plan(): Promise<void> {
    if (!this.byDate) {
      const bucket = this.#buckets[0];
      if (bucket === undefined) {
        this.#buckets = [newBucket({}, [], 0)];
      } else {
        bucket.stale = true;
      }
      return;
    }
    const months = await this.#source.timeline(this.search, this.#abort.signal);
    const grain = grainOf(months);
    const periods = this.#kept(periodsOf(months, grain, effectiveSort(this.search) === '-date'));
    if (grain !== this.#grain) {
      // The list is divided anew; what was loaded comes again in a request or two.
      this.#buckets = [];
      this.#grain = grain;
    }
    if (grain === 0) {
      const total = periods.reduce((sum, period) => sum + period.count, 0);
      const [bucket] = this.#buckets;
      if (bucket === undefined) {
        this.#buckets = [newBucket({}, periods, total)];
      } else {
        Object.assign(bucket, { periods, expected: total, stale: bucket.cursor !== undefined });
      }
      return;
    }
    const known = new Map<string, { items: ImageSummary[]; cursor: string | null | undefined }>();
    for (const bucket of this.#buckets) {
      if (bucket.cursor === null) {
        for (const period of bucket.periods) {
          known.set(period.key, { items: [], cursor: null });
        }
        for (const item of bucket.items) {
          const key = item.sort_at.slice(0, grain);
          const entry = known.get(key) ?? { items: [], cursor: null };
          known.set(key, entry);
          entry.items.push(item);
        }
      } else if (bucket.periods.length === 1) {
        known.set(bucket.periods[0]!.key, { items: bucket.items, cursor: bucket.cursor });
      }
    }
    this.#buckets = cut(periods, this.search).map((bucket) => {
      const parts = bucket.periods.map((period) => known.get(period.key));
      const [only] = parts;
      if (parts.length === 1 && only !== undefined) {
        return { ...bucket, items: only.items, cursor: only.cursor, stale: only.cursor !== undefined };
      }
      if (parts.every((part) => part !== undefined && part.cursor === null)) {
        return { ...bucket, items: parts.flatMap((part) => part!.items), cursor: null, stale: true };
      }
      return bucket;
    });
  }

  /** Periods with the arrays they had before, where these say the same: what is laid out by them stays as it is. */
  #kept(periods: Period[]): Period[] {
    const before = new Map(this.#buckets.flatMap((bucket) => bucket.periods).map((period) => [period.key, period.ratios]));
    return periods.map((period) => ({ ...period, ratios: sameOr(before.get(period.key), period.ratios) }));
  }

  #pump(): void {
    if (this.#snapshot.problem !== null && this.#retryTimer !== null) {
      return;
    }
    let running = this.#buckets.filter((bucket) => bucket.busy).length;
    let start = 0;
    const [first, last] = this.#wanted;
    for (const bucket of this.#buckets) {
      if (running >= parallel) {
        return;
      }
      const length = this.#length(bucket);
      const end = start + Math.max(1, length);
      const visible = start <= last && end > first;
      const sought = this.#sought !== null && bucket.periods.some((period) => this.#sought!.startsWith(period.key));
      // A page more than what is on screen, when the order knows only a cursor: scrolling on does not wait.
      const missing =
        bucket.cursor === undefined || (bucket.cursor !== null && (sought || bucket.items.length < last - start + nextPage / 2));
      if (!bucket.busy && ((visible && (missing || bucket.stale)) || (sought && missing))) {
        running += 1;
        void this.#load(bucket, visible ? last - start + 1 : nextPage);
      }
      start += length;
    }
  }

  /** @param needed how many pictures of the bucket are looked at, from its beginning: a short first page only where it is enough */
  async #load(bucket: Bucket, needed: number): Promise<void> {
    bucket.busy = true;
    const { signal } = this.#abort;
    let how: Found | null = null;
    try {
      if (bucket.stale && bucket.cursor !== undefined) {
        const wanted = bucket.items.length;
        const items: ImageSummary[] = [];
        let cursor: string | null = null;
        do {
          const page: FeedPage = await this.#source.page(
            this.search,
            bucket.range,
            cursor,
            nextPage,
            signal,
          );
          items.push(...page.items);
          cursor = page.next;
          how = page.how ?? null;
          bucket.expected = this.byDate ? bucket.expected : (page.total ?? bucket.expected);
        } while (cursor !== null && items.length < wanted);
        bucket.items = unique(items);
        bucket.cursor = cursor;
        bucket.stale = false;
      } else {
        const page = await this.#source.page(
          this.search,
          bucket.range,
          bucket.cursor ?? null,
          bucket.cursor === undefined && needed <= firstPage ? firstPage : nextPage,
          signal,
        );
        // A picture that was added or moved between two requests may come twice.
        bucket.items = unique([...bucket.items, ...page.items]);
        bucket.cursor = page.next;
        how = page.how ?? null;
        bucket.expected = this.byDate ? bucket.expected : (page.total ?? bucket.expected);
      }
      bucket.groups = null;
      bucket.busy = false;
      this.#set({ problem: null, status: 'ready', how });
      if (how?.reason === 'text_model_loading') {
        this.#askAgain();
      }
      this.#publish();
      this.#pump();
    } catch (error) {
      bucket.busy = false;
      this.#fail(error);
    }
  }

  /** The same question finds more once the model is there; while nobody looks, nobody asks. */
  #askAgain(): void {
    this.#askAgainTimer ??= setTimeout(() => {
      this.#askAgainTimer = null;
      if (this.#listeners.size > 0) {
        this.refresh();
      }
    }, askAgainAfter);
  }

  #fail(error: unknown): void {
    if (this.#abort.signal.aborted) {
      return;
    }
    const problem = toProblem(error);
    this.#set({ problem, status: this.#snapshot.groups.length === 0 && this.#snapshot.status !== 'ready' ? 'failed' : 'ready' });
    if ((problem.status === 0 || problem.status >= 500) && this.#retryTimer === null) {
      this.#retryTimer = setTimeout(() => {
        this.#retryTimer = null;
        this.retry();
      }, retryAfter);
    }
  }

  #length(bucket: Bucket): number {
    return bucket.cursor === null
      ? bucket.items.length
      : Math.max(bucket.expected, bucket.items.length + (bucket.cursor === undefined ? 0 : 1));
  }

  #groupsOf(bucket: Bucket): Group[] {
    const whole = (key: string, period: string | null, known: Uint8Array): Group[] => {
      const count = this.#length(bucket);
      return [{ key, period, count, items: bucket.items, ratios: shapesOf(bucket.items, known, count), start: 0 }];
    };
    if (!this.byDate || this.#grain === 0) {
      return whole('all', null, concatenated(bucket.periods.map((period) => period.ratios)));
    }
    if (bucket.cursor === undefined) {
      return bucket.periods.map(({ key, count, ratios }) => ({ key, period: key, count, items: [], ratios, start: 0 }));
    }
    if (bucket.cursor !== null && bucket.periods.length === 1) {
      const { key, ratios } = bucket.periods[0]!;
      return whole(key, key, ratios);
    }
    const known = new Map(bucket.periods.map((period) => [period.key, period.ratios]));
    const items = groupedBy(bucket.items, (item) => item.sort_at.slice(0, this.#grain));
    return [...items].map(([key, items]) => ({
      key,
      period: key,
      count: items.length,
      items,
      ratios: shapesOf(items, known.get(key) ?? new Uint8Array(), items.length),
      start: 0,
    }));
  }

  #publish(): void {
    const groups: Group[] = [];
    let start = 0;
    for (const bucket of this.#buckets) {
      bucket.groups ??= this.#groupsOf(bucket);
      bucket.groups = bucket.groups.map((group) => {
        const placed = group.start === start ? group : { ...group, start };
        start += group.count;
        return placed;
      });
      for (const group of bucket.groups) {
        if (group.count > 0) {
          groups.push(group);
        }
      }
    }
    this.#indexes = null;
    this.#set({ groups, total: start });
  }

  #set(change: Partial<FeedSnapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

/** The group that holds a position of the whole list. */
export function groupAt(groups: readonly Group[], index: number): Group | null {
  let low = 0;
  let high = groups.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const group = groups[middle]!;
    if (index < group.start) {
      high = middle - 1;
    } else if (index >= group.start + group.count) {
      low = middle + 1;
    } else {
      return group;
    }
  }
  return null;
}

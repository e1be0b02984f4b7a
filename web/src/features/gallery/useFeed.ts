import { useEffect, useState, useSyncExternalStore } from 'react';
import { answer, api } from '../../api/client';
import type { ImageSummary, Job } from '../../api/types';
import { onLive } from '../../live/live';
import { filtersOf, searchKey, type PhotoSearch } from '../search/searchState';
import { ImageFeed, type FeedSource } from './feed';

const mostAlike = 200;

const source: FeedSource = {
  timeline: async (search, signal) =>
    (await answer(api.GET('/api/v1/images/timeline', { params: { query: { ...filtersOf(search), ratios: true } }, signal }))).items.map((month) => ({ ...month })),
  page: async (search, range, cursor, limit, signal) => {
    if (search.like !== undefined) {
      // All at once: further down nothing is like it any more.
      const found = await answer(api.GET('/api/v1/search/similar', { params: { query: { ...filtersOf(search), like: search.like, limit: mostAlike } }, signal }));
      const items = found.items.map(({ image, score }) => ({ ...image, score }));
      return { items, next: null, total: items.length };
    }
    const query = { ...search, ...range, limit, ...(cursor === null ? {} : { cursor }) };
    const page = await answer(api.GET('/api/v1/images', { params: { query }, signal }));
    return { items: page.items, next: page.next_cursor ?? null, total: page.total ?? null, how: { mode: page.mode_used, reason: page.mode_reason ?? null } };
  },
};

interface Kept {
  feed: ImageFeed;
  /** Where the grid was left. */
  scrollTop: number;
}

const kept = new Map<string, Kept>();
const keptFeeds = 6;

/** The feed of a search. The last few are kept, so that coming back shows at once what was there, at the place it was left. */
export function feedOf(search: PhotoSearch): Kept {
  const key = searchKey(search);
  let entry = kept.get(key);
  if (entry === undefined) {
    entry = { feed: new ImageFeed(search, source), scrollTop: 0 };
  } else {
    kept.delete(key);
  }
  kept.set(key, entry);
  for (const [old, { feed }] of kept) {
    if (kept.size <= keptFeeds) {
      break;
    }
    feed.dispose();
    kept.delete(old);
  }
  return entry;
}

/** Shows a change to a picture in every list at once. */
export function updateInFeeds(id: string, change: Partial<ImageSummary>): void {
  for (const { feed } of kept.values()) {
    feed.update(id, change);
  }
}

/** After which a search by words may find more, though no picture changed. */
const changesMeaning = (job: Job) => (job.kind === 'install_model' || job.kind === 'embed_meaning') && job.state === 'succeeded';

onLive((event) => {
  if (event.name === 'images_changed' || event.name === 'connected' || (event.name === 'job_changed' && changesMeaning(event.job))) {
    for (const { feed } of kept.values()) {
      feed.refresh();
    }
  }
});

export function useFeed(search: PhotoSearch) {
  const key = searchKey(search);
  const [entry, setEntry] = useState(() => feedOf(search));
  const current = searchKey(entry.feed.search) === key ? entry : feedOf(search);
  useEffect(() => {
    if (current !== entry) {
      setEntry(current);
    }
  }, [current, entry]);
  const snapshot = useSyncExternalStore(current.feed.subscribe, current.feed.snapshot);
  return { entry: current, feed: current.feed, snapshot };
}

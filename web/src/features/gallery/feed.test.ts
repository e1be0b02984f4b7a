import { describe, expect, it } from 'vitest';
import type { ImageSummary } from '../../api/types';
import { Problem } from '../../api/problem';
import type { PhotoSearch } from '../search/searchState';
import { cut, grainOf, periodsOf, type DayRange } from './buckets';
import { ImageFeed, type FeedSource } from './feed';
import { ratioCode } from './ratios';

function image(number: number, day: string): ImageSummary {
  return {
    id: `img_${number}`,
    name: `${number}.jpg`,
    width: 300,
    height: 200,
    thumb_hash: '',
    favourite: false,
  offline: false,
    sort_at: `${day}T12:00:00Z`,
    media_type: 'image/jpeg',
  };
}

/** A server with pictures in memory, newest first, that answers as soon as it is asked. */
class Server implements FeedSource {
  images: ImageSummary[] = [];
  requests: { range: DayRange; cursor: string | null; limit: number }[] = [];
  failing: Problem | null = null;

  add(count: number, month: string): void {
    for (let index = 0; index < count; index += 1) {
      this.images.push(image(this.images.length + 1, `${month}-${String((index % 28) + 1).padStart(2, '0')}`));
    }
    this.images.sort((a, b) => (a.sort_at < b.sort_at ? 1 : -1));
  }

  async timeline() {
    const months = new Map<string, number[]>();
    for (const { sort_at, width, height } of this.images) {
      const month = sort_at.slice(0, 7);
      months.set(month, [...(months.get(month) ?? []), ratioCode(width, height)]);
    }
    return [...months].map(([month, codes]) => ({ month, count: codes.length, ratios: btoa(String.fromCharCode(...codes)) }));
  }

  async page(_: PhotoSearch, range: DayRange, cursor: string | null, limit: number) {
    if (this.failing !== null) {
      throw this.failing;
    }
    this.requests.push({ range, cursor, limit });
    const found = this.images.filter(
      ({ sort_at }) => sort_at.slice(0, 10) >= (range.from ?? '') && sort_at.slice(0, 10) <= (range.to ?? '9999'),
    );
    const start = Number(cursor ?? 0);
    const next = start + limit < found.length ? String(start + limit) : null;
    return { items: found.slice(start, start + limit), next, total: found.length };
  }
}

/** Lets all answers arrive: they are promises that are fulfilled already. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) {
    await Promise.resolve();
  }
}

async function open(server: Server, search: PhotoSearch = {}): Promise<ImageFeed> {
  const feed = new ImageFeed(search, server);
  feed.subscribe(() => undefined);
  await settle();
  return feed;
}

describe('ImageFeed by date', () => {
  it('knows the whole length before it has loaded the pictures', async () => {
    const server = new Server();
    server.add(4_000, '2024-05');
    server.add(1_000, '2023-01');
    const feed = await open(server);
    expect(feed.snapshot()).toMatchObject({ status: 'ready', total: 5_000 });
    expect(feed.snapshot().groups.map((group) => [group.period, group.count, group.start])).toEqual([
      ['2024-05', 4_000, 0],
      ['2023-01', 1_000, 4_000],
    ]);
    expect(feed.at(0)).not.toBeNull();
    expect(feed.at(4_500)).toBeNull();
    feed.dispose();
  });

  it('jumps to the other end without loading what lies between', async () => {
    const server = new Server();
    for (let year = 2000; year < 2024; year += 1) {
      server.add(1_000, `${year}-06`);
    }
    const feed = await open(server);
    server.requests = [];
    feed.want(23_990, 23_999);
    await settle();
    expect(feed.at(23_999)?.id).toBe(server.images.at(-1)?.id);
    expect(server.requests.length).toBeLessThanOrEqual(2);
    expect(server.requests.every(({ range }) => range.from === '2000-06-01')).toBe(true);
    feed.dispose();
  });

  it('asks for small months together', async () => {
    const server = new Server();
    for (let month = 1; month <= 12; month += 1) {
      server.add(7, `2020-${String(month).padStart(2, '0')}`);
    }
    const feed = await open(server);
    feed.want(0, 83);
    await settle();
    expect(server.requests.length).toBe(1);
    expect(feed.snapshot().groups.length).toBe(12);
    expect(feed.at(83)).not.toBeNull();
    feed.dispose();
  });

  it('follows the cursor through a large month as one scrolls', async () => {
    const server = new Server();
    server.add(2_000, '2024-05');
    const feed = await open(server);
    for (let place = 0; place < 2_000; place += 100) {
      feed.want(place, place + 60);
      await settle();
      expect(feed.at(Math.min(1_999, place + 60))).not.toBeNull();
    }
    expect(new Set(feed.snapshot().groups[0]?.items.map(({ id }) => id)).size).toBe(2_000);
    feed.dispose();
  });

  it('knows the shape of every picture from the beginning, and keeps what is laid out when they arrive', async () => {
    const server = new Server();
    server.add(400, '2024-05');
    server.add(400, '2023-01');
    server.images.forEach((item, index) => Object.assign(item, index % 3 === 0 ? { width: 200, height: 300 } : {}));
    const feed = new ImageFeed({}, server);
    const seen: Uint8Array[][] = [];
    feed.subscribe(() => seen.push(feed.snapshot().groups.map((group) => group.ratios)));
    await settle();
    feed.want(0, 800);
    await settle();
    const planned = seen.find((groups) => groups.length === 2)!;
    expect(planned.map((ratios) => ratios.length)).toEqual([400, 400]);
    expect([...planned[0]!.subarray(0, 3)]).toEqual([ratioCode(200, 300), ratioCode(300, 200), ratioCode(300, 200)]);
    const loaded = feed.snapshot().groups;
    expect(loaded.map((group) => group.items.length)).toEqual([400, 400]);
    expect(loaded[0]!.ratios).toBe(planned[0]);
    expect(loaded[1]!.ratios).toBe(planned[1]);
    feed.dispose();
  });

  it('goes by the pictures where the timeline had their shapes wrong', async () => {
    const server = new Server();
    server.add(5, '2024-05');
    server.timeline = async () => [{ month: '2024-05', count: 5, ratios: btoa('\0\0\0\0\0') }];
    const feed = await open(server);
    expect([...feed.snapshot().groups[0]!.ratios]).toEqual(Array(5).fill(ratioCode(300, 200)));
    feed.dispose();
  });

  it('corrects a length that the timeline had wrong', async () => {
    const server = new Server();
    server.add(5, '2024-05');
    server.timeline = async () => [{ month: '2024-05', count: 9, ratios: '' }];
    const feed = await open(server);
    expect(feed.snapshot().total).toBe(5);
    feed.dispose();
  });

  it('finds positions by id', async () => {
    const server = new Server();
    server.add(50, '2024-05');
    const feed = await open(server);
    expect(feed.indexOf(server.images[17]!.id)).toBe(17);
    expect(feed.indexOf('img_none')).toBeNull();
    feed.dispose();
  });

  it('loads the month of a picture that was opened by its address', async () => {
    const server = new Server();
    for (let year = 2000; year < 2024; year += 1) {
      server.add(400, `${year}-06`);
    }
    const feed = await open(server);
    const far = server.images.find(({ sort_at }) => sort_at.startsWith('2003'))!;
    expect(feed.indexOf(far.id)).toBeNull();
    feed.seek(far.sort_at);
    await settle();
    expect(feed.indexOf(far.id)).not.toBeNull();
    feed.dispose();
  });

  it('shows what it has when a request fails, and says why', async () => {
    const server = new Server();
    server.add(1_000, '2024-05');
    server.add(1_000, '2023-05');
    const feed = await open(server);
    server.failing = new Problem({ status: 400, code: 'validation', title: 'No' });
    feed.want(1_500, 1_520);
    await settle();
    expect(feed.snapshot()).toMatchObject({ status: 'ready', total: 2_000, problem: { code: 'validation' } });
    server.failing = null;
    feed.retry();
    await settle();
    expect(feed.snapshot().problem).toBeNull();
    expect(feed.at(1_510)).not.toBeNull();
    feed.dispose();
  });
});

describe('ImageFeed by another order', () => {
  it('follows the cursor and takes the total from the page', async () => {
    const server = new Server();
    server.add(1_300, '2024-05');
    const feed = await open(server, { sort: 'name' });
    expect(feed.byDate).toBe(false);
    expect(feed.snapshot().total).toBe(1_300);
    feed.want(1_200, 1_299);
    await settle();
    expect(feed.at(1_299)).not.toBeNull();
    feed.dispose();
  });

  it('is empty when nothing is found', async () => {
    const feed = await open(new Server(), { q: 'nothing' });
    expect(feed.snapshot()).toMatchObject({ status: 'ready', total: 0 });
    feed.dispose();
  });
});

describe('the division by date', () => {
  const every = (month: string, count: number) => ({ month, count });

  it('is by months where they have enough pictures', () => {
    expect(grainOf([every('2024-05', 20), every('2024-04', 2)])).toBe(7);
    expect(grainOf([every('2024-05', 1)])).toBe(7);
    expect(grainOf([])).toBe(7);
  });

  it('is by years for a sparse library, and none for a handful', () => {
    expect(grainOf([every('2024-05', 3), every('2024-04', 4), every('2023-01', 5)])).toBe(4);
    expect(grainOf([every('2024-05', 1), every('2020-04', 1), every('2013-01', 1)])).toBe(0);
  });

  it('adds months up to years', () => {
    const months = [every('2024-05', 3), every('2024-04', 4), every('2023-01', 5)];
    expect(periodsOf(months, 4, true).map(({ key, count }) => [key, count])).toEqual([['2024', 7], ['2023', 5]]);
    expect(periodsOf(months, 4, false).map(({ key, count }) => [key, count])).toEqual([['2023', 5], ['2024', 7]]);
  });

  it('puts the shapes in the order of the list', () => {
    const of = (month: string, ...codes: number[]) => ({ month, count: codes.length, ratios: btoa(String.fromCharCode(...codes)) });
    const months = [of('2024-05', 1, 2, 3), of('2024-04', 4, 5)];
    expect([...periodsOf(months, 4, true)[0]!.ratios]).toEqual([1, 2, 3, 4, 5]);
    expect([...periodsOf(months, 4, false)[0]!.ratios]).toEqual([5, 4, 3, 2, 1]);
  });

  it('shows a sparse library under its years, and a handful under nothing', async () => {
    const sparse = new Server();
    for (const month of ['2024-05', '2024-03', '2023-11', '2023-01']) {
      sparse.add(4, month);
    }
    const byYear = await open(sparse);
    expect(byYear.snapshot().groups.map((group) => [group.period, group.items.length])).toEqual([
      ['2024', 8],
      ['2023', 8],
    ]);
    byYear.dispose();

    const few = new Server();
    few.add(1, '2024-05');
    few.add(1, '1999-05');
    const flat = await open(few);
    expect(flat.snapshot().groups.map((group) => [group.period, group.items.length])).toEqual([[null, 2]]);
    expect(flat.snapshot().total).toBe(2);
    flat.dispose();
  });
});

describe('cut', () => {
  it('stays within the days of the search', () => {
    const [bucket] = cut([{ key: '2024-05', count: 10, ratios: new Uint8Array() }], { from: '2024-05-10', to: '2024-05-20' });
    expect(bucket?.range).toEqual({ from: '2024-05-10', to: '2024-05-20' });
  });

  it('spans a run of months in either order', () => {
    const months = [
      { key: '2024-05', count: 10, ratios: new Uint8Array() },
      { key: '2024-03', count: 10, ratios: new Uint8Array() },
    ];
    expect(cut(months, {})[0]?.range).toEqual({ from: '2024-03-01', to: '2024-05-31' });
    expect(cut([...months].reverse(), {})[0]?.range).toEqual({ from: '2024-03-01', to: '2024-05-31' });
  });
});

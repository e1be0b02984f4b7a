import { InfiniteQueryObserver, QueryClient, type InfiniteData } from '@tanstack/react-query';
import { describe, expect, it, vi } from 'vitest';
import { keys } from '../../api/queries';
import type { Generation } from '../../api/types';
import { putGeneration, withGeneration, type GenerationPage } from './generationCache';

const made = (id: number, state: Generation['state'] = 'done') => ({ id: `gen_${id}`, state, created_at: `2026-01-01T00:00:0${id}Z` }) as unknown as Generation;
const pages = (...lists: Generation[][]): InfiniteData<GenerationPage> => ({
  pages: lists.map((items, index) => ({ items, next_cursor: index < lists.length - 1 ? 'more' : null })),
  pageParams: lists.map(() => null),
});
const ids = (data: InfiniteData<GenerationPage>) => data.pages.map((page) => page.items.map((each) => each.id));

describe('withGeneration', () => {
  const data = pages([made(5), made(4)], [made(2)]);

  it('puts a new one at its place by age', () => {
    expect(ids(withGeneration(data, made(6), null))).toEqual([['gen_6', 'gen_5', 'gen_4'], ['gen_2']]);
    expect(ids(withGeneration(data, made(3), null))).toEqual([['gen_5', 'gen_4'], ['gen_3', 'gen_2']]);
    expect(ids(withGeneration(data, made(1), null))).toEqual([['gen_5', 'gen_4'], ['gen_2', 'gen_1']]);
    expect(ids(withGeneration(pages([]), made(1), null))).toEqual([['gen_1']]);
  });

  it('leaves older ones to the page they come with', () => {
    const first = { ...data, pages: data.pages.slice(0, 1) };
    expect(withGeneration(first, made(1), null)).toBe(first);
  });

  it('replaces one that changed, and takes out one that left the filter', () => {
    expect(withGeneration(data, made(4, 'failed'), null).pages[0]!.items[1]!.state).toBe('failed');
    expect(ids(withGeneration(data, made(4, 'failed'), 'done'))).toEqual([['gen_5'], ['gen_2']]);
    expect(withGeneration(data, made(9, 'failed'), 'done')).toBe(data);
  });
});

describe('putGeneration', () => {
  it('moves one that has ended from the queue to the results', () => {
    const client = new QueryClient();
    client.setQueryData(keys.unfinishedGenerations, [made(3, 'sampling'), made(4, 'queued')]);
    client.setQueryData(keys.generationList(null), pages([made(2)]));
    client.setQueryData(keys.generationList('failed'), pages([]));
    putGeneration(client, made(3));
    expect(client.getQueryData<Generation[]>(keys.unfinishedGenerations)!.map((each) => each.id)).toEqual(['gen_4']);
    expect(ids(client.getQueryData(keys.generationList(null))!)).toEqual([['gen_3', 'gen_2']]);
    expect(ids(client.getQueryData(keys.generationList('failed'))!)).toEqual([[]]);
    expect(client.getQueryData(keys.generation('gen_3'))).toMatchObject({ state: 'done' });
  });

  it('shows one that ended while the list was being fetched', async () => {
    const client = new QueryClient();
    const key = keys.generationList(null);
    let there = [made(2)];
    let answered = () => {};
    const fetched = vi.fn(async () => {
      const items = there;
      await new Promise<void>((resolve) => (answered = resolve));
      return { items, next_cursor: null };
    });
    const stop = new InfiniteQueryObserver(client, { queryKey: key, queryFn: fetched, initialPageParam: null, getNextPageParam: () => null }).subscribe(() => {});
    there = [made(3), made(2)];
    putGeneration(client, made(3));
    answered();
    await vi.waitFor(() => expect(fetched).toHaveBeenCalledTimes(2));
    answered();
    await vi.waitFor(() => expect(ids(client.getQueryData(key)!)).toEqual([['gen_3', 'gen_2']]));
    stop();
  });
});

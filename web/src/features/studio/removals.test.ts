import type { InfiniteData } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Generation } from '../../api/types';
import type { GenerationPage } from './generationCache';

const sent = vi.fn(async () => ({ data: { count: 1 }, response: new Response() }));
vi.mock('../../api/client', () => ({ api: { POST: sent }, answer: async (request: Promise<{ data: unknown }>) => (await request).data, isTransient: () => false }));

const { keys, queryClient } = await import('../../api/queries');
const { keepAll, keepLast, removeLater, removeWaiting, waitingRemovals } = await import('./removals');

beforeEach(() => {
  vi.useFakeTimers();
  sent.mockClear();
});

afterEach(() => {
  vi.useRealTimers();
  queryClient.clear();
});

const made = (id: string) => ({ id }) as unknown as Generation;
const asked = (ids: string[]) => expect(sent).toHaveBeenCalledExactlyOnceWith('/api/v1/generations/bulk', { body: { ids, action: 'delete' } });

describe('removeLater', () => {
  it('deletes once nobody wants it back', async () => {
    removeLater(made('gen_1'));
    await vi.advanceTimersByTimeAsync(9_900);
    expect(sent).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(200);
    asked(['gen_1']);
  });

  it('waits for all as long as for the last', async () => {
    removeLater(made('gen_1'));
    await vi.advanceTimersByTimeAsync(6_000);
    removeLater(made('gen_2'));
    await vi.advanceTimersByTimeAsync(6_000);
    expect(waitingRemovals().map((each) => each.id)).toEqual(['gen_1', 'gen_2']);
    await vi.advanceTimersByTimeAsync(6_000);
    asked(['gen_1', 'gen_2']);
  });

  it('deletes nothing that was wanted back', async () => {
    removeLater(made('gen_1'));
    removeLater(made('gen_2'));
    keepAll();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(sent).not.toHaveBeenCalled();
  });

  it('takes what is gone out of the lists, and asks for none again', async () => {
    queryClient.setQueryData(keys.generationList(null), { pages: [{ items: [made('gen_1'), made('gen_2')] }], pageParams: [null] });
    removeLater(made('gen_1'));
    await vi.advanceTimersByTimeAsync(20_000);
    expect(queryClient.getQueryData<InfiniteData<GenerationPage>>(keys.generationList(null))!.pages[0]!.items.map((each) => each.id)).toEqual(['gen_2']);
    expect(queryClient.getQueryState(keys.generationList(null))!.isInvalidated).toBe(false);
  });
});

describe('keepLast', () => {
  it('brings back one after the other, the last first', async () => {
    removeLater(made('gen_1'));
    removeLater(made('gen_2'));
    expect(keepLast()).toBe(true);
    await vi.advanceTimersByTimeAsync(20_000);
    asked(['gen_1']);
    expect(keepLast()).toBe(false);
  });
});

describe('removeWaiting', () => {
  it('deletes at once what waits, together', async () => {
    removeLater(made('gen_3'));
    removeLater(made('gen_4'));
    await removeWaiting();
    asked(['gen_3', 'gen_4']);
    await vi.advanceTimersByTimeAsync(20_000);
    expect(sent).toHaveBeenCalledOnce();
  });
});

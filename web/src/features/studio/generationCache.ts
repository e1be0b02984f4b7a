import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import { keys } from '../../api/queries';
import type { Generation } from '../../api/types';
import { hasEnded } from './progress';

export interface GenerationPage {
  items: Generation[];
  next_cursor?: string | null;
}

/**
 * A list, newest first, after one of its generations came or changed. The same list where nothing of it is meant.
 * @param filter only those in this state belong to it; null for all
 */
export function withGeneration(data: InfiniteData<GenerationPage>, generation: Generation, filter: string | null): InfiniteData<GenerationPage> {
  const belongs = filter === null || generation.state === filter;
  const inside = data.pages.some((page) => page.items.some((each) => each.id === generation.id));
  if (inside) {
    const change = (items: Generation[]) =>
      belongs ? items.map((each) => (each.id === generation.id ? generation : each)) : items.filter((each) => each.id !== generation.id);
    return { ...data, pages: data.pages.map((page) => ({ ...page, items: change(page.items) })) };
  }
  if (!belongs) {
    return data;
  }
  for (const [index, page] of data.pages.entries()) {
    const place = page.items.findIndex((each) => each.created_at < generation.created_at);
    // After all of the last page: it comes with the next one, where there is one.
    const end = index === data.pages.length - 1 && page.next_cursor == null ? page.items.length : -1;
    const at = place === -1 ? end : place;
    if (at !== -1) {
      return { ...data, pages: data.pages.with(index, { ...page, items: page.items.toSpliced(at, 0, generation) }) };
    }
  }
  return data;
}

/** What waits or is painted, after one of them came, changed or ended. */
export function withUnfinished(list: readonly Generation[], generation: Generation): readonly Generation[] {
  const others = list.filter((each) => each.id !== generation.id);
  return hasEnded(generation.state) ? others : [...others, generation];
}

/** Shows what the server said of one generation wherever it is listed: asking for whole lists again would cost a request for every page of them. */
export function putGeneration(queryClient: QueryClient, generation: Generation): void {
  queryClient.setQueryData<Generation>(keys.generation(generation.id), generation);
  for (const [key, data] of queryClient.getQueriesData<InfiniteData<GenerationPage>>({ queryKey: keys.generationLists })) {
    if (data !== undefined) {
      queryClient.setQueryData(key, withGeneration(data, generation, key[2] === 'all' ? null : String(key[2])));
    }
  }
  queryClient.setQueryData<readonly Generation[]>(keys.unfinishedGenerations, (list) => list && withUnfinished(list, generation));
  if (queryClient.isFetching({ queryKey: keys.generationLists }) > 0) {
    // The fetch ends with the pages that it began with, or that were read before this one ended.
    void listsFetched(queryClient).then(() => queryClient.invalidateQueries({ queryKey: keys.generationLists }, { cancelRefetch: false }));
  }
}

/** Takes what was deleted out of the lists. */
export function dropGenerations(queryClient: QueryClient, ids: readonly string[]): void {
  queryClient.setQueriesData<InfiniteData<GenerationPage>>(
    { queryKey: keys.generationLists },
    (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: page.items.filter((each) => !ids.includes(each.id)) })) },
  );
  for (const id of ids) {
    queryClient.removeQueries({ queryKey: keys.generation(id) });
  }
}

/** Resolves once no list is being fetched. */
export function listsFetched(queryClient: QueryClient): Promise<void> {
  return new Promise((resolve) => {
    const stop = queryClient.getQueryCache().subscribe(look);
    look();
    function look() {
      if (queryClient.isFetching({ queryKey: keys.generationLists }) === 0) {
        stop();
        resolve();
      }
    }
  });
}

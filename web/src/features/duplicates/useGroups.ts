import { useInfiniteQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { KeepRule, Threshold } from './duplicatesSearch';

/** Groups of a kind, page by page. */
export function useGroups(kind: 'exact' | 'near' | 'burst', threshold: Threshold, keep: KeepRule) {
  return useInfiniteQuery({
    queryKey: [...keys.duplicates, 'groups', kind, threshold, keep],
    queryFn: ({ pageParam, signal }) =>
      answer(api.GET('/api/v1/duplicates', { params: { query: { kind, threshold, keep, limit: 20, ...(pageParam === null ? {} : { cursor: pageParam }) } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor ?? null,
  });
}

import { useInfiniteQuery } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import { captionParameters, tagParameters, type ReviewSearch } from './reviewSearch';
import { ofCaption, ofTag, type Suggestion } from './suggestions';

interface QueuePage {
  items: Suggestion[];
  next: string | null;
  total: number | null;
}

const limit = 60;

/** The suggestions that wait, page by page: tags, or captions. */
export function useSuggestions(search: ReviewSearch) {
  const captions = search.view === 'captions';
  return useInfiniteQuery({
    queryKey: [...keys.review, captions ? 'captions' : 'queue', captions ? captionParameters(search) : tagParameters(search)],
    queryFn: async ({ pageParam, signal }): Promise<QueuePage> => {
      const paging = { limit, ...(pageParam === null ? {} : { cursor: pageParam }) };
      if (captions) {
        const page = await answer(api.GET('/api/v1/review/captions', { params: { query: { ...captionParameters(search), ...paging } }, signal }));
        return { items: page.items.map(ofCaption), next: page.next_cursor ?? null, total: page.total ?? null };
      }
      const page = await answer(api.GET('/api/v1/review', { params: { query: { ...tagParameters(search), ...paging } }, signal }));
      return { items: page.items.map(ofTag), next: page.next_cursor ?? null, total: page.total ?? null };
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });
}

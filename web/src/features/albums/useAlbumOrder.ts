import { useMutation, useQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import { answer, api } from '../../api/client';
import { meQuery } from '../../api/queries';
import { mayEdit } from '../../api/roles';
import type { Album } from '../../api/types';
import { notifyProblem } from '../../ui/toasts';
import type { ImageFeed } from '../gallery/feed';
import type { PhotoSearch } from '../search/searchState';

/** Whether the pictures on screen are in an order that may be changed by hand, and how. */
export function useAlbumOrder(album: Album | null, search: PhotoSearch, feed: ImageFeed) {
  const { data: me } = useQuery(meQuery);
  const ordered = album !== null && search.sort === 'position' && mayEdit(me, album.access);
  const id = album?.id ?? '';
  const { mutate } = useMutation({
    mutationFn: (body: { image_ids: string[]; before?: string }) =>
      answer(api.POST('/api/v1/albums/{id}/images/move', { params: { path: { id } }, body })),
    onError: notifyProblem,
    onSettled: () => feed.refresh(),
  });
  /** @param before the position that the pictures are to stand before; behind the last one: at the end */
  const move = useCallback(
    (indexes: readonly number[], before: number) => {
      const ids = indexes.map((index) => feed.at(index)?.id).filter((each) => each !== undefined);
      const next = feed.at(before)?.id;
      if (ids.length > 0 && (next === undefined || !ids.includes(next))) {
        mutate({ image_ids: ids, ...(next === undefined ? {} : { before: next }) });
      }
    },
    [feed, mutate],
  );
  return { ordered, move };
}

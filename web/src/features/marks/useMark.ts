import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { ImageDetails } from '../../api/types';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import { updateInFeeds } from '../gallery/useFeed';

/** What one says of a picture for oneself. */
export interface Marks {
  favourite: boolean;
  /** 0 to 5 stars; null: not rated. */
  rating: number | null;
}

interface Marked {
  id: string;
  favourite: boolean;
  rating?: number | null | undefined;
}

/** Marks a picture; every list and panel shows it at once, and takes it back should the server refuse. */
export function useMark(): (image: Marked, change: Partial<Marks>) => void {
  const queryClient = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: ({ id, marks }: { id: string; marks: Marks; before: Marks }) =>
      answer(api.PUT('/api/v1/images/{id}/marks', { params: { path: { id } }, body: marks })),
    onMutate: ({ id, marks }) => show(id, marks),
    onError: (error, { id, before }) => {
      show(id, before);
      notifyProblem(error);
    },
  });
  const show = (id: string, { favourite, rating }: Marks) => {
    updateInFeeds(id, { favourite, rating });
    queryClient.setQueryData<ImageDetails>(keys.image(id), (image) => image && { ...image, favourite, rating });
  };
  return useCallback(
    (image, change) => {
      const before = { favourite: image.favourite, rating: image.rating ?? null };
      mutate({ id: image.id, marks: { ...before, ...change }, before });
    },
    [mutate],
  );
}

/** Puts one's own picture away, or brings it back. */
export function useArchive(): (id: string, archived: boolean) => void {
  const queryClient = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: ({ id, archived }: { id: string; archived: boolean }) =>
      answer(
        archived
          ? api.PUT('/api/v1/images/{id}/archive', { params: { path: { id } } })
          : api.DELETE('/api/v1/images/{id}/archive', { params: { path: { id } } }),
      ),
    onSuccess: (_, { id, archived }) => {
      queryClient.setQueryData<ImageDetails>(keys.image(id), (image) => image && { ...image, archived });
      notifyDone(
        archived ? 'Archived' : 'Back from the archive',
        archived ? 'It is no longer among your photos; the filter “Archive” finds it.' : null,
      );
    },
    onError: notifyProblem,
  });
  return useCallback((id, archived) => mutate({ id, archived }), [mutate]);
}

/** The keys 1 to 5, and 0 that takes the rating back. */
export function ratingKeys(rate: (rating: number | null) => void): Record<string, () => void> {
  return Object.fromEntries([0, 1, 2, 3, 4, 5].map((stars) => [String(stars), () => rate(stars === 0 ? null : stars)]));
}

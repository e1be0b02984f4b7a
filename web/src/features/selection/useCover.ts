import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { Album } from '../../api/types';
import { notifyDone, notifyProblem } from '../../ui/toasts';

/** Makes a picture the one that stands for its album. */
export function useCover(onDone: () => void) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: ({ album, image }: { album: Album; image: string }) =>
      answer(api.PATCH('/api/v1/albums/{id}', { params: { path: { id: album.id } }, body: { cover_image_id: image } })),
    onSuccess: (album) => {
      notifyDone(`${album.name} has a new cover`, null);
      onDone();
    },
    onError: notifyProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.albums }),
  });
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import { notifyDone, notifyProblem } from '../../ui/toasts';

/** Moves one's own picture to the trash, and offers to take that back. The lists hear of both over the live connection. */
export function useRemove(): (image: { id: string; name: string }) => void {
  const queryClient = useQueryClient();
  const changed = () => void queryClient.invalidateQueries({ queryKey: keys.trash });
  const restore = useMutation({
    mutationFn: (id: string) => answer(api.POST('/api/v1/trash/{id}/restore', { params: { path: { id } } })),
    onSuccess: (_, id) => {
      changed();
      void queryClient.invalidateQueries({ queryKey: keys.image(id) });
      notifyDone('Restored');
    },
    onError: notifyProblem,
  });
  const { mutate } = useMutation({
    mutationFn: ({ id }: { id: string; name: string }) => answer(api.DELETE('/api/v1/images/{id}', { params: { path: { id } } })),
    onSuccess: (_, { id, name }) => {
      changed();
      notifyDone('Moved to the trash', name, { label: 'Undo', run: () => restore.mutate(id) });
    },
    onError: notifyProblem,
  });
  return useCallback((image) => mutate({ id: image.id, name: image.name }), [mutate]);
}

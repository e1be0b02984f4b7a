import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { PageReading, Reading } from '../../api/types';
import { notifyProblem } from '../../ui/toasts';

/** What can be done with a document; each refreshes what is shown of it. */
export function useDocumentActions(id: string) {
  const queryClient = useQueryClient();
  const changed = () => queryClient.invalidateQueries({ queryKey: keys.documents });
  const path = { id };
  const read = useMutation({
    mutationFn: (body: Reading) => answer(api.POST('/api/v1/documents/{id}/read', { params: { path }, body })),
    onSuccess: changed,
    onError: notifyProblem,
  });
  const readPage = useMutation({
    mutationFn: ({ number, ...body }: PageReading & { number: number }) =>
      answer(api.POST('/api/v1/documents/{id}/pages/{number}/read', { params: { path: { id, number } }, body })),
    onSuccess: changed,
    onError: notifyProblem,
  });
  const cancel = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/documents/{id}/cancel', { params: { path } })),
    onSuccess: changed,
    onError: notifyProblem,
  });
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/documents/{id}', { params: { path } })),
    // Whoever looks at the document leaves it now: asking for it once more would only be told that it is gone.
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.documentLists }),
    onError: notifyProblem,
  });
  return { read, readPage, cancel, remove };
}

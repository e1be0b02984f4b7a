import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { TagOperation } from '../../api/types';
import { countOf } from '../../ui/format';
import { notifyDone, notifyProblem } from '../../ui/toasts';

/** One thing to do to tags. */
export type TagDeed =
  | { kind: 'rename'; id: string; name: string }
  | { kind: 'move'; ids: readonly string[]; parent: string | null }
  | { kind: 'merge'; ids: readonly string[]; into: string }
  | { kind: 'delete'; ids: readonly string[]; deny: boolean };

/** Does it, or only tells what it would change. */
export function operate(deed: TagDeed, preview: boolean, signal?: AbortSignal): Promise<TagOperation> {
  const options = { signal: signal ?? null };
  switch (deed.kind) {
    case 'rename':
      return answer(api.PATCH('/api/v1/tags/{id}', { params: { path: { id: deed.id } }, body: { name: deed.name, preview }, ...options }));
    case 'move':
      return answer(api.POST('/api/v1/tags/move', { body: { tag_ids: [...deed.ids], parent_id: deed.parent, preview }, ...options }));
    case 'merge':
      return answer(api.POST('/api/v1/tags/merge', { body: { tag_ids: [...deed.ids], into: deed.into, preview }, ...options }));
    case 'delete':
      return answer(api.POST('/api/v1/tags/delete', { body: { tag_ids: [...deed.ids], deny: deed.deny, preview }, ...options }));
  }
}

function useSettled() {
  const queryClient = useQueryClient();
  return () => {
    for (const queryKey of [keys.tags, keys.vocabulary, keys.review, keys.allSuggestions, keys.images]) {
      void queryClient.invalidateQueries({ queryKey });
    }
  };
}

/** Takes an operation back, and says what came of it. */
export function useUndoOperation() {
  const settled = useSettled();
  return useMutation({
    mutationFn: (id: string) => answer(api.POST('/api/v1/tags/operations/{id}/undo', { params: { path: { id } } })),
    onSuccess: (operation) => notifyDone('Undone', undoneOf(operation)),
    onError: notifyProblem,
    onSettled: settled,
  });
}

/** Does something to tags, and offers to take it back. */
export function useTagOperation(onDone?: () => void) {
  const settled = useSettled();
  const undo = useUndoOperation();
  return useMutation({
    mutationFn: (deed: TagDeed) => operate(deed, false),
    onSuccess: (operation) => {
      notifyDone(
        operation.title,
        operation.job == null ? countOf(operation.image_count, 'picture', 'pictures') : `${countOf(operation.image_count, 'picture', 'pictures')} are being changed.`,
        { label: 'Undo', run: () => undo.mutate(operation.id!) },
      );
      onDone?.();
    },
    onError: notifyProblem,
    onSettled: settled,
  });
}

/** What undoing came to, for people. */
export function undoneOf(operation: TagOperation): string {
  if (operation.job != null) {
    return `${countOf(operation.image_count, 'picture is', 'pictures are')} being put back.`;
  }
  const kept = operation.kept === 0 ? '' : `; ${countOf(operation.kept, 'picture was', 'pictures were')} changed since and stayed`;
  return `${countOf(operation.restored, 'picture', 'pictures')} put back${kept}`;
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { BulkAction, BulkEdit } from '../../api/types';
import { countOf } from '../../ui/format';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import { filtersOf, type PhotoSearch } from '../search/searchState';
import { outcomeOf, titleOf, undoneOf } from './bulkWords';
import type { Selection } from './selection';

export type Deed = Pick<BulkAction, 'kind' | 'value'>;

/** Does something to the chosen pictures, or only tells what it would change. */
export function editImages(selection: Selection, deeds: readonly Deed[], preview: boolean, signal?: AbortSignal): Promise<BulkEdit> {
  const actions = deeds.map(({ kind, value }) => ({ kind, ...(value == null ? {} : { value }) }));
  const body =
    selection.kind === 'all'
      ? { filter: filterOf(selection.search), except: [...selection.except], actions, preview }
      : { image_ids: selection.kind === 'some' ? [...selection.ids] : [], actions, preview };
  return answer(api.POST('/api/v1/images/bulk', { body, signal: signal ?? null }));
}

export function filterOf(search: PhotoSearch) {
  return filtersOf(search);
}

/** Takes an edit back, and says what came of it. */
export function useUndo() {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => answer(api.POST('/api/v1/bulk-edits/{id}/undo', { params: { path: { id } } })),
    onSuccess: (edit) => {
      if (edit.job == null) {
        notifyDone('Undone', undoneOf(edit));
      } else {
        notifyDone('Undoing', `${countOf(edit.image_count, 'picture', 'pictures')} are being put back.`);
      }
    },
    onError: notifyProblem,
    onSettled: () => queryClient.invalidateQueries({ queryKey: keys.bulkEdits }),
  });
}

/** Edits the chosen pictures, and offers to take it back. */
export function useBulkEdit(onDone: () => void) {
  const queryClient = useQueryClient();
  const undo = useUndo();
  const { mutate, ...rest } = useMutation({
    mutationFn: ({ selection, deeds }: { selection: Selection; deeds: readonly Deed[] }) => editImages(selection, deeds, false),
    onSuccess: (edit) => {
      const id = edit.id!;
      const changed = edit.actions.some((action) => action.changed > 0);
      const action = changed || edit.job != null ? { label: 'Undo', run: () => undo.mutate(id) } : null;
      notifyDone(
        titleOf(edit),
        edit.job == null
          ? edit.actions.map((each) => outcomeOf(edit, each, true)).join('. ')
          : `${countOf(edit.image_count, 'picture', 'pictures')} are being edited.`,
        action,
      );
      onDone();
    },
    onError: notifyProblem,
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: keys.bulkEdits });
      void queryClient.invalidateQueries({ queryKey: keys.albums });
    },
  });
  const edit = useCallback((selection: Selection, deeds: readonly Deed[]) => mutate({ selection, deeds }), [mutate]);
  return { edit, ...rest };
}

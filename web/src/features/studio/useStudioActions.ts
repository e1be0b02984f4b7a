import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import { toProblem } from '../../api/problem';
import type { Generation } from '../../api/types';
import { countOf } from '../../ui/format';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import { putGeneration } from './generationCache';
import { variationsOf, type PaintingModel } from './draft';
import { pictureUrl, sendWithPicture } from './queries';
import { keepAll, keepLast, removeLater, waitingRemovals } from './removals';
import type { PictureKey } from './studioSearch';

const deletion = 'studio-deletion';

/** The file of a painted picture. */
export async function readPicture({ id, number }: PictureKey): Promise<Blob> {
  const response = await fetch(pictureUrl(id, number));
  if (!response.ok) {
    await answer(Promise.resolve({ error: await response.json().catch(() => undefined), response }));
  }
  return response.blob();
}

/** One notice for all that can be brought back: several would hide each other. */
function sayDeleted(): void {
  const waiting = waitingRemovals();
  const images = waiting.flatMap((generation) => generation.images);
  notifyDone(
    images.length > 0 ? `${countOf(images.length, 'picture', 'pictures')} deleted` : waiting.length > 1 ? `${countOf(waiting.length, 'request', 'requests')} deleted` : 'Deleted',
    images.some((image) => image.kept) ? 'What you kept stays in your library.' : null,
    { label: 'Undo', run: keepAll },
    deletion,
  );
}

function undoRemove(): void {
  if (keepLast()) {
    if (waitingRemovals().length > 0) {
      sayDeleted();
    } else {
      notifyDone('Brought back', null, null, deletion);
    }
  }
}

/** What can be done with what was painted, or is being. */
export function useStudioActions() {
  const queryClient = useQueryClient();
  const put = (generation: Generation) => putGeneration(queryClient, generation);
  const cancel = useMutation({
    mutationFn: (id: string) => answer(api.POST('/api/v1/generations/{id}/cancel', { params: { path: { id } } })),
    onSuccess: put,
    onError: async (error) => {
      // It ended the moment before: the lists say how.
      if (toProblem(error).status !== 409) {
        notifyProblem(error);
      }
      await queryClient.invalidateQueries({ queryKey: keys.generations });
    },
  });
  const keep = useMutation({
    mutationFn: ({ id, number }: PictureKey) =>
      answer(api.POST('/api/v1/generations/{id}/images/{number}/keep', { params: { path: { id, number: String(number) } } })),
    onSuccess: (generation) => {
      put(generation);
      notifyDone('Kept in your library', 'It is in the folder Paintings, with its prompt as the caption.');
    },
    onError: notifyProblem,
  });
  const vary = useMutation({
    mutationFn: async ({ generation, number, model, mostPictures }: { generation: Generation; number: number; model: PaintingModel | null; mostPictures: number }) => {
      const { body, fromPicture } = variationsOf(generation, model, mostPictures);
      return fromPicture ? sendWithPicture(body, await readPicture({ id: generation.id, number }), null) : answer(api.POST('/api/v1/generate', { body }));
    },
    onSuccess: (generation) => {
      put(generation);
      notifyDone(`${countOf(generation.num_images, 'variation', 'variations')} asked for`, 'They are in the queue.');
    },
    onError: notifyProblem,
  });
  const remove = (generation: Generation) => {
    removeLater(generation);
    sayDeleted();
  };
  return { cancel, keep, vary, remove, undoRemove };
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { Generation } from '../../api/types';
import { bodyOf, ragBodyOf, type Draft, type Settled } from './draft';
import { putGeneration } from './generationCache';
import { sendWithPicture } from './queries';
import type { Start } from './useStart';

/** Asks for what the draft says. */
export function usePaint(draft: Draft, settled: Settled, start: Start | null) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: async (): Promise<Generation | null> => {
      if (start !== null) {
        const { masked } = start;
        // With a mask the picture is sent too: both have to be of one size.
        const body = bodyOf(draft, settled.model, masked === null ? start.from : null, true);
        const file = masked?.picture ?? start.file;
        return file === null ? answer(api.POST('/api/v1/generate', { body })) : sendWithPicture(body, file, masked?.mask ?? null);
      }
      if (draft.library) {
        return (await answer(api.POST('/api/v1/rag/generate', { body: ragBodyOf(draft, settled.model, false) }))).generation ?? null;
      }
      return answer(api.POST('/api/v1/generate', { body: bodyOf(draft, settled.model, null, false) }));
    },
    onSuccess: async (generation) => {
      if (generation !== null) {
        putGeneration(queryClient, generation);
      }
      void queryClient.invalidateQueries({ queryKey: keys.generateOptions });
      await queryClient.invalidateQueries({ queryKey: keys.unfinishedGenerations });
    },
  });
}

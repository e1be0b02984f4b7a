import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import { notifyProblem } from '../../ui/toasts';
import { saidOf, verdictsOf, type Suggestion, type Verdict } from './suggestions';

/** Sends what is said of suggestions, and takes it back, the last first. */
export function useVerdicts() {
  const queryClient = useQueryClient();
  /** What has been said something of here: an answer that was on its way meanwhile must not bring it back. */
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  /** What was said, the last at the end: ids of operations, some of which are still under way. */
  const [done, setDone] = useState<readonly { id: Promise<string | null>; subjects: readonly string[] }[]>([]);
  const [said, setSaid] = useState('');
  const review = useMutation({
    mutationFn: ({ about, verdict, replacement }: { about: readonly Suggestion[]; verdict: Verdict; replacement?: string }) =>
      answer(api.POST('/api/v1/review', { body: { items: verdictsOf(about, verdict, replacement) } })),
    onError: (error) => {
      notifyProblem(error);
      setSaid('');
      void queryClient.invalidateQueries({ queryKey: keys.review });
    },
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: keys.tagOperations });
      void queryClient.invalidateQueries({ queryKey: [...keys.review, 'statistics'] });
    },
  });
  const undo = useMutation({
    mutationFn: (id: string) => answer(api.POST('/api/v1/tags/operations/{id}/undo', { params: { path: { id } } })),
    onSuccess: (operation) => setSaid(operation.kept === 0 ? 'Undone.' : 'Changed since: left as it is.'),
    onError: notifyProblem,
    onSettled: () => {
      void queryClient.invalidateQueries({ queryKey: keys.review });
      void queryClient.invalidateQueries({ queryKey: keys.tags });
    },
  });
  const show = (subjects: readonly string[]) => setHidden((before) => new Set([...before].filter((subject) => !subjects.includes(subject))));

  const say = (about: readonly Suggestion[], verdict: Verdict, replacement?: string) => {
    if (about.length === 0) {
      return;
    }
    const subjects = about.map((item) => item.subject);
    setHidden((before) => new Set([...before, ...subjects]));
    setSaid(saidOf(about, verdict, replacement));
    const id = review.mutateAsync({ about, verdict, ...(replacement === undefined ? {} : { replacement }) }).then(
      (operation) => operation.id ?? null,
      // Told already; there is nothing to take back.
      () => {
        show(subjects);
        return null;
      },
    );
    setDone((before) => [...before, { id, subjects }]);
  };

  const takeBack = () => {
    const last = done.at(-1);
    if (last !== undefined && !undo.isPending) {
      setDone(done.slice(0, -1));
      void last.id.then((id) => {
        if (id !== null) {
          undo.mutate(id, { onSuccess: () => show(last.subjects) });
        }
      });
    }
  };

  return { hidden, said, say, takeBack, canTakeBack: done.length > 0, isTakingBack: undo.isPending };
}

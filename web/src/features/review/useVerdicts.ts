import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import { notifyProblem } from '../../ui/toasts';
import { saidOf, verdictsOf, type Suggestion, type Verdict } from './suggestions';

/** Sends what is said of suggestions, and takes it back, the last first. */
export function useVerdicts() {
  const queryClient = useQueryClient();
  /** What has been said something of here: an answer that was on its way meanwhile must not bring it back. */
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  /** What was said, the last at the end: ids of operations, some of which are still under way. Keys come faster than the page is drawn anew, so it is no state. */
  const done = useRef<{ id: Promise<string | null>; subjects: readonly string[] }[]>([]);
  const [depth, setDepth] = useState(0);
  /** Undos go one after the other, in the order of the keys. */
  const undos = useRef(Promise.resolve());
  /** The suggestion that came back last. */
  const [returned, setReturned] = useState<string | null>(null);
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
    done.current.push({ id, subjects });
    setDepth(done.current.length);
  };

  const takeBack = () => {
    const last = done.current.pop();
    if (last === undefined) {
      return;
    }
    setDepth(done.current.length);
    undos.current = undos.current.then(async () => {
      const id = await last.id;
      if (id === null) {
        return;
      }
      try {
        await undo.mutateAsync(id);
        show(last.subjects);
        setReturned(last.subjects[0] ?? null);
      } catch {
        // Told already, by the mutation; the next undo goes on.
      }
    });
  };

  return { hidden, said, say, takeBack, canTakeBack: depth > 0, isTakingBack: undo.isPending, returned, forgetReturned: () => setReturned(null) };
}

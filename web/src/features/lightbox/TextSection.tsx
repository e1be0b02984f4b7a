import { Button, CopyButton, Skeleton } from '@mantine/core';
import { IconCheck, IconCopy, IconTextRecognition } from '@tabler/icons-react';
import { useMutation, useQueryClient, type UseQueryResult } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { ImageText } from '../../api/types';
import { ProblemAlert } from '../../ui/states';
import { notifyProblem } from '../../ui/toasts';
import classes from './TextSection.module.css';

interface Props {
  id: string;
  text: UseQueryResult<ImageText>;
  /** Whether the reading can be asked for. */
  editable: boolean;
}

/** What was read in the picture, to be copied; where nothing was, the reading can be asked for. */
export function TextSection({ id, text, editable }: Props) {
  const queryClient = useQueryClient();
  const read = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/images/{id}/text', { params: { path: { id } } })),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: keys.imageText(id) }),
    onError: notifyProblem,
  });
  if (text.isError) {
    return <ProblemAlert error={text.error} onRetry={() => void text.refetch()} />;
  }
  if (text.data === undefined) {
    return <Skeleton h={30} />;
  }
  const { state, items, problem } = text.data;
  const whole = items.map((line) => line.text).join('\n');
  const waiting = state === 'pending' && problem == null;
  return (
    <>
      {items.length > 0 && <pre className={classes.text}>{whole}</pre>}
      {items.length === 0 && <p className={classes.note}>{notes[state]}</p>}
      {problem != null && <p className={classes.note}>{problem.detail ?? problem.code}</p>}
      <div className={classes.actions}>
        {items.length > 0 && (
          <CopyButton value={whole}>
            {({ copied, copy }) => (
              <Button
                size="xs"
                variant="default"
                leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
                onClick={copy}
              >
                {copied ? 'Copied' : 'Copy the text'}
              </Button>
            )}
          </CopyButton>
        )}
        {editable && (
          <Button
            size="xs"
            variant="default"
            leftSection={<IconTextRecognition size={14} />}
            loading={read.isPending || waiting}
            onClick={() => read.mutate()}
          >
            {state === 'none' ? 'Read the text' : 'Read again'}
          </Button>
        )}
      </div>
    </>
  );
}

const notes: Record<ImageText['state'], string> = {
  none: 'No text was seen in this picture.',
  pending: 'The text is going to be read.',
  read: 'There is no text that could be read.',
  failed: 'The text could not be read.',
};

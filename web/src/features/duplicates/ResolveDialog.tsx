import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import { countOf, formatBytes } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';
import { useUndo } from '../selection/useBulk';
import type { KeepRule, Threshold } from './duplicatesSearch';

const kept: Record<KeepRule, string> = { largest: 'the largest picture', most_metadata: 'the picture with most said of it', oldest: 'the oldest picture' };

/** One rule for all groups, after a look at what it would do. */
export function ResolveDialog({ kind, threshold, keep, onClose }: { kind: 'near' | 'burst'; threshold: Threshold; keep: KeepRule; onClose: () => void }) {
  const queryClient = useQueryClient();
  const undo = useUndo();
  const resolve = (preview: boolean, signal?: AbortSignal) => answer(api.POST('/api/v1/duplicates/resolve', { body: { kind, threshold, keep, preview }, signal: signal ?? null }));
  const preview = useQuery({ queryKey: [...keys.duplicates, 'preview', kind, threshold, keep], queryFn: ({ signal }) => resolve(true, signal), staleTime: 0 });
  const apply = useMutation({
    mutationFn: () => resolve(false),
    onSuccess: ({ trashed, edit }) => {
      const pictures = countOf(trashed, 'picture', 'pictures');
      notifyDone(edit?.job == null ? `${pictures} moved to the trash` : `${pictures} are being moved to the trash`, null, edit?.id == null ? null : { label: 'Undo', run: () => undo.mutate(edit.id!) });
      void queryClient.invalidateQueries({ queryKey: keys.duplicates });
      void queryClient.invalidateQueries({ queryKey: keys.bulkEdits });
      onClose();
    },
  });
  const plan = preview.data;
  return (
    <Modal opened onClose={onClose} title="Decide all groups?" size="md">
      <Stack gap="md">
        {preview.isError && <ProblemAlert error={preview.error} />}
        {apply.isError && <ProblemAlert error={apply.error} />}
        <Text>
          Of each group {kept[keep]} is kept and takes over tags, albums, favourite and rating of the others, which go to the trash. You can take it back
          under Recent edits.
        </Text>
        <Text role="status" mih="3em">
          {plan === undefined
            ? ''
            : `${countOf(plan.groups, 'group', 'groups')}: ${countOf(plan.kept, 'picture', 'pictures')} kept, ${countOf(plan.trashed, 'picture', 'pictures')} to the trash, ${formatBytes(plan.trashed_bytes)}.` +
              (plan.remaining > 0 ? ` ${countOf(plan.remaining, 'group', 'groups')} more after that.` : '')}
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button color="red.8" loading={apply.isPending} disabled={plan === undefined || plan.groups === 0} onClick={() => apply.mutate()}>
            Move to the trash
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

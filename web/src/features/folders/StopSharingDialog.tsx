import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys, sharesQuery } from '../../api/queries';
import type { Folder } from '../../api/types';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';
import { sharedWith } from './sharing';

/** For owners who are viewers now: they give nothing to anybody any more, but may take back what they gave. */
export function StopSharingDialog({ folder, onClose }: { folder: Folder; onClose: () => void }) {
  const queryClient = useQueryClient();
  const shares = useQuery({ ...sharesQuery(folder.id), staleTime: 0 });
  const stop = useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/folders/{id}/shares', { params: { path: { id: folder.id } } })),
    onSuccess: () => {
      queryClient.setQueryData(keys.shares(folder.id), { people: [] });
      void queryClient.invalidateQueries({ queryKey: keys.folders, exact: true });
      notifyDone(`${folder.name} is private`, 'Nobody else sees its pictures any more.');
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Stop sharing ${folder.name}?`} size="md">
      <Stack gap="md">
        {stop.isError && <ProblemAlert error={stop.error} />}
        {shares.data !== undefined && <Text>{sharedWith(shares.data)}.</Text>}
        <Text c="dimmed">Nobody but you will see its pictures. As a viewer you cannot share it again; a member can.</Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it shared
          </Button>
          <Button color="red.8" loading={stop.isPending} onClick={() => stop.mutate()}>
            Stop sharing
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

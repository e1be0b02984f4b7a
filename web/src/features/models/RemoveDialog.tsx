import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { Model } from '../../api/types';
import { formatBytes } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';

export function RemoveDialog({ model, onClose }: { model: Model; onClose: () => void }) {
  const queryClient = useQueryClient();
  const installed = model.state !== 'available';
  const bytes = installed ? model.size_bytes : model.partial_bytes;
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/models/{id}', { params: { path: { id: model.id } } })),
    onSuccess: async () => {
      await queryClient.invalidateQueries({ queryKey: keys.models });
      notifyDone(installed ? `${model.title} is removed` : `What was here of ${model.title} is gone`);
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={installed ? `Remove ${model.title}?` : `Throw away what is here of ${model.title}?`} size="md">
      <Stack gap="md">
        {remove.isError && <ProblemAlert error={remove.error} />}
        <Text>
          {bytes > 0 ? `${formatBytes(bytes)} on the disk become free. ` : ''}
          {installed ? 'What needs the model stops working until it is installed again.' : 'The next download begins at the beginning.'}
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red.8" loading={remove.isPending} onClick={() => remove.mutate()}>
            {installed ? 'Remove' : 'Throw away'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

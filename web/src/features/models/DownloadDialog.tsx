import { Anchor, Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { Model, ModelList } from '../../api/types';
import { withModelJob } from '../../live/reducers';
import { formatBytes } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';

/** The licence comes first. */
export function DownloadDialog({ model, host, free, onClose }: { model: Model; host: string; free: number | null; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [accepted, setAccepted] = useState(false);
  const download = useMutation({
    mutationFn: () =>
      answer(api.POST('/api/v1/models/{id}/download', { params: { path: { id: model.id } }, body: { accept_licence: model.licence ?? null } })),
    onSuccess: (job) => {
      queryClient.setQueryData<ModelList>(keys.models, (models) => models && withModelJob(models, job));
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={`Download ${model.title}?`} size="md">
      <Stack gap="md">
        {download.isError && <ProblemAlert error={download.error} />}
        <Text>
          About {formatBytes(model.size_bytes - model.partial_bytes)} from <bdi>{host}</bdi>
          {free === null ? '' : `; the disk has ${formatBytes(free)} left`}. It goes on by itself after a break.
        </Text>
        <div>
          <Text>
            Its licence is{' '}
            {model.licence_address == null ? (
              model.licence
            ) : (
              <Anchor href={model.licence_address} target="_blank" rel="noreferrer noopener" underline="always">
                {model.licence}
              </Anchor>
            )}
            .
          </Text>
          {model.licence_note != null && (
            <Text size="sm" c="dimmed" mt={4}>
              {model.licence_note}
            </Text>
          )}
        </div>
        <Checkbox label="I have read the licence and accept it" checked={accepted} onChange={(event) => setAccepted(event.currentTarget.checked)} data-autofocus />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button disabled={!accepted} loading={download.isPending} onClick={() => download.mutate()}>
            Download
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

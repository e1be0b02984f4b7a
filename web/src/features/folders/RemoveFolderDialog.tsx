import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { Folder } from '../../api/types';
import { countOf } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';
import classes from './folders.module.css';

export function RemoveFolderDialog({ folder, onClose }: { folder: Folder; onClose: () => void }) {
  const queryClient = useQueryClient();
  const remove = useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/folders/{id}', { params: { path: { id: folder.id } } })),
    onSuccess: () => {
      queryClient.setQueryData<Folder[]>(keys.folders, (folders) => folders?.filter((other) => other.id !== folder.id));
      notifyDone(`${folder.name} has left the library`, 'Its files are where they were.');
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Remove this folder from the library?" size="md">
      <Stack gap="md">
        {remove.isError && <ProblemAlert error={remove.error} />}
        <Text className={classes.path} c="dimmed">
          {folder.path}
        </Text>
        <Text>
          The originals stay on the disk, untouched.{' '}
          {folder.image_count === 0
            ? ''
            : `${countOf(folder.image_count, 'picture leaves', 'pictures leave')} the gallery, unless another folder holds them too; tags that you added to them are lost.`}
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            Keep it
          </Button>
          <Button color="red.8" loading={remove.isPending} onClick={() => remove.mutate()}>
            Remove
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

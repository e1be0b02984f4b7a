import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { DocumentView } from '../../api/types';
import { useDocumentActions } from './useDocumentActions';

export function DeleteDialog({ document, onClose, onDeleted }: { document: DocumentView; onClose: () => void; onDeleted: () => void }) {
  const { remove } = useDocumentActions(document.id);
  const lies = document.folder_id != null;
  return (
    <Modal opened onClose={onClose} title={lies ? 'Forget what was read?' : 'Delete the document?'} size="sm">
      <Stack gap="md">
        <Text size="sm">
          {lies ? (
            <>
              The text of <bdi>{document.name}</bdi> goes, and it is not read again by itself. The file stays where it is.
            </>
          ) : (
            <>
              <bdi>{document.name}</bdi> goes with all that was read of it. It cannot be brought back.
            </>
          )}
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" data-autofocus onClick={onClose}>
            Keep it
          </Button>
          <Button color="red.8" loading={remove.isPending} onClick={() => remove.mutate(undefined, { onSuccess: onDeleted })}>
            {lies ? 'Forget' : 'Delete'}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import type { DocumentView } from '../../api/types';
import { useDocumentActions } from './useDocumentActions';

export function needsPassword(document: DocumentView): boolean {
  return document.error?.code === 'pdf_password_required' || document.error?.code === 'pdf_password_wrong';
}

/** Asks for the password of a PDF and reads it with that. */
export function PasswordDialog({ document, onClose }: { document: DocumentView; onClose: () => void }) {
  const [password, setPassword] = useState('');
  const { read } = useDocumentActions(document.id);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    read.mutate({ password }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title="The password of the document" size="sm">
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            It opens <bdi>{document.name}</bdi> for this reading and is not kept: after a restart of the server you are asked again.
          </Text>
          <PasswordInput
            label="Password"
            required
            withAsterisk={false}
            maxLength={128}
            autoComplete="off"
            data-autofocus
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            error={document.error?.code === 'pdf_password_wrong' ? 'The last one did not open it.' : null}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={read.isPending} disabled={password === ''}>
              Read it
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

import { Button, Group, Stack, Text } from '@mantine/core';
import type { NewInvitation } from '../../api/types';
import { CopyField } from '../../ui/CopyField';
import { formatMoment } from '../../ui/format';
import { Note } from '../../ui/states';

function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || host === '[::1]' || /^127(\.\d+){3}$/.test(host);
}

/** A one-time link, on the only occasion it can be seen. */
export function LinkOnce({ made, onDone }: { made: NewInvitation; onDone: () => void }) {
  return (
    <Stack gap="md">
      <Text size="sm">
        Send it to them by a way that only they read. It works once, until {formatMoment(made.invitation.expires_at)}, and is not shown
        again.
      </Text>
      <CopyField label="Link" value={new URL(made.path, window.location.origin).toString()} />
      {isLoopback(window.location.hostname) && (
        <Note>
          This address leads to Limner on this computer only. For somebody at another one, put the name or address by which they reach it in
          place of {window.location.hostname}.
        </Note>
      )}
      <Group justify="flex-end">
        <Button onClick={onDone}>Done</Button>
      </Group>
    </Stack>
  );
}

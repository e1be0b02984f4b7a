import { Button, Group, Stack, Text } from '@mantine/core';
import type { NewInvitation } from '../../api/types';
import { CopyField } from '../../ui/CopyField';
import { formatMoment } from '../../ui/format';

/** A one-time link, on the only occasion it can be seen. */
export function LinkOnce({ made, onDone }: { made: NewInvitation; onDone: () => void }) {
  return (
    <Stack gap="md">
      <Text size="sm">
        Send it to them by a way that only they read. It works once, until {formatMoment(made.invitation.expires_at)}, and is not shown
        again.
      </Text>
      <CopyField label="Link" value={new URL(made.path, window.location.origin).toString()} />
      <Group justify="flex-end">
        <Button onClick={onDone}>Done</Button>
      </Group>
    </Stack>
  );
}

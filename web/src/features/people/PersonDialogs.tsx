import { Button, Checkbox, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import { roleLabel } from '../../api/roles';
import type { User } from '../../api/types';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';
import { LinkOnce } from './LinkOnce';
import { RoleChoice } from './RoleChoice';

interface Props {
  user: User;
  onClose: () => void;
}

export function RoleDialog({ user, onClose }: Props) {
  const queryClient = useQueryClient();
  const [role, setRole] = useState(user.role);
  const change = useMutation({
    mutationFn: () => answer(api.PATCH('/api/v1/users/{id}', { params: { path: { id: user.id } }, body: { role } })),
    onSuccess: (changed) => {
      notifyDone(`${changed.user_name} is now ${roleLabel(changed.role).toLowerCase()}`);
      // Perhaps one has changed one's own.
      void queryClient.invalidateQueries({ queryKey: keys.me });
      onClose();
    },
    onSettled: () => void queryClient.invalidateQueries({ queryKey: keys.users }),
  });
  return (
    <Modal opened onClose={onClose} title={`Role of ${user.user_name}`} size="lg">
      <Stack gap="md">
        {change.isError && <ProblemAlert error={change.error} />}
        <RoleChoice value={role} onChange={setRole} />
        <Text size="sm" c="dimmed">
          In force at once, for what they do in this moment too.
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={change.isPending} disabled={role === user.role} onClick={() => change.mutate()}>
            Change the role
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

export function DisableDialog({ user, onClose }: Props) {
  const queryClient = useQueryClient();
  const disable = useMutation({
    mutationFn: () => answer(api.PATCH('/api/v1/users/{id}', { params: { path: { id: user.id } }, body: { disabled: true } })),
    onSuccess: () => {
      notifyDone(`${user.user_name} is disabled`, 'Their sessions and keys have ended.');
      onClose();
    },
    onSettled: () => void queryClient.invalidateQueries({ queryKey: keys.users }),
  });
  return (
    <Modal opened onClose={onClose} title={`Disable ${user.user_name}?`} size="md">
      <Stack gap="md">
        {disable.isError && <ProblemAlert error={disable.error} />}
        <Text>
          Their sessions and API keys end at once, and they cannot sign in. Their folders, pictures and tags are kept; you can let them in
          again.
        </Text>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose} data-autofocus>
            Cancel
          </Button>
          <Button color="red.8" loading={disable.isPending} onClick={() => disable.mutate()}>
            Disable
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

export function ResetDialog({ user, onClose }: Props) {
  const queryClient = useQueryClient();
  const [removeSecondFactor, setRemoveSecondFactor] = useState(false);
  const reset = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/v1/users/{id}/reset', {
          params: { path: { id: user.id } },
          body: { remove_second_factor: removeSecondFactor },
        }),
      ),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: keys.invitations }),
  });
  if (reset.data !== undefined) {
    return (
      <Modal
        opened
        onClose={onClose}
        title={`New password for ${user.user_name}`}
        size="lg"
        closeOnClickOutside={false}
        closeOnEscape={false}
      >
        <LinkOnce made={reset.data} onDone={onClose} />
      </Modal>
    );
  }
  return (
    <Modal opened onClose={onClose} title={`New password for ${user.user_name}`} size="lg">
      <Stack gap="md">
        {reset.isError && <ProblemAlert error={reset.error} />}
        <Text>
          You make a link, {user.user_name} opens it and chooses a new password. Until then the present one goes on working; afterwards all
          their devices have to sign in again.
        </Text>
        {user.second_factor && (
          <Checkbox
            label="Switch their second factor off as well"
            description="For a lost telephone without recovery codes. Be sure that it is really them who asks."
            checked={removeSecondFactor}
            onChange={(event) => setRemoveSecondFactor(event.currentTarget.checked)}
          />
        )}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button loading={reset.isPending} onClick={() => reset.mutate()} data-autofocus>
            Make the link
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

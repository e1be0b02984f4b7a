import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { answer, api } from '../../api/client';
import { toProblem } from '../../api/problem';
import { keys } from '../../api/queries';
import type { Role } from '../../api/roles';
import { ProblemAlert } from '../../ui/states';
import { LinkOnce } from './LinkOnce';
import { RoleChoice } from './RoleChoice';

const lives = [
  { value: '24', label: 'A day' },
  { value: '72', label: 'Three days' },
  { value: '168', label: 'A week' },
  { value: '720', label: '30 days' },
];

export function InviteDialog({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const [role, setRole] = useState<Role>('member');
  const [userName, setUserName] = useState('');
  const [hours, setHours] = useState('72');
  const invite = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/v1/invitations', {
          body: { role, expires_in_hours: Number(hours), ...(userName.trim() === '' ? {} : { user_name: userName.trim() }) },
        }),
      ),
    onSuccess: () => void queryClient.invalidateQueries({ queryKey: keys.invitations }),
  });
  if (invite.data !== undefined) {
    return (
      <Modal opened onClose={onClose} title="The invitation is ready" size="lg" closeOnClickOutside={false} closeOnEscape={false}>
        <LinkOnce made={invite.data} onDone={onClose} />
      </Modal>
    );
  }
  const problem = invite.isError ? toProblem(invite.error) : null;
  const nameError =
    problem === null ? null : problem.code === 'user_name_taken' ? problem.title : (problem.fields['user_name']?.join(' ') ?? null);
  const roleError = problem?.fields['role']?.join(' ') ?? null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate();
  };
  return (
    <Modal opened onClose={onClose} title="Invite somebody" size="lg">
      <form onSubmit={submit}>
        <Stack gap="md">
          {problem !== null && nameError === null && roleError === null && <ProblemAlert error={problem} />}
          <RoleChoice value={role} onChange={setRole} error={roleError} />
          <TextInput
            label="User name"
            description="A suggestion; they may choose another. It can stay empty."
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={64}
            value={userName}
            onChange={(event) => setUserName(event.currentTarget.value)}
            error={nameError}
          />
          <NativeSelect
            label="The link works for"
            data={lives}
            value={hours}
            onChange={(event) => setHours(event.currentTarget.value)}
            maw={260}
          />
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={invite.isPending}>
              Make the link
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

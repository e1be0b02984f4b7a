import { Button, Checkbox, Group, PasswordInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { answer, api } from '../../api/client';
import { toProblem } from '../../api/problem';
import { keys } from '../../api/queries';
import { Section } from '../../ui/Section';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';
import { isChosen, NewPassword, noPassword } from '../session/NewPassword';
import classes from './account.module.css';

export function PasswordSection({ userName }: { userName: string }) {
  const [open, setOpen] = useState(false);
  return (
    <Section
      title="Password"
      lead="Changing it ends all other sessions of yours."
      action={
        !open && (
          <Button variant="default" onClick={() => setOpen(true)}>
            Change the password
          </Button>
        )
      }
    >
      {open && <ChangePassword userName={userName} onClose={() => setOpen(false)} />}
    </Section>
  );
}

function ChangePassword({ userName, onClose }: { userName: string; onClose: () => void }) {
  const queryClient = useQueryClient();
  const [current, setCurrent] = useState('');
  const [choice, setChoice] = useState(noPassword);
  const [revokeKeys, setRevokeKeys] = useState(false);
  const [checked, setChecked] = useState(false);
  const change = useMutation({
    mutationFn: () => answer(api.PUT('/api/v1/me/password', { body: { current_password: current, new_password: choice.password, revoke_api_keys: revokeKeys } })),
    onSuccess: () => {
      void queryClient.invalidateQueries({ queryKey: keys.sessions });
      void queryClient.invalidateQueries({ queryKey: keys.apiKeys });
      notifyDone('The new password is set', 'Other devices have to sign in again.');
      onClose();
    },
  });
  const problem = change.isError ? toProblem(change.error) : null;
  const currentError = problem?.code === 'password_wrong' ? problem.title : (problem?.fields['current_password']?.join(' ') ?? null);
  const newError = problem?.fields['new_password']?.join(' ') ?? null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (current !== '' && isChosen(choice, userName)) {
      change.mutate();
    }
  };
  return (
    <form className={classes.form} onSubmit={submit} noValidate>
      {problem !== null && currentError === null && newError === null && <ProblemAlert error={problem} />}
      <input type="text" name="username" autoComplete="username" value={userName} readOnly hidden />
      <PasswordInput
        label="Present password"
        autoComplete="current-password"
        required
        withAsterisk={false}
        autoFocus
        value={current}
        onChange={(event) => setCurrent(event.currentTarget.value)}
        visibilityToggleButtonProps={{ 'aria-label': 'Show the present password', tabIndex: 0 }}
        error={currentError ?? (checked && current === '' ? 'Enter the password you sign in with.' : null)}
      />
      <NewPassword label="New password" userName={userName} value={choice} onChange={setChoice} checked={checked} error={newError} />
      <Checkbox
        label="Revoke my API keys too"
        description="Programs that use them need new ones. Do it if somebody else may know the old password."
        checked={revokeKeys}
        onChange={(event) => setRevokeKeys(event.currentTarget.checked)}
      />
      <Group justify="flex-end" gap="sm">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button type="submit" loading={change.isPending}>
          Set the new password
        </Button>
      </Group>
    </form>
  );
}

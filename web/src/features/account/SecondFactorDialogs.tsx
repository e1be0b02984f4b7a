import { Button, Group, Modal, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent, type ReactNode } from 'react';
import { answer, api } from '../../api/client';
import { toProblem } from '../../api/problem';
import { keys } from '../../api/queries';
import { CopyButton } from '../../ui/CopyField';
import { ProblemAlert } from '../../ui/states';
import { notifyDone } from '../../ui/toasts';
import classes from './account.module.css';
import { QrCode } from './QrCode';
import { RecoveryCodes } from './RecoveryCodes';

/** What a change to the second factor touches: who one is, and the other sessions, which end. */
function useChanged() {
  const queryClient = useQueryClient();
  return () => {
    void queryClient.invalidateQueries({ queryKey: keys.me });
    void queryClient.invalidateQueries({ queryKey: keys.sessions });
  };
}

interface ProofProps {
  lead: ReactNode;
  action: string;
  danger?: boolean;
  pending: boolean;
  error: unknown;
  onProof: (password: string) => void;
  onClose: () => void;
}

/** Asks for the password once more: an unlocked screen is not enough for this. */
function PasswordProof({ lead, action, danger = false, pending, error, onProof, onClose }: ProofProps) {
  const [password, setPassword] = useState('');
  const problem = error === null ? null : toProblem(error);
  const wrong = problem?.code === 'password_wrong' ? problem.title : (problem?.fields['password']?.join(' ') ?? null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onProof(password);
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        <Text size="sm">{lead}</Text>
        {problem !== null && wrong === null && <ProblemAlert error={problem} />}
        <PasswordInput
          label="Your password"
          autoComplete="current-password"
          required
          withAsterisk={false}
          data-autofocus
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
          error={wrong}
        />
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" loading={pending} {...(danger ? { color: 'red.8' } : {})}>
            {action}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Password, then the code to scan, then a code from the app, then the recovery codes. */
export function SetUpSecondFactor({ onClose }: { onClose: () => void }) {
  const changed = useChanged();
  const [code, setCode] = useState('');
  const start = useMutation({ mutationFn: (password: string) => answer(api.POST('/api/v1/me/second-factor', { body: { password } })) });
  const confirm = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/me/second-factor/confirm', { body: { code: code.trim() } })),
    onSuccess: changed,
  });
  const codes = confirm.data?.recovery_codes;
  const done = () => {
    notifyDone('The second factor is on', 'The next sign-in asks for a code.');
    onClose();
  };
  if (codes !== undefined) {
    return (
      // Not closed by accident: the codes are not shown again.
      <Modal opened onClose={done} title="Keep your recovery codes" size="lg" closeOnClickOutside={false} closeOnEscape={false}>
        <RecoveryCodes codes={codes} onDone={done} />
      </Modal>
    );
  }
  const offered = start.data;
  const problem = confirm.isError ? toProblem(confirm.error) : null;
  const codeError = problem?.fields['code']?.join(' ');
  return (
    <Modal opened onClose={onClose} title="Set up the second factor" size="lg" closeOnClickOutside={offered === undefined}>
      {offered === undefined ? (
        <PasswordProof
          lead="You need an authenticator app on your telephone; any that knows time-based codes (TOTP) will do."
          action="Go on"
          pending={start.isPending}
          error={start.error}
          onProof={start.mutate}
          onClose={onClose}
        />
      ) : (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            confirm.mutate();
          }}
        >
          <Stack gap="md">
            {problem !== null && codeError == null && <ProblemAlert error={problem} />}
            <div className={classes.secondFactor}>
              <QrCode text={offered.uri} label="QR code for the authenticator app; the same as the secret beside it" />
              <Stack gap="xs">
                <Text size="sm">1. Scan this with the authenticator app. Or type the secret into it:</Text>
                <Text className={classes.secret} data-testid="secret">
                  {offered.secret.replace(/(.{4})(?=.)/g, '$1 ')}
                </Text>
                <div>
                  <CopyButton text={offered.secret} label="Copy the secret" />
                </div>
              </Stack>
            </div>
            <TextInput
              label="2. The code that the app shows now"
              name="one-time-code"
              autoComplete="one-time-code"
              inputMode="numeric"
              required
              withAsterisk={false}
              maxLength={9}
              maw={320}
              autoFocus
              value={code}
              onChange={(event) => setCode(event.currentTarget.value)}
              error={codeError}
            />
            <Group justify="flex-end" gap="sm">
              <Button variant="default" onClick={onClose}>
                Cancel
              </Button>
              <Button type="submit" loading={confirm.isPending}>
                Switch it on
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

export function NewRecoveryCodes({ onClose }: { onClose: () => void }) {
  const changed = useChanged();
  const make = useMutation({
    mutationFn: (password: string) => answer(api.POST('/api/v1/me/second-factor/recovery-codes', { body: { password } })),
    onSuccess: changed,
  });
  const codes = make.data?.recovery_codes;
  return (
    <Modal
      opened
      onClose={onClose}
      title="New recovery codes"
      size="lg"
      closeOnClickOutside={codes === undefined}
      closeOnEscape={codes === undefined}
    >
      {codes !== undefined ? (
        <RecoveryCodes codes={codes} onDone={onClose} />
      ) : (
        <PasswordProof
          lead="The codes you have now stop working."
          action="Make new codes"
          pending={make.isPending}
          error={make.error}
          onProof={make.mutate}
          onClose={onClose}
        />
      )}
    </Modal>
  );
}

export function DisableSecondFactor({ onClose }: { onClose: () => void }) {
  const changed = useChanged();
  const disable = useMutation({
    mutationFn: (password: string) => answer(api.POST('/api/v1/me/second-factor/disable', { body: { password } })),
    onSuccess: () => {
      changed();
      notifyDone('The second factor is off', 'The password alone signs you in.');
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title="Switch the second factor off?" size="md">
      <PasswordProof
        lead="The password alone will sign you in again. The recovery codes stop working."
        action="Switch it off"
        danger
        pending={disable.isPending}
        error={disable.error}
        onProof={disable.mutate}
        onClose={onClose}
      />
    </Modal>
  );
}

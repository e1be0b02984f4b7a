import { Anchor, Button, Checkbox, PasswordInput, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { answer, api } from '../../api/client';
import { toProblem } from '../../api/problem';
import { keys, queryClient } from '../../api/queries';
import { Note, ProblemAlert } from '../../ui/states';
import { useTitle } from '../../ui/useTitle';
import { Entrance } from './Entrance';

const route = getRouteApi('/sign-in');

const notes = {
  ended: 'Your session has ended. Sign in again to go on where you were.',
  password: 'The new password is set. Sign in with it.',
} as const;

export function SignInPage() {
  useTitle('Sign in');
  const router = useRouter();
  const { back, note } = route.useSearch();
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(true);
  const [code, setCode] = useState<string | null>(null);
  const signIn = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/v1/session', {
          body: { user_name: userName.trim(), password, remember, ...(code === null ? {} : { code: code.trim() }) },
        }),
      ),
    onSuccess: (me) => {
      queryClient.clear();
      queryClient.setQueryData(keys.me, me);
      router.history.replace(back ?? '/photos');
    },
    onError: (error) => {
      const problem = toProblem(error);
      if (problem.code === 'second_factor_required') {
        setCode('');
      } else if (problem.code === 'sign_in_failed') {
        setCode(null);
      }
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  const problem = signIn.isError ? toProblem(signIn.error) : null;
  if (code !== null) {
    return (
      <SecondStep
        userName={userName.trim()}
        code={code}
        onCode={setCode}
        // That a code is wanted is what this step says anyway.
        error={problem !== null && problem.code !== 'second_factor_required' ? problem : null}
        pending={signIn.isPending}
        onSubmit={submit}
        onSwitch={() => {
          setCode('');
          signIn.reset();
        }}
        onBack={() => {
          setCode(null);
          signIn.reset();
        }}
      />
    );
  }
  return (
    <Entrance title="Sign in" lead="Your pictures stay on this server.">
      <form onSubmit={submit}>
        <Stack gap="md">
          {note !== undefined && problem === null && <Note>{notes[note]}</Note>}
          {problem !== null && problem.code !== 'second_factor_required' && <ProblemAlert error={problem} />}
          <TextInput
            label="User name"
            name="username"
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            withAsterisk={false}
            autoFocus
            value={userName}
            onChange={(event) => setUserName(event.currentTarget.value)}
          />
          <PasswordInput
            label="Password"
            name="password"
            autoComplete="current-password"
            required
            withAsterisk={false}
            value={password}
            onChange={(event) => setPassword(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
          />
          <Checkbox
            label="Keep me signed in on this device"
            checked={remember}
            onChange={(event) => setRemember(event.currentTarget.checked)}
          />
          <Button type="submit" size="md" fullWidth loading={signIn.isPending}>
            Sign in
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}

interface StepProps {
  userName: string;
  code: string;
  onCode: (code: string) => void;
  error: unknown;
  pending: boolean;
  onSubmit: (event: FormEvent) => void;
  /** Between the app's code and a recovery code: what was wrong with the one says nothing of the other. */
  onSwitch: () => void;
  onBack: () => void;
}

/** The password was right and is kept; what is missing is the code. */
function SecondStep({ userName, code, onCode, error, pending, onSubmit, onSwitch, onBack }: StepProps) {
  const [recovery, setRecovery] = useState(false);
  return (
    <Entrance title="One more step" lead={`${userName} signs in with a code as well.`}>
      <form onSubmit={onSubmit}>
        <Stack gap="md">
          {error !== null && <ProblemAlert error={error} />}
          {recovery ? (
            <TextInput
              key="recovery"
              label="Recovery code"
              description="One of those you kept when you switched the second factor on. Each works once."
              name="recovery-code"
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              required
              withAsterisk={false}
              autoFocus
              value={code}
              onChange={(event) => onCode(event.currentTarget.value)}
            />
          ) : (
            <TextInput
              key="code"
              label="Code"
              description="The six digits that your authenticator app shows now."
              name="one-time-code"
              autoComplete="one-time-code"
              inputMode="numeric"
              required
              withAsterisk={false}
              autoFocus
              maxLength={9}
              value={code}
              onChange={(event) => onCode(event.currentTarget.value)}
            />
          )}
          <Button type="submit" size="md" fullWidth loading={pending}>
            Sign in
          </Button>
          <Text size="sm" component="div" ta="center">
            <Anchor
              component="button"
              type="button"
              size="sm"
              onClick={() => {
                setRecovery(!recovery);
                onSwitch();
              }}
            >
              {recovery ? 'Use the app’s code' : 'Use a recovery code instead'}
            </Anchor>
            {' · '}
            <Anchor component="button" type="button" size="sm" onClick={onBack}>
              Back
            </Anchor>
          </Text>
        </Stack>
      </form>
    </Entrance>
  );
}

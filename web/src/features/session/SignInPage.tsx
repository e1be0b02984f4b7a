import { Button, Checkbox, PasswordInput, Stack, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { getRouteApi, useRouter } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { answer, api } from '../../api/client';
import { keys, queryClient } from '../../api/queries';
import { useTitle } from '../../ui/useTitle';
import { ProblemAlert } from '../../ui/states';
import { Entrance } from './Entrance';

const route = getRouteApi('/sign-in');

export function SignInPage() {
  useTitle('Sign in');
  const router = useRouter();
  const { back } = route.useSearch();
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const [remember, setRemember] = useState(true);
  const signIn = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/session', { body: { user_name: userName.trim(), password, remember } })),
    onSuccess: (me) => {
      queryClient.clear();
      queryClient.setQueryData(keys.me, me);
      router.history.replace(back ?? '/photos');
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    signIn.mutate();
  };
  return (
    <Entrance title="Sign in" lead="Your pictures stay on this server.">
      <form onSubmit={submit}>
        <Stack gap="md">
          {signIn.isError && <ProblemAlert error={signIn.error} />}
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

import { Button, List, PasswordInput, Stack, Text, TextInput, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconPoint } from '@tabler/icons-react';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { answer, api } from '../../api/client';
import { Problem, toProblem } from '../../api/problem';
import { keys, queryClient } from '../../api/queries';
import { ProblemAlert } from '../../ui/states';
import { useTitle } from '../../ui/useTitle';
import { Entrance } from '../session/Entrance';
import { passwordRules } from './passwordRules';

export function SetupPage() {
  useTitle('Set up');
  const router = useRouter();
  const [userName, setUserName] = useState('');
  const [password, setPassword] = useState('');
  const [repeated, setRepeated] = useState('');
  const [checked, setChecked] = useState(false);
  const rules = passwordRules(password, userName);
  const create = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/setup', { body: { user_name: userName.trim(), password } })),
    onSuccess: (me) => {
      queryClient.setQueryData(keys.setup, { needed: false });
      queryClient.setQueryData(keys.me, me);
      void router.navigate({ to: '/folders', search: { add: '1' }, replace: true });
    },
  });
  const problem: Problem | null = create.isError ? toProblem(create.error) : null;
  const mismatch = checked && repeated !== password;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (rules.every((rule) => rule.met) && repeated === password && userName.trim() !== '') {
      create.mutate();
    }
  };
  const unnamed = problem !== null && problem.fields['user_name'] === undefined && problem.fields['password'] === undefined;
  return (
    <Entrance title="Welcome" lead="Create the administrator of this server. It takes a minute, and only the first visit asks for it.">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {unnamed && <ProblemAlert error={problem} />}
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
            error={problem?.fields['user_name']?.join(' ') ?? (checked && userName.trim() === '' ? 'Choose a user name.' : null)}
          />
          <div>
            <PasswordInput
              label="Password"
              name="password"
              autoComplete="new-password"
              required
              withAsterisk={false}
              aria-describedby="password-rules"
              value={password}
              onChange={(event) => setPassword(event.currentTarget.value)}
              visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
              error={
                problem?.fields['password']?.join(' ') ??
                (checked && rules.some((rule) => !rule.met) ? 'The password is not strong enough yet.' : null)
              }
            />
            <List id="password-rules" listStyleType="none" mt={8} spacing={2} size="sm">
              {rules.map((rule) => (
                <List.Item
                  key={rule.text}
                  icon={
                    rule.met ? (
                      <IconCheck size={16} color="var(--mantine-color-verdigris-text)" aria-hidden />
                    ) : (
                      <IconPoint size={16} aria-hidden />
                    )
                  }
                >
                  <Text span size="sm" c="dimmed">
                    {rule.text}
                    <VisuallyHidden>{rule.met ? ' (met)' : ' (not met yet)'}</VisuallyHidden>
                  </Text>
                </List.Item>
              ))}
            </List>
          </div>
          <PasswordInput
            label="Password again"
            name="password-again"
            autoComplete="new-password"
            required
            withAsterisk={false}
            value={repeated}
            onChange={(event) => setRepeated(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the repeated password', tabIndex: 0 }}
            error={mismatch ? 'The two passwords differ.' : null}
          />
          <Button type="submit" size="md" fullWidth loading={create.isPending}>
            Create the administrator
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}

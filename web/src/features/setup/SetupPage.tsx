import { Button, Stack } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { answer, api } from '../../api/client';
import { Problem, toProblem } from '../../api/problem';
import { keys, queryClient } from '../../api/queries';
import { ProblemAlert } from '../../ui/states';
import { useTitle } from '../../ui/useTitle';
import { Entrance } from '../session/Entrance';
import { isChosen, NewPassword, noPassword } from '../session/NewPassword';
import { UserNameInput } from '../session/UserNameInput';

export function SetupPage() {
  useTitle('Set up');
  const router = useRouter();
  const [userName, setUserName] = useState('');
  const [choice, setChoice] = useState(noPassword);
  const [checked, setChecked] = useState(false);
  const create = useMutation({
    mutationFn: () => answer(api.POST('/api/v1/setup', { body: { user_name: userName.trim(), password: choice.password } })),
    onSuccess: (me) => {
      queryClient.setQueryData(keys.setup, { needed: false });
      queryClient.setQueryData(keys.me, me);
      void router.navigate({ to: '/folders', search: { add: '1' }, replace: true });
    },
  });
  const problem: Problem | null = create.isError ? toProblem(create.error) : null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (isChosen(choice, userName) && userName.trim() !== '') {
      create.mutate();
    }
  };
  const unnamed = problem !== null && problem.fields['user_name'] === undefined && problem.fields['password'] === undefined;
  return (
    <Entrance title="Welcome" lead="Create the administrator of this server. It takes a minute, and only the first visit asks for it.">
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {unnamed && <ProblemAlert error={problem} />}
          <UserNameInput value={userName} onChange={setUserName} checked={checked} error={problem?.fields['user_name']?.join(' ')} />
          <NewPassword
            userName={userName}
            value={choice}
            onChange={setChoice}
            checked={checked}
            error={problem?.fields['password']?.join(' ') ?? null}
          />
          <Button type="submit" size="md" fullWidth loading={create.isPending}>
            Create the administrator
          </Button>
        </Stack>
      </form>
    </Entrance>
  );
}

import { Button, Skeleton, Stack, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { Link, useRouter } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { answer, api } from '../../api/client';
import { toProblem } from '../../api/problem';
import { keys, meQuery, queryClient } from '../../api/queries';
import { isRole, roleWords } from '../../api/roles';
import type { InvitationOffer } from '../../api/types';
import { formatMoment } from '../../ui/format';
import { Note, ProblemAlert } from '../../ui/states';
import { useTitle } from '../../ui/useTitle';
import { Entrance } from '../session/Entrance';
import { isChosen, NewPassword, noPassword } from '../session/NewPassword';
import { UserNameInput } from '../session/UserNameInput';
import { forgetToken, useToken } from './token';

/** Where a one-time link leads: to an account of one's own, or to a new password. */
export function WelcomePage() {
  useTitle('Welcome');
  const token = useToken();
  const offer = useQuery({
    queryKey: ['welcome', token],
    queryFn: () => answer(api.POST('/api/v1/invitations/look-up', { body: { token: token ?? '' } })),
    enabled: token !== null,
    staleTime: Infinity,
    retry: false,
  });
  if (token === null) {
    return (
      <Entrance title="Open your link again" lead="This page belongs to a link that an administrator gives out, and keeps nothing of it.">
        <Stack gap="md">
          <Text size="sm">Open the whole link, up to its last letter. If you have an account already, sign in.</Text>
          <SignInInstead />
        </Stack>
      </Entrance>
    );
  }
  if (offer.isError) {
    const invalid = toProblem(offer.error).code === 'invitation_invalid';
    return (
      <Entrance title="Welcome" lead={invalid ? 'This link could not be used.' : 'Your link was not looked at yet. It is not used up.'}>
        <Stack gap="md">
          <ProblemAlert
            error={offer.error}
            {...(invalid ? {} : { onRetry: () => void offer.refetch() })}
          />
          <SignInInstead />
        </Stack>
      </Entrance>
    );
  }
  if (offer.data === undefined) {
    return (
      <Entrance title="Welcome" lead="Looking at your link.">
        <Stack gap="md" aria-busy>
          <Skeleton h={58} />
          <Skeleton h={110} />
          <Skeleton h={58} />
          <Skeleton h={42} />
        </Stack>
      </Entrance>
    );
  }
  return <Accept key={token} token={token} offer={offer.data} />;
}

function SignInInstead() {
  return (
    <Button component={Link} to="/sign-in" variant="default" fullWidth>
      Go to the sign-in
    </Button>
  );
}

function Accept({ token, offer }: { token: string; offer: InvitationOffer }) {
  const router = useRouter();
  const reset = offer.purpose === 'reset';
  const [userName, setUserName] = useState(offer.user_name ?? '');
  const [choice, setChoice] = useState(noPassword);
  const [checked, setChecked] = useState(false);
  const me = useQuery({ ...meQuery, retry: false });
  const accept = useMutation({
    mutationFn: () =>
      answer(
        api.POST('/api/v1/invitations/accept', {
          body: { token, password: choice.password, ...(reset ? {} : { user_name: userName.trim() }) },
        }),
      ),
    onSuccess: ({ user, signed_in: signedIn }) => {
      forgetToken();
      queryClient.clear();
      if (signedIn) {
        queryClient.setQueryData(keys.me, user);
        void router.navigate({ to: '/photos', replace: true });
      } else {
        void router.navigate({ to: '/sign-in', search: { note: 'password' }, replace: true });
      }
    },
  });
  const problem = accept.isError ? toProblem(accept.error) : null;
  const nameError =
    problem === null
      ? null
      : problem.code === 'user_name_taken'
        ? `${problem.title}. ${problem.remedy ?? ''}`
        : problem.fields['user_name']?.join(' ');
  const passwordError = problem?.fields['password']?.join(' ') ?? null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (isChosen(choice, userName) && userName.trim() !== '') {
      accept.mutate();
    }
  };
  const role = isRole(offer.role) ? roleWords[offer.role] : null;
  return (
    <Entrance
      title={reset ? 'Choose a new password' : 'Welcome'}
      lead={
        reset
          ? `For ${offer.user_name ?? 'your account'}. All devices that are signed in now will have to sign in again.`
          : 'You are invited to this Limner. Choose how you will sign in.'
      }
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {problem !== null && nameError == null && passwordError === null && <ProblemAlert error={problem} />}
          {me.data !== undefined && me.data.user_name !== offer.user_name && (
            <Note>{`You are signed in as ${me.data.user_name} in this browser. Going on signs in as the new account instead.`}</Note>
          )}
          {reset ? (
            // For the password manager of the browser, which wants to know whose password this is.
            <input type="text" name="username" autoComplete="username" value={userName} readOnly hidden />
          ) : (
            <UserNameInput value={userName} onChange={setUserName} checked={checked} error={nameError} />
          )}
          <NewPassword userName={userName} value={choice} onChange={setChoice} checked={checked} error={passwordError} />
          <Button type="submit" size="md" fullWidth loading={accept.isPending}>
            {reset ? 'Set the password' : 'Create my account'}
          </Button>
          <Text size="xs" c="dimmed">
            {!reset && role !== null && `${role.label}: ${role.text} `}
            {`The link works once, until ${formatMoment(offer.expires_at)}.`}
          </Text>
        </Stack>
      </form>
    </Entrance>
  );
}

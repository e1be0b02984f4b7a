import { Badge, Button } from '@mantine/core';
import { IconKey, IconMail } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { invitationsQuery, keys } from '../../api/queries';
import { roleLabel } from '../../api/roles';
import type { Invitation } from '../../api/types';
import { formatMoment } from '../../ui/format';
import page from '../../ui/page.module.css';
import { Section } from '../../ui/Section';
import { ProblemAlert } from '../../ui/states';
import { notifyProblem } from '../../ui/toasts';

/** Links that were given out and not used yet. */
export function InvitationsSection() {
  const invitations = useQuery(invitationsQuery);
  if (invitations.data?.length === 0) {
    return null;
  }
  return (
    <>
      {invitations.isError && <ProblemAlert error={invitations.error} onRetry={() => void invitations.refetch()} />}
      {invitations.data !== undefined && (
        <Section title="Open links" lead="Given out and not used yet. Revoke what went to the wrong place.">
          <ul className={page.rows} aria-label="Open links">
            {invitations.data.map((invitation) => (
              <InvitationRow key={invitation.id} invitation={invitation} />
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

function InvitationRow({ invitation }: { invitation: Invitation }) {
  const queryClient = useQueryClient();
  const revoke = useMutation({
    mutationFn: () => answer(api.DELETE('/api/v1/invitations/{id}', { params: { path: { id: invitation.id } } })),
    onSuccess: () => {
      queryClient.setQueryData<Invitation[]>(keys.invitations, (before) => before?.filter((other) => other.id !== invitation.id));
    },
    onError: notifyProblem,
    onSettled: () => void queryClient.invalidateQueries({ queryKey: keys.invitations }),
  });
  const reset = invitation.purpose === 'reset';
  const Icon = reset ? IconKey : IconMail;
  const what = reset
    ? `New password for ${invitation.user_name ?? 'an account'}`
    : `Invitation${invitation.user_name == null ? '' : ` of ${invitation.user_name}`}`;
  return (
    <li className={page.row}>
      <span className={page.rowIcon}>
        <Icon size={24} stroke={1.6} aria-hidden />
      </span>
      <div className={page.rowBody}>
        <div className={page.rowTitle}>
          <bdi>{what}</bdi>
          {!reset && (
            <Badge variant="light" color="gray" size="sm" tt="none">
              {roleLabel(invitation.role)}
            </Badge>
          )}
          {invitation.expired && (
            <Badge variant="light" color="red" size="sm" tt="none">
              Expired
            </Badge>
          )}
        </div>
        <div className={page.rowFacts}>
          <span>{`Made ${formatMoment(invitation.created_at)}`}</span>
          <span>{`${invitation.expired ? 'Worked' : 'Works'} until ${formatMoment(invitation.expires_at)}`}</span>
        </div>
      </div>
      <Button
        className={page.rowAction}
        variant="default"
        size="xs"
        loading={revoke.isPending}
        onClick={() => revoke.mutate()}
        aria-label={`${invitation.expired ? 'Remove' : 'Revoke'}: ${what}`}
      >
        {invitation.expired ? 'Remove' : 'Revoke'}
      </Button>
    </li>
  );
}

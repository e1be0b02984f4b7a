import { Button, Skeleton, Stack, Title } from '@mantine/core';
import { IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { meQuery, usersQuery } from '../../api/queries';
import { isAdministrator } from '../../api/roles';
import type { User } from '../../api/types';
import page from '../../ui/page.module.css';
import { Section } from '../../ui/Section';
import { EmptyState, ForAdministrators, ProblemAlert } from '../../ui/states';
import { useTitle } from '../../ui/useTitle';
import { DisableDialog, ResetDialog, RoleDialog } from './PersonDialogs';
import { InvitationsSection } from './InvitationsSection';
import { InviteDialog } from './InviteDialog';
import { PersonRow, type PersonAction } from './PersonRow';

const route = getRouteApi('/app/people');

export function PeoplePage() {
  useTitle('People');
  const { data: me } = useQuery(meQuery);
  return isAdministrator(me) ? <People myId={me?.id ?? ''} /> : <ForAdministrators what="The people of this server" />;
}

function People({ myId }: { myId: string }) {
  const navigate = useNavigate();
  const inviting = route.useSearch().invite !== undefined;
  const setInviting = (open: boolean) => void navigate({ to: '/people', search: open ? { invite: '1' } : {}, replace: !open });
  const users = useQuery(usersQuery);
  const [opened, setOpened] = useState<{ action: PersonAction; user: User } | null>(null);
  const close = () => setOpened(null);
  const invite = (
    <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => setInviting(true)}>
      Invite somebody
    </Button>
  );
  return (
    <div className={page.page}>
      <div className={page.head}>
        <Title order={1}>People</Title>
        {invite}
      </div>
      {users.isError && <ProblemAlert error={users.error} onRetry={() => void users.refetch()} />}
      {users.isPending && (
        <Stack gap="sm" aria-busy>
          <Skeleton h={150} radius="lg" />
        </Stack>
      )}
      {users.data !== undefined && (
        <Section label="Accounts">
          <ul className={page.rows} style={{ margin: 0 }} aria-label="People">
            {users.data.map((user) => (
              <PersonRow key={user.id} user={user} isMe={user.id === myId} onAction={(action) => setOpened({ action, user })} />
            ))}
          </ul>
          {users.data.length === 1 && (
            <EmptyState icon={<IconUsers size={32} />} title="You are alone here">
              Invite somebody: they get an account of their own, and see of your pictures only what you share.
            </EmptyState>
          )}
        </Section>
      )}
      <InvitationsSection />
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
      {opened?.action === 'role' && <RoleDialog user={opened.user} onClose={close} />}
      {opened?.action === 'disable' && <DisableDialog user={opened.user} onClose={close} />}
      {opened?.action === 'reset' && <ResetDialog user={opened.user} onClose={close} />}
    </div>
  );
}

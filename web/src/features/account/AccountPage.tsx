import { Avatar, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { meQuery } from '../../api/queries';
import { isRole, roleLabel, roleWords } from '../../api/roles';
import { formatMoment } from '../../ui/format';
import { initialOf } from '../../ui/initial';
import page from '../../ui/page.module.css';
import { Section } from '../../ui/Section';
import { ProblemAlert } from '../../ui/states';
import { useTitle } from '../../ui/useTitle';
import classes from './account.module.css';
import { ApiKeysSection } from './ApiKeysSection';
import { PasswordSection } from './PasswordSection';
import { SecondFactorSection } from './SecondFactorSection';
import { SessionsSection } from './SessionsSection';

export function AccountPage() {
  useTitle('My account');
  const { data: me, error, isError, refetch } = useQuery(meQuery);
  return (
    <div className={page.page}>
      <div className={page.head}>
        <Title order={1}>My account</Title>
      </div>
      {isError && me === undefined && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {me === undefined ? (
        <Stack gap="md" aria-busy>
          <Skeleton h={104} radius="lg" />
          <Skeleton h={140} radius="lg" />
        </Stack>
      ) : (
        <>
          <Section label="Who you are">
            <div className={classes.identity}>
              <Avatar size={56} radius="xl" variant="filled" color="verdigris" aria-hidden>
                {initialOf(me.user_name)}
              </Avatar>
              <div className={classes.identityText}>
                <Text fw={650} fz="lg" className={classes.userName}>
                  {me.user_name}
                </Text>
                <Text size="sm" c="dimmed">
                  {roleLabel(me.role)}
                  {isRole(me.role) && `. ${roleWords[me.role].text}`}
                </Text>
                <Text size="sm" c="dimmed">{`Here since ${formatMoment(me.created_at)}`}</Text>
              </div>
            </div>
          </Section>
          <PasswordSection userName={me.user_name} />
          <SecondFactorSection me={me} />
          <SessionsSection />
          <ApiKeysSection role={me.role} />
        </>
      )}
    </div>
  );
}

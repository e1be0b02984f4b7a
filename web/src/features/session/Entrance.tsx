import { Center, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Logo } from '../../ui/Logo';
import classes from './Entrance.module.css';

/** The card that set-up and sign-in share. */
export function Entrance({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  return (
    <Center component="main" className={classes.page}>
      <Stack w="100%" maw={400} gap="lg">
        <Group gap="sm" justify="center">
          <Logo size={36} />
          <Text fz={26} fw={700} lts={-0.4}>
            Limner
          </Text>
        </Group>
        <Paper className={classes.card} withBorder radius="lg">
          <Title order={1} mb={4}>
            {title}
          </Title>
          <Text c="dimmed" size="sm" mb="lg">
            {lead}
          </Text>
          {children}
        </Paper>
      </Stack>
    </Center>
  );
}

import { Badge, Button, Group, Menu } from '@mantine/core';
import { IconAlertTriangle, IconDots, IconShieldCheck, IconShieldOff } from '@tabler/icons-react';
import { useState } from 'react';
import type { Me } from '../../api/types';
import { countOf } from '../../ui/format';
import { Section } from '../../ui/Section';
import { Note } from '../../ui/states';
import { DisableSecondFactor, NewRecoveryCodes, SetUpSecondFactor } from './SecondFactorDialogs';

type Dialog = 'set-up' | 'codes' | 'disable' | null;

export function SecondFactorSection({ me }: { me: Me }) {
  const [dialog, setDialog] = useState<Dialog>(null);
  const close = () => setDialog(null);
  return (
    <Section
      title="Second factor"
      lead="A code from an app on your telephone, asked for after the password. Who learns the password alone does not get in."
      action={
        me.second_factor ? (
          <Group gap="sm">
            <Badge
              variant="light"
              size="lg"
              tt="none"
              leftSection={<IconShieldCheck size={15} aria-hidden />}
            >{`On · ${countOf(me.recovery_codes_left, 'recovery code', 'recovery codes')} left`}</Badge>
            <Menu position="bottom-end" width={230}>
              <Menu.Target>
                <Button variant="default" px={10} aria-label="Change the second factor">
                  <IconDots size={18} aria-hidden />
                </Button>
              </Menu.Target>
              <Menu.Dropdown>
                <Menu.Item leftSection={<IconShieldCheck size={18} aria-hidden />} onClick={() => setDialog('codes')}>
                  New recovery codes
                </Menu.Item>
                <Menu.Item color="red" leftSection={<IconShieldOff size={18} aria-hidden />} onClick={() => setDialog('disable')}>
                  Switch it off
                </Menu.Item>
              </Menu.Dropdown>
            </Menu>
          </Group>
        ) : (
          <Button onClick={() => setDialog('set-up')}>Set it up</Button>
        )
      }
    >
      {me.second_factor && me.recovery_codes_left <= 2 && (
        <div style={{ marginTop: 12 }}>
          <Note icon={<IconAlertTriangle size={20} aria-hidden />}>
            {me.recovery_codes_left === 0 ? 'No recovery code is left.' : 'Few recovery codes are left.'} Make new ones: without them, a
            lost telephone locks you out.
          </Note>
        </div>
      )}
      {dialog === 'set-up' && <SetUpSecondFactor onClose={close} />}
      {dialog === 'codes' && <NewRecoveryCodes onClose={close} />}
      {dialog === 'disable' && <DisableSecondFactor onClose={close} />}
    </Section>
  );
}

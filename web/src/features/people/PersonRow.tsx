import { ActionIcon, Avatar, Badge, Menu } from '@mantine/core';
import { IconDots, IconKey, IconShieldCheck, IconUserCheck, IconUserOff, IconUserShield } from '@tabler/icons-react';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import { roleLabel } from '../../api/roles';
import type { User } from '../../api/types';
import { formatAgo, formatMoment } from '../../ui/format';
import { initialOf } from '../../ui/initial';
import page from '../../ui/page.module.css';
import { notifyDone, notifyProblem } from '../../ui/toasts';
import { useNow } from '../../ui/useNow';

export type PersonAction = 'role' | 'disable' | 'reset';

/** The server notes a visit once in ten minutes, and forgets it with the session. */
function seenWords(seenAt: string | null, isMe: boolean, now: number): string {
  if (isMe) {
    return 'Seen now';
  }
  if (seenAt === null) {
    return 'Signed in nowhere';
  }
  return now - Date.parse(seenAt) < 600_000 ? 'Seen in the last ten minutes' : `Seen ${formatAgo(seenAt, now)}`;
}

export function PersonRow({ user, isMe, onAction }: { user: User; isMe: boolean; onAction: (action: PersonAction) => void }) {
  const queryClient = useQueryClient();
  const now = useNow(30_000);
  const disabled = user.disabled_at != null;
  const enable = useMutation({
    mutationFn: () => answer(api.PATCH('/api/v1/users/{id}', { params: { path: { id: user.id } }, body: { disabled: false } })),
    onSuccess: () => notifyDone(`${user.user_name} can sign in again`),
    onError: notifyProblem,
    onSettled: () => void queryClient.invalidateQueries({ queryKey: keys.users }),
  });
  return (
    <li className={page.row}>
      <Avatar radius="xl" variant="filled" color={disabled ? 'gray.7' : 'verdigris'} aria-hidden>
        {initialOf(user.user_name)}
      </Avatar>
      <div className={page.rowBody}>
        <div className={page.rowTitle}>
          <bdi>{user.user_name}</bdi>
          <Badge variant="light" color={user.role === 'administrator' ? 'verdigris' : 'gray'} size="sm" tt="none">
            {roleLabel(user.role)}
          </Badge>
          {isMe && (
            <Badge variant="outline" color="gray" size="sm" tt="none">
              You
            </Badge>
          )}
          {disabled && (
            <Badge variant="light" color="red" size="sm" tt="none" leftSection={<IconUserOff size={12} aria-hidden />}>
              Disabled
            </Badge>
          )}
        </div>
        <div className={page.rowFacts}>
          <span title={user.seen_at == null ? undefined : formatMoment(user.seen_at)}>
            {seenWords(user.seen_at ?? null, isMe, now)}
          </span>
          <span>
            {user.second_factor ? (
              <>
                <IconShieldCheck size={14} aria-hidden style={{ verticalAlign: '-2px' }} /> Second factor on
              </>
            ) : (
              'No second factor'
            )}
          </span>
          <span>{disabled ? `Disabled ${formatMoment(user.disabled_at ?? '')}` : `Here since ${formatMoment(user.created_at)}`}</span>
        </div>
      </div>
      <Menu position="bottom-end" width={240}>
        <Menu.Target>
          <ActionIcon
            className={page.rowAction}
            variant="subtle"
            color="gray"
            size={36}
            aria-label={`Actions for ${user.user_name}`}
            loading={enable.isPending}
          >
            <IconDots size={20} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<IconUserShield size={18} aria-hidden />} onClick={() => onAction('role')}>
            Change the role
          </Menu.Item>
          {/* One's own is changed under My account; who is disabled is let in first. */}
          {!isMe && !disabled && (
            <Menu.Item leftSection={<IconKey size={18} aria-hidden />} onClick={() => onAction('reset')}>
              Link for a new password
            </Menu.Item>
          )}
          {!isMe && <Menu.Divider />}
          {!isMe &&
            (disabled ? (
              <Menu.Item leftSection={<IconUserCheck size={18} aria-hidden />} onClick={() => enable.mutate()}>
                Let them in again
              </Menu.Item>
            ) : (
              <Menu.Item color="red" leftSection={<IconUserOff size={18} aria-hidden />} onClick={() => onAction('disable')}>
                Disable the account
              </Menu.Item>
            ))}
        </Menu.Dropdown>
      </Menu>
    </li>
  );
}

import type { Me } from './types';

/** What one may do with a thing: one's own, or shared for editing or for looking. */
export type Access = 'owner' | 'edit' | 'view';

/** What a person may do on the server, besides what is shared with them. */
export const roles = ['administrator', 'member', 'viewer'] as const;
export type Role = (typeof roles)[number];

export const roleWords: Record<Role, { label: string; text: string }> = {
  administrator: {
    label: 'Administrator',
    text: 'Adds folders, invites people and sees the security events. Other people’s pictures stay private even from administrators.',
  },
  member: { label: 'Member', text: 'Has folders of their own, shares and tags them, and sees what is shared with them.' },
  viewer: { label: 'Viewer', text: 'Looks at what is shared with them and changes nothing.' },
};

/** How a role is called; one that this client does not know, as the server calls it. */
export function roleLabel(role: string): string {
  return isRole(role) ? roleWords[role].label : role;
}

export function isRole(role: string): role is Role {
  return (roles as readonly string[]).includes(role);
}

export function isAdministrator(me: Pick<Me, 'role'> | undefined): boolean {
  return me?.role === 'administrator';
}

/** Whether the role lets anything be changed at all. */
export function mayWrite(me: Pick<Me, 'role'> | undefined): boolean {
  return me !== undefined && me.role !== 'viewer';
}

/** Whether a thing with this access may be changed; a viewer changes nothing, whatever was shared. */
export function mayEdit(me: Pick<Me, 'role'> | undefined, access: Access | undefined): boolean {
  return mayWrite(me) && (access === 'owner' || access === 'edit');
}

import type { Role } from '../../api/roles';

export const scopes = ['read', 'write', 'generate', 'metrics', 'admin'] as const;
export type Scope = (typeof scopes)[number];

export const scopeWords: Record<Scope, { label: string; text: string }> = {
  read: { label: 'Read', text: 'See the pictures, folders, tags and jobs that you see.' },
  write: { label: 'Write', text: 'Change tags, scan folders, cancel and retry jobs.' },
  generate: { label: 'Generate', text: 'Have models make new pictures and texts.' },
  metrics: { label: 'Metrics', text: 'Read the server’s own figures, for a monitoring system.' },
  admin: {
    label: 'Administer',
    text: 'Invite people, change roles, add folders, read security events. Give it to nothing you do not trust with all of that.',
  },
};

const byRole: Record<Role, readonly Scope[]> = {
  viewer: ['read'],
  member: ['read', 'write', 'generate'],
  administrator: scopes,
};

/** The scopes that a person of this role can give to a key: a key can do nothing that its owner cannot. */
export function scopesOf(role: string): readonly Scope[] {
  return role in byRole ? byRole[role as Role] : [];
}

/** The name of a scope; one that this client does not know, as the server calls it. */
export function scopeLabel(scope: string): string {
  return (scopes as readonly string[]).includes(scope) ? scopeWords[scope as Scope].label : scope;
}

export const expiries = [
  { value: '7', label: 'In 7 days' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: 'never', label: 'Never' },
] as const;

/** The moment a choice of {@link expiries} means; null for never. */
export function expiryOf(choice: string, now: number): string | null {
  const days = Number(choice);
  return Number.isInteger(days) && days > 0 ? new Date(now + days * 86_400_000).toISOString() : null;
}

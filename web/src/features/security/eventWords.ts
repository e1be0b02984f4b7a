import type { SecurityEvent } from '../../api/types';

export type EventKind = SecurityEvent['kind'];

/** `calm`: as it should be. `change`: somebody changed who may do what. `refused`: something was tried that is not allowed. */
export type Severity = 'calm' | 'change' | 'refused';

export const severityWords: Record<Severity, string> = { calm: 'As usual', change: 'Change', refused: 'Refused' };

interface Words {
  label: string;
  severity: Severity;
}

export const eventGroups: { title: string; kinds: Partial<Record<EventKind, Words>> }[] = [
  {
    title: 'Signing in',
    kinds: {
      signed_in: { label: 'Signed in', severity: 'calm' },
      signed_out: { label: 'Signed out', severity: 'calm' },
      session_revoked: { label: 'Ended a session', severity: 'change' },
      recovery_code_used: { label: 'Used a recovery code', severity: 'change' },
      sign_in_failed: { label: 'Could not sign in', severity: 'refused' },
      sign_in_limited: { label: 'Tried to sign in too often', severity: 'refused' },
    },
  },
  {
    title: 'Passwords and second factors',
    kinds: {
      password_changed: { label: 'Changed the password', severity: 'change' },
      password_reset: { label: 'Password chosen by a link', severity: 'change' },
      second_factor_enabled: { label: 'Switched the second factor on', severity: 'change' },
      second_factor_disabled: { label: 'Switched the second factor off', severity: 'change' },
    },
  },
  {
    title: 'People',
    kinds: {
      user_invited: { label: 'Invited somebody', severity: 'change' },
      reset_link_made: { label: 'Made a link to a new password', severity: 'change' },
      invitation_revoked: { label: 'Revoked a link', severity: 'change' },
      user_joined: { label: 'Joined', severity: 'change' },
      user_disabled: { label: 'Account disabled', severity: 'change' },
      user_enabled: { label: 'Account let in again', severity: 'change' },
      role_changed: { label: 'Role changed', severity: 'change' },
    },
  },
  {
    title: 'API keys',
    kinds: {
      api_key_created: { label: 'Made an API key', severity: 'change' },
      api_key_used: { label: 'Used an API key', severity: 'calm' },
      api_key_revoked: { label: 'Revoked an API key', severity: 'change' },
      api_key_refused: { label: 'API key refused', severity: 'refused' },
    },
  },
  {
    title: 'Refused',
    kinds: {
      access_denied: { label: 'Tried what the role does not allow', severity: 'refused' },
      cross_site_refused: { label: 'Request from another site refused', severity: 'refused' },
      host_refused: { label: 'Request under a foreign name refused', severity: 'refused' },
      path_denied: { label: 'Path out of its folder refused', severity: 'refused' },
      request_limited: { label: 'Too many requests', severity: 'refused' },
    },
  },
  {
    title: 'Sharing and settings',
    kinds: {
      album_shared: { label: 'Changed whom an album is shared with', severity: 'change' },
      folder_shared: { label: 'Changed whom a folder is shared with', severity: 'change' },
      settings_changed: { label: 'Changed the settings', severity: 'change' },
    },
  },
];

const words = new Map(eventGroups.flatMap((group) => Object.entries(group.kinds) as [EventKind, Words][]));

export const eventKinds: readonly EventKind[] = [...words.keys()];

export function isEventKind(value: unknown): value is EventKind {
  return typeof value === 'string' && words.has(value as EventKind);
}

/** What a kind of event means; one that a newer server invented is shown as it is called. */
export function wordsOf(kind: string): Words {
  return (
    words.get(kind as EventKind) ?? { label: kind.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase()), severity: 'change' }
  );
}

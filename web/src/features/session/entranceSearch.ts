export interface EntranceSearch {
  /** Where to go after signing in. */
  back?: string;
  /** Why the sign-in is shown. */
  note?: 'ended' | 'password';
}

/** Only paths of this client are gone back to, never an address that a link smuggled in. */
export function readEntrance(raw: Record<string, unknown>): EntranceSearch {
  const { back, note } = raw;
  return {
    // Browsers skip tabs and line ends in addresses, and take a backslash for a slash.
    ...(typeof back === 'string' && /^\/(?![/\\])[^\t\r\n]*$/.test(back) ? { back } : {}),
    ...(note === 'ended' || note === 'password' ? { note } : {}),
  };
}

import { useSyncExternalStore } from 'react';

let token: string | null = null;
const listeners = new Set<() => void>();

/** The one-time token of a `/welcome#TOKEN` link; null for any other address. */
export function tokenOf(pathname: string, hash: string): string | null {
  const text = hash.startsWith('#') ? hash.slice(1) : hash;
  return /^\/welcome\/?$/.test(pathname) && text !== '' ? text : null;
}

/**
 * Takes the token out of the address bar into memory before anything else looks at the address: not in the history, not in a screenshot,
 * not in a link that is passed on. A fragment never reaches the server's log in the first place.
 */
export function takeToken(): void {
  const found = tokenOf(window.location.pathname, window.location.hash);
  if (found !== null) {
    token = found;
    window.history.replaceState(window.history.state, '', window.location.pathname + window.location.search);
    for (const listener of listeners) {
      listener();
    }
  }
}

/** The token of this visit; follows a second link that is pasted over the first. */
export function useToken(): string | null {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      window.addEventListener('hashchange', takeToken);
      return () => {
        listeners.delete(listener);
        window.removeEventListener('hashchange', takeToken);
      };
    },
    () => token,
  );
}

/** The link has done its work. */
export function forgetToken(): void {
  token = null;
}

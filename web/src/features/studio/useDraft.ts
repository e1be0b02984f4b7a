import { useCallback, useEffect, useState } from 'react';
import { emptyDraft, keptDraft, type Draft, type PresetName } from './draft';

const key = 'limner-studio';

/**
 * What is being written: it survives going to another page and loading this one again, not the tab.
 * @param owner whose it is: a session may end without signing out, and another begin in the same tab
 * @param proposed the preset that is begun with
 */
export function useDraft(owner: string, proposed: PresetName | null): [Draft, (change: Partial<Draft>) => void] {
  const [draft, setDraft] = useState(() => kept(owner) ?? { ...emptyDraft, preset: proposed });
  useEffect(() => keepDraft(owner, draft), [owner, draft]);
  return [draft, useCallback((change: Partial<Draft>) => setDraft((before) => ({ ...before, ...change })), [])];
}

export function keepDraft(owner: string, draft: Draft): void {
  try {
    sessionStorage.setItem(key, JSON.stringify({ owner, draft }));
  } catch {
    // A browser that keeps nothing for pages: it lasts as long as the page, then.
  }
}

function kept(owner: string): Draft | null {
  try {
    const text = sessionStorage.getItem(key);
    return text === null ? null : keptDraft(JSON.parse(text), owner);
  } catch {
    // Not what was written here, or not to be read: as if there was nothing.
    return null;
  }
}

/** Before signing out: it is nobody else's to read. */
export function forgetDraft(): void {
  try {
    sessionStorage.removeItem(key);
  } catch {
    // Where nothing can be kept, nothing was.
  }
}

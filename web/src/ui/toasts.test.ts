import { describe, expect, it } from 'vitest';
import { replaces } from './toasts';

const toast = { kind: 'done' as const, title: 'Deleted', text: null, action: null, topic: null };
const undo = { label: 'Undo', run: () => {} };

describe('replaces', () => {
  it('says the same once', () => {
    expect(replaces(toast, toast)).toBe(true);
    expect(replaces(toast, { ...toast, title: 'Kept' })).toBe(false);
  });

  it('leaves what can be taken back', () => {
    expect(replaces({ ...toast, action: undo }, { ...toast, action: undo })).toBe(false);
    expect(replaces(toast, { ...toast, action: undo })).toBe(false);
  });

  it('shows the last of a topic', () => {
    const deletion = { ...toast, topic: 'deletion', action: undo };
    expect(replaces({ ...deletion, title: '2 deleted' }, deletion)).toBe(true);
    expect(replaces(deletion, toast)).toBe(false);
  });
});

import { describe, expect, it } from 'vitest';
import { headline, summarise, type UploadItem, type UploadState } from './queue';

function items(...states: UploadState[]): UploadItem[] {
  return states.map((state, key) => ({ key, name: 'a', path: 'a', size: 100, folder: null, state, sent: 40, upload: null, image: null, problem: null }));
}

describe('headline', () => {
  it.each<[UploadState[], string]>([
    [[], 'Upload'],
    [['interrupted'], '1 unfinished upload'],
    [['sending', 'waiting', 'done'], 'Uploading 2 of 3'],
    [['sending'], 'Uploading 1 of 1'],
    [['paused', 'done'], 'Paused, 1 of 2 uploaded'],
    [['done', 'reading', 'duplicate'], '2 uploaded, 1 there already'],
    [['failed', 'duplicate'], '1 there already, 1 failed'],
    [['failed'], '1 failed'],
  ])('%j: %s', (states, expected) => expect(headline(summarise(items(...states)))).toBe(expected));
});

describe('summarise', () => {
  it('counts what was sent of what is on its way, and the whole of what has ended', () => {
    expect(summarise(items('sending', 'waiting', 'done', 'failed', 'interrupted'))).toMatchObject({ total: 4, bytes: 400, sent: 280, busy: true, interrupted: 1 });
  });
});

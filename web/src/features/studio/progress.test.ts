import { describe, expect, it } from 'vitest';
import type { Generation } from '../../api/types';
import { inTurn, needsList, progressWords, shareOf, withLive } from './progress';

function generation(id: string, state: Generation['state'], more: Partial<Generation> = {}): Generation {
  return { id, state, num_images: 1, images: [], created_at: `2026-01-01T00:00:0${id}Z`, ...more } as unknown as Generation;
}

describe('inTurn', () => {
  it('has what is painted first, then the line', () => {
    const list = [generation('3', 'queued', { position: 2 }), generation('2', 'queued', { position: 1 }), generation('1', 'sampling')];
    expect(inTurn(list).map((each) => each.id)).toEqual(['1', '2', '3']);
  });
});

describe('withLive', () => {
  const list = [generation('1', 'queued', { position: 1, seconds_left: 9 })];

  it('takes in steps, and keeps the preview between them', () => {
    const begun = withLive(list, { id: '1', state: 'sampling', picture: 0, step: 3, steps: 20, preview: 1, seconds_left: 4 });
    expect(begun[0]).toMatchObject({ state: 'sampling', position: null, seconds_left: 4, progress: { step: 3, preview: 1 } });
    expect(withLive(begun, { id: '1', state: 'sampling', step: 4, steps: 20 })[0]!.progress).toMatchObject({ step: 4, preview: 1 });
  });

  it('leaves others alone, and what has ended', () => {
    expect(withLive(list, { id: '2', state: 'sampling' })).toBe(list);
    const ended = [generation('1', 'done')];
    expect(withLive(ended, { id: '1', state: 'saving' })).toBe(ended);
  });
});

describe('needsList', () => {
  it('asks when something begins, ends or is new', () => {
    const list = [generation('1', 'queued'), generation('2', 'sampling')];
    expect(needsList(list, { id: '1', state: 'loading' })).toBe(true);
    expect(needsList(list, { id: '2', state: 'sampling' })).toBe(false);
    expect(needsList(list, { id: '2', state: 'done' })).toBe(true);
    expect(needsList(list, { id: '3', state: 'queued' })).toBe(true);
  });
});

describe('shareOf', () => {
  it('counts pictures and steps', () => {
    expect(shareOf(generation('1', 'sampling', { num_images: 2, progress: { picture: 1, step: 10, steps: 20, preview: null } }))).toBe(0.75);
    expect(shareOf(generation('1', 'queued'))).toBe(0);
    expect(shareOf(generation('1', 'saving'))).toBe(1);
  });
});

describe('progressWords', () => {
  it('says the place in line', () => {
    expect(progressWords(generation('1', 'queued', { position: 1 }), 'en')).toEqual(['Next in line']);
    expect(progressWords(generation('1', 'queued', { position: 3, seconds_left: 70 }), 'en')).toEqual(['Number 3 in line', 'about 1 min 10 sec left']);
  });

  it('says the step and the picture', () => {
    const at = generation('1', 'sampling', { num_images: 2, progress: { picture: 0, step: 2, steps: 20, preview: null } });
    expect(progressWords(at, 'en')).toEqual(['Step 2 of 20', 'Picture 1 of 2']);
  });
});

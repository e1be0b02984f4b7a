import { describe, expect, it } from 'vitest';
import { emptyDraft, type Settled } from './draft';
import { hindrance } from './hindrance';

const settled = (change: object) => ({ model: { abilities: { takes_picture: true, needs_mask: false, ...change } }, width: 512, height: 512, steps: 20, guidance: 7 }) as unknown as Settled;
const draft = { ...emptyDraft, prompt: 'a cat' };
const picture = { masked: null, error: null };

describe('hindrance', () => {
  it('lets a prompt pass, and a picture where the model takes one', () => {
    expect(hindrance(draft, settled({}), null)).toBeNull();
    expect(hindrance(draft, settled({}), picture)).toBeNull();
  });

  it('names what is missing', () => {
    expect(hindrance(emptyDraft, settled({}), null)).toContain('prompt');
    expect(hindrance(draft, { ...settled({}), model: null }, null)).toContain('model');
    expect(hindrance(draft, settled({ needs_mask: true }), picture)).toContain('mask');
    expect(hindrance(draft, settled({ takes_picture: false }), picture)).toContain('cannot begin');
    expect(hindrance({ ...draft, strength: 0.04 }, settled({}), picture)).toContain('does not fit');
  });
});

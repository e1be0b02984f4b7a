import { describe, expect, it } from 'vitest';
import { mainReason, meaningReason } from './reasons';

describe('mainReason', () => {
  it('is what tells most', () => {
    const name = { kind: 'name' as const, text: 'invoice.jpg', marks: [] };
    const text = { kind: 'text' as const, text: 'The invoice', marks: [] };
    expect(mainReason([name, text])).toBe(text);
    expect(mainReason([name])).toBe(name);
    expect(mainReason([])).toBeNull();
    expect(mainReason(null)).toBeNull();
  });
});

describe('meaningReason', () => {
  it('says what a picture looks like, and how sure that is', () => {
    expect(meaningReason({ words: 'red sea', score: 0.874, cosine: 0.26 }, 'en')).toBe('Looks like “red sea”, 87% sure');
    expect(meaningReason(undefined)).toBeNull();
    expect(meaningReason(null)).toBeNull();
  });
});

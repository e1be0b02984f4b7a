import { describe, expect, it } from 'vitest';
import { mainReason, meaningReason, shownReasons } from './reasons';

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

describe('shownReasons', () => {
  it('has the name beside what tells more', () => {
    const name = { kind: 'name' as const, text: 'dog.jpg', marks: [] };
    const folder = { kind: 'folder' as const, text: 'dogs', marks: [] };
    const tag = { kind: 'tag' as const, text: 'dog', marks: [] };
    expect(shownReasons([name, tag, folder])).toEqual([tag, name]);
    expect(shownReasons([tag, folder])).toEqual([tag]);
    expect(shownReasons([name])).toEqual([name]);
    expect(shownReasons(undefined)).toEqual([]);
  });
});

describe('meaningReason', () => {
  it('says what a picture looks like, and how sure that is', () => {
    expect(meaningReason({ words: 'red sea', score: 0.874, cosine: 0.26 }, 'en')).toBe('Looks like “red sea”, 87% sure');
    expect(meaningReason(undefined)).toBeNull();
    expect(meaningReason(null)).toBeNull();
  });
});

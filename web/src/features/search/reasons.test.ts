import { describe, expect, it } from 'vitest';
import { mainReason } from './reasons';

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

import { describe, expect, it } from 'vitest';
import { sentSize } from './mask';

describe('sentSize', () => {
  it('keeps small pictures, and makes large ones smaller in their shape', () => {
    expect(sentSize({ width: 640, height: 480 })).toEqual({ width: 640, height: 480 });
    expect(sentSize({ width: 4000, height: 3000 })).toEqual({ width: 1024, height: 768 });
    expect(sentSize({ width: 1, height: 5000 })).toEqual({ width: 1, height: 1024 });
  });
});

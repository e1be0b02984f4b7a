import { describe, expect, it } from 'vitest';
import { ratioOf, ratios, sizeLike, sizeOf } from './sizes';

const sides = { least: 64, most: 2048, step: 8 };

describe('sizes by their ratio', () => {
  it('have about as many pixels as before, in steps that the model takes', () => {
    for (const { name, ratio } of ratios) {
      const { width, height } = sizeOf(ratio, { width: 512, height: 512 }, sides);
      expect([width % 8, height % 8]).toEqual([0, 0]);
      expect((width * height) / 512 ** 2).toBeCloseTo(1, 1);
      expect(ratioOf({ width, height }, 8)).toBe(name);
    }
  });

  it('come back to the same size', () => {
    const wide = sizeOf(16 / 9, { width: 512, height: 512 }, sides);
    expect(sizeOf(1, wide, sides)).toEqual({ width: 512, height: 512 });
  });

  it('stand where the picture stood', () => {
    expect(sizeOf(3 / 2, { width: 512, height: 768 }, sides)).toEqual({ width: 512, height: 768 });
  });

  it('take the shape of a picture, with about as many pixels as before', () => {
    expect(sizeLike({ width: 3000, height: 4000 }, { width: 512, height: 512 }, sides)).toEqual({ width: 448, height: 592 });
    expect(sizeLike({ width: 100, height: 100 }, { width: 448, height: 592 }, sides)).toEqual({ width: 512, height: 512 });
  });

  it('stay within what the model takes', () => {
    expect(sizeOf(16 / 9, { width: 2048, height: 2048 }, sides)).toEqual({ width: 2048, height: 1152 });
    expect(sizeOf(16 / 9, { width: 64, height: 64 }, sides)).toEqual({ width: 88, height: 64 });
  });

  it('may have none of the ratios', () => {
    expect(ratioOf({ width: 512, height: 120 }, 8)).toBeNull();
  });
});

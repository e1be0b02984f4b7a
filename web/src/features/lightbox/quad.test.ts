import { describe, expect, test } from 'vitest';
import { placeQuad } from './quad';

const size = { width: 400, height: 200 };

describe('placeQuad', () => {
  test('lays an upright line where its corners are', () => {
    expect(placeQuad([0.25, 0.5, 0.75, 0.5, 0.75, 0.6, 0.25, 0.6], size)).toEqual({ left: 100, top: 100, width: 200, height: 20, angle: 0 });
  });

  test('turns a line that stands on its head', () => {
    const placed = placeQuad([0.75, 0.6, 0.25, 0.6, 0.25, 0.5, 0.75, 0.5], size);
    expect(placed).toMatchObject({ left: 300, top: 120, width: 200 });
    expect(placed?.height).toBeCloseTo(20);
    expect(Math.abs(placed?.angle ?? 0)).toBe(180);
  });

  test('turns a line that reads downwards', () => {
    // From the upper right corner of its box down: 100 px long, 40 px high.
    expect(placeQuad([0.6, 0.1, 0.6, 0.6, 0.5, 0.6, 0.5, 0.1], size)).toMatchObject({ left: 240, top: 20, width: 100, angle: 90 });
  });

  test.each([[[]], [[0, 0, 1, 0, 1, 1]], [[0, 0, 0, 0, 0, 0, 0, 0]], [[Number.NaN, 0, 1, 0, 1, 1, 0, 1]]])('makes nothing of %j', (quad) => {
    expect(placeQuad(quad, size)).toBeNull();
  });
});

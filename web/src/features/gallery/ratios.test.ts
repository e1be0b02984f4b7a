import { describe, expect, it } from 'vitest';
import { maxRatio, minRatio } from './justified';
import { decodeRatios, ratioCode, ratioOf } from './ratios';

describe('ratioCode', () => {
  it('keeps shapes to within a hundredth', () => {
    for (const [width, height] of [[4000, 3000], [3000, 4000], [1920, 1080], [6000, 4000], [1000, 999], [2000, 1000]] as const) {
      expect(Math.abs(ratioOf(ratioCode(width, height)) / (width / height) - 1)).toBeLessThan(0.01);
    }
    expect(ratioCode(500, 500)).toBe(128);
    expect(ratioCode(1000, 500)).toBe(168);
    expect(ratioCode(500, 1000)).toBe(88);
  });

  it('shows panoramas and slips of paper within what the grid takes', () => {
    expect(ratioOf(ratioCode(20000, 100))).toBe(maxRatio);
    expect(ratioOf(ratioCode(100, 20000))).toBe(minRatio);
  });

  it('takes a picture without a size as a square', () => {
    expect(ratioOf(ratioCode(0, 0))).toBe(1);
    expect(ratioOf(ratioCode(100, 0))).toBe(1);
  });
});

describe('decodeRatios', () => {
  it('reads what the timeline gives', () => {
    expect([...decodeRatios('gKhY')]).toEqual([128, 168, 88]);
    expect(decodeRatios(null).length).toBe(0);
  });
});

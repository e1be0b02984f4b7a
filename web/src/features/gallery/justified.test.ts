import { describe, expect, it } from 'vitest';
import { justify, maxRatio, maxStretch, minRatio, rowWidths } from './justified';
import { ratioCode, ratioOf } from './ratios';

function random(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 16807) % 2147483647) / 2147483647;
}

describe('justify', () => {
  const next = random(42);
  const ratios = Array.from({ length: 5_000 }, () => ratioOf(ratioCode(200 + next() * 4000, 200 + next() * 3000)));

  it('places every picture exactly once and in order', () => {
    let expected = 0;
    for (const row of justify(ratios, 1200, 208, 4)) {
      expect(row.start).toBe(expected);
      expect(row.count).toBeGreaterThan(0);
      expected += row.count;
    }
    expect(expected).toBe(ratios.length);
  });

  it('keeps full rows near the wished height', () => {
    for (const row of justify(ratios, 1200, 208, 4).filter((each) => each.full)) {
      expect(row.height).toBeGreaterThan(208 * 0.6);
      expect(row.height).toBeLessThan(208 * 1.6);
    }
  });

  it('never makes a row a tower, whatever the shapes and the width', () => {
    const wild = random(7);
    for (let run = 0; run < 200; run += 1) {
      const shapes = Array.from({ length: 40 }, () => (wild() < 0.5 ? minRatio : maxRatio));
      const width = 280 + Math.floor(wild() * 1500);
      for (const row of justify(shapes, width, 160, 4)) {
        expect(row.height).toBeGreaterThan(0);
        expect(row.height).toBeLessThanOrEqual(160 * maxStretch);
      }
    }
  });

  it('leaves earlier rows as they are when more pictures come', () => {
    const before = justify(ratios.slice(0, 1_000), 1200, 208, 4).filter((row) => row.full);
    const after = justify(ratios, 1200, 208, 4);
    expect(after.slice(0, before.length)).toEqual(before);
  });

  it('does not stretch a last row that is too short', () => {
    expect(justify([1.5], 1200, 208, 4)).toEqual([{ start: 0, count: 1, height: 208, full: false }]);
  });

  it('gives a picture wider than the screen a row of its own', () => {
    expect(justify([maxRatio, 1], 390, 200, 4)[0]).toEqual({ start: 0, count: 1, height: Math.round(390 / maxRatio), full: true });
  });

  it('has no rows without pictures or without a width', () => {
    expect(justify([], 1200, 208, 4)).toEqual([]);
    expect(justify([1, 2], 0, 208, 4)).toEqual([]);
  });
});

describe('rowWidths', () => {
  it('fills the width to the pixel', () => {
    const next = random(3);
    const ratios = Array.from({ length: 300 }, () => ratioOf(ratioCode(next() * 3 + 0.2, 1)));
    for (const width of [283, 390, 1199, 2560]) {
      for (const row of justify(ratios, width, 190, 4).filter((each) => each.full)) {
        const widths = rowWidths(ratios.slice(row.start, row.start + row.count), row, width, 4);
        expect(widths.reduce((sum, part) => sum + part, 0) + 4 * (row.count - 1)).toBe(width);
        expect(Math.min(...widths)).toBeGreaterThan(0);
      }
    }
  });

  it('keeps the shapes in a last row', () => {
    expect(rowWidths([1.5, 1], { height: 200, full: false }, 1200, 4)).toEqual([300, 200]);
  });
});

import { describe, expect, it } from 'vitest';
import { clampView, fit, maxScale, zoomAt } from './zoom';

const stage = { width: 1000, height: 500 };

describe('fit', () => {
  it('touches the nearer edge', () => {
    expect(fit({ width: 4000, height: 1000 }, stage)).toEqual({ width: 1000, height: 250 });
    expect(fit({ width: 1000, height: 4000 }, stage)).toEqual({ width: 125, height: 500 });
  });

  it('enlarges small pictures twice at most', () => {
    expect(fit({ width: 100, height: 50 }, stage)).toEqual({ width: 200, height: 100 });
  });

  it('is nothing without a stage or a picture', () => {
    expect(fit({ width: 0, height: 10 }, stage)).toEqual({ width: 0, height: 0 });
    expect(fit({ width: 10, height: 10 }, { width: 0, height: 0 })).toEqual({ width: 0, height: 0 });
  });
});

describe('clampView', () => {
  const base = { width: 1000, height: 250 };

  it('centres what is smaller than the stage', () => {
    expect(clampView({ scale: 1, x: 300, y: -80 }, base, stage, 8)).toEqual({ scale: 1, x: 0, y: 0 });
  });

  it('shows no margin beside what is larger', () => {
    expect(clampView({ scale: 4, x: 9_999, y: -9_999 }, base, stage, 8)).toEqual({ scale: 4, x: 1_500, y: -250 });
  });

  it('keeps the scale within its bounds', () => {
    expect(clampView({ scale: 0.2, x: 0, y: 0 }, base, stage, 8).scale).toBe(1);
    expect(clampView({ scale: 50, x: 0, y: 0 }, base, stage, 8).scale).toBe(8);
  });
});

describe('zoomAt', () => {
  it('keeps the point under the pointer', () => {
    const before = { scale: 1.5, x: 20, y: -10 };
    const after = zoomAt(before, 3, 120, 60);
    const point = (view: typeof before) => [(120 - view.x) / view.scale, (60 - view.y) / view.scale];
    expect(point(after)).toEqual(point(before));
  });
});

describe('maxScale', () => {
  it('reaches four screen pixels for one of the picture', () => {
    expect(maxScale({ width: 8000, height: 6000 }, { width: 1000, height: 750 })).toBe(32);
    expect(maxScale({ width: 100, height: 100 }, { width: 200, height: 200 })).toBe(4);
  });
});

import { describe, expect, it } from 'vitest';
import { Rate } from './rate';

describe('Rate', () => {
  it('says nothing before there is anything to reckon from', () => {
    const rate = new Rate();
    expect(rate.perSecond()).toBeNull();
    rate.add(0, 0);
    rate.add(100, 100);
    expect(rate.perSecond()).toBeNull();
  });

  it('is bytes a second of the last seconds', () => {
    const rate = new Rate();
    rate.add(0, 0);
    rate.add(1_000, 1_000);
    expect(rate.perSecond()).toBe(1_000);
    for (let second = 2; second <= 30; second += 1) {
      rate.add(1_000 + (second - 1) * 5_000, second * 1_000);
    }
    expect(rate.perSecond()).toBe(5_000);
  });
});

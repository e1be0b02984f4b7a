import { expect, test } from 'vitest';
import { detailOf, details } from './atlas';

test('every zoom has lines to draw, also where the whole world is narrower than a screen', () => {
  expect([-1, -0.29, 0, 1.9, 2, 4.99, 5, 18].map(detailOf)).toEqual([0, 0, 0, 0, 1, 1, 2, 2]);
  expect(details[detailOf(-1)]).toBeDefined();
});

import { expect, test } from 'vitest';
import { centroid, unrollLine, unrollRing } from './rings';

test('an island on the antimeridian stays whole', () => {
  expect(unrollRing([[179, 1], [-179, 1], [-179, -1], [179, -1], [179, 1]])).toEqual([[179, 1], [181, 1], [181, -1], [179, -1], [179, 1]]);
  expect(unrollLine([[-170, 60], [170, 61], [-170, 62]])).toEqual([[-170, 60], [-190, 61], [-170, 62]]);
});

test('land around a pole reaches it', () => {
  expect(unrollRing([[-180, -80], [-60, -75], [60, -75], [180, -80], [-180, -80]])).toEqual([
    [-180, -80], [-60, -75], [60, -75], [180, -80], [180, -80], [180, -90], [-180, -90], [-180, -80],
  ]);
});

test('what crosses nothing stays as it is', () => {
  const square = [[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]];
  expect(unrollRing(square)).toEqual(square);
  expect(centroid(square)).toEqual({ size: 4, at: [1, 1] });
});

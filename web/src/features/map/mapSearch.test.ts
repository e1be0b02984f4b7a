import { describe, expect, test } from 'vitest';
import { boxAround, boxAroundAll, boxOf, readMapSearch, readViewpoint, wrap, writeBox, writeViewpoint } from './mapSearch';

describe('readMapSearch', () => {
  test('keeps the filters of the gallery, the place and the list', () => {
    expect(readMapSearch({ tag: 'dog', place: 'KR/Seoul', at: '37.5,127,8.25', view: 'list' })).toEqual({
      tag: ['dog'],
      place: ['KR/Seoul'],
      at: '37.5,127,8.25',
      view: 'list',
    });
  });
  test.each(['', '1,2', '91,0,3', '0,181,3', '0,0,19', '0,0,-1.1', 'a,b,c', '0,,3'])('leaves out %s, which is no place to look at', (at) => {
    expect(readMapSearch({ at, view: 'grid', sort: 'name', bbox: '0,0,1,1' })).toEqual({});
  });
});

test('a viewpoint is written as it is read', () => {
  expect(readViewpoint('37.5665,126.978,10')).toEqual({ latitude: 37.5665, longitude: 126.978, zoom: 10 });
  expect(writeViewpoint({ latitude: 37.566512345, longitude: 486.978012345, zoom: 10.123 })).toBe('37.56651,126.97801,10.12');
  expect(readViewpoint('15.95,-0.29,-0.29')).toEqual({ latitude: 15.95, longitude: -0.29, zoom: -0.29 });
  expect(writeViewpoint({ latitude: -0.001, longitude: 0, zoom: 0 })).toBe('0,0,0');
});

test('a longitude has one name', () => {
  expect([0, 180, -180, 181, -181, 540, 900].map(wrap)).toEqual([0, 180, -180, -179, 179, -180, -180]);
});

test('what is asked for lies still while the map moves a little, and covers what is seen', () => {
  const one = boxAround(126.9, 37.4, 127.3, 37.7, 10);
  const other = boxAround(126.91, 37.41, 127.31, 37.701, 10);
  expect(other).toEqual(one);
  expect(one[0]).toBeLessThanOrEqual(126.9);
  expect(one[3]).toBeGreaterThanOrEqual(37.7);
  expect(boxAround(-200, -100, 200, 100, 1)).toEqual([-180, -90, 180, 90]);
  expect(boxAround(170, -10, 190, 10, 4)).toEqual([168.75, -11.25, -168.75, 11.25]);
});

test('a box is written in degrees', () => {
  expect(writeBox(boxOf(170, -10.123456789, 190, 10))).toBe('170,-10.12346,-170,10');
  expect(writeBox(boxOf(-300, -95, 300, 95))).toBe('-180,-90,180,90');
});

test('a box around nothing is none', () => {
  expect(boxAroundAll([])).toBeNull();
  expect(
    boxAroundAll([
      { west: 1, south: 2, east: 3, north: 4 },
      { west: -1, south: 3, east: 2, north: 5 },
    ]),
  ).toEqual([-1, 2, 3, 5]);
});

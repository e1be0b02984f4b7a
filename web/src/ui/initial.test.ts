import { expect, it } from 'vitest';
import { initialOf } from './initial';

it.each([
  ['anna', 'A'],
  [' émile', 'É'],
  ['👩‍🚀 Zoë', '👩‍🚀'],
  ['나무', '나'],
  ['\u200fمريم', 'م'],
  ['', '?'],
])('takes what people see as the first character of %j', (name, initial) => {
  expect(initialOf(name)).toBe(initial);
});

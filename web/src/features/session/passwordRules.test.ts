import { expect, it } from 'vitest';
import { passwordRules } from './passwordRules';

it('asks for ten characters that are not the name', () => {
  expect(passwordRules('', '').map((rule) => rule.met)).toEqual([false, false]);
  expect(passwordRules('short', 'anna').map((rule) => rule.met)).toEqual([false, true]);
  expect(passwordRules('administrator', 'Administrator').map((rule) => rule.met)).toEqual([true, false]);
  expect(passwordRules('correct horse', 'anna').every((rule) => rule.met)).toBe(true);
});

it('counts what people see as one character once', () => {
  expect(passwordRules('🎉🎉🎉🎉🎉', 'anna')[0]?.met).toBe(false);
});

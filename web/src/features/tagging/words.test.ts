import { expect, test } from 'vitest';
import type { DescriptionEstimate, DescriptionRun } from '../../api/types';
import { estimateWords, outcomeWords, shareOf, unknownVariables } from './words';

const estimate: DescriptionEstimate = { model: 'ollama:a', image_count: 10, others_count: 0, known_count: 4, ask_count: 6 };

test('variables that do not exist are found, and escaped braces and JSON are not taken for any', () => {
  expect(unknownVariables('{date} {weather} {{weather}} {"a": 1} {Date} {weather}')).toEqual(['{weather}', '{Date}']);
});

test('an estimate says what is asked, what is known and how long it takes', () => {
  expect(estimateWords({ ...estimate, seconds: 120, seconds_per_picture: 20 })).toContain('6 pictures to ask about, about 2');
  expect(estimateWords({ ...estimate, seconds: 120, seconds_per_picture: 20 })).toContain('4 answered already.');
  expect(estimateWords(estimate)).toContain('known after a trial');
  expect(estimateWords({ ...estimate, ask_count: 0, known_count: 10 })).toBe('The model has answered for all of them already.');
  expect(estimateWords({ ...estimate, others_count: 1 })).toContain('of other people are left alone');
});

test('a run says what has come of it', () => {
  const run = { image_count: 10, done_count: 3, known_count: 2, failed_count: 1, gone_count: 0 } as DescriptionRun;
  expect(outcomeWords(run)).toBe('3 described, 2 known before, 1 without a usable answer, 4 to go');
  expect(shareOf(run)).toBe(0.6);
});

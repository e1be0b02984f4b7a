import { expect, it } from 'vitest';
import document from '../../../../docs/openapi/v1.json';
import { eventKinds, isEventKind, wordsOf } from './eventWords';

it('has words for every kind of event that the API can answer with', () => {
  expect([...eventKinds].sort()).toEqual([...document.components.schemas.SecurityEventKind.enum].sort());
});

it('calls a failed sign-in refused and a good one usual', () => {
  expect(wordsOf('sign_in_failed').severity).toBe('refused');
  expect(wordsOf('signed_in').severity).toBe('calm');
});

it('shows a kind it does not know as it is called', () => {
  expect(isEventKind('moon_landed')).toBe(false);
  expect(wordsOf('moon_landed').label).toBe('Moon landed');
});

import { expect, test } from 'vitest';
import { ofCaption, ofTag, saidOf, verdictsOf } from './suggestions';

const image = { image_id: 'img_1', image_name: 'Beach.jpg', width: 4, height: 3, thumb_hash: '' };
const dog = ofTag({ ...image, tag_id: 'tag_1', tag_name: 'dog', model: 'detector', confidence: 0.9 });
const caption = ofCaption({ ...image, text: 'A beach.', model: 'ollama:llava', written_at: '2026-01-02T03:04:05Z' });

test('what two models say alike is said once', () => {
  const other = { ...dog, key: 'another', model: 'ollama:llava' };
  expect(verdictsOf([dog, other], 'accepted')).toEqual([{ image_id: 'img_1', tag_id: 'tag_1', verdict: 'accepted' }]);
});

test('a caption is named by when it was written', () => {
  expect(verdictsOf([caption], 'rejected', 'A lake.')).toEqual([{ image_id: 'img_1', written_at: '2026-01-02T03:04:05Z', verdict: 'rejected', replacement: 'A lake.' }]);
});

test('what was done is said in a sentence', () => {
  expect(saidOf([dog], 'accepted')).toBe('“dog” accepted.');
  expect(saidOf([dog], 'rejected', 'cat')).toBe('“dog”: “cat” instead.');
  expect(saidOf([caption], 'rejected', 'A lake.')).toBe('The caption of Beach.jpg edited.');
  expect(saidOf([caption, { ...caption, key: 'x' }], 'rejected')).toBe('2 suggestions rejected.');
});

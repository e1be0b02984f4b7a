import { describe, expect, it } from 'vitest';
import { captionParameters, readReviewSearch, tagParameters } from './reviewSearch';

describe('readReviewSearch', () => {
  it('keeps what makes sense and leaves the rest out', () => {
    expect(readReviewSearch({ view: 'statistics', tag: 'dog', min: '30', max: 250, order: 'best', folder: '' })).toEqual({ view: 'statistics', tag: 'dog', min: 30 });
    expect(readReviewSearch({ view: 'captions', order: 'oldest' })).toEqual({ view: 'captions', order: 'oldest' });
  });

  it('asks the server in shares of one', () => {
    expect(tagParameters({ min: 30, max: 90, order: 'unsurest', view: 'statistics' })).toEqual({ min: 0.3, max: 0.9, order: 'unsurest' });
  });

  it('leaves out of the captions what they do not have', () => {
    expect(captionParameters({ view: 'captions', tag: 'dog', min: 30, order: 'unsurest', model: 'ollama:llava' })).toEqual({ model: 'ollama:llava' });
    expect(captionParameters({ order: 'oldest' })).toEqual({ order: 'oldest' });
  });
});

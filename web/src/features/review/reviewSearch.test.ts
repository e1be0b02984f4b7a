import { describe, expect, it } from 'vitest';
import { readReviewSearch, reviewParameters } from './reviewSearch';

describe('readReviewSearch', () => {
  it('keeps what makes sense and leaves the rest out', () => {
    expect(readReviewSearch({ view: 'statistics', tag: 'dog', min: '30', max: 250, order: 'best', folder: '' })).toEqual({ view: 'statistics', tag: 'dog', min: 30 });
  });

  it('asks the server in shares of one', () => {
    expect(reviewParameters({ min: 30, max: 90, order: 'unsurest', view: 'statistics' })).toEqual({ min: 0.3, max: 0.9, order: 'unsurest' });
  });
});

import { describe, expect, it } from 'vitest';
import { formatPicture, parsePicture, readStudioSearch } from './studioSearch';

describe('readStudioSearch', () => {
  it('takes what makes sense', () => {
    const search = { from: 'img_4k', show: 'gen_1a.0', with: 'gen_2b.3', state: 'failed' };
    expect(readStudioSearch(search)).toEqual(search);
  });

  it('leaves out what does not', () => {
    expect(readStudioSearch({ from: 'gen_1', show: 'gen_1', with: 'img_1.0', state: 'queued', prompt: 'a cat' })).toEqual({});
  });
});

describe('parsePicture', () => {
  it('reads what formatPicture wrote', () => {
    expect(parsePicture(formatPicture({ id: 'gen_7', number: 12 }))).toEqual({ id: 'gen_7', number: 12 });
    expect(parsePicture('gen_7.x')).toBeNull();
    expect(parsePicture(7)).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { readDocumentSearch, readDocumentsSearch } from './documents';
import { placeOf } from './elementClasses';

describe('the address of the list', () => {
  it('keeps words and a state that there is, and nothing else', () => {
    expect(readDocumentsSearch({ q: 'lease', state: 'failed', page: '3' })).toEqual({ q: 'lease', state: 'failed' });
    expect(readDocumentsSearch({ q: '   ', state: 'burnt' })).toEqual({});
    expect(readDocumentsSearch({ q: 'x'.repeat(500) }).q).toHaveLength(200);
  });
});

describe('the address of a document', () => {
  it('names a page from the second on, and a form of the text other than the first', () => {
    expect(readDocumentSearch({ page: '12', view: 'json' })).toEqual({ page: 12, view: 'json' });
    expect(readDocumentSearch({ page: 1, view: 'text' })).toEqual({});
    expect(readDocumentSearch({ page: '-4', view: ['json'] })).toEqual({});
    expect(readDocumentSearch({ page: '2.5' })).toEqual({});
  });
});

describe('a box on the picture', () => {
  it('is in percent of the page', () => {
    expect(placeOf([61.2, 79.2, 306, 396], 612, 792)).toEqual({ left: '10%', top: '10%', width: '40%', height: '40%' });
  });
});

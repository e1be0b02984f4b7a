import { describe, expect, it } from 'vitest';
import type { ImageDetails } from '../../api/types';
import { changeOf, textOf, undoOf } from './values';

const image = {
  title: 'Evening',
  taken_at: '2024-05-31T14:22:05',
  latitude: 47.05,
  longitude: -8.3,
  sources: { title: 'manual', taken_at: 'file', place: 'manual' },
} as ImageDetails;

describe('values of a picture', () => {
  it('stand in their inputs as people write them', () => {
    expect(textOf(image, 'taken_at')).toBe('2024-05-31 14:22:05');
    expect(textOf(image, 'place')).toBe('47.05, -8.3');
    expect(textOf(image, 'description')).toBe('');
  });

  it('are read back from what is typed', () => {
    expect(changeOf('title', '  Morning ')).toEqual({ title: 'Morning' });
    expect(changeOf('taken_at', '1931-07-04')).toEqual({ taken_at: '1931-07-04' });
    expect(changeOf('taken_at', '1931-07-04 09:30')).toEqual({ taken_at: '1931-07-04T09:30' });
    expect(changeOf('place', '-33.5, 151.25')).toEqual({ place: { latitude: -33.5, longitude: 151.25 } });
    expect(changeOf('place', '-33.5 151.25')).toEqual({ place: { latitude: -33.5, longitude: 151.25 } });
  });

  it('are taken back by an empty text', () => expect(changeOf('place', ' ')).toEqual({ place: null }));

  it('are refused where they cannot be', () => {
    expect(changeOf('taken_at', 'yesterday')).toHaveProperty('problem');
    expect(changeOf('place', '91, 0')).toHaveProperty('problem');
    expect(changeOf('place', 'Lucerne')).toHaveProperty('problem');
  });

  it('come back as they were said by hand, or not at all', () => {
    expect(undoOf(image, 'title')).toEqual({ title: 'Evening' });
    expect(undoOf(image, 'taken_at')).toEqual({ taken_at: null });
    expect(undoOf(image, 'place')).toEqual({ place: { latitude: 47.05, longitude: -8.3 } });
  });
});

import { describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatBytes,
  formatCamera,
  formatDuration,
  formatExposure,
  formatMegapixels,
  formatMonth,
  formatOffset,
  formatPlace,
  formatRate,
  formatShot,
  formatTaken,
  formatTimeLeft,
} from './format';

describe('numbers', () => {
  it('says bytes in decimal units', () => {
    expect(formatBytes(0, 'en')).toBe('0 bytes');
    expect(formatBytes(1, 'en')).toBe('1 byte');
    expect(formatBytes(1_000, 'en')).toBe('1 kB');
    expect(formatBytes(2_481_234, 'en')).toBe('2.5 MB');
    expect(formatBytes(999_999, 'en')).toBe('1 MB');
    expect(formatBytes(123_456_789_000, 'en')).toBe('123 GB');
  });

  it('says slow rates by the minute', () => {
    expect(formatRate(14.23, 'pictures', 'en')).toBe('14.2 pictures/s');
    expect(formatRate(1234, 'pictures', 'en')).toBe('1,234 pictures/s');
    expect(formatRate(0.5, 'pictures', 'en')).toBe('30 pictures/min');
  });

  it('says megapixels', () => {
    expect(formatMegapixels(4032, 3024, 'en')).toBe('12 MP');
    expect(formatMegapixels(640, 480, 'en')).toBe('0.3 MP');
  });
});

describe('times', () => {
  it('keeps the two largest parts of a duration', () => {
    expect(formatDuration(0, 'en')).toBe('0 sec');
    expect(formatDuration(200, 'en')).toBe('3 min 20 sec');
    expect(formatDuration(7_500, 'en')).toBe('2 hr 5 min');
    expect(formatDuration(3_600, 'en')).toBe('1 hr');
    expect(formatDuration(90_061, 'en')).toBe('1 day 1 hr');
  });

  it('rounds the time left', () => {
    expect(formatTimeLeft(3, 'en')).toBe('a few seconds left');
    expect(formatTimeLeft(41, 'en')).toBe('about 45 sec left');
    expect(formatTimeLeft(3_605, 'en')).toBe('about 1 hr 1 min left');
  });

  it('shows the camera clock as it stood, in any time zone of the viewer', () => {
    expect(formatTaken('2024-05-03T14:22:05', null, 'en')).toBe('Friday, May 3, 2024 at 2:22 PM');
    expect(formatTaken('2024-05-03T14:22:05+09:00', 540, 'en')).toBe('Friday, May 3, 2024 at 2:22 PM (UTC+9)');
    expect(formatTaken('unknown', null, 'en')).toBe('unknown');
  });

  it('writes offsets', () => {
    expect(formatOffset(-210)).toBe('UTC−3:30');
    expect(formatOffset(0)).toBe('UTC+0');
  });

  it('names months', () => {
    expect(formatMonth('2024-05', 'en')).toBe('May 2024');
    expect(formatMonth('2024-05', 'ko')).toBe('2024년 5월');
    expect(formatMonth('?', 'en')).toBe('?');
  });

  it('says how long ago', () => {
    const now = Date.parse('2024-05-03T12:00:00Z');
    expect(formatAgo('2024-05-03T11:59:40Z', now, 'en')).toBe('now');
    expect(formatAgo('2024-05-03T11:55:00Z', now, 'en')).toBe('5 minutes ago');
    expect(formatAgo('2024-05-01T11:55:00Z', now, 'en')).toBe('2 days ago');
  });
});

describe('what the camera did', () => {
  it('writes exposures as photographers do', () => {
    expect(formatExposure(0.004, 'en')).toBe('1/250 s');
    expect(formatExposure(0.5, 'en')).toBe('0.5 s');
    expect(formatExposure(30, 'en')).toBe('30 s');
  });

  it('leaves out what is not known', () => {
    expect(formatShot({ exposure_seconds: 0.004, f_number: 2.8, iso: 100, focal_length_mm: 35 }, 'en')).toBe(
      '1/250 s · ƒ/2.8 · ISO 100 · 35 mm',
    );
    expect(formatShot({ iso: 400, f_number: null }, 'en')).toBe('ISO 400');
    expect(formatShot({ exposure_seconds: 0, iso: 0 }, 'en')).toBeNull();
  });

  it('does not say the maker twice', () => {
    expect(formatCamera('NIKON CORPORATION', 'NIKON D90')).toBe('NIKON D90');
    expect(formatCamera('Google', 'Pixel 8')).toBe('Google Pixel 8');
    expect(formatCamera(null, 'Pixel 8')).toBe('Pixel 8');
    expect(formatCamera('Canon', '')).toBe('Canon');
    expect(formatCamera(null, null)).toBeNull();
  });

  it('writes places with hemispheres', () => {
    expect(formatPlace(-33.8568, -151.2153, 'en')).toBe('33.8568° S, 151.2153° W');
  });
});

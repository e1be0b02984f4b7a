import { describe, expect, it } from 'vitest';
import type { Group } from './buckets';
import { firstIndex, lastIndex, layOut, rowAt, rowOfIndex } from './layout';
import { ratioCode } from './ratios';
import { yearMarks } from './yearMarks';

const measures = { width: 1200, target: 200, gap: 4, heading: 50 };

/** @param known of how many pictures the shape is known */
function group(month: string, start: number, count: number, loaded: number, known = loaded): Group {
  const items = Array.from({ length: loaded }, (_, index) => ({
    id: `${month}/${index}`,
    name: '',
    width: 300,
    height: 200,
    thumb_hash: '',
    favourite: false, offline: false,
    sort_at: `${month}-01T00:00:00Z`,
    media_type: 'image/jpeg',
  }));
  return { key: month, period: month, count, items, ratios: new Uint8Array(known).fill(ratioCode(300, 200)), start };
}

const groups = [group('2024-05', 0, 100, 100), group('2024-04', 100, 70, 30), group('2024-03', 170, 40, 0)];
const layout = layOut(groups, measures);

describe('layOut', () => {
  it('has a place for every picture, loaded or not', () => {
    let next = 0;
    for (const row of layout.rows) {
      if (row.kind !== 'heading') {
        expect(firstIndex(row)).toBe(next);
        next = lastIndex(row) + 1;
      }
    }
    expect(next).toBe(210);
  });

  it('lays a group out as it will be when it is loaded', () => {
    const before = layOut([group('2024-05', 0, 100, 0, 100)], measures);
    const after = layOut([group('2024-05', 0, 100, 100)], measures);
    expect(before.rows.some((row) => row.kind === 'ghosts')).toBe(false);
    expect(before.rows.map(({ top, height }) => [top, height])).toEqual(after.rows.map(({ top, height }) => [top, height]));
  });

  it('stacks rows without gaps or overlaps', () => {
    layout.rows.forEach((row, index) => {
      const below = layout.rows[index + 1];
      const end = row.top + row.height + (row.kind === 'heading' ? 0 : measures.gap);
      expect(end).toBe(below === undefined ? layout.height : below.top);
    });
  });

  it('shows ghosts only where no shape is known, and never shows a row as ended too early', () => {
    const partial = layout.rows.filter((row) => row.group.key === '2024-04');
    expect(partial.some((row) => row.kind === 'ghosts')).toBe(true);
    expect(partial.every((row) => row.kind !== 'tiles' || row.full)).toBe(true);
    expect(layout.rows.some((row) => row.group.key === '2024-05' && row.kind === 'ghosts')).toBe(false);
  });

  it('finds rows by height and by position', () => {
    for (const index of [0, 57, 99, 100, 169, 209]) {
      const at = rowOfIndex(layout, index)!;
      const row = layout.rows[at]!;
      expect(row.kind).not.toBe('heading');
      expect(firstIndex(row)).toBeLessThanOrEqual(index);
      expect(lastIndex(row)).toBeGreaterThanOrEqual(index);
      expect(rowAt(layout, row.top)).toBe(at);
      expect(rowAt(layout, row.top + row.height - 1)).toBe(at);
    }
    expect(rowOfIndex(layout, 210)).toBeNull();
  });
});

describe('yearMarks', () => {
  it('keeps its distance', () => {
    const headings = Array.from({ length: 240 }, (_, index) => ({
      month: `${2024 - Math.floor(index / 12)}-${String(12 - (index % 12)).padStart(2, '0')}`,
      top: index * 500,
    }));
    const marks = yearMarks(headings, 120_000, 300, 26);
    expect(marks[0]).toEqual({ year: '2024', share: 0 });
    for (let index = 1; index < marks.length; index += 1) {
      expect((marks[index]!.share - marks[index - 1]!.share) * 300).toBeGreaterThanOrEqual(26);
    }
  });
});

import type { Group } from './buckets';
import { justify } from './justified';
import { ratioOf } from './ratios';

/** One line of the virtual list. Its height is exact before anything of it is drawn. */
export type GridRow =
  | { kind: 'heading'; key: string; top: number; height: number; group: Group }
  | { kind: 'tiles'; key: string; top: number; height: number; group: Group; start: number; count: number; full: boolean }
  /** Pictures of which only is known that they are there. */
  | { kind: 'ghosts'; key: string; top: number; height: number; group: Group; start: number; count: number };

export interface GridLayout {
  rows: readonly GridRow[];
  height: number;
  width: number;
  gap: number;
}

export interface GridMeasures {
  width: number;
  /** Wished height of a row of pictures, in pixels. */
  target: number;
  gap: number;
  /** Height of a month's heading, in pixels. */
  heading: number;
}

type Sized = GridRow extends infer Row ? (Row extends unknown ? Omit<Row, 'top' | 'group'> : never) : never;

/** Rows of groups that have not changed are kept: a library of 100,000 is laid out once, not at every page that arrives. */
const cache = new WeakMap<Uint8Array, Map<string, readonly Sized[]>>();

/**
 * @param ratio mean width/height of pictures whose shape is not known, for the estimate of their rows
 */
export function layOut(groups: readonly Group[], measures: GridMeasures, ratio = 1.4): GridLayout {
  const rows: GridRow[] = [];
  let top = 0;
  for (const group of groups) {
    for (const row of rowsOf(group, measures, ratio)) {
      rows.push({ ...row, top, group } as GridRow);
      top += row.height + (row.kind === 'heading' ? 0 : measures.gap);
    }
  }
  return { rows, height: top, width: measures.width, gap: measures.gap };
}

function rowsOf(group: Group, measures: GridMeasures, ratio: number): readonly Sized[] {
  const name = [group.key, group.count, measures.width, measures.target, measures.gap, ratio.toFixed(1)].join();
  let kept = cache.get(group.ratios);
  if (kept === undefined) {
    kept = new Map();
    cache.set(group.ratios, kept);
  }
  let rows = kept.get(name);
  if (rows === undefined) {
    rows = computeRows(group, measures, ratio);
    if (kept.size > 8) {
      kept.clear();
    }
    kept.set(name, rows);
  }
  return rows;
}

function computeRows(group: Group, measures: GridMeasures, ratio: number): Sized[] {
  const { width, target, gap } = measures;
  const rows: Sized[] = [];
  if (group.period !== null) {
    rows.push({ kind: 'heading', key: `${group.key}/heading`, height: measures.heading });
  }
  const complete = group.ratios.length >= group.count;
  let placed = 0;
  for (const row of justify(Array.from(group.ratios, ratioOf), width, target, gap)) {
    if (!row.full && !complete) {
      // Its end is not known yet; shown with the ghosts until it is.
      break;
    }
    rows.push({ kind: 'tiles', key: `${group.key}/${row.start}`, height: row.height, start: row.start, count: row.count, full: row.full });
    placed = row.start + row.count;
  }
  const perRow = Math.max(1, Math.round((width + gap) / (ratio * target + gap)));
  for (; placed < group.count; placed += perRow) {
    rows.push({
      kind: 'ghosts',
      key: `${group.key}/${placed}`,
      height: target,
      start: placed,
      count: Math.min(perRow, group.count - placed),
    });
  }
  return rows;
}

/** The row that covers a height; the last one when it lies below all of them. */
export function rowAt(layout: GridLayout, y: number): number {
  let low = 0;
  let high = layout.rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (layout.rows[middle]!.top <= y) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

/** The row that holds a position of the whole list; null when there is none. */
export function rowOfIndex(layout: GridLayout, index: number): number | null {
  let low = 0;
  let high = layout.rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (firstIndex(layout.rows[middle]!) <= index) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  const row = layout.rows[low];
  return row !== undefined && row.kind !== 'heading' && index < firstIndex(row) + row.count ? low : null;
}

/** Position in the whole list of the row's first picture; a heading counts as the first picture of its group. */
export function firstIndex(row: GridRow): number {
  return row.group.start + (row.kind === 'heading' ? 0 : row.start);
}

export function lastIndex(row: GridRow): number {
  return row.kind === 'heading' ? row.group.start : row.group.start + row.start + row.count - 1;
}

/** A run of pictures side by side: `count` pictures from position `start`, all `height` pixels high. */
export interface JustifiedRow {
  start: number;
  count: number;
  height: number;
  /** False for a last row that is too short to fill the width. */
  full: boolean;
}

/** Panoramas and slips of paper are cropped to these width/height ratios in the grid, so that no row becomes a line or a tower. */
export const minRatio = 0.45;
export const maxRatio = 3.2;

/** A row that would have to be higher than this many times the target to fill the width is cut lower, and its pictures cropped. */
export const maxStretch = 1.6;

/**
 * Breaks pictures into rows that fill `width`, each close to `target` pixels high. A row never depends on pictures after the one that
 * closes it, so loading more leaves all rows but the last as they were.
 * @param ratios width/height of each picture, from {@link minRatio} to {@link maxRatio}
 */
export function justify(ratios: readonly number[], width: number, target: number, gap: number): JustifiedRow[] {
  const rows: JustifiedRow[] = [];
  if (width <= 0) {
    return rows;
  }
  let start = 0;
  let sum = 0;
  for (let index = 0; index < ratios.length; index += 1) {
    const before = index - start;
    const withThis = (width - gap * before) / (sum + ratios[index]!);
    if (withThis > target) {
      sum += ratios[index]!;
      continue;
    }
    // The row can end before this picture (taller) or after it (lower): whichever is nearer to the target by factor.
    const without = before > 0 ? (width - gap * (before - 1)) / sum : Infinity;
    if (without / target < target / withThis) {
      rows.push({ start, count: before, height: Math.round(Math.min(without, target * maxStretch)), full: true });
      start = index;
      sum = ratios[index]!;
      if (width / sum <= target) {
        rows.push({ start, count: 1, height: Math.round(width / sum), full: true });
        start = index + 1;
        sum = 0;
      }
    } else {
      rows.push({ start, count: before + 1, height: Math.round(withThis), full: true });
      start = index + 1;
      sum = 0;
    }
  }
  if (start < ratios.length) {
    rows.push({ start, count: ratios.length - start, height: target, full: false });
  }
  return rows;
}

/** Whole-pixel widths of a row's pictures; those of a full row add up to `width` exactly, gaps included. */
export function rowWidths(ratios: readonly number[], row: Pick<JustifiedRow, 'height' | 'full'>, width: number, gap: number): number[] {
  const available = width - gap * (ratios.length - 1);
  if (!row.full) {
    const natural = ratios.map((ratio) => ratio * row.height);
    const sum = natural.reduce((total, part) => total + part, 0);
    return sum <= available ? natural.map((part) => Math.max(1, Math.floor(part))) : fill(ratios, available);
  }
  return fill(ratios, available);
}

/** Shares `available` pixels by ratio; rounding is carried along so that nothing is lost or gained. */
function fill(ratios: readonly number[], available: number): number[] {
  const sum = ratios.reduce((total, ratio) => total + ratio, 0);
  const widths: number[] = [];
  let used = 0;
  let exact = 0;
  for (const ratio of ratios) {
    exact += (ratio / sum) * available;
    const next = Math.round(exact);
    widths.push(next - used);
    used = next;
  }
  return widths;
}

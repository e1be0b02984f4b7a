export interface Mark {
  /** `YYYY-MM` */
  month: string;
  /** Pixels from the top of the whole grid. */
  top: number;
}

/** Years beside the scrubber: each where its first month stands, left out where it would touch the one before. */
export function yearMarks(
  headings: readonly Mark[],
  height: number,
  trackHeight: number,
  distance: number,
): { year: string; share: number }[] {
  const marks: { year: string; share: number }[] = [];
  if (height <= 0 || trackHeight <= 0) {
    return marks;
  }
  let lastYear = '';
  for (const heading of headings) {
    const year = heading.month.slice(0, 4);
    if (year === lastYear) {
      continue;
    }
    lastYear = year;
    const share = heading.top / height;
    const before = marks.at(-1);
    if (before === undefined || (share - before.share) * trackHeight >= distance) {
      marks.push({ year, share });
    }
  }
  return marks;
}

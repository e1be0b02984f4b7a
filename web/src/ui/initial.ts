/** The first character of a name as people count them, for the round mark beside it: no half emoji, no lone accent, nothing invisible. */
export function initialOf(name: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name.replace(/^[\s\p{Cf}]+/u, ''));
  return first?.segment.toUpperCase() ?? '?';
}

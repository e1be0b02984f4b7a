/** The first character of a name as people count them, for the round mark beside it: no half of an emoji, no lone accent, no invisible mark. */
export function initialOf(name: string): string {
  const [first] = new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(name.replace(/^[\s\p{Cf}]+/u, ''));
  return first?.segment.toUpperCase() ?? '?';
}

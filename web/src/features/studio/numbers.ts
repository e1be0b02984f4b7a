/** What stands in a field for a number, and the number that it stands for. */
export interface Typed {
  text: number | string;
  number: number | null;
}

/**
 * What was typed so far: a NumberInput tells "7." and long numbers as text.
 * @param held stays while what is typed is no number yet, or one that cannot be held exactly
 * @param empty what an empty field stands for
 */
export function typed(text: number | string, held: number | null, empty: number | null): Typed {
  if (text === '') {
    return { text, number: empty };
  }
  const number = Number(text);
  return { text, number: Number.isFinite(number) && Math.abs(number) <= Number.MAX_SAFE_INTEGER ? number : held };
}

/** What the field shows: as it was typed, while that is the number; else the number, which came from elsewhere. */
export function shownOf(last: Typed | null, held: number | null): number | string {
  return last !== null && last.number === held ? last.text : (held ?? '');
}

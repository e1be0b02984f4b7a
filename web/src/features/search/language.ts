import type { QueryTerm } from '../../api/types';

/** Whether there is more to a query than a word: known without asking the server, so that its place on the page is there at once. */
export function hasTerms(q: string | undefined): boolean {
  return q !== undefined && /[\s:()"]|^-/.test(q);
}

/** The query where it is nothing but words and quoted words, which documents are asked for too; undefined with any other term or operator. */
export function plainWords(q: string | undefined): string | undefined {
  const words = q?.trim() ?? '';
  return words === '' || /[:()]|(^|\s)-|(^|\s)(and|or|not)(\s|$)/i.test(words) ? undefined : words;
}

/** The query without one of its terms. What joined it to the others goes with it. */
export function withoutTerm(terms: readonly QueryTerm[], removed: QueryTerm): string {
  return terms
    .filter((term) => term !== removed)
    .map((term) => term.text)
    .join(' ');
}

/** A text in parts, of which some are marked. Marks come in order and do not overlap. */
export function inParts(text: string, marks: readonly { start: number; length: number }[]): { text: string; marked: boolean }[] {
  const parts: { text: string; marked: boolean }[] = [];
  let at = 0;
  for (const { start, length } of marks) {
    if (start > at) {
      parts.push({ text: text.slice(at, start), marked: false });
    }
    parts.push({ text: text.slice(start, start + length), marked: true });
    at = start + length;
  }
  if (at < text.length) {
    parts.push({ text: text.slice(at), marked: false });
  }
  return parts;
}

import type { DocumentElement } from '../../api/types';

export type ElementClass = DocumentElement['class'];

/** What elements are called, and by which colour (Mantine's) their boxes are told apart. */
export const elementClasses: Record<ElementClass, { label: string; colour: string }> = {
  title: { label: 'Title', colour: 'grape' },
  heading: { label: 'Heading', colour: 'violet' },
  paragraph: { label: 'Paragraph', colour: 'blue' },
  list_item: { label: 'List item', colour: 'cyan' },
  table: { label: 'Table', colour: 'green' },
  figure: { label: 'Figure', colour: 'orange' },
  caption: { label: 'Caption', colour: 'yellow' },
  formula: { label: 'Formula', colour: 'pink' },
  footnote: { label: 'Footnote', colour: 'teal' },
  code: { label: 'Code', colour: 'indigo' },
  page_header: { label: 'Page header', colour: 'gray' },
  page_footer: { label: 'Page footer', colour: 'gray' },
  page_number: { label: 'Page number', colour: 'gray' },
};

/** Where a box lies on the picture, in percent of it. */
export function placeOf(box: readonly number[], width: number, height: number): { left: string; top: string; width: string; height: string } {
  const [left = 0, top = 0, right = 0, bottom = 0] = box;
  const share = (part: number, whole: number) => `${(100 * part) / whole}%`;
  return { left: share(left, width), top: share(top, height), width: share(right - left, width), height: share(bottom - top, height) };
}

import { Text } from '@mantine/core';
import { useEffect, useRef, type CSSProperties } from 'react';
import type { DocumentElement } from '../../api/types';
import { formatPercent } from '../../ui/format';
import { elementPictureOf } from './documents';
import classes from './documents.module.css';
import { elementClasses } from './elementClasses';

/** What was read of a page, in reading order; what is pointed at or chosen here is on the picture too. */
export function ElementList({
  document,
  page,
  revision,
  final,
  elements,
  pointed,
  chosen,
  onPoint,
  onChoose,
}: {
  document: string;
  page: number;
  revision: number;
  /** Whether the ids of the elements will stay: until then there are no pictures of them to ask for. */
  final: boolean;
  elements: readonly DocumentElement[];
  pointed: string | null;
  chosen: string | null;
  onPoint: (element: string | null) => void;
  onChoose: (element: string) => void;
}) {
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (chosen !== null) {
      list.current?.querySelector(`[data-element="${CSS.escape(chosen)}"]`)?.scrollIntoView({ block: 'nearest' });
    }
  }, [chosen]);
  return (
    <ul className={classes.elements} ref={list}>
      {elements.map((element) => {
        const { label, colour } = elementClasses[element.class];
        return (
          <li
            key={element.id}
            className={classes.element}
            style={{ '--box-colour': `var(--mantine-color-${colour}-6)` } as CSSProperties}
            data-class={element.class}
            data-element={element.id}
            data-chosen={pointed === element.id || chosen === element.id || undefined}
            onPointerEnter={() => onPoint(element.id)}
            onPointerLeave={() => onPoint(null)}
          >
            <button type="button" className={classes.kind} aria-pressed={chosen === element.id} onClick={() => onChoose(element.id)}>
              {label}
              {element.level != null && element.class === 'heading' ? ` ${element.level}` : ''}
              {element.page < page ? `, from page ${element.page}` : ''}
              {element.confidence < 0.995 ? `, ${formatPercent(element.confidence)} sure` : ''}
            </button>
            {final && element.has_picture && element.page === page && (
              <img className={classes.crop} src={elementPictureOf(document, page, element.id, revision)} alt={element.description?.text ?? label} loading="lazy" />
            )}
            {element.cells != null && element.cells.length > 0 ? <Cells cells={element.cells} label={label} /> : <div className={classes.text}>{element.text}</div>}
            {element.description != null && (
              <Text size="sm" c="dimmed">
                {element.description.text}
                {element.description.model != null && ` (${element.description.model})`}
              </Text>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function Cells({ cells, label }: { cells: NonNullable<DocumentElement['cells']>; label: string }) {
  const rows = new Map<number, (typeof cells)[number][]>();
  for (const cell of cells) {
    rows.set(cell.row, [...(rows.get(cell.row) ?? []), cell]);
  }
  return (
    <div className={classes.cells} tabIndex={0} role="region" aria-label={label}>
      <table>
        <tbody>
          {[...rows.entries()].map(([row, inRow]) => (
            <tr key={row}>
              {inRow.map((cell) =>
                cell.header ? (
                  <th key={cell.column} rowSpan={cell.row_span} colSpan={cell.column_span}>
                    {cell.text}
                  </th>
                ) : (
                  <td key={cell.column} rowSpan={cell.row_span} colSpan={cell.column_span}>
                    {cell.text}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

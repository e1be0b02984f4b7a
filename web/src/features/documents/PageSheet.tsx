import { Text } from '@mantine/core';
import { useState, type CSSProperties } from 'react';
import type { DocumentPage } from '../../api/types';
import { elementClasses, placeOf } from './elementClasses';
import classes from './documents.module.css';

/** The picture of a page with a box around each element. As high as the page is, whether the picture is there or not. */
export function PageSheet({
  page,
  picture,
  chosen,
  onPoint,
  onChoose,
}: {
  page: DocumentPage;
  picture: string;
  chosen: string | null;
  onPoint: (element: string | null) => void;
  onChoose: (element: string) => void;
}) {
  const [failed, setFailed] = useState<string | null>(null);
  const known = page.width > 0 && page.height > 0;
  const drawn = known && (page.state === 'read' || page.state === 'failed');
  return (
    <div className={classes.sheet} style={{ aspectRatio: known ? `${page.width} / ${page.height}` : '210 / 297' }}>
      {drawn && failed !== picture ? (
        <img src={picture} alt={`Page ${page.number}`} onError={() => setFailed(picture)} />
      ) : (
        <div className={classes.sheetNote}>
          <Text size="sm">
            {drawn ? 'The page cannot be drawn.' : page.state === 'failed' ? 'The page could not be read.' : page.state === 'reading' ? 'The page is being read.' : 'The page has not been read yet.'}
          </Text>
        </div>
      )}
      {known &&
        page.elements.flatMap((element) =>
          element.boxes.map((box, at) => (
            <button
              key={`${element.id}-${at}`}
              type="button"
              className={classes.box}
              style={{ ...placeOf(box, page.width, page.height), '--box-colour': `var(--mantine-color-${elementClasses[element.class].colour}-7)` } as CSSProperties}
              data-chosen={chosen === element.id || undefined}
              tabIndex={-1}
              aria-label={`${elementClasses[element.class].label}: ${element.text.slice(0, 60)}`}
              onPointerEnter={() => onPoint(element.id)}
              onPointerLeave={() => onPoint(null)}
              onClick={() => onChoose(element.id)}
            />
          )),
        )}
    </div>
  );
}

import { useMemo } from 'react';
import type { TextLine } from '../../api/types';
import { formatPercent } from '../../ui/format';
import { placeQuad, type Placement } from './quad';
import classes from './TextLayer.module.css';

interface Props {
  lines: readonly TextLine[];
  /** Of the picture as it is shown unzoomed, in pixels. */
  size: { width: number; height: number };
}

const family = 'sans-serif';

/** The recognised text laid over the picture, invisible letters on marked lines: to be selected and copied where it stands. */
export function TextLayer({ lines, size }: Props) {
  const placed = useMemo(() => {
    const measure = document.createElement('canvas').getContext('2d');
    return lines.flatMap((line) => {
      const placement = placeQuad(line.quad, size);
      return placement === null ? [] : [{ line, placement, stretch: stretchOf(line.text, placement, measure) }];
    });
  }, [lines, size.width, size.height]);
  return (
    <div className={classes.layer} role="group" aria-label="Text in the picture">
      {placed.map(({ line, placement, stretch }, index) => (
        <div
          // Lines have no identity of their own; the list changes only as a whole.
          key={index}
          className={classes.line}
          title={`${formatPercent(line.confidence)} sure`}
          lang=""
          style={{
            left: placement.left,
            top: placement.top,
            width: placement.width / stretch,
            height: placement.height,
            fontSize: fontSizeOf(placement),
            lineHeight: `${placement.height}px`,
            fontFamily: family,
            transform: `rotate(${placement.angle}deg) scaleX(${stretch})`,
          }}
          // A drag over text selects it; beside it, it moves the picture.
          onPointerDown={(event) => event.stopPropagation()}
          onDoubleClick={(event) => event.stopPropagation()}
        >
          {/* Lines out of the flow are copied without anything between them: the break is part of the text. */}
          {`${line.text}\n`}
        </div>
      ))}
    </div>
  );
}

function fontSizeOf(placement: Placement): number {
  return placement.height * 0.72;
}

/** By how much the line of this font must be stretched to cover the line in the picture. */
function stretchOf(text: string, placement: Placement, measure: CanvasRenderingContext2D | null): number {
  if (measure === null) {
    return 1;
  }
  measure.font = `${fontSizeOf(placement)}px ${family}`;
  const own = measure.measureText(text).width;
  return own > 0 ? placement.width / own : 1;
}

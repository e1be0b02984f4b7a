import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { drawSteps, sentSize, type MaskStep, type Stroke } from './mask';
import classes from './studio.module.css';

interface Props {
  url: string;
  picture: RefObject<HTMLImageElement | null>;
  steps: readonly MaskStep[];
  /** A stroke was drawn to its end. */
  onStroke: (stroke: Stroke) => void;
  diameter: number;
  erase: boolean;
  onLoaded: (loaded: boolean) => void;
}

const colour = '#25c2a8';
const smallest = 420;

/** The picture with the mask upon it: drawn with a pointer, or with the arrow keys and Space. */
export function MaskCanvas({ url, picture, steps, onStroke, diameter, erase, onLoaded }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const stroke = useRef<[number, number][] | null>(null);
  const [size, setSize] = useState<{ width: number; height: number } | null>(null);
  const [brush, setBrush] = useState<[number, number]>([0.5, 0.5]);
  const context = () => canvas.current?.getContext('2d') ?? null;
  useLayoutEffect(() => {
    const drawing = canvas.current?.getContext('2d');
    if (drawing != null && size !== null) {
      drawing.clearRect(0, 0, size.width, size.height);
      drawSteps(drawing, steps, size, colour);
    }
  }, [steps, size]);
  useEffect(() => onLoaded(size !== null), [size, onLoaded]);
  const ratio = size === null ? 1 : size.width / size.height;

  const placeOf = (event: PointerEvent): [number, number] => {
    const box = event.currentTarget.getBoundingClientRect();
    return [(event.clientX - box.left) / box.width, (event.clientY - box.top) / box.height];
  };
  const add = (place: [number, number]) => {
    const points = stroke.current;
    const drawing = context();
    if (points !== null && drawing !== null && size !== null) {
      const last = points.at(-1);
      // A tap tells its place twice: a line of no length would not be drawn.
      if (last !== undefined && last[0] === place[0] && last[1] === place[1]) {
        return;
      }
      points.push(place);
      drawSteps(drawing, [{ kind: 'stroke', erase, diameter, points: last === undefined ? [place] : [last, place] }], size, colour);
    }
    setBrush(place);
  };
  const end = () => {
    const points = stroke.current;
    stroke.current = null;
    if (points !== null && points.length > 0) {
      onStroke({ kind: 'stroke', erase, diameter, points });
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const by = diameter / 2;
    const moves: Record<string, [number, number]> = { ArrowLeft: [-by, 0], ArrowRight: [by, 0], ArrowUp: [0, -by * ratio], ArrowDown: [0, by * ratio] };
    const move = moves[event.key];
    if (move !== undefined) {
      event.preventDefault();
      setBrush(([x, y]) => [Math.min(1, Math.max(0, x + move[0])), Math.min(1, Math.max(0, y + move[1]))]);
    } else if (event.key === ' ' || event.key === 'Enter') {
      event.preventDefault();
      onStroke({ kind: 'stroke', erase, diameter, points: [brush] });
    }
  };
  return (
    <div className={classes.maskStage}>
      <div className={classes.maskFrame}>
        <img
          ref={picture}
          src={url}
          alt=""
          draggable={false}
          // A small one is shown larger: its parts have to be hit.
          style={size === null || Math.max(size.width, size.height) >= smallest ? undefined : { width: (size.width * smallest) / Math.max(size.width, size.height) }}
          onLoad={({ currentTarget }) => setSize(sentSize({ width: currentTarget.naturalWidth, height: currentTarget.naturalHeight }))}
          onError={() => setSize(null)}
        />
        {size !== null && (
          <>
            <canvas
              ref={canvas}
              width={size.width}
              height={size.height}
              role="application"
              aria-label="Mask. Arrow keys move the brush, Space paints."
              tabIndex={0}
              onKeyDown={onKeyDown}
              onPointerDown={(event) => {
                // A second finger, or another button, takes nothing from the stroke that is being drawn.
                if (event.button === 0 && event.isPrimary && stroke.current === null) {
                  event.currentTarget.setPointerCapture(event.pointerId);
                  stroke.current = [];
                  add(placeOf(event));
                }
              }}
              onPointerMove={(event) => event.isPrimary && (stroke.current === null ? setBrush(placeOf(event)) : add(placeOf(event)))}
              onPointerUp={(event) => event.isPrimary && end()}
              onPointerCancel={(event) => event.isPrimary && end()}
              // Let go of where nobody sees it: the next stroke can begin.
              onLostPointerCapture={end}
            />
            <span
              className={classes.brush}
              aria-hidden
              style={{ left: `${brush[0] * 100}%`, top: `${brush[1] * 100}%`, width: `${diameter * Math.max(1, 1 / ratio) * 100}%` }}
            />
          </>
        )}
      </div>
    </div>
  );
}

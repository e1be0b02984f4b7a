import { useEffect, useMemo, useRef, useState, type KeyboardEvent, type PointerEvent, type RefObject } from 'react';
import { formatMonth } from '../../ui/format';
import type { GridLayout } from './layout';
import classes from './Scrubber.module.css';
import { yearMarks, type Mark } from './yearMarks';

interface Props {
  layout: GridLayout;
  scroller: RefObject<HTMLDivElement | null>;
}

/** The months of the library along the right edge: shows where one is, and leads anywhere by a click, a drag or the keys. */
export function Scrubber({ layout, scroller }: Props) {
  const track = useRef<HTMLDivElement>(null);
  const [place, setPlace] = useState({ top: 0, view: 1, height: 1 });
  const [hover, setHover] = useState<number | null>(null);
  const [dragging, setDragging] = useState(false);
  const [awake, setAwake] = useState(false);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) {
      return;
    }
    let frame = 0;
    let sleep: ReturnType<typeof setTimeout> | undefined;
    const measure = () => {
      frame = 0;
      setPlace({ top: element.scrollTop, view: element.clientHeight, height: element.scrollHeight });
    };
    const scrolled = () => {
      frame ||= requestAnimationFrame(measure);
      setAwake(true);
      clearTimeout(sleep);
      sleep = setTimeout(() => setAwake(false), 1_200);
    };
    measure();
    element.addEventListener('scroll', scrolled, { passive: true });
    const observer = new ResizeObserver(() => {
      frame ||= requestAnimationFrame(measure);
    });
    observer.observe(element);
    return () => {
      element.removeEventListener('scroll', scrolled);
      observer.disconnect();
      cancelAnimationFrame(frame);
      clearTimeout(sleep);
    };
  }, [scroller, layout.height]);

  const headings = useMemo(
    () => layout.rows.filter((row) => row.kind === 'heading').map((row): Mark => ({ month: row.group.period ?? '', top: row.top })),
    [layout],
  );
  const trackHeight = place.view - 32;
  const marks = useMemo(() => yearMarks(headings, layout.height, trackHeight, 26), [headings, layout.height, trackHeight]);

  const range = Math.max(1, place.height - place.view);
  const monthAt = (fraction: number) => {
    const y = fraction * layout.height;
    let month = headings[0]?.month ?? '';
    for (const heading of headings) {
      if (heading.top > y) {
        break;
      }
      month = heading.month;
    }
    return month;
  };
  const fractionOf = (event: PointerEvent) => {
    const box = track.current!.getBoundingClientRect();
    return Math.min(1, Math.max(0, (event.clientY - box.top) / box.height));
  };
  const go = (fraction: number) => {
    scroller.current!.scrollTop = fraction * range;
  };
  const here = Math.min(1, place.top / range);
  const shown = dragging ? here : (hover ?? here);
  const month = monthAt(dragging || hover === null ? place.top / layout.height + 0.00001 : hover);

  const onKeyDown = (event: KeyboardEvent) => {
    const element = scroller.current!;
    const current = headings.findLastIndex((heading) => heading.top <= element.scrollTop + 1);
    const leads: Record<string, number | undefined> = {
      ArrowDown: headings[current + 1]?.top,
      ArrowUp: headings[Math.max(0, current - 1)]?.top,
      PageDown: element.scrollTop + range / 10,
      PageUp: element.scrollTop - range / 10,
      Home: 0,
      End: range,
    };
    const top = leads[event.key];
    if (top !== undefined) {
      event.preventDefault();
      element.scrollTop = top;
    }
  };

  return (
    <div className={classes.scrubber} data-awake={awake || dragging || undefined}>
      <div
        ref={track}
        className={classes.track}
        role="slider"
        tabIndex={0}
        aria-label="Date"
        aria-orientation="vertical"
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(here * 100)}
        aria-valuetext={formatMonth(monthAt(place.top / layout.height + 0.00001))}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragging(true);
          go(fractionOf(event));
        }}
        onPointerMove={(event) => {
          if (dragging) {
            go(fractionOf(event));
          } else if (event.pointerType === 'mouse') {
            setHover(fractionOf(event));
          }
        }}
        onPointerUp={() => setDragging(false)}
        onPointerCancel={() => setDragging(false)}
        onPointerLeave={() => setHover(null)}
      >
        {marks.map((mark) => (
          <span key={mark.year} className={classes.year} style={{ top: `${mark.share * 100}%` }} aria-hidden>
            {mark.year}
          </span>
        ))}
        <span className={classes.cursor} style={{ top: `${here * 100}%` }} aria-hidden />
        {(dragging || hover !== null || awake) && (
          <span className={classes.bubble} style={{ top: `${shown * 100}%` }} aria-hidden>
            {formatMonth(month)}
          </span>
        )}
      </div>
    </div>
  );
}

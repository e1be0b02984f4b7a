import { useCallback, useEffect, useLayoutEffect, useRef, useState, type PointerEvent, type RefObject } from 'react';
import { clampView, fitted, maxScale, zoomAt, type Size, type View } from './zoom';

interface Options {
  stage: RefObject<HTMLElement | null>;
  stageSize: Size;
  /** The picture in its own pixels. */
  picture: Size;
  /** The picture as it fits. */
  base: Size;
  onSwipe: (direction: 1 | -1) => void;
}

interface Gesture {
  pointers: Map<number, { x: number; y: number }>;
  startX: number;
  startY: number;
  moved: boolean;
  swiping: boolean;
}

/** Wheel, double click, pinch and drag to zoom and pan; at the fitted size a drag by touch goes to the next picture. */
export function useZoom({ stage, stageSize, picture, base, onSwipe }: Options) {
  const [view, setView] = useState<View>(fitted);
  const [swipe, setSwipe] = useState(0);
  const [active, setActive] = useState(false);
  const gesture = useRef<Gesture>({ pointers: new Map(), startX: 0, startY: 0, moved: false, swiping: false });
  const limit = maxScale(picture, base);

  const change = useCallback(
    (update: (view: View) => View) => setView((before) => clampView(update(before), base, stageSize, limit)),
    // The sizes are compared by value: they are new objects at each drawing.
    [base.width, base.height, stageSize.width, stageSize.height, limit],
  );

  const middle = useCallback(
    (clientX: number, clientY: number) => {
      const box = stage.current!.getBoundingClientRect();
      return [clientX - box.left - box.width / 2, clientY - box.top - box.height / 2] as const;
    },
    [stage],
  );

  const changeRef = useRef(change);
  useLayoutEffect(() => {
    changeRef.current = change;
  });
  // React's own wheel listeners are passive; the page must not scroll or zoom with the picture.
  useEffect(() => {
    const element = stage.current;
    if (element === null) {
      return;
    }
    const wheel = (event: WheelEvent) => {
      event.preventDefault();
      const [x, y] = middle(event.clientX, event.clientY);
      const pixels = event.deltaMode === 1 ? event.deltaY * 24 : event.deltaY;
      changeRef.current((before) => zoomAt(before, Math.max(1, before.scale * Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0022))), x, y));
    };
    element.addEventListener('wheel', wheel, { passive: false });
    return () => element.removeEventListener('wheel', wheel);
  }, [stage, middle]);

  const zoomBy = useCallback((factor: number) => change((before) => zoomAt(before, Math.max(1, before.scale * factor), 0, 0)), [change]);
  const reset = useCallback(() => {
    setView(fitted);
    setSwipe(0);
  }, []);

  const handlers = {
    onDoubleClick: (event: { clientX: number; clientY: number }) => {
      const [x, y] = middle(event.clientX, event.clientY);
      const own = base.width > 0 ? picture.width / base.width : 1;
      change((before) => (before.scale > 1.05 ? fitted : zoomAt(before, Math.max(2, own), x, y)));
    },
    onPointerDown: (event: PointerEvent<HTMLElement>) => {
      if (event.button !== 0 || (event.target as HTMLElement).closest('button, a') !== null) {
        return;
      }
      event.currentTarget.setPointerCapture(event.pointerId);
      const current = gesture.current;
      if (current.pointers.size === 0) {
        Object.assign(current, { startX: event.clientX, startY: event.clientY, moved: false, swiping: false });
      }
      current.pointers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      setActive(true);
    },
    onPointerMove: (event: PointerEvent<HTMLElement>) => {
      const { pointers } = gesture.current;
      const before = pointers.get(event.pointerId);
      if (before === undefined) {
        return;
      }
      const now = { x: event.clientX, y: event.clientY };
      const other = [...pointers].find(([id]) => id !== event.pointerId)?.[1];
      pointers.set(event.pointerId, now);
      if (other !== undefined) {
        const distance = (point: { x: number; y: number }) => Math.hypot(point.x - other.x, point.y - other.y);
        const factor = distance(now) / Math.max(1, distance(before));
        const [x, y] = middle((now.x + other.x) / 2, (now.y + other.y) / 2);
        change((view) => {
          const zoomed = zoomAt(view, Math.max(1, view.scale * factor), x, y);
          return { ...zoomed, x: zoomed.x + (now.x - before.x) / 2, y: zoomed.y + (now.y - before.y) / 2 };
        });
        gesture.current.swiping = false;
        setSwipe(0);
      } else if (view.scale > 1) {
        change((view) => ({ ...view, x: view.x + now.x - before.x, y: view.y + now.y - before.y }));
      } else if (event.pointerType !== 'mouse') {
        const dx = now.x - gesture.current.startX;
        const dy = now.y - gesture.current.startY;
        if (gesture.current.swiping || (Math.abs(dx) > 10 && Math.abs(dx) > Math.abs(dy))) {
          gesture.current.swiping = true;
          setSwipe(dx);
        }
      }
    },
    onPointerUp: (event: PointerEvent<HTMLElement>) => {
      const { pointers, swiping, startX } = gesture.current;
      if (!pointers.delete(event.pointerId) || pointers.size > 0) {
        return;
      }
      setActive(false);
      setSwipe(0);
      if (swiping && event.type === 'pointerup') {
        const dx = event.clientX - startX;
        if (Math.abs(dx) > Math.min(90, stageSize.width / 4)) {
          onSwipe(dx < 0 ? 1 : -1);
        }
      }
    },
  };
  return { view, swipe, active, zoomBy, reset, handlers: { ...handlers, onPointerCancel: handlers.onPointerUp } };
}

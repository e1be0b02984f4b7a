import { useElementSize, useReducedMotion } from '@mantine/hooks';
import { useVirtualizer } from '@tanstack/react-virtual';
import {
  useCallback,
  useEffect,
  useImperativeHandle,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type Ref,
} from 'react';
import type { Album } from '../../api/types';
import { countOf, formatMonth } from '../../ui/format';
import { useAlbumOrder } from '../albums/useAlbumOrder';
import { useMark } from '../marks/useMark';
import { extended, select, selection, toggled } from '../selection/selection';
import type { PhotoSearch } from '../search/searchState';
import type { FeedSnapshot, ImageFeed } from './feed';
import classes from './Grid.module.css';
import { rowWidths } from './justified';
import { firstIndex, lastIndex, layOut, rowAt, rowOfIndex, type GridLayout, type GridRow } from './layout';
import { ratioOf } from './ratios';
import { Scrubber } from './Scrubber';
import { Tile } from './Tile';

export interface GridHandle {
  /** Scrolls a picture into view when it is not, and puts the focus on it. */
  show(index: number): void;
}

interface Props {
  feed: ImageFeed;
  snapshot: FeedSnapshot;
  search: PhotoSearch;
  /** The album whose pictures these are; null for all else. */
  album: Album | null;
  /** Wished height of a row, in pixels. */
  target: number;
  initialScrollTop: number;
  onScrolled: (scrollTop: number) => void;
  ref: Ref<GridHandle>;
}

const gap = 4;
const headingHeight = 52;
/** Faster than this, in pixels per millisecond, tiles show only their placeholders: thumbnails would be gone before they came. */
const fastScroll = 6;

/** What the eye rests on: the picture or the place at the top, which stays there when rows above it change. */
interface Anchor {
  id: string | null;
  group: string;
  within: number;
  offset: number;
  /** Where the grid stood when this was noted. */
  scrollTop: number;
}

export function Grid({ feed, snapshot, search, album, target, initialScrollTop, onScrolled, ref }: Props) {
  const { ref: sizeRef, width: measured } = useElementSize();
  const scroller = useRef<HTMLDivElement>(null);
  const width = Math.floor(measured);
  const layout = useMemo(() => layOut(snapshot.groups, { width, target, gap, heading: headingHeight }), [snapshot.groups, width, target]);
  const { rows } = layout;
  // With something to scrub through; else the browser's own scroll bar.
  const scrubbed = snapshot.groups.length > 1 && layout.height > window.innerHeight * 1.4;
  const [fast, setFast] = useState(false);
  const [active, setActive] = useState(0);

  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (index + 1 < rows.length ? rows[index + 1]!.top : layout.height) - rows[index]!.top,
    // Not only a name: a new function tells the virtualizer that heights have changed.
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    initialOffset: initialScrollTop,
    overscan: 5,
    enabled: width > 0,
  });
  const items = virtualizer.getVirtualItems();

  // Load what is shown and a screen to each side.
  const firstRow = rows[items[0]?.index ?? 0];
  const lastRow = rows[items.at(-1)?.index ?? 0];
  const wantFirst = firstRow === undefined ? 0 : firstIndex(firstRow);
  const wantLast = lastRow === undefined ? 60 : lastIndex(lastRow);
  useEffect(() => {
    const screen = Math.max(20, wantLast - wantFirst);
    feed.want(wantFirst - screen, wantLast + screen);
  }, [feed, wantFirst, wantLast, snapshot.groups]);

  const anchor = useRef<Anchor | null>(null);
  const remember = useCallback(() => {
    const element = scroller.current;
    if (element === null || rows.length === 0) {
      return;
    }
    const row = rows[rowAt(layout, element.scrollTop)]!;
    const within = row.kind === 'heading' ? 0 : row.start;
    anchor.current =
      element.scrollTop < 8
        ? null
        : {
            id: row.kind === 'tiles' ? (row.group.items[within]?.id ?? null) : null,
            group: row.group.key,
            within,
            offset: (element.scrollTop - row.top) / row.height,
            scrollTop: element.scrollTop,
          };
  }, [layout, rows]);

  const rememberRef = useRef(remember);
  const scrolledRef = useRef(onScrolled);
  useLayoutEffect(() => {
    rememberRef.current = remember;
    scrolledRef.current = onScrolled;
  });

  // Rows above have come, gone or changed their height: keep the picture at the top where it is.
  const restored = useRef(initialScrollTop <= 0);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (element === null || rows.length === 0) {
      return;
    }
    if (!restored.current && layout.height >= initialScrollTop) {
      restored.current = true;
      element.scrollTop = initialScrollTop;
      rememberRef.current();
      return;
    }
    const place = anchor.current;
    if (place === null) {
      return;
    }
    const top = findAnchor(layout, feed, place);
    const moved = top === null ? 0 : top - place.scrollTop;
    if (Math.abs(moved) > 1) {
      // By as much as it has moved, not to where it is: the grid may have been scrolled since it was noted.
      element.scrollTop += moved;
      rememberRef.current();
    }
  }, [layout, rows, feed, initialScrollTop]);

  useEffect(() => {
    const element = scroller.current;
    if (element === null) {
      return;
    }
    let last = { top: element.scrollTop, at: performance.now() };
    let settle: ReturnType<typeof setTimeout> | undefined;
    const scrolled = () => {
      const now = performance.now();
      const speed = Math.abs(element.scrollTop - last.top) / Math.max(1, now - last.at);
      last = { top: element.scrollTop, at: now };
      rememberRef.current();
      scrolledRef.current(element.scrollTop);
      if (speed > fastScroll) {
        setFast(true);
      }
      clearTimeout(settle);
      settle = setTimeout(() => setFast(false), 100);
    };
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      element.removeEventListener('scroll', scrolled);
      clearTimeout(settle);
    };
  }, []);

  const mark = useMark();
  const focusWanted = useRef<number | null>(null);
  const scrollTo = useCallback(
    (index: number) => {
      const at = rowOfIndex(layout, index);
      const element = scroller.current;
      if (at === null || element === null) {
        return;
      }
      const row = rows[at]!;
      const margin = headingHeight;
      if (row.top - margin < element.scrollTop) {
        element.scrollTop = row.top - margin;
      } else if (row.top + row.height + margin > element.scrollTop + element.clientHeight) {
        element.scrollTop = row.top + row.height + margin - element.clientHeight;
      }
    },
    [layout, rows],
  );
  const focusTile = useCallback(
    (index: number) => {
      setActive(index);
      focusWanted.current = index;
      scrollTo(index);
    },
    [scrollTo],
  );
  // The tile may be drawn only after the scroll, or loaded only after a request.
  useEffect(() => {
    const wanted = focusWanted.current;
    if (wanted === null) {
      return;
    }
    const tile = scroller.current?.querySelector<HTMLElement>(`[data-index="${wanted}"]`);
    if (tile != null) {
      focusWanted.current = null;
      tile.focus({ preventScroll: true });
    }
  });
  useImperativeHandle(ref, () => ({ show: focusTile }), [focusTile]);

  const anchorIndex = useRef<number | null>(null);
  const choose = useCallback(
    (index: number, through: boolean) => {
      const from = anchorIndex.current;
      if (through && from !== null) {
        const ids: string[] = [];
        for (let at = Math.min(from, index); at <= Math.max(from, index); at += 1) {
          const each = feed.at(at);
          if (each !== null) {
            ids.push(each.id);
          }
        }
        select(extended(selection(), ids));
      } else {
        const image = feed.at(index);
        if (image !== null) {
          select(toggled(selection(), image.id));
        }
      }
      anchorIndex.current = index;
    },
    [feed],
  );
  const { ordered, move } = useAlbumOrder(album, search, feed);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() === 'x' && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      choose(active, event.shiftKey);
      return;
    }
    if (ordered && event.altKey && (event.key === 'ArrowLeft' || event.key === 'ArrowRight')) {
      const to = active + (event.key === 'ArrowLeft' ? -1 : 1);
      if (to >= 0 && to < snapshot.total) {
        event.preventDefault();
        move([active], event.key === 'ArrowLeft' ? to : to + 1);
        focusTile(to);
      }
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    const image = feed.at(active);
    if (event.key === 'f' && image !== null) {
      event.preventDefault();
      mark(image, { favourite: !image.favourite });
      return;
    }
    const next = neighbour(layout, active, event.key);
    if (next !== null) {
      event.preventDefault();
      focusTile(next);
    }
  };

  const tabStop = clampToRows(
    rows,
    items.map((item) => item.index),
    active,
  );
  const reduceMotion = useReducedMotion();
  return (
    <div className={classes.frame}>
      <div ref={scroller} className={classes.scroller} data-grid-scroller data-scrubbed={scrubbed || undefined} tabIndex={-1}>
        <div ref={sizeRef} className={classes.content} style={{ height: layout.height }} onKeyDown={onKeyDown}>
          {items.map((item) => {
            const row = rows[item.index];
            return row === undefined ? null : (
              <Line
                key={item.key}
                row={row}
                layout={layout}
                search={search}
                tabStop={tabStop}
                onFocus={setActive}
                onChoose={choose}
                onDrop={ordered ? move : null}
                plain={fast}
                still={reduceMotion}
              />
            );
          })}
        </div>
      </div>
      {scrubbed && <Scrubber layout={layout} scroller={scroller} />}
    </div>
  );
}

interface LineProps {
  row: GridRow;
  layout: GridLayout;
  search: PhotoSearch;
  tabStop: number;
  onFocus: (index: number) => void;
  /** Chooses a picture, or all from the last one chosen. */
  onChoose: (index: number, through: boolean) => void;
  /** Puts pictures before another; null when their order is not made by hand. */
  onDrop: ((indexes: readonly number[], before: number) => void) | null;
  plain: boolean;
  still: boolean;
}

function Line({ row, layout, search, tabStop, onFocus, onChoose, onDrop, plain }: LineProps) {
  const style = { transform: `translateY(${row.top}px)`, height: row.height };
  if (row.kind === 'heading') {
    return (
      <div className={classes.heading} style={style}>
        <h2 className={classes.month}>{formatMonth(row.group.period ?? '')}</h2>
        <span className={classes.monthCount}>{countOf(row.group.count, 'picture', 'pictures')}</span>
      </div>
    );
  }
  if (row.kind === 'ghosts') {
    const ghostWidth = (layout.width - layout.gap * (row.count - 1)) / Math.max(1, row.count);
    return (
      <div className={classes.row} style={style} aria-hidden>
        {Array.from({ length: row.count }, (_, index) => (
          <div key={index} className={classes.ghost} data-ghost style={{ width: Math.min(ghostWidth, row.height * 1.6) }} />
        ))}
      </div>
    );
  }
  const { group, start } = row;
  const widths = rowWidths(Array.from(group.ratios.subarray(start, start + row.count), ratioOf), row, layout.width, layout.gap);
  return (
    <div className={classes.row} style={style}>
      {widths.map((width, index) => {
        const image = group.items[start + index];
        const position = group.start + start + index;
        return image === undefined ? (
          <div key={position} className={classes.ghost} data-ghost style={{ width }} aria-hidden />
        ) : (
          <Tile
            key={image.id}
            image={image}
            width={width}
            height={row.height}
            index={position}
            search={search}
            tabStop={position === tabStop}
            onFocus={onFocus}
            onChoose={onChoose}
            onDrop={onDrop}
            plain={plain}
          />
        );
      })}
    </div>
  );
}

function findAnchor(layout: GridLayout, feed: ImageFeed, anchor: Anchor): number | null {
  const byId = anchor.id === null ? null : feed.indexOf(anchor.id);
  let at = byId === null ? null : rowOfIndex(layout, byId);
  if (at === null) {
    const group = layout.rows.find((row) => row.group.key === anchor.group)?.group;
    if (group === undefined) {
      return null;
    }
    at = rowOfIndex(layout, group.start + Math.min(anchor.within, group.count - 1));
  }
  const row = at === null ? undefined : layout.rows[at];
  return row === undefined ? null : row.top + anchor.offset * row.height;
}

/** Where an arrow key leads from a picture: across rows, and over headings, by position on screen. */
export function neighbour(layout: GridLayout, index: number, key: string): number | null {
  const at = rowOfIndex(layout, index);
  if (at === null) {
    return null;
  }
  const total = lastIndex(layout.rows.at(-1)!) + 1;
  switch (key) {
    case 'ArrowRight':
      return index + 1 < total ? index + 1 : null;
    case 'ArrowLeft':
      return index > 0 ? index - 1 : null;
    case 'Home':
      return 0;
    case 'End':
      return total - 1;
    case 'ArrowDown':
    case 'ArrowUp': {
      const step = key === 'ArrowDown' ? 1 : -1;
      let next = at + step;
      while (layout.rows[next]?.kind === 'heading') {
        next += step;
      }
      const row = layout.rows[next];
      const here = layout.rows[at]!;
      if (row === undefined || row.kind === 'heading' || here.kind === 'heading') {
        return null;
      }
      const share = (index - firstIndex(here) + 0.5) / here.count;
      return firstIndex(row) + Math.min(row.count - 1, Math.floor(share * row.count));
    }
    default:
      return null;
  }
}

/** One tile of those drawn takes part in the tab order: the last one used, or the first on screen. */
function clampToRows(rows: readonly GridRow[], drawn: number[], active: number): number {
  let first: number | null = null;
  for (const index of drawn) {
    const row = rows[index];
    if (row?.kind === 'tiles') {
      if (active >= firstIndex(row) && active <= lastIndex(row)) {
        return active;
      }
      first ??= firstIndex(row);
    }
  }
  return first ?? 0;
}

import { ActionIcon, Loader, Tooltip } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { IconAlertTriangle, IconBan, IconBookmarkFilled, IconRefresh, IconTrash } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { Link } from '@tanstack/react-router';
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent } from 'react';
import type { Generation } from '../../api/types';
import { formatPicture, type StudioSearch } from './studioSearch';
import { stateWords } from './progress';
import { pictureUrl } from './queries';
import classes from './studio.module.css';
import { columnsOf, nameOf, pictureName, type ResultTile } from './tiles';

interface Props {
  tiles: readonly ResultTile[];
  search: StudioSearch;
  onEnd: (() => void) | null;
  onReuse: (generation: Generation) => void;
  onRemove: (generation: Generation) => void;
}

const gap = 8;
const wished = 220;
/** Previews of this side, in pixels, are drawn; twice what a tile has, for dense screens. */
const previewSide = 512;

/** What was painted, newest first; only what is near the screen is drawn. */
export function Results({ tiles, search, onEnd, onReuse, onRemove }: Props) {
  const { ref: sizeRef, width } = useElementSize();
  const list = useRef<HTMLDivElement>(null);
  const [margin, setMargin] = useState(0);
  const { columns, side } = columnsOf(width, gap, wished);
  const rows = Math.ceil(tiles.length / columns);
  const virtualizer = useVirtualizer({
    count: rows,
    // The page scrolls as a whole: what stands above has its share of it.
    getScrollElement: () => document.getElementById('main'),
    estimateSize: () => side + gap,
    overscan: 3,
    scrollMargin: margin,
    enabled: width > 0,
  });
  useLayoutEffect(() => {
    const [main, element] = [document.getElementById('main'), list.current];
    if (main !== null && element !== null) {
      const top = Math.round(element.getBoundingClientRect().top - main.getBoundingClientRect().top + main.scrollTop);
      setMargin((before) => (Math.abs(before - top) > 1 ? top : before));
    }
  });
  useLayoutEffect(() => virtualizer.measure(), [virtualizer, side]);
  const drawn = virtualizer.getVirtualItems();
  const last = drawn.at(-1)?.index ?? 0;
  useEffect(() => {
    if (onEnd !== null && width > 0 && last >= rows - 3) {
      onEnd();
    }
  }, [onEnd, last, rows, width]);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const at = Number((event.target as HTMLElement).closest('[data-index]')?.getAttribute('data-index') ?? -1);
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns }[event.key];
    if (at >= 0 && by !== undefined) {
      event.preventDefault();
      event.currentTarget.querySelector<HTMLElement>(`[data-index="${at + by}"] a, [data-index="${at + by}"] button`)?.focus();
    }
  };
  return (
    <div ref={list}>
      <div ref={sizeRef} role="list" aria-label="Paintings" className={classes.results} style={{ height: rows === 0 ? 0 : rows * (side + gap) - gap }} onKeyDown={onKeyDown}>
        {width > 0 &&
          drawn.flatMap((row) =>
            tiles.slice(row.index * columns, (row.index + 1) * columns).map((tile, column) => (
              <div
                key={tile.key}
                role="listitem"
                data-index={row.index * columns + column}
                className={classes.tile}
                style={{ width: side, height: side, transform: `translate(${column * (side + gap)}px, ${row.index * (side + gap)}px)` }}
              >
                <Tile tile={tile} search={search} onReuse={onReuse} onRemove={onRemove} />
              </div>
            )),
          )}
      </div>
      {onEnd !== null && <Loader size="sm" mt="md" aria-label="Loading older paintings" />}
    </div>
  );
}

function Tile({ tile, search, onReuse, onRemove }: { tile: ResultTile } & Pick<Props, 'search' | 'onReuse' | 'onRemove'>) {
  const { generation, number } = tile;
  if (number === null) {
    return <Ended generation={generation} onReuse={() => onReuse(generation)} onRemove={() => onRemove(generation)} />;
  }
  const kept = generation.images.some((image) => image.number === number && image.kept);
  return (
    <Link to="/studio" search={{ ...search, show: formatPicture({ id: generation.id, number }) }} className={classes.picture} aria-label={`Open ${pictureName(generation, number)}`} title={generation.prompt}>
      <img src={pictureUrl(generation.id, number, previewSide)} alt="" loading="lazy" decoding="async" />
      {kept && (
        <span className={classes.kept} role="img" aria-label="In the library">
          <IconBookmarkFilled size={15} aria-hidden />
        </span>
      )}
    </Link>
  );
}

/** A request that has no picture, and why. */
function Ended({ generation, onReuse, onRemove }: { generation: Generation; onReuse: () => void; onRemove: () => void }) {
  const { state, error, prompt } = generation;
  return (
    <article className={classes.ended} aria-label={`${stateWords[state]}: ${nameOf(prompt)}`}>
      <div className={classes.endedHead}>
        {state === 'failed' ? <IconAlertTriangle size={18} aria-hidden /> : <IconBan size={18} aria-hidden />}
        <strong>{stateWords[state]}</strong>
        <Tooltip label="Reuse its parameters">
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={`Reuse the parameters of ${nameOf(prompt)}`} onClick={onReuse}>
            <IconRefresh size={16} />
          </ActionIcon>
        </Tooltip>
        <Tooltip label="Delete">
          <ActionIcon variant="subtle" color="gray" size={28} aria-label={`Delete ${nameOf(prompt)}`} onClick={onRemove}>
            <IconTrash size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
      {error != null && (
        <p className={classes.reason} title={[error.detail, error.remedy].filter(Boolean).join(' ')}>
          {[error.detail == null ? error.title : `${error.title}: ${error.detail}`, error.remedy]
            .filter((part) => part != null)
            .map((part) => (/[.!?]$/.test(part) ? part : `${part}.`))
            .join(' ')}
        </p>
      )}
      <p className={classes.endedPrompt}>{prompt}</p>
    </article>
  );
}

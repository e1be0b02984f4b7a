import { IconCheck, IconCloudOff, IconHeart, IconHeartFilled } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { memo, useState } from 'react';
import type { ImageSummary } from '../../api/types';
import { thumbnailUrl } from '../../api/pictures';
import { formatDay, formatPercent } from '../../ui/format';
import { useMark } from '../marks/useMark';
import { useIsSelected, useIsSelecting } from '../selection/selection';
import { useLongPress } from '../selection/useLongPress';
import { Marked } from '../search/Marked';
import { meaningReason, reasonWords, shownReasons } from '../search/reasons';
import type { PhotoSearch } from '../search/searchState';
import { placeholderOf } from './placeholder';
import classes from './Tile.module.css';

interface Props {
  image: ImageSummary;
  width: number;
  height: number;
  /** Position in the whole list. */
  index: number;
  search: PhotoSearch;
  tabStop: boolean;
  onFocus: (index: number) => void;
  onChoose: (index: number, through: boolean) => void;
  onDrop: ((indexes: readonly number[], before: number) => void) | null;
  /** Only the placeholder: the grid is flying by. */
  plain: boolean;
}

/** What is dragged: the position of a picture in this list. */
const dragType = 'application/x-limner-position';

/** Thumbnails that have been on screen: shown again without fading in. */
const seen = new Set<string>();

/** Below it, a line on the picture would say that it looks like what it does not; the lightbox tells all the same. */
const leastWorthSaying = 0.2;

export const Tile = memo(function Tile({ image, width, height, index, search, tabStop, onFocus, onChoose, onDrop, plain }: Props) {
  const url = thumbnailUrl(image, 'small');
  const [state, setState] = useState<'loading' | 'shown' | 'broken'>(seen.has(url) ? 'shown' : 'loading');
  // Once asked for, a thumbnail stays, however fast the grid moves on.
  const [asked, setAsked] = useState(!plain);
  if (!plain && !asked) {
    setAsked(true);
  }
  const reasons = shownReasons(image.matches);
  const meaning = meaningReason(image.meaning);
  const placeholder = placeholderOf(image.thumb_hash);
  const mark = useMark();
  const chosen = useIsSelected(image.id);
  const choosing = useIsSelecting();
  const [over, setOver] = useState(false);
  const press = useLongPress(() => onChoose(index, false));
  return (
    <div
      className={classes.frame}
      style={{ width, height }}
      data-chosen={chosen || undefined}
      data-choosing={choosing || undefined}
      data-over={over || undefined}
      onDragOver={
        onDrop === null
          ? undefined
          : (event) => {
              if (event.dataTransfer.types.includes(dragType)) {
                event.preventDefault();
                setOver(true);
              }
            }
      }
      onDragLeave={() => setOver(false)}
      onDrop={
        onDrop === null
          ? undefined
          : (event) => {
              setOver(false);
              const from = Number(event.dataTransfer.getData(dragType));
              if (event.dataTransfer.types.includes(dragType) && Number.isInteger(from) && from !== index) {
                event.preventDefault();
                onDrop([from], index);
              }
            }
      }
    >
      <Link
        to="/photos/$imageId"
        params={{ imageId: image.id }}
        search={search}
        preload={false}
        state={{ fromGrid: true }}
        className={classes.tile}
        style={{
          backgroundColor: placeholder?.color,
          backgroundImage: placeholder === null || state === 'shown' ? undefined : `url(${placeholder.url})`,
        }}
        tabIndex={tabStop ? 0 : -1}
        data-index={index}
        aria-label={`${image.name}, ${formatDay((image.taken_at ?? image.sort_at).slice(0, 10))}${image.offline ? ', offline' : ''}${image.score === undefined ? '' : `, ${formatPercent(image.score)} alike`}${reasons.map((reason) => `, ${reasonWords[reason.kind].toLowerCase()}: ${reason.text}`).join('')}${meaning === null ? '' : `, ${meaning}`}`}
        title={image.name}
        onFocus={() => onFocus(index)}
        draggable={onDrop !== null}
        onDragStart={(event) => {
          event.dataTransfer.setData(dragType, String(index));
          event.dataTransfer.effectAllowed = 'move';
        }}
        {...press.handlers}
        onClick={(event) => {
          // While pictures are being chosen, a click chooses; it opens only when none is.
          if (press.happened()) {
            event.preventDefault();
          } else if ((choosing || event.shiftKey) && !event.ctrlKey && !event.metaKey) {
            event.preventDefault();
            onChoose(index, event.shiftKey);
          }
        }}
      >
        {asked && state !== 'broken' && (
          <img
            className={classes.picture}
            data-shown={state === 'shown' || undefined}
            src={url}
            alt=""
            width={width}
            height={height}
            decoding="async"
            draggable={false}
            onLoad={() => {
              seen.add(url);
              setState('shown');
            }}
            onError={() => setState('broken')}
          />
        )}
        {reasons.length > 0 && (
          <span className={classes.reason} data-beside={image.favourite || undefined} aria-hidden>
            {reasons.map((reason) => (
              <span key={reason.kind} className={classes.reasonPart}>
                <span className={classes.reasonKind}>{reasonWords[reason.kind]}: </span>
                <Marked text={reason.text} marks={reason.marks} />{' '}
              </span>
            ))}
          </span>
        )}
        {reasons.length === 0 && meaning !== null && (image.meaning?.score ?? 0) >= leastWorthSaying && (
          <span className={classes.reason} data-beside={image.favourite || undefined} aria-hidden>
            {meaning}
          </span>
        )}
      </Link>
      {image.score !== undefined && (
        <span className={classes.score} title="How alike it is" aria-hidden>
          {formatPercent(image.score)}
        </span>
      )}
      {image.offline && (
        <span className={classes.offline} title="The file is not there at the moment; this is a preview." aria-hidden>
          <IconCloudOff size={16} />
        </span>
      )}
      <button
        type="button"
        className={classes.check}
        tabIndex={-1}
        aria-pressed={chosen}
        aria-label={`Choose ${image.name}`}
        onClick={(event) => onChoose(index, event.shiftKey)}
      >
        <IconCheck size={16} stroke={3} aria-hidden />
      </button>
      <button
        type="button"
        className={classes.heart}
        data-set={image.favourite || undefined}
        tabIndex={-1}
        aria-pressed={image.favourite}
        aria-label={`Favourite: ${image.name}`}
        onClick={() => mark(image, { favourite: !image.favourite })}
      >
        {image.favourite ? <IconHeartFilled size={18} aria-hidden /> : <IconHeart size={18} aria-hidden />}
      </button>
    </div>
  );
});

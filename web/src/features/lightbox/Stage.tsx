import { useElementSize, useMergedRef } from '@mantine/hooks';
import { useEffect, useImperativeHandle, useRef, useState, type Ref } from 'react';
import { originalUrl, thumbnailSide, thumbnailUrl, type ThumbnailSize } from '../../api/pictures';
import type { Detection, ImageSummary, TextLine } from '../../api/types';
import { formatPercent } from '../../ui/format';
import { placeholderOf } from '../gallery/placeholder';
import classes from './Stage.module.css';
import { TextLayer } from './TextLayer';
import { useZoom } from './useZoom';
import { fit } from './zoom';

export interface StageHandle {
  zoomBy(factor: number): void;
  reset(): void;
}

interface Props {
  image: ImageSummary;
  detections: readonly Detection[];
  /** Which boxes to draw: all, those of one label, or none. */
  boxes: 'all' | { label: string } | null;
  /** Lines of text to lay over the picture, or null. */
  text: readonly TextLine[] | null;
  onSwipe: (direction: 1 | -1) => void;
  ref: Ref<StageHandle>;
}

/** Formats that browsers show themselves. */
const shownByBrowsers = new Set(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif']);

/** The smallest preview that is sharp on this many pixels. */
export function previewSize(pixels: number, image: Pick<ImageSummary, 'width' | 'height'>): ThumbnailSize {
  const longest = Math.max(image.width, image.height);
  const needed = Math.min(pixels, longest);
  return needed <= thumbnailSide.small ? 'small' : needed <= thumbnailSide.medium * 1.15 ? 'medium' : 'large';
}

export function Stage({ image, detections, boxes, text, onSwipe, ref }: Props) {
  const stage = useRef<HTMLDivElement>(null);
  const { ref: sizeRef, width, height } = useElementSize();
  const merged = useMergedRef(stage, sizeRef);
  const stageSize = { width, height };
  const base = fit(image, stageSize);
  const { view, swipe, active, zoomBy, reset, handlers } = useZoom({ stage, stageSize, picture: image, base, onSwipe });
  useImperativeHandle(ref, () => ({ zoomBy, reset }), [zoomBy, reset]);

  const density = Math.min(2, window.devicePixelRatio || 1);
  const size = previewSize(Math.max(base.width, base.height) * density, image);
  // Zoomed in past the preview, or moving: only the file itself has more to show.
  const wantsOriginal =
    shownByBrowsers.has(image.media_type) &&
    (image.media_type === 'image/gif' ||
      (Math.max(image.width, image.height) > thumbnailSide[size] &&
        Math.max(base.width, base.height) * view.scale * density > thumbnailSide[size] * 1.3));
  const [original, setOriginal] = useState(false);
  if (wantsOriginal && !original) {
    setOriginal(true);
  }
  const placeholder = placeholderOf(image.thumb_hash);
  const shown = boxes === null ? [] : boxes === 'all' ? detections : detections.filter((detection) => detection.label === boxes.label);

  return (
    <div ref={merged} className={classes.stage} data-zoomed={view.scale > 1 || undefined} data-active={active || undefined} {...handlers}>
      {base.width > 0 && (
        <div
          className={classes.picture}
          style={{
            width: base.width,
            height: base.height,
            transform: `translate(-50%, -50%) translate(${view.x + swipe}px, ${view.y}px) scale(${view.scale})`,
            backgroundColor: placeholder?.color,
            backgroundImage: placeholder === null ? undefined : `url(${placeholder.url})`,
          }}
        >
          <Layer url={thumbnailUrl(image, 'small')} alt={size === 'small' && !original ? image.name : ''} />
          {size !== 'small' && <Layer url={thumbnailUrl(image, size)} alt={original ? '' : image.name} />}
          {original && <Layer url={originalUrl(image.id)} alt={image.name} />}
          {text !== null && <TextLayer lines={text} size={base} />}
          {shown.map((detection, index) => (
            <span
              // Boxes have no identity of their own; the list changes only as a whole.
              key={index}
              className={classes.box}
              style={{
                left: `${detection.box.x * 100}%`,
                top: `${detection.box.y * 100}%`,
                width: `${detection.box.width * 100}%`,
                height: `${detection.box.height * 100}%`,
                borderWidth: 2 / view.scale,
              }}
            >
              <span
                className={classes.label}
                data-inside={detection.box.y * base.height < 22 || undefined}
                style={{ transform: `scale(${1 / view.scale})` }}
              >
                {detection.label} {formatPercent(detection.confidence)}
              </span>
            </span>
          ))}
        </div>
      )}
    </div>
  );
}

function Layer({ url, alt }: { url: string; alt: string }) {
  const [state, setState] = useState<'loading' | 'shown' | 'broken'>('loading');
  const element = useRef<HTMLImageElement>(null);
  // From the cache it may be complete before the listener hears of it.
  useEffect(() => {
    if (element.current?.complete === true && element.current.naturalWidth > 0) {
      setState('shown');
    }
  }, []);
  return state === 'broken' ? null : (
    <img
      ref={element}
      className={classes.layer}
      data-shown={state === 'shown' || undefined}
      src={url}
      alt={alt}
      draggable={false}
      onLoad={() => setState('shown')}
      onError={() => setState('broken')}
    />
  );
}

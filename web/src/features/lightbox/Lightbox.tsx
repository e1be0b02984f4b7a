import { ActionIcon, MantineProvider, Portal, Tooltip } from '@mantine/core';
import { useFullscreenDocument, useLocalStorage } from '@mantine/hooks';
import {
  IconArchive,
  IconArchiveOff,
  IconArrowLeft,
  IconBoxMultiple,
  IconBrush,
  IconCloudOff,
  IconChevronLeft,
  IconChevronRight,
  IconDownload,
  IconHeart,
  IconHeartFilled,
  IconInfoCircle,
  IconMaximize,
  IconMinimize,
  IconPhotoSearch,
  IconTextRecognition,
  IconTrash,
} from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useLocation, useNavigate, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react';
import { originalUrl, thumbnailUrl } from '../../api/pictures';
import { toProblem } from '../../api/problem';
import { imageQuery, imageTagsQuery, imageTextQuery, meQuery } from '../../api/queries';
import { mayWrite } from '../../api/roles';
import { formatCount } from '../../ui/format';
import { ProblemAlert } from '../../ui/states';
import { cssVariables, theme } from '../../ui/theme';
import { useTitle } from '../../ui/useTitle';
import { useFeed } from '../gallery/useFeed';
import { Stars } from '../marks/Stars';
import { ratingKeys, useArchive, useMark } from '../marks/useMark';
import { useRemove } from '../trash/useRemove';
import { InfoPanel } from './InfoPanel';
import classes from './Lightbox.module.css';
import { previewSize, Stage, type StageHandle } from './Stage';

const route = getRouteApi('/app/photos/$imageId');

export function Lightbox() {
  const { imageId } = route.useParams();
  const search = route.useSearch();
  const navigate = useNavigate();
  const router = useRouter();
  const fromGrid = useLocation({ select: (location) => location.state.fromGrid === true });
  const { feed, snapshot } = useFeed(search);
  const details = useQuery(imageQuery(imageId));
  const tags = useQuery(imageTagsQuery(imageId));
  const text = useQuery(imageTextQuery(imageId));
  const { data: me } = useQuery(meQuery);
  const index = feed.indexOf(imageId);
  // Removed, or shared no more, while it was looked at: what is still in memory of it is not shown any longer.
  const gone = details.isError && toProblem(details.error).status === 404;
  const image = gone ? null : ((index === null ? null : feed.at(index)) ?? details.data ?? null);
  const mark = useMark();
  const archive = useArchive();
  // Only its owner puts a picture away.
  const mine = image !== null && details.data?.access === 'owner' && mayWrite(me);
  const archived = details.data?.archived === true;
  const [panel, setPanel] = useLocalStorage({ key: 'limner-information', defaultValue: false, getInitialValueInEffect: false });
  const [boxes, setBoxes] = useState(false);
  const [showsText, setShowsText] = useState(false);
  const [hovered, setHovered] = useState<string | null>(null);
  const { fullscreen, toggle: toggleFullscreen } = useFullscreenDocument();
  const stage = useRef<StageHandle>(null);
  const dialog = useRef<HTMLDivElement>(null);
  useTitle(image?.name ?? null);

  // Opened by its address: its neighbours are in the month it was taken in.
  const sortAt = details.data?.sort_at;
  useEffect(() => {
    if (index === null && sortAt !== undefined) {
      feed.seek(sortAt);
    }
  }, [feed, index, sortAt]);
  // Near the end of what is loaded, load on.
  useEffect(() => {
    if (index !== null) {
      feed.want(index - 30, index + 30);
    }
  }, [feed, index, snapshot.groups]);

  const previous = index === null ? null : feed.at(index - 1);
  const next = index === null ? null : feed.at(index + 1);

  // The neighbours come into the browser's cache, once this one had its chance.
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const neighbour of [next, previous]) {
        if (neighbour !== null) {
          const pixels = Math.max(window.innerWidth, window.innerHeight) * Math.min(2, window.devicePixelRatio);
          new Image().src = thumbnailUrl(neighbour, previewSize(pixels, neighbour));
        }
      }
    }, 250);
    return () => clearTimeout(timer);
  }, [next, previous]);

  const show = useCallback(
    (id: string | undefined) => {
      if (id !== undefined) {
        void navigate({ to: '/photos/$imageId', params: { imageId: id }, search, replace: true, state: (before) => before });
      }
    },
    [navigate, search],
  );
  const close = useCallback(() => {
    if (document.fullscreenElement !== null) {
      void document.exitFullscreen();
    }
    if (fromGrid) {
      router.history.back();
    } else {
      void navigate({ to: '/photos', search, replace: true });
    }
  }, [fromGrid, router, navigate, search]);
  const remove = useRemove();
  // The next picture takes its place, or the grid.
  const removeShown = () => {
    if (image !== null) {
      remove(image);
      const after = next ?? previous;
      if (after === null) {
        close();
      } else {
        show(after.id);
      }
    }
  };
  const showSimilar = () => void navigate({ to: '/photos', search: { like: [imageId] } });
  const paintSimilar = () => void navigate({ to: '/studio', search: { from: imageId } });
  const download = useCallback(() => {
    const link = document.createElement('a');
    link.href = originalUrl(imageId);
    link.download = image?.name ?? '';
    link.click();
  }, [imageId, image?.name]);

  // What lies behind is out of reach for the focus and for readers, and takes the focus back at the end (the grid sees to it).
  useEffect(() => {
    const shell = document.getElementById('shell');
    shell?.setAttribute('inert', '');
    return () => shell?.removeAttribute('inert');
  }, []);
  // The portal puts the dialog into the page only after the effects above: the focus follows when it is there.
  const takeFocus = useCallback((node: HTMLDivElement | null) => {
    dialog.current = node;
    node?.focus();
  }, []);

  const detections = gone ? [] : (tags.data?.detections ?? []);
  const lines = gone ? [] : (text.data?.items ?? []);
  const onKey = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (
      event.altKey ||
      event.ctrlKey ||
      event.metaKey ||
      event.defaultPrevented ||
      target.closest('[role="menu"], [role="listbox"]') !== null
    ) {
      return;
    }
    if (target.matches('input, textarea, select')) {
      if (event.key === 'Escape') {
        dialog.current?.focus();
      }
      return;
    }
    const actions: Record<string, (() => void) | undefined> = {
      ArrowLeft: () => show(previous?.id),
      ArrowRight: () => show(next?.id),
      Escape: close,
      i: () => setPanel((shown) => !shown),
      F: () => void toggleFullscreen(),
      f: image === null ? undefined : () => mark(image, { favourite: !image.favourite }),
      a: mine ? () => archive(image.id, !archived) : undefined,
      ...(image === null ? {} : ratingKeys((rating) => mark(image, { rating }))),
      b: () => setBoxes((shown) => !shown),
      t: lines.length > 0 ? () => setShowsText((shown) => !shown) : undefined,
      s: gone ? undefined : showSimilar,
      p: gone || !mayWrite(me) ? undefined : paintSimilar,
      d: gone ? undefined : download,
      Delete: mine ? removeShown : undefined,
      '+': () => stage.current?.zoomBy(1.4),
      '=': () => stage.current?.zoomBy(1.4),
      '-': () => stage.current?.zoomBy(1 / 1.4),
      z: () => stage.current?.reset(),
    };
    const action = actions[event.key];
    if (action !== undefined) {
      event.preventDefault();
      action();
    }
  };
  const onKeyRef = useRef(onKey);
  useLayoutEffect(() => {
    onKeyRef.current = onKey;
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKeyRef.current(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);

  return (
    <Portal>
      <div
        id="lightbox"
        ref={takeFocus}
        className={classes.lightbox}
        role="dialog"
        aria-modal="true"
        aria-label={image === null ? 'Picture' : `Picture ${image.name}`}
        tabIndex={-1}
        data-mantine-color-scheme="dark"
      >
        <MantineProvider
          theme={theme}
          cssVariablesResolver={cssVariables}
          forceColorScheme="dark"
          cssVariablesSelector="#lightbox"
          getRootElement={() => dialog.current ?? undefined}
        >
          <div className={classes.view}>
            <div className={classes.bar}>
              <Tool label="Close" keys="Esc" onClick={close}>
                <IconArrowLeft size={22} />
              </Tool>
              <div className={classes.name}>
                <span className={classes.nameText}>{image?.name}</span>
                {index !== null && (
                  <span className={classes.position}>
                    {formatCount(index + 1)} of {formatCount(snapshot.total)}
                  </span>
                )}
              </div>
              {image !== null && (
                <Stars value={image.rating ?? null} onChange={(rating) => mark(image, { rating })} className={classes.wide} />
              )}
              {image !== null && (
                <Tool label="Favourite" keys="f" pressed={image.favourite} onClick={() => mark(image, { favourite: !image.favourite })}>
                  {image.favourite ? <IconHeartFilled size={20} /> : <IconHeart size={20} />}
                </Tool>
              )}
              {mine && (
                <Tool
                  label={archived ? 'Bring back from the archive' : 'Archive'}
                  keys="a"
                  onClick={() => archive(image.id, !archived)}
                  className={classes.wide}
                >
                  {archived ? <IconArchiveOff size={20} /> : <IconArchive size={20} />}
                </Tool>
              )}
              {mine && (
                <Tool label="Move to the trash" keys="Del" onClick={removeShown}>
                  <IconTrash size={20} />
                </Tool>
              )}
              {detections.length > 0 && (
                <Tool
                  label={boxes ? 'Hide what was recognised' : 'Show what was recognised'}
                  keys="b"
                  pressed={boxes}
                  onClick={() => setBoxes(!boxes)}
                >
                  <IconBoxMultiple size={20} />
                </Tool>
              )}
              {lines.length > 0 && (
                <Tool label={showsText ? 'Hide the text' : 'Show the text'} keys="t" pressed={showsText} onClick={() => setShowsText(!showsText)}>
                  <IconTextRecognition size={20} />
                </Tool>
              )}
              <Tool
                label={fullscreen ? 'Leave full screen' : 'Full screen'}
                keys="Shift+F"
                onClick={() => void toggleFullscreen()}
                className={classes.wide}
              >
                {fullscreen ? <IconMinimize size={20} /> : <IconMaximize size={20} />}
              </Tool>
              {!gone && (
                <>
                  <Tool label="More like this" keys="s" onClick={showSimilar}>
                    <IconPhotoSearch size={20} />
                  </Tool>
                  {mayWrite(me) && (
                    <Tool label="Paint something like this" keys="p" onClick={paintSimilar} className={classes.wide}>
                      <IconBrush size={20} />
                    </Tool>
                  )}
                  <Tool label="Download the original" keys="d" onClick={download}>
                    <IconDownload size={20} />
                  </Tool>
                  <Tool label="Information" keys="i" pressed={panel} onClick={() => setPanel(!panel)}>
                    <IconInfoCircle size={20} />
                  </Tool>
                </>
              )}
            </div>
            <div className={classes.stage}>
              {image !== null && (
                <Stage
                  key={image.id}
                  ref={stage}
                  image={image}
                  detections={detections}
                  boxes={hovered !== null ? { label: hovered } : boxes ? 'all' : null}
                  text={showsText && lines.length > 0 ? lines : null}
                  onSwipe={(direction) => show(direction === 1 ? next?.id : previous?.id)}
                />
              )}
              {image?.offline === true && (
                <div className={classes.offline} role="status">
                  <IconCloudOff size={16} aria-hidden />
                  {details.data?.missing_since == null
                    ? 'Offline: the file is not there at the moment. This is a preview.'
                    : 'Missing: no file of it is there any more. It comes back with its file.'}
                </div>
              )}
              {image === null && details.isError && (
                <div className={classes.problem}>
                  <ProblemAlert error={details.error} {...(gone ? {} : { onRetry: () => void details.refetch() })} />
                </div>
              )}
              {previous !== null && (
                <button
                  type="button"
                  className={classes.turn}
                  data-side="left"
                  aria-label="Previous picture"
                  onClick={() => show(previous.id)}
                >
                  <IconChevronLeft size={30} aria-hidden />
                </button>
              )}
              {next !== null && (
                <button type="button" className={classes.turn} data-side="right" aria-label="Next picture" onClick={() => show(next.id)}>
                  <IconChevronRight size={30} aria-hidden />
                </button>
              )}
            </div>
          </div>
          {panel && !details.isError && (
            <InfoPanel id={imageId} matches={(index === null ? null : feed.at(index))?.matches ?? []} meaning={(index === null ? null : feed.at(index))?.meaning} details={details} tags={tags} text={text} onHover={setHovered} onClose={() => setPanel(false)} />
          )}
        </MantineProvider>
      </div>
    </Portal>
  );
}

function Tool({
  label,
  keys,
  pressed,
  onClick,
  className,
  children,
}: {
  label: string;
  keys: string;
  pressed?: boolean;
  onClick: () => void;
  className?: string | undefined;
  children: ReactNode;
}) {
  return (
    <Tooltip label={`${label} (${keys})`} withinPortal={false}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={42}
        radius="xl"
        className={`${classes.tool ?? ''} ${className ?? ''}`}
        aria-label={label}
        aria-pressed={pressed}
        onClick={onClick}
      >
        {children}
      </ActionIcon>
    </Tooltip>
  );
}

import { Button, Loader, SegmentedControl, Text, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconList, IconMap, IconMapPinOff, IconPhotoSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { answer, api } from '../../api/client';
import { keys } from '../../api/queries';
import type { MapCluster } from '../../api/types';
import { countOf } from '../../ui/format';
import { EmptyState, Note, ProblemAlert } from '../../ui/states';
import { useTitle } from '../../ui/useTitle';
import { Grid, type GridHandle } from '../gallery/Grid';
import { useFeed } from '../gallery/useFeed';
import { hasFilter, searchKey, type PhotoSearch } from '../search/searchState';
import classes from './map.module.css';
import { boxAroundAll, boxOf, filtersOf, readViewpoint, writeBox, writeViewpoint, type MapSearch } from './mapSearch';
import type { View } from './MapCanvas';
import { PlaceList } from './PlaceList';

const route = getRouteApi('/app/map');

// The map's library is larger than the rest of the client together.
const MapCanvas = lazy(() => import('./MapCanvas'));

export function MapPage() {
  useTitle('Map');
  const search = route.useSearch();
  const navigate = useNavigate();
  const [unavailable, setUnavailable] = useState(false);
  const key = searchKey(filtersOf(search));
  const filters = useMemo(() => filtersOf(search), [key]);
  const all = useQuery({
    queryKey: [...keys.map, 'all', filters],
    queryFn: ({ signal }) => answer(api.GET('/api/v1/images/map', { params: { query: { ...filters, zoom: 2 } }, signal })),
  });
  const extent = boxAroundAll((all.data?.items ?? []).map((cluster) => cluster.bounds));
  const list = search.view === 'list' || unavailable;
  const show = (next: MapSearch) => void navigate({ to: '/map', search: next });
  return (
    <div className={classes.page}>
      <VisuallyHidden component="h1">Map</VisuallyHidden>
      <div className={classes.bar}>
        <Text size="sm" c="dimmed" role="status" aria-live="polite">
          {all.data === undefined || all.data.total === 0 ? ' ' : `${countOf(all.data.total, 'picture', 'pictures')} with a place`}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label="Show as"
          disabled={unavailable}
          value={list ? 'list' : 'map'}
          onChange={(value) => {
            const { view: _, ...rest } = search;
            show(value === 'list' ? { ...rest, view: 'list' } : rest);
          }}
          data={[
            { value: 'map', label: <Choice icon={<IconMap size={16} aria-hidden />}>Map</Choice> },
            { value: 'list', label: <Choice icon={<IconList size={16} aria-hidden />}>List</Choice> },
          ]}
        />
      </div>
      {all.isError && (
        <div className={classes.problem}>
          <ProblemAlert error={all.error} onRetry={() => void all.refetch()} />
        </div>
      )}
      {all.isPending && <Waiting />}
      {all.data?.total === 0 && <NothingPlaced filters={filters} />}
      {extent !== null && list && (
        <>
          {unavailable && (
            <div className={classes.problem}>
              <Note>This browser cannot draw the map: it lacks WebGL. Here are the places as a list.</Note>
            </div>
          )}
          <PlaceList filters={filters} />
        </>
      )}
      {extent !== null && !list && (
        <Suspense fallback={<Waiting />}>
          <MapWithPictures key={key} search={search} filters={filters} extent={extent} onUnavailable={() => setUnavailable(true)} />
        </Suspense>
      )}
    </div>
  );
}

function Choice({ icon, children }: { icon: React.ReactNode; children: string }) {
  return (
    <span className={classes.choice}>
      {icon}
      {children}
    </span>
  );
}

function Waiting() {
  return (
    <div className={classes.late}>
      <Loader aria-label="Loading the map" />
    </div>
  );
}

interface Props {
  search: MapSearch;
  filters: PhotoSearch;
  extent: [number, number, number, number] | readonly [number, number, number, number];
  onUnavailable: () => void;
}

function MapWithPictures({ search, filters, extent, onUnavailable }: Props) {
  const navigate = useNavigate();
  const [view, setView] = useState<View | null>(null);
  // Pictures at one spot, until the map is moved.
  const [spot, setSpot] = useState<{ bbox: string; viewpoint: string } | null>(null);
  const latest = useRef(search);
  useEffect(() => {
    latest.current = search;
  });
  const onMoved = useCallback(
    (next: View) => {
      setView(next);
      const at = writeViewpoint(next.viewpoint);
      setSpot((before) => (before?.viewpoint === at ? before : null));
      if (at !== latest.current.at) {
        void navigate({ to: '/map', search: { ...latest.current, at }, replace: true });
      }
    },
    [navigate],
  );
  const onOpen = (cluster: MapCluster) => {
    if (view === null) {
      return;
    }
    if (cluster.count === 1) {
      const bbox = writeBox(view.box);
      void navigate({ to: '/photos/$imageId', params: { imageId: cluster.cover.id }, search: { ...filters, bbox }, state: { fromGrid: true } });
      return;
    }
    const { west, south, east, north } = cluster.bounds;
    const edge = 0.00001;
    setSpot({ bbox: writeBox(boxOf(west - edge, south - edge, east + edge, north + edge)), viewpoint: writeViewpoint(view.viewpoint) });
  };
  const bbox = spot?.bbox ?? (view === null ? null : writeBox(view.box));
  return (
    <div className={classes.split}>
      <div className={classes.map}>
        <MapCanvas
          filters={filters}
          viewpoint={search.at === undefined ? null : readViewpoint(search.at)}
          extent={extent}
          onMoved={onMoved}
          onOpen={onOpen}
          onUnavailable={onUnavailable}
        />
        <p className={classes.credit}>
          Map: Natural Earth. Places: <a href="https://www.geonames.org/" target="_blank" rel="noreferrer noopener">GeoNames</a>, CC BY 4.0
        </p>
      </div>
      <aside className={classes.panel} aria-label={spot === null ? 'Pictures on the map' : 'Pictures at this spot'}>
        {bbox !== null && <Pictures search={{ ...filters, bbox, mode: 'text' }} spot={spot !== null} onAll={() => setSpot(null)} />}
      </aside>
    </div>
  );
}

function Pictures({ search, spot, onAll }: { search: PhotoSearch; spot: boolean; onAll: () => void }) {
  const asked = useFeed(search);
  // While the map moves, the pictures of before stay until those of now are there.
  const [before, setBefore] = useState({ ...asked, search });
  const ready = asked.snapshot.status === 'ready';
  useEffect(() => {
    if (ready) {
      setBefore({ ...asked, search });
    }
  }, [ready, asked.feed, asked.snapshot]);
  const { entry, feed, snapshot } = ready ? asked : before;
  const shown = ready ? search : before.search;
  const narrow = useMediaQuery('(max-width: 48em)', false, { getInitialValueInEffect: false });
  const grid = useRef<GridHandle>(null);
  const some = snapshot.status === 'ready' && snapshot.total > 0;
  return (
    <>
      <div className={classes.panelHead}>
        <Text size="sm" fw={600} role="status" aria-live="polite">
          {!ready ? ' ' : snapshot.total === 0 ? 'No pictures here' : `${countOf(snapshot.total, 'picture', 'pictures')} ${spot ? 'at this spot' : 'here'}`}
        </Text>
        {spot ? (
          <Button variant="subtle" size="compact-sm" onClick={onAll}>
            All on the map
          </Button>
        ) : (
          some && (
            <Button variant="subtle" size="compact-sm" component={Link} to="/photos" search={shown as never}>
              Open in Photos
            </Button>
          )
        )}
      </div>
      {snapshot.problem !== null && (
        <div className={classes.problem}>
          <ProblemAlert error={snapshot.problem} onRetry={() => feed.retry()} />
        </div>
      )}
      {some && (
        <Grid
          key={searchKey(shown)}
          ref={grid}
          album={null}
          feed={feed}
          snapshot={snapshot}
          search={shown}
          target={narrow ? 84 : 110}
          initialScrollTop={entry.scrollTop}
          onScrolled={(scrollTop) => {
            entry.scrollTop = scrollTop;
          }}
        />
      )}
    </>
  );
}

function NothingPlaced({ filters }: { filters: PhotoSearch }) {
  return hasFilter(filters) ? (
    <EmptyState
      icon={<IconPhotoSearch size={32} />}
      title="No picture with a place matches"
      action={
        <Button component={Link} to="/map" variant="light">
          Clear the search
        </Button>
      }
    >
      Try fewer words, or remove a filter.
    </EmptyState>
  ) : (
    <EmptyState icon={<IconMapPinOff size={32} />} title="None of your pictures carries a place">
      Cameras and telephones that know where they are write it into the picture. Such pictures appear here.
    </EmptyState>
  );
}

import 'maplibre-gl/dist/maplibre-gl.css';
import { useComputedColorScheme } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { GeoJSONSource, LngLatBounds, Map as GlMap, Marker, NavigationControl, setWorkerUrl } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { answer, api } from '../../api/client';
import { thumbnailUrl } from '../../api/pictures';
import { keys } from '../../api/queries';
import type { MapCluster } from '../../api/types';
import { countOf, formatCount, formatPlaceName } from '../../ui/format';
import { notifyProblem } from '../../ui/toasts';
import type { PhotoSearch } from '../search/searchState';
import { detailOf, loadAtlas } from './atlas';
import classes from './map.module.css';
import { boxAround, boxOf, maxZoom, minZoom, writeBox, type Box, type Viewpoint } from './mapSearch';
import { styleOf } from './style';

// A file of this server, as the content security policy wants it.
setWorkerUrl(workerUrl);

export interface View {
  viewpoint: Viewpoint;
  /** What one sees. */
  box: Box;
  /** What is asked for. */
  around: Box;
}

interface Props {
  filters: PhotoSearch;
  /** Where to begin; changes are followed. */
  viewpoint: Viewpoint | null;
  /** All that was found, looked at when there is no viewpoint. */
  extent: Box;
  onMoved: (view: View) => void;
  /** A single picture, or pictures that no zoom parts. */
  onOpen: (cluster: MapCluster) => void;
  onUnavailable: () => void;
}

/** Pictures closer together than this, in degrees (some 20 m), are not parted by going nearer. */
const together = 0.0002;

export default function MapCanvas({ filters, viewpoint, extent, onMoved, onOpen, onUnavailable }: Props) {
  const scheme = useComputedColorScheme('light');
  const frame = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<GlMap | null>(null);
  const [view, setView] = useState<View | null>(null);
  const handlers = useRef({ onMoved, onOpen, onUnavailable });
  useLayoutEffect(() => {
    handlers.current = { onMoved, onOpen, onUnavailable };
  });

  const begin = useRef({ viewpoint, extent, scheme });
  useEffect(() => {
    const { viewpoint: at, extent: all, scheme: first } = begin.current;
    let made: GlMap;
    try {
      made = new GlMap({
        container: frame.current!,
        style: styleOf(first),
        maxZoom,
        minZoom,
        attributionControl: false,
        dragRotate: false,
        pitchWithRotate: false,
        touchPitch: false,
        ...(at === null
          ? { bounds: boundsOf(all), fitBoundsOptions: { padding: 70, maxZoom: 11 } }
          : { center: [at.longitude, at.latitude], zoom: at.zoom }),
      });
    } catch {
      // No WebGL in this browser.
      handlers.current.onUnavailable();
      return;
    }
    made.touchZoomRotate.disableRotation();
    made.keyboard.disableRotation();
    made.addControl(new NavigationControl({ showCompass: false }), 'bottom-right');
    made.getCanvas().setAttribute('aria-label', 'Map. Arrow keys move it, plus and minus zoom.');
    const moved = () => {
      const next = viewOf(made);
      setView(next);
      handlers.current.onMoved(next);
    };
    made.on('moveend', moved);
    made.on('load', () => {
      moved();
      setMap(made);
    });
    return () => {
      made.remove();
      setMap(null);
    };
  }, []);

  // Back, forward, a link: the URL leads.
  useEffect(() => {
    if (map !== null && viewpoint !== null && !isNear(viewpoint, viewOf(map).viewpoint)) {
      map.jumpTo({ center: [viewpoint.longitude, viewpoint.latitude], zoom: viewpoint.zoom });
    }
  }, [map, viewpoint?.latitude, viewpoint?.longitude, viewpoint?.zoom]);

  useBasemap(map, scheme, view);
  useMarkers(map, filters, view, (cluster) => {
    const { west, south, east, north } = cluster.bounds;
    if (map === null) {
      return;
    }
    if (cluster.count === 1 || map.getZoom() >= maxZoom - 0.5 || (east - west < together && north - south < together)) {
      handlers.current.onOpen(cluster);
    } else {
      // The longest way that still shows all of them.
      map.fitBounds([west, south, east, north], { padding: 90, maxZoom: Math.max(map.getZoom() + 2, 12) });
    }
  });

  return <div ref={frame} className={classes.canvas} data-map data-ready={map !== null && view !== null ? true : undefined} />;
}

/** Land, borders and names, as fine as one looks. */
function useBasemap(map: GlMap | null, scheme: 'light' | 'dark', view: View | null): void {
  const shown = useRef(scheme);
  const [styled, setStyled] = useState(0);
  useEffect(() => {
    if (map !== null && shown.current !== scheme) {
      shown.current = scheme;
      map.setStyle(styleOf(scheme), { diff: false });
      map.once('styledata', () => setStyled((count) => count + 1));
    }
  }, [map, scheme]);

  const detail = view === null ? null : detailOf(view.viewpoint.zoom);
  useEffect(() => {
    if (map === null || detail === null) {
      return;
    }
    let stale = false;
    const draw = async () => {
      // The finest lines take a while to come: those before them are shown at once.
      for (const step of detail > 1 ? [1, detail] : [detail]) {
        const { land, borders, names } = await loadAtlas(step);
        if (stale) {
          return;
        }
        setData(map, 'land', land);
        setData(map, 'borders', { type: 'Feature', geometry: borders, properties: {} });
        setData(map, 'countries', names);
      }
    };
    draw().catch((error: unknown) => {
      if (!stale) {
        notifyProblem(error);
      }
    });
    return () => {
      stale = true;
    };
  }, [map, detail, styled]);

  const bbox = view === null ? null : writeBox(view.around);
  const { data: labels } = useQuery({
    queryKey: ['city-labels', bbox],
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/places/labels', { params: { query: { bbox: bbox! } }, signal }))).items,
    enabled: bbox !== null && view !== null && view.viewpoint.zoom >= 3,
    staleTime: Infinity,
    placeholderData: keepPreviousData,
  });
  useEffect(() => {
    if (map !== null && labels !== undefined) {
      setData(map, 'cities', {
        type: 'FeatureCollection',
        features: labels.map(({ name, latitude, longitude, population }) => ({
          type: 'Feature',
          geometry: { type: 'Point', coordinates: [longitude, latitude] },
          properties: { name, population },
        })),
      });
    }
  }, [map, labels, styled]);
}

/** A button for each cluster, over the map. */
function useMarkers(map: GlMap | null, filters: PhotoSearch, view: View | null, onChoose: (cluster: MapCluster) => void): void {
  const query = view === null ? null : { ...filters, bbox: writeBox(view.around), zoom: Math.max(0, Math.floor(view.viewpoint.zoom)) };
  const { data, error } = useQuery({
    queryKey: [...keys.map, 'clusters', query],
    queryFn: async ({ signal }) => (await answer(api.GET('/api/v1/images/map', { params: { query: query! }, signal }))).items,
    enabled: query !== null,
    placeholderData: keepPreviousData,
  });
  useEffect(() => {
    if (error !== null) {
      notifyProblem(error);
    }
  }, [error]);

  const choose = useRef(onChoose);
  useLayoutEffect(() => {
    choose.current = onChoose;
  });
  const markers = useRef(new Map<string, Marker>());
  useEffect(() => {
    if (map === null || data === undefined) {
      return;
    }
    const wanted = new Map(data.map((cluster) => [`${cluster.cover.id}/${cluster.count}/${cluster.latitude}/${cluster.longitude}`, cluster]));
    for (const [key, marker] of markers.current) {
      if (!wanted.has(key)) {
        marker.remove();
        markers.current.delete(key);
      }
    }
    for (const [key, cluster] of wanted) {
      if (!markers.current.has(key)) {
        const element = markerOf(cluster, () => choose.current(cluster));
        markers.current.set(key, new Marker({ element }).setLngLat([cluster.longitude, cluster.latitude]).addTo(map));
      }
    }
  }, [map, data]);
  // They went with their map.
  useEffect(() => () => markers.current.clear(), [map]);
}

function markerOf(cluster: MapCluster, onChoose: () => void): HTMLElement {
  const frame = document.createElement('div');
  frame.className = classes.marker!;
  frame.style.zIndex = String(Math.min(cluster.count, 100_000));
  const button = document.createElement('button');
  button.type = 'button';
  button.className = classes.pin!;
  const place = cluster.place == null ? '' : `, ${formatPlaceName(cluster.place)}`;
  button.setAttribute('aria-label', `${cluster.count === 1 ? cluster.cover.name : countOf(cluster.count, 'picture', 'pictures')}${place}`);
  button.addEventListener('click', (event) => {
    event.stopPropagation();
    onChoose();
  });
  const picture = document.createElement('img');
  picture.src = thumbnailUrl(cluster.cover, 'small');
  picture.alt = '';
  picture.decoding = 'async';
  picture.draggable = false;
  button.append(picture);
  if (cluster.count > 1) {
    const count = document.createElement('span');
    count.className = classes.badge!;
    count.textContent = formatCount(cluster.count);
    button.append(count);
  }
  frame.append(button);
  return frame;
}

function viewOf(map: GlMap): View {
  const bounds = map.getBounds();
  const center = map.getCenter().wrap();
  const edges = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()] as const;
  return {
    viewpoint: { latitude: center.lat, longitude: center.lng, zoom: map.getZoom() },
    box: boxOf(...edges),
    around: boxAround(...edges, map.getZoom()),
  };
}

/** Nearer than a few pixels: the URL holds no more digits than tell apart what one sees. */
function isNear(one: Viewpoint, other: Viewpoint): boolean {
  const pixel = 360 / (512 * 2 ** other.zoom);
  return (
    Math.abs(one.zoom - other.zoom) < 0.02 && Math.abs(one.latitude - other.latitude) < 8 * pixel && Math.abs(one.longitude - other.longitude) < 8 * pixel
  );
}

function boundsOf([west, south, east, north]: Box): LngLatBounds {
  return new LngLatBounds([west, Math.max(-80, south)], [east, Math.min(80, north)]);
}

function setData(map: GlMap, source: string, data: GeoJSON.GeoJSON): void {
  const found = map.getSource(source);
  if (found instanceof GeoJSONSource) {
    found.setData(data);
  }
}

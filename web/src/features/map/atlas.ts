import type { Feature, FeatureCollection, Geometry, MultiLineString, MultiPolygon, Point, Polygon, Position } from 'geojson';
import { feature, mesh } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import coarseUrl from 'world-atlas/countries-110m.json?url';
import fineUrl from 'world-atlas/countries-10m.json?url';
import middleUrl from 'world-atlas/countries-50m.json?url';
import { centroid, unrollLine, unrollRing } from './rings';

export interface Atlas {
  land: FeatureCollection;
  borders: MultiLineString;
  /** A point in the largest part of each country, with its name and how many square degrees it has. */
  names: FeatureCollection<Point, { name: string; size: number }>;
}

/** How fine the lines are, and from which zoom on: 1 to 110, 50 and 10 million. */
export const details = [
  { minZoom: 0, url: coarseUrl },
  { minZoom: 2, url: middleUrl },
  { minZoom: 5, url: fineUrl },
] as const;

export function detailOf(zoom: number): number {
  // A whole world on a narrow screen is smaller than zoom 0.
  return Math.max(0, details.findLastIndex((detail) => zoom >= detail.minZoom));
}

const loaded = new Map<number, Promise<Atlas>>();

/** Natural Earth's countries, from this server; each fineness is loaded once. */
export function loadAtlas(detail: number): Promise<Atlas> {
  let atlas = loaded.get(detail);
  if (atlas === undefined) {
    atlas = read(details[detail]!.url);
    loaded.set(detail, atlas);
    // Tried again at the next wish.
    atlas.catch(() => loaded.delete(detail));
  }
  return atlas;
}

async function read(url: string): Promise<Atlas> {
  const response = await fetch(url);
  if (!response.ok) {
    throw new Error(`The lines of the map did not come (${response.status}).`);
  }
  const topology = (await response.json()) as Topology<{ countries: GeometryCollection<{ name: string }> }>;
  const land = feature(topology, topology.objects.countries);
  for (const country of land.features) {
    unroll(country.geometry);
  }
  // What two countries share; the coast is where the land ends.
  const borders = mesh(topology, topology.objects.countries as GeometryCollection, (one, other) => one !== other);
  borders.coordinates = borders.coordinates.map(unrollLine);
  return {
    land,
    borders,
    names: { type: 'FeatureCollection', features: land.features.flatMap((country) => nameOf(country)) },
  };
}

/** The atlas is made for globes: what crosses the antimeridian jumps from one edge of a flat map to the other. */
function unroll(geometry: Geometry | null): void {
  if (geometry?.type === 'Polygon') {
    geometry.coordinates = geometry.coordinates.map(unrollRing);
  } else if (geometry?.type === 'MultiPolygon') {
    geometry.coordinates = geometry.coordinates.map((polygon) => polygon.map(unrollRing));
  }
}

function nameOf(country: Feature<Geometry | null, { name: string }>): Feature<Point, { name: string; size: number }>[] {
  const geometry = country.geometry as Polygon | MultiPolygon;
  const rings = geometry.type === 'Polygon' ? [geometry.coordinates[0]!] : geometry.coordinates.map((polygon) => polygon[0]!);
  const largest = rings.map(centroid).reduce((one, other) => (other.size > one.size ? other : one), { size: 0, at: [0, 0] as Position });
  return largest.size === 0
    ? []
    : [{ type: 'Feature', geometry: { type: 'Point', coordinates: largest.at }, properties: { name: country.properties.name, size: largest.size } }];
}

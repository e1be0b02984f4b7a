import { readSearch, type PhotoSearch } from '../search/searchState';

/** What the map shows, exactly as it stands in the URL: the filters of the gallery, and where one looks. */
export interface MapSearch extends Omit<PhotoSearch, 'bbox' | 'sort' | 'like' | 'mode'> {
  /** `latitude,longitude,zoom`; absent: all that was found. */
  at?: string;
  /** Countries and cities as a list in place of the map. */
  view?: 'list';
}

export interface Viewpoint {
  latitude: number;
  longitude: number;
  zoom: number;
}

/** West, south, east, north in degrees; west is greater than east where the box crosses the antimeridian. */
export type Box = readonly [number, number, number, number];

export const maxZoom = 18;

/** The whole world on a screen of 256 pixels. */
export const minZoom = -1;

export function readMapSearch(raw: Record<string, unknown>): MapSearch {
  const { bbox: _, sort: __, like: ___, mode: ____, ...filters } = readSearch(raw);
  const search: MapSearch = filters;
  const at = raw['at'];
  if (typeof at === 'string' && readViewpoint(at) !== null) {
    search.at = at;
  }
  if (raw['view'] === 'list') {
    search.view = 'list';
  }
  return search;
}

/** The filters alone. */
export function filtersOf(search: MapSearch): PhotoSearch {
  const { at: _, view: __, ...filters } = search;
  return filters;
}

export function readViewpoint(text: string): Viewpoint | null {
  const parts = text.split(',');
  const [latitude = NaN, longitude = NaN, zoom = NaN] = parts.map((part) => (part.trim() === '' ? NaN : Number(part)));
  return parts.length === 3 && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 && zoom >= minZoom && zoom <= maxZoom
    ? { latitude, longitude, zoom }
    : null;
}

/** As short as tells apart what one sees: a step of the last digit is less than a pixel. */
export function writeViewpoint({ latitude, longitude, zoom }: Viewpoint): string {
  const digits = Math.max(2, Math.ceil(zoom / 3) + 1);
  return [round(latitude, digits), round(wrap(longitude), digits), round(zoom, 2)].join(',');
}

/**
 * What is asked of the server for a part of the world: a little more than one sees, to lines that lie still, so that small moves ask for
 * nothing new.
 */
export function boxAround(west: number, south: number, east: number, north: number, zoom: number): Box {
  // 128 pixels of a world of 512 pixels times 2 to the power of the zoom.
  const step = 90 / 2 ** Math.floor(zoom);
  const [left, right] = [Math.floor(west / step) * step, Math.ceil(east / step) * step];
  const [bottom, top] = [Math.max(-90, Math.floor(south / step) * step), Math.min(90, Math.ceil(north / step) * step)];
  return right - left >= 360 ? [-180, bottom, 180, top] : [wrap(left), bottom, wrap(right), top];
}

/** Exactly this part of the world, for the pictures that one sees. */
export function boxOf(west: number, south: number, east: number, north: number): Box {
  return east - west >= 360 ? [-180, Math.max(-90, south), 180, Math.min(90, north)] : [wrap(west), Math.max(-90, south), wrap(east), Math.min(90, north)];
}

/** @param digits behind the point; 5 are a metre. */
export function writeBox(box: Box, digits = 5): string {
  return box.map((degrees) => round(degrees, digits)).join(',');
}

/** The smallest box around all of these; null without any. Boxes on both sides of the antimeridian give one the long way around. */
export function boxAroundAll(boxes: readonly { west: number; south: number; east: number; north: number }[]): Box | null {
  return boxes.length === 0
    ? null
    : [
        Math.min(...boxes.map((box) => box.west)),
        Math.min(...boxes.map((box) => box.south)),
        Math.max(...boxes.map((box) => box.east)),
        Math.max(...boxes.map((box) => box.north)),
      ];
}

/** Degrees of longitude, -180 to 180. */
export function wrap(longitude: number): number {
  return longitude >= -180 && longitude <= 180 ? longitude : ((((longitude + 180) % 360) + 360) % 360) - 180;
}

function round(value: number, digits: number): number {
  const factor = 10 ** digits;
  // Not -0, which reads "-0" nowhere but in doubt.
  return Math.round(value * factor) / factor + 0;
}

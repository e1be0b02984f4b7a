import type { FeatureCollection } from 'geojson';
import type { StyleSpecification } from 'maplibre-gl';

export const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] };

interface Colours {
  sea: string;
  land: string;
  border: string;
  text: string;
  country: string;
  halo: string;
}

const colours: Record<'light' | 'dark', Colours> = {
  light: { sea: '#d5e3e8', land: '#f4f2ec', border: '#b9b4a8', text: '#3b3d42', country: '#6b6e75', halo: '#f4f2ec' },
  dark: { sea: '#101a20', land: '#25282d', border: '#4a4d53', text: '#d4d6d9', country: '#a3a6ac', halo: '#1b1d20' },
};

/**
 * The map: land, borders and names, all from this server. Without a `glyphs` address the library draws letters with the browser's own fonts.
 */
export function styleOf(scheme: 'light' | 'dark'): StyleSpecification {
  const { sea, land, border, text, country, halo } = colours[scheme];
  return {
    version: 8,
    sources: {
      land: { type: 'geojson', data: nothing },
      borders: { type: 'geojson', data: nothing },
      countries: { type: 'geojson', data: nothing },
      cities: { type: 'geojson', data: nothing },
    },
    layers: [
      { id: 'sea', type: 'background', paint: { 'background-color': sea } },
      { id: 'land', type: 'fill', source: 'land', paint: { 'fill-color': land } },
      { id: 'borders', type: 'line', source: 'borders', paint: { 'line-color': border, 'line-width': 0.8 } },
      {
        id: 'countries',
        type: 'symbol',
        source: 'countries',
        minzoom: 2,
        maxzoom: 6,
        layout: {
          'text-field': ['get', 'name'],
          'text-font': ['sans-serif'],
          'text-size': 12,
          'text-letter-spacing': 0.06,
          'text-max-width': 7,
          'symbol-sort-key': ['-', 0, ['get', 'size']],
        },
        paint: { 'text-color': country, 'text-halo-color': halo, 'text-halo-width': 1.2 },
      },
      {
        id: 'cities',
        type: 'symbol',
        source: 'cities',
        minzoom: 3.5,
        layout: {
          'text-field': ['get', 'name'],
          'text-font': ['sans-serif'],
          'text-size': ['interpolate', ['linear'], ['get', 'population'], 1000, 11, 1000000, 13, 10000000, 15],
          'text-anchor': 'top',
          'text-offset': [0, 0.2],
          'symbol-sort-key': ['-', 0, ['get', 'population']],
        },
        paint: { 'text-color': text, 'text-halo-color': halo, 'text-halo-width': 1.2 },
      },
    ],
  };
}

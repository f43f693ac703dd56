import { TileSetId } from '../api/tiles.ts';

type Json = string | number | boolean | Json[] | { [key: string]: Json };
type Layer = { [key: string]: Json };

const ink = '#2b2f36';
const halo = '#ffffff';
const fonts = ['Noto Sans SC', 'sans-serif']; // drawn by the client from its own fonts: there is no glyph server

const byZoom = (...stops: number[]): Json => ['interpolate', ['linear'], ['zoom'], ...stops];
const isLevel = (level: string): Json => ['==', ['get', 'level'], level];

/** A light MapLibre style of the sets, for clients other than our own page (which builds its own). */
export function buildStyle(
  base: string,
  sets: readonly TileSetId[] = TileSetId.options,
): { [key: string]: Json } {
  const source = (id: TileSetId): [string, Json] => [id, { type: 'vector', url: `${base}/tiles/${id}.json` }];
  return {
    version: 8,
    name: 'Nutag light',
    center: [111.7, 44.5],
    zoom: 4.2,
    sources: Object.fromEntries(sets.map(source)),
    layers: [
      { id: 'background', type: 'background', paint: { 'background-color': '#f4f3ef' } },
      land(),
      ...boundaryLayers(),
      ...placeLayers(),
      ...markerLayers(),
      facilityLayer(),
      divisionLabel('township', 8, byZoom(8, 10, 12, 13), '#5f6670'),
      divisionLabel('county', 5, byZoom(5, 10, 10, 16), ink),
      divisionLabel('prefecture', 3, byZoom(3, 11, 8, 19), ink),
    ].filter((layer) => !('source' in layer) || sets.includes(layer.source as TileSetId)),
  };
}

/** The layers of one set, without the ground: for clients that lay one set over another, each with a style of its own (QGIS). */
export function buildSetStyle(base: string, id: TileSetId): { [key: string]: Json } {
  const { sources, layers, ...whole } = buildStyle(base) as {
    sources: { [key: string]: Json };
    layers: Layer[];
  };
  return {
    ...whole,
    name: `Nutag light: ${id}`,
    sources: { [id]: sources[id]! },
    layers: layers.filter(({ source }) => source === id),
  };
}

const land = (): Layer => ({
  id: 'division',
  type: 'fill',
  source: 'divisions',
  'source-layer': 'division',
  filter: isLevel('prefecture'),
  paint: { 'fill-color': '#fbfaf6', 'fill-antialias': false },
});

/** level, colour, width at z4 and z11, dashes in line widths, first zoom; the greatest is drawn last. */
const lines: [string, string, number, number, number[], number][] = [
  ['unclassified', '#9a9a9a', 0.6, 1.4, [1, 2], 0],
  ['county', '#9b8aa8', 0.5, 1.4, [3, 2], 5],
  ['prefecture', '#7d5f96', 0.9, 2, [6, 2, 1.5, 2], 0],
  ['province', '#5c3d7a', 1.2, 2.6, [8, 2, 1.5, 2, 1.5, 2], 0],
  ['national', '#3f2a58', 1.6, 3.2, [9, 2, 2, 2], 0],
];

const boundaryLayers = (): Layer[] =>
  lines.map(([level, colour, thin, thick, dashes, minzoom]) => ({
    id: `boundary-${level}`,
    type: 'line',
    source: 'boundaries',
    'source-layer': 'boundary',
    minzoom,
    filter: isLevel(level),
    layout: { 'line-join': 'round' },
    paint: { 'line-color': colour, 'line-width': byZoom(4, thin, 11, thick), 'line-dasharray': dashes },
  }));

const groupColour: Json = [
  'match', ['get', 'group'],
  'water', '#3c78b4', 'terrain', '#7a6a45', 'transport', '#6b6b6b', 'facility', '#8a5a3c', 'memorial', '#8c3f5f',
  '#4a4f57',
]; // prettier-ignore

const placeLayers = (): Layer[] => [
  {
    id: 'place',
    type: 'symbol',
    source: 'places',
    'source-layer': 'place',
    minzoom: 7,
    layout: {
      'text-field': ['get', 'name'],
      'text-font': fonts,
      'text-size': byZoom(7, 10, 13, 13),
      'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
      'text-radial-offset': 0.4,
      'symbol-sort-key': ['get', 'rank'],
    },
    paint: { 'text-color': groupColour, 'text-halo-color': halo, 'text-halo-width': 1.2 },
  },
  circle('place-point', 'places', 'place', 10, byZoom(10, 1, 14, 2.5), groupColour),
];

const markerLayers = (): Layer[] => [
  circle('meeting-point', 'boundaries', 'meeting_point', 6, byZoom(6, 2, 12, 4), '#5c3d7a'),
  circle('marker', 'markers', 'marker', 6, byZoom(6, 1.5, 12, 4), [
    'match', ['get', 'condition'],
    ['missing', 'displaced', 'damaged'], '#c0392b', ['unclear_inscription', 'reference_incomplete'], '#d68910', 'intact', '#2e7d4f',
    '#8a8f98',
  ]), // prettier-ignore
];

const facilityLayer = (): Layer =>
  circle('facility', 'facilities', 'facility', 5, byZoom(5, 2, 12, 5), '#1f6f8b');

function circle(
  id: string,
  source: TileSetId,
  layer: string,
  minzoom: number,
  radius: Json,
  colour: Json,
): Layer {
  return {
    id,
    type: 'circle',
    source,
    'source-layer': layer,
    minzoom,
    paint: {
      'circle-radius': radius,
      'circle-color': colour,
      'circle-stroke-color': halo,
      'circle-stroke-width': 0.8,
    },
  };
}

const divisionLabel = (level: string, minzoom: number, size: Json, colour: string): Layer => ({
  id: `division-label-${level}`,
  type: 'symbol',
  source: 'divisions',
  'source-layer': 'division_label',
  minzoom,
  filter: isLevel(level),
  layout: {
    'text-field': ['get', 'name'],
    'text-font': fonts,
    'text-size': size,
    'symbol-sort-key': ['get', 'rank'],
  },
  paint: { 'text-color': colour, 'text-halo-color': halo, 'text-halo-width': 1.4 },
});

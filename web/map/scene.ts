import type { FeatureCollection } from 'geojson';
import type { ExpressionSpecification } from 'maplibre-gl';
import type { ClockState } from '../../server/api/boundary-status.ts';
import type { CoverageAnswer } from '../../server/api/coverage.ts';
import type { TileJson, TileSetId } from '../../server/api/tiles.ts';
import type { Drawn } from '../state/drawing.ts';
import type { Numbered } from '../state/numbered.ts';
import type { Basemap, LayerId, Measure, RecordType } from '../state/url.ts';
import type { Box } from './graticule.ts';
import type { Palette, Theme } from './palette.ts';

/** Everything that the look of the map depends on; `buildStyle` is a pure function of it. */
export interface Scene {
  theme: Theme;
  palette: Palette;
  layers: ReadonlySet<LayerId>;
  base: Basemap;
  /** Whether the server offers 天地图, and the 审图号 of its maps. */
  tianditu: { review: string } | null;
  day: string | null; // that the map shows; null: today
  tileSets: Partial<Record<TileSetId, TileSet>>;
  found: TileSet | null; // places that pass the filters: in place of all places
  kinds: readonly { id: string; symbol: string }[];
  coverage: { answer: CoverageAnswer; measure: Measure; seats: ReadonlyMap<string, [number, number]> } | null;
  numbered: Numbered | null;
  /** The state of each line by its code, where the map shows it. */
  lineStates: Readonly<Record<string, ClockState>> | null;
  /** 地名标志 in view, where the layer is on. */
  signs: FeatureCollection | null;
  grid: { box: Box; isNamed: boolean } | null;
  imported: ImportView | null;
  /** What is being drawn or was measured, or the polygon that the list of places is narrowed to. */
  drawn: Drawn | null;
  scenario: FeatureCollection | null; // how far the facilities of the open scenario reach
  here: [number, number] | null; // spot that was asked about
  selected: { type: RecordType | 'sign'; id: string; point: [number, number] | null } | null;
}

/** What an open import shows on the map, beside the present data: its first rows, and what its check has found. */
export interface ImportView {
  rows: FeatureCollection | null;
  findings: FeatureCollection | null; // properties: severity
  mark: [number, number] | null; // what was chosen in a table
}

export interface TileSet {
  version: string;
  tiles: string[];
  minzoom: number;
  maxzoom: number;
  bounds: number[];
  attribution: string;
  /** Of a set as of a day. */
  day?: string;
  history?: TileJson['history']; // absent: the one of that day did not come, and this is today's
}

/** CSS families of assets/fonts.ts: a style without `glyphs` draws its labels from the page's fonts. */
export const SANS = ['NutagSans'];
export const STRONG = ['NutagStrong'];

export const fade = (from: number, to: number): ExpressionSpecification => [
  'interpolate',
  ['linear'],
  ['zoom'],
  from,
  0,
  to,
  1,
];

/** The code that an outline layer is limited to; none when another type of record is chosen. */
export const selectedCode = ({ selected }: Scene, type: RecordType): string =>
  selected?.type === type ? selected.id : '';

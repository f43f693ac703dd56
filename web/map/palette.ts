import type { ClockState } from '../../server/api/boundary-status.ts';

export type Theme = 'light' | 'dark';

/** Colours of the map. The page's own colours are CSS variables in assets/tokens.css. */
export interface Palette {
  outside: string;
  blank: string;
  tints: [string, string, string, string];
  land: string;
  text: string;
  textSoft: string;
  halo: string;
  seat: string;
  national: string;
  province: string;
  provinceBand: string;
  prefecture: string;
  prefectureBand: string;
  county: string;
  unclassified: string;
  hover: string;
  select: string;
  meeting: string;
  preview: string;
  error: string;
  warning: string;
  groups: Record<PlaceGroup, string>;
  conditions: Record<string, string>;
  clocks: Record<ClockState, string>;
  signs: Record<string, string>;
  grid: string;
  duty: Record<string, string>;
  reach: [string, string, string, string, string]; // from worst to best
  burden: [string, string, string, string, string]; // from none to most
  unknown: string;
  hatch: string;
  gap: string;
}

/** As in server/tiles/layers/places.ts. */
export type PlaceGroup = 'settlement' | 'water' | 'terrain' | 'transport' | 'facility' | 'memorial' | 'other';

const light: Palette = {
  outside: '#e9edee',
  blank: '#ffffff',
  tints: ['#f6f0df', '#e9f0df', '#f5e7df', '#e3ecf0'],
  land: '#f5f2e8',
  text: '#26323a',
  textSoft: '#55636c',
  halo: '#fffdf7',
  seat: '#26323a',
  national: '#4a3f52',
  province: '#7d4a3c',
  provinceBand: '#d9b7a4',
  prefecture: '#8d6a55',
  prefectureBand: '#e3d2bf',
  county: '#a3968a',
  unclassified: '#8b8b8b',
  hover: '#1d6a86',
  select: '#0b6a8f',
  meeting: '#7d4a3c',
  preview: '#b0127b',
  error: '#b3241c',
  warning: '#8a6100',
  groups: {
    settlement: '#4a4440',
    water: '#2b6f9e',
    terrain: '#7c5a2e',
    transport: '#5b5f66',
    facility: '#3f6b62',
    memorial: '#6c4a7e',
    other: '#6b6f76',
  },
  conditions: {
    intact: '#2f7d5b',
    damaged: '#c4622d',
    displaced: '#8a4fa3',
    missing: '#b3322f',
    unclear_inscription: '#b08a1e',
    reference_incomplete: '#2f6f9f',
    unknown: '#7a7f85',
  },
  clocks: {
    overdue: '#d2301f',
    due_this_year: '#e08a00',
    under_way: '#2374b8',
    planned: '#7d6bb3',
    done: '#4b9a6c',
    unknown: '#8a9197',
  },
  signs: { intact: '#1f6f8b', damaged: '#c4622d', missing: '#b3322f', wrong: '#8a4fa3', removed: '#7a7f85' },
  grid: '#5d7f95',
  duty: {
    met: '#5fa58a',
    met_by_substitute: '#a9d0be',
    not_met: '#d98a6a',
    not_applicable: '#e6e4dc',
    unknown: '#cfd2d4',
  },
  reach: ['#c45c48', '#df9068', '#ecc592', '#a5cfbf', '#5fa58a'],
  burden: ['#eef0e8', '#dcd0e2', '#bda3cb', '#9873ad', '#6f4688'],
  unknown: '#cfd2d4',
  hatch: '#8d949a',
  gap: '#a8321f',
};

const dark: Palette = {
  outside: '#14191d',
  blank: '#101315',
  tints: ['#2b2a24', '#252d28', '#2e2829', '#242c33'],
  land: '#272a2a',
  text: '#e8e6df',
  textSoft: '#aeb6ba',
  halo: '#171c20',
  seat: '#e8e6df',
  national: '#c9bdd6',
  province: '#d8a48f',
  provinceBand: '#5a4038',
  prefecture: '#b79a86',
  prefectureBand: '#433a33',
  county: '#7a736b',
  unclassified: '#8b8b8b',
  hover: '#7cc4de',
  select: '#8fd3ec',
  meeting: '#d8a48f',
  preview: '#ff86d1',
  error: '#ff8a75',
  warning: '#f0c34e',
  groups: {
    settlement: '#d5d0c8',
    water: '#84bce0',
    terrain: '#cfae7f',
    transport: '#aab0b8',
    facility: '#93c7ba',
    memorial: '#c9a8db',
    other: '#a2a8ae',
  },
  conditions: {
    intact: '#6fc39b',
    damaged: '#f09a63',
    displaced: '#c795de',
    missing: '#f07f78',
    unclear_inscription: '#dcbb5a',
    reference_incomplete: '#7db6e0',
    unknown: '#a0a6ac',
  },
  clocks: {
    overdue: '#ff6b57',
    due_this_year: '#f2b23c',
    under_way: '#62b3f0',
    planned: '#ab9ae0',
    done: '#62bd8a',
    unknown: '#9aa2a8',
  },
  signs: { intact: '#86cbe2', damaged: '#f09a63', missing: '#f07f78', wrong: '#c795de', removed: '#a0a6ac' },
  grid: '#7fa3b8',
  duty: {
    met: '#3f8a70',
    met_by_substitute: '#2f5f50',
    not_met: '#b4603f',
    not_applicable: '#30353a',
    unknown: '#474d53',
  },
  reach: ['#b4483a', '#b9693f', '#8f733f', '#356556', '#3f8a70'],
  burden: ['#2a2f30', '#453c52', '#664f7d', '#8a68a6', '#b292cc'],
  unknown: '#474d53',
  hatch: '#8a9299',
  gap: '#ff9d86',
};

export const palettes: Record<Theme, Palette> = { light, dark };

/** Which tint each league or city gets, so that no two neighbours share one. */
export const TINT_OF_PREFECTURE: Record<string, 0 | 1 | 2 | 3> = {
  '1501': 0,
  '1502': 3,
  '1503': 3,
  '1504': 3,
  '1505': 2,
  '1506': 2,
  '1507': 3,
  '1508': 0,
  '1509': 1,
  '1522': 1,
  '1525': 0,
  '1529': 1,
};

export const CONDITIONS = [
  'intact',
  'damaged',
  'displaced',
  'missing',
  'unclear_inscription',
  'reference_incomplete',
  'unknown',
] as const;

export const GROUPS: PlaceGroup[] = [
  'settlement',
  'water',
  'terrain',
  'transport',
  'facility',
  'memorial',
  'other',
];
export const SIGN_STATES = ['intact', 'damaged', 'missing', 'wrong', 'removed'] as const;
export const DUTIES = ['met', 'met_by_substitute', 'not_met', 'not_applicable', 'unknown'] as const;

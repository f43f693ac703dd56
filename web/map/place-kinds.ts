import type { ExpressionSpecification } from 'maplibre-gl';
import type { PlaceGroup } from './palette.ts';

/** What a place is, as finely as a large scale shows it: the classes (GB/T 18521) that it stands for, and its sign as an SVG path round the origin. */
export interface PlaceKind {
  group: PlaceGroup;
  classes: readonly string[]; // prefixes of 3 or 4 digits; four go before three
  path: string;
  isFilled?: boolean;
}

export const PLACE_KINDS = {
  village: { group: 'settlement', classes: ['216', '2761', '2762'], path: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0ZM-1 0a1 1 0 1 0 2 0a1 1 0 1 0 -2 0Z' },
  hamlet: { group: 'settlement', classes: ['222', '223', '229'], path: 'M-2.8 0a2.8 2.8 0 1 0 5.6 0a2.8 2.8 0 1 0 -5.6 0Z' },
  estate: { group: 'settlement', classes: ['221'], path: 'M-3.4 -3.4H3.4V3.4H-3.4ZM0 -3.4V3.4M-3.4 0H3.4' },
  camp: { group: 'settlement', classes: ['224'], path: 'M-4.4 3.4V0.4Q-3 -3.6 0 -3.6Q3 -3.6 4.4 0.4V3.4Z' },
  river: { group: 'water', classes: ['121'], path: 'M-5 -1.8Q-2.5 -4.4 0 -1.8T5 -1.8M-5 2.2Q-2.5 -0.4 0 2.2T5 2.2' },
  lake: { group: 'water', classes: ['122'], path: 'M-5.2 0.4Q-5 -3.2 -0.6 -3.1Q1.6 -3.2 3 -2.2Q5.6 -1.4 5 1Q4 3.4 0.4 3Q-4.8 3.6 -5.2 0.4Z', isFilled: true },
  spring: { group: 'water', classes: ['125', '123', '124'], path: 'M0 -4.8Q3.6 -0.6 3.4 1.4A3.4 3.4 0 0 1 -3.4 1.4Q-3.6 -0.6 0 -4.8Z', isFilled: true },
  reservoir: { group: 'water', classes: ['242'], path: 'M-5 -2.8H5L2.6 3.2H-2.6Z', isFilled: true },
  canal: { group: 'water', classes: ['243', '245'], path: 'M-5.2 2L5.2 -4M-5.2 4.6L5.2 -1.4' },
  well: { group: 'facility', classes: ['241'], path: 'M-2 -4.6V4.6M2 -4.6V4.6M-4.6 -2H4.6M-4.6 2H4.6' },
  dyke: { group: 'facility', classes: ['244'], path: 'M-5 2.4H5M-3.6 2.4V-1.6M-1.2 2.4V-1.6M1.2 2.4V-1.6M3.6 2.4V-1.6' },
  power: { group: 'facility', classes: ['246'], path: 'M1.4 -5.2L-3.2 0.8H-0.4L-1.4 5.2L3.2 -1H0.4Z', isFilled: true },
  mountain: { group: 'terrain', classes: ['134', '135'], path: 'M0 -4.6L4.9 3.8H-4.9Z', isFilled: true },
  pass: { group: 'terrain', classes: ['1341'], path: 'M-4.4 -4.4Q-0.6 0 -4.4 4.4M4.4 -4.4Q0.6 0 4.4 4.4' },
  valley: { group: 'terrain', classes: ['1344'], path: 'M-5 -4L0 4L5 -4M-2.4 -4L0 0L2.4 -4' },
  slope: { group: 'terrain', classes: ['133'], path: 'M-4.8 3.6L4.4 -3.6V3.6Z' },
  plain: { group: 'terrain', classes: ['131', '132'], path: 'M-5 2.8H5M-3 -0.4H3M-1.2 -3.4H1.2' },
  dune: { group: 'terrain', classes: ['137', '136'], path: 'M-5 3Q-3.6 -3.4 0.2 -3.4Q-0.8 -0.4 1 0.6Q3.2 1 5 3Z' },
  grassland: { group: 'terrain', classes: ['138'], path: 'M0 4V-4.4M-1 4Q-1.6 0 -4.4 -2.2M1 4Q1.6 0 4.4 -2.2' },
  forest: { group: 'terrain', classes: ['139', '2172'], path: 'M0 -5L4.2 1.6H-4.2ZM0 1.6V5', isFilled: true },
  road: { group: 'transport', classes: ['232', '234'], path: 'M-5.2 1.2L3.6 -4.6M-3.6 4.6L5.2 -1.2' },
  street: { group: 'transport', classes: ['235'], path: 'M-5.2 -1.6H5.2M-5.2 1.6H5.2' },
  bridge: { group: 'transport', classes: ['236'], path: 'M-5 -4.2L-2.8 -2H2.8L5 -4.2M-5 4.2L-2.8 2H2.8L5 4.2' },
  station: { group: 'transport', classes: ['233', '2322', '2353'], path: 'M-3.6 -4.4H3.6V2.2H-3.6ZM-3.6 -1H3.6M-2 2.2L-3.6 4.8M2 2.2L3.6 4.8' },
  fuel: { group: 'transport', classes: ['2366'], path: 'M-3.8 4.4V-4.4H1V4.4ZM-2.4 -1H-0.2M1 -1.6H3.4V3Q3.4 4.4 2.2 4.4' },
  building: { group: 'facility', classes: ['261', '262', '263', '264', '265'], path: 'M-3.6 4V-4H3.6V4ZM-1.4 -1.8V-0.6M1.4 -1.8V-0.6M-1.4 1.2V2.4M1.4 1.2V2.4' },
  office: { group: 'facility', classes: ['271', '272'], path: 'M-3.2 5V-4.8L4.4 -2.6L-3.2 -0.2' },
  school: { group: 'facility', classes: ['273'], path: 'M0 -2.8Q-2.4 -4.4 -5 -3.4V3.4Q-2.4 2.6 0 4.2Q2.4 2.6 5 3.4V-3.4Q2.4 -4.4 0 -2.8ZM0 -2.8V4.2' },
  enterprise: { group: 'facility', classes: ['274', '2171', '2173'], path: 'M-4.8 4V-1L-1.6 -3.2V-1L1.6 -3.2V-1L4.8 -3.2V4Z' },
  memorial: { group: 'memorial', classes: ['2511'], path: 'M-1.2 -5H1.2L2 3H-2ZM-4 4.6H4' },
  tomb: { group: 'memorial', classes: ['2512'], path: 'M-3.2 4.4V-0.8A3.2 3.2 0 0 1 3.2 -0.8V4.4ZM-5 4.4H5' },
  temple: { group: 'memorial', classes: ['2513', '251'], path: 'M-5.4 -1Q-2.4 -1.6 0 -5Q2.4 -1.6 5.4 -1ZM-3.4 -1V4.4H3.4V-1M0 4.4V1.4' },
  park: { group: 'memorial', classes: ['252', '253', '254'], path: 'M0 1.6V5M-3.6 -1.2A3.6 3.6 0 1 1 3.6 -1.2A3.6 3.6 0 1 1 -3.6 -1.2Z' },
} as const satisfies Record<string, PlaceKind>; // prettier-ignore
export type PlaceKindId = keyof typeof PLACE_KINDS;

/** From here on places are drawn by kind, before by group. */
export const KIND_ZOOM = 12;

const byPrefix = (length: number): (string | string[])[] =>
  Object.entries<PlaceKind>(PLACE_KINDS).flatMap(([id, { classes }]) => {
    const own = classes.filter((prefix) => prefix.length === length);
    return own.length === 0 ? [] : [own, `kind|${id}`];
  });
const start = (length: number): ExpressionSpecification => ['slice', ['to-string', ['get', 'class']], 0, length]; // prettier-ignore

/** The sign of a place without its theme; what has no kind keeps the sign of its group. */
export const kindImage = [
  'match', start(4), ...byPrefix(4),
  ['match', start(3), ...byPrefix(3), ['concat', 'place|', ['coalesce', ['get', 'group'], 'other']]],
] as unknown as ExpressionSpecification; // prettier-ignore

const kinds = Object.entries<PlaceKind>(PLACE_KINDS);

/** The same for one place. */
export function kindOf(code: string, group: string): string {
  const has = (prefix: string): string | undefined => kinds.find(([, { classes }]) => classes.includes(prefix))?.[0]; // prettier-ignore
  const kind = has(code.slice(0, 4)) ?? has(code.slice(0, 3));
  return kind === undefined ? `place|${group || 'other'}` : `kind|${kind}`;
}

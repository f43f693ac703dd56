import type { FeatureCollection } from 'geojson';
import type { FilterSpecification, LayerSpecification } from 'maplibre-gl';
import type { CoverageAnswer, CoverageUnit } from '../../../server/api/coverage.ts';
import type { Measure } from '../../state/url.ts';
import type { Palette } from '../palette.ts';
import type { Scene } from '../scene.ts';

/** Upper ends of the classes that shares and burdens are drawn in. */
export const REACH_BREAKS = [0.4, 0.6, 0.8, 0.95];
export const BURDEN_BREAKS = [0, 50, 200, 500];

/** What is drawn for one polygon; colour null means unknown, drawn grey and hatched, never as a gap. */
export interface Shade {
  code: string;
  colour: string | null;
  gap: boolean;
  borderline: boolean; // 临界: hatched over its colour
}

export function shades(answer: CoverageAnswer, measure: Measure, palette: Palette): Shade[] {
  if (answer.unit === 'township') return byParent(answer.items, palette);
  return answer.items.map((unit) => ({ code: unit.code, ...shadeOf(unit, measure, palette) }));
}

export function shadeOf(unit: CoverageUnit, measure: Measure, palette: Palette): Omit<Shade, 'code'> {
  if (measure === 'duty') {
    const { result } = unit.duty;
    return {
      colour: result === 'unknown' ? null : palette.duty[result]!,
      gap: result === 'not_met',
      borderline: false,
    };
  }
  const borderline = unit.robustness?.borderline === true;
  if (measure === 'reach') {
    const { share = null, gap = null } = unit.reach ?? {};
    return {
      colour: share === null || gap === null ? null : reachColour(share, palette),
      gap: gap === true,
      borderline,
    };
  }
  if (!unit.burden || unit.reach?.share === null) return { colour: null, gap: false, borderline: false };
  return { colour: burdenColour(unit.burden.beyond, palette), gap: unit.reach?.gap === true, borderline };
}

export const reachColour = (share: number, palette: Palette): string =>
  palette.reach[REACH_BREAKS.filter((end) => share >= end).length]!;
export const burdenColour = (beyond: number, palette: Palette): string =>
  palette.burden[BURDEN_BREAKS.filter((end) => beyond > end).length]!;

/** Townships have no polygons: each banner is shaded by its share of townships with a known result that are not met. */
function byParent(units: CoverageUnit[], palette: Palette): Shade[] {
  const parents = new Map<string, { known: number; unmet: number }>();
  for (const { parentCode, duty } of units) {
    if (!parentCode) continue;
    const sum = parents.get(parentCode) ?? { known: 0, unmet: 0 };
    if (duty.result !== 'unknown' && duty.result !== 'not_applicable') sum.known += 1;
    if (duty.result === 'not_met') sum.unmet += 1;
    parents.set(parentCode, sum);
  }
  return [...parents].map(([code, { known, unmet }]) => ({
    code,
    colour: known === 0 ? null : reachColour(1 - unmet / known, palette),
    gap: known > 0 && 1 - unmet / known < 0.8,
    borderline: false,
  }));
}

/** The colours are states of the features (map/coverage-states.ts), so that another threshold needs no new tiles. */
export function coverageFills({ palette, theme, coverage }: Scene): LayerSpecification[] {
  if (!coverage) return [];
  const level = coverage.answer.unit === 'prefecture' ? 'prefecture' : 'county';
  const source = { source: 'divisions', 'source-layer': 'division' } as const;
  const filter = ['==', ['get', 'level'], level] as FilterSpecification;
  const hatch = (id: string, image: string, shown: string): LayerSpecification => ({
    id,
    type: 'fill',
    ...source,
    filter,
    paint: {
      'fill-pattern': `${image}|${theme}`,
      'fill-opacity': ['case', ['boolean', ['feature-state', shown], false], 1, 0],
    },
  });
  return [
    {
      id: 'coverage-fill',
      type: 'fill',
      ...source,
      filter,
      paint: {
        'fill-color': ['to-color', ['coalesce', ['feature-state', 'colour'], palette.unknown]],
        'fill-opacity': 0.92,
      },
    },
    hatch('coverage-hatch', 'hatch', 'unknown'),
    hatch('coverage-borderline', 'borderline', 'borderline'),
    {
      id: 'coverage-edge',
      type: 'line',
      ...source,
      filter,
      paint: { 'line-color': palette.halo, 'line-opacity': 0.7, 'line-width': 0.7 },
    },
  ];
}

/** A gap is marked by a sign at the seat as well as by colour. */
export function gapPoints({ palette, coverage }: Scene): FeatureCollection {
  const found = coverage ? shades(coverage.answer, coverage.measure, palette) : [];
  return {
    type: 'FeatureCollection',
    features: found.flatMap(({ code, gap }) => {
      const point = gap && coverage?.seats.get(code);
      return point
        ? [{ type: 'Feature', properties: { code }, geometry: { type: 'Point', coordinates: point } }]
        : [];
    }),
  };
}

export function coverageGaps({ theme, coverage }: Scene): LayerSpecification[] {
  if (!coverage) return [];
  return [
    {
      id: 'coverage-gap',
      type: 'symbol',
      source: 'gaps',
      layout: {
        'icon-image': `gap|${theme}`,
        'icon-size': ['interpolate', ['linear'], ['zoom'], 4, 0.5, 9, 1],
        'icon-allow-overlap': true,
        'icon-ignore-placement': true,
        'icon-offset': [0, -14],
      },
    },
  ];
}

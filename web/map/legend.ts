import type { CoverageAnswer } from '../../server/api/coverage.ts';
import type { Result } from '../api.ts';
import { mapWord, mp } from '../i18n/maps.ts';
import { pl } from '../i18n/places.ts';
import { number, t, word } from '../i18n/t.ts';
import type { LayerId, Measure } from '../state/url.ts';
import { BURDEN_BREAKS, REACH_BREAKS } from './layers/coverage.ts';
import { CONDITIONS, DUTIES, GROUPS, SIGN_STATES, type Palette } from './palette.ts';
import { KIND_ZOOM, PLACE_KINDS } from './place-kinds.ts';

/** What stands before the words of a legend: an image of map/images.ts (without its theme), a line, a state of a line, a colour. */
export type Mark =
  | { image: string }
  | { line: string }
  | { clock: string }
  | { colour: string }
  | { swatch: 'unknown' | 'borderline' };
export interface LegendItem {
  mark: Mark;
  text: string;
  note?: string;
}

type Kinds = Result<'listFacilityKinds'>['items'];

/** Every item that a layer can show at a zoom; `present` of map/sheet-map.ts says which of them a map really shows. @param found colour of the filtered places, where the map shows these and no others */
export function layerItems(
  id: LayerId,
  zoom: number,
  kinds: Kinds,
  lang: 'zh' | 'en' | null,
  found: string | null,
): LegendItem[] {
  const images = (ids: readonly string[], text: (id: string) => string, prefix: string): LegendItem[] =>
    ids.map((one) => ({ mark: { image: `${prefix}|${one}` }, text: text(one) }));
  switch (id) {
    case 'divisions':
    case 'grid':
      return [];
    case 'boundaries':
      return ['national', 'province', 'prefecture', 'county'].map((level) => ({ mark: { line: level }, text: word('line', level) })); // prettier-ignore
    case 'markers':
      return [
        ...images(CONDITIONS, (one) => word('condition', one), 'marker'),
        { mark: { image: 'meeting' }, text: t('type.meeting-point') },
      ];
    case 'places':
      if (found !== null) return [{ mark: { colour: found }, text: pl('legend.found') }];
      return zoom >= KIND_ZOOM
        ? [...images(Object.keys(PLACE_KINDS), (one) => mapWord('kind', one), 'kind'), ...images(['other'], (one) => word('group', one), 'place')] // prettier-ignore
        : images(GROUPS, (one) => word('group', one), 'place');
    case 'facilities':
      return [
        ...kinds.map((kind) => ({ mark: { image: `facility|${kind.id}|on` }, text: lang === 'en' ? kind.nameEn : kind.name, note: number(kind.facilities) })), // prettier-ignore
        ...kinds.slice(0, 1).map((kind) => ({ mark: { image: `facility|${kind.id}|off` }, text: mp('legend.off') })), // prettier-ignore
      ];
    case 'signs':
      return images(SIGN_STATES, (one) => mapWord('sign', one), 'sign');
    case 'labels':
      return ['prefecture', 'county', 'township'].map((level) => ({ mark: { image: `seat-${level}` }, text: word('level', level) })); // prettier-ignore
  }
}

export function coverageItems(answer: CoverageAnswer, measure: Measure, palette: Palette): LegendItem[] {
  const colours: [string, string][] =
    answer.unit === 'township' || measure === 'reach'
      ? classes(REACH_BREAKS.map((share) => share * 100), '%').map((text, index) => [palette.reach[index]!, text]) // prettier-ignore
      : measure === 'burden'
        ? classes(BURDEN_BREAKS, '').map((text, index) => [palette.burden[index]!, text])
        : DUTIES.filter((id) => id !== 'unknown').map((id) => [palette.duty[id]!, t(`coverage.${id}`)]);
  return [
    ...colours.map(([colour, text]) => ({ mark: { colour }, text })),
    { mark: { swatch: 'unknown' as const }, text: t('coverage.unknown') },
    ...(measure !== 'duty' && answer.unit !== 'township' ? [{ mark: { swatch: 'borderline' as const }, text: t('coverage.borderline') }] : []), // prettier-ignore
    { mark: { image: 'gap' }, text: t('coverage.gap') },
  ];
}

const classes = (ends: number[], unit: string): string[] => [
  ends[0] === 0 ? '0' : `< ${ends[0]}${unit}`,
  ...ends.slice(1).map((end, index) => `${ends[index]! + (unit ? 0 : 1)} – ${end}${unit}`),
  `${unit ? '≥' : '>'} ${ends.at(-1)}${unit}`,
];

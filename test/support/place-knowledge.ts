import { createLocator, type Area } from '../../server/divisions/locate.ts';
import { createKnownDivisions, type KnownDivision } from '../../server/imports/kinds/known-divisions.ts';
import { createPlaceClasses } from '../../server/imports/kinds/place-class.ts';
import { createPlaceDivisions, type Version } from '../../server/imports/kinds/place-divisions.ts';
import { createRomanCheck } from '../../server/imports/kinds/place-roman.ts';
import type { PlaceKnowledge } from '../../server/imports/kinds/place-row.ts';

const version = (code: string, level: Version['level'], name: string, roman: string | null = null, from: string | null = null, to: string | null = null): Version => ({ code, level, name, roman, from, to }); // prettier-ignore

/** A small division table with its history (domain.md 6.4). */
export const versions: readonly Version[] = [
  version('150000', 'province', '内蒙古自治区', 'Nei Mongol Zizhiqu'),
  version('150100', 'prefecture', '呼和浩特市', 'Hohhot Shi'),
  version('150102', 'county', '新城区', 'Xincheng Qu'),
  version('150102001', 'township', '海拉尔东路街道'),
  version('150103', 'county', '回民区', 'Huimin Qu'),
  version('150402', 'county', '红山区', 'Hongshan Qu'),
  version('150404', 'county', '松山区', 'Songshan Qu'),
  version('150700', 'prefecture', '呼伦贝尔市', 'Hulun Buir Shi', '2001-10-10'),
  version('150702', 'county', '海拉尔区', 'Hailar Qu', '2001-10-10'),
  version('152101', 'county', '海拉尔市', null, null, '2001-10-10'),
  version('152401', 'county', '赤峰市', null, null, '1983-10-10'),
];
const succession = [
  { from: '152101', to: '150702' },
  { from: '152401', to: '150402' },
  { from: '152401', to: '150404' },
];

const square = (west: number, south: number, size: number): Float64Array =>
  Float64Array.from([
    west,
    south,
    west + size,
    south,
    west + size,
    south + size,
    west,
    south + size,
    west,
    south,
  ]);

/** 新城区 with a hole in the middle, and 回民区 beside it on a shared edge; degrees. */
export const areas: readonly Area[] = [
  { code: '150102', rings: [square(111, 40, 1), square(111.4, 40.4, 0.2)] },
  { code: '150103', rings: [square(112, 40, 1)] },
];

export function smallKnowledge(): PlaceKnowledge {
  const present: KnownDivision[] = versions
    .filter(({ to }) => to === null)
    .map(({ code, level, name }) => ({ code, level, name, short: [], parent: null }));
  const divisions = createPlaceDivisions(versions, createKnownDivisions(present, succession));
  return {
    divisions,
    classes: createPlaceClasses([
      { code: '22200', name: '农村居民点' },
      { code: '21610', name: '行政村' },
      { code: '12100', name: '河流' },
    ]),
    locator: createLocator(areas),
    checkRoman: createRomanCheck(divisions.present),
    today: '2026-01-01',
  };
}

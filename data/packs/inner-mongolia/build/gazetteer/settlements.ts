import { hanSettlement, reads } from './han.ts';
import { list, sideWords, styleOf } from './han-tables.ts';
import { mongolianSettlement } from './mongolian.ts';
import type { Base, County, LonLat, MadeName } from './model.ts';
import { pick } from './random.ts';
import type { Random } from './random.ts';
import { romanOf } from './reading.ts';

export type SettlementSpec = {
  code: string;
  count: number;
  importance: readonly [number, number];
  weight: 'people' | 'land';
};

/** Natural villages and herding or farm points: about 70,000 together. */
export const settlementSpecs: SettlementSpec[] = [
  { code: '22200', count: 62000, importance: [300, 1500], weight: 'people' },
  { code: '22400', count: 8000, importance: [200, 700], weight: 'land' },
];

type DrawnSettlement = MadeName & { near: LonLat | null };

const pointTails = list(
  '羊场,牛场,牧点,畜点,夏营盘,冬营盘,秋营盘,羊点,牛点,养殖点,林点,鱼房子,瓜房子,场子,东牧点,西牧点,南牧点,北牧点',
);
const sideRoman = (side: string, base: Base): string => {
  if (base.roman === '') return '';
  return base.roman === romanOf(base.name) ? romanOf(side + base.name) : `${romanOf(side)} ${base.roman}`;
};

/** A natural village of the same name as the administrative village around it, or beside it (东巴彦塔拉). */
function afterVillage(random: Random, real: readonly Base[]): DrawnSettlement | null {
  const base = pick(random, real);
  if (random() < 0.35) return { name: base.name, roman: base.roman, mongolian: '', near: base.position };
  const side = pick(random, sideWords);
  if (/^[东西南北前后上下大小新老中]/.test(base.name) || base.name.length > 5 || !reads(side + base.name))
    return null;
  return { name: side + base.name, roman: sideRoman(side, base), mongolian: '', near: base.position };
}

function farmPoint(random: Random, county: County): DrawnSettlement | null {
  const base = pick(random, county.bases);
  const tail = pick(random, pointTails);
  if (base.name.length > 5 || !reads(base.name + tail) || /(场|圈|房子|点)$/.test(base.name)) return null;
  if (/[东西南北]$/.test(base.name) && /^[东西南北]/.test(tail)) return null;
  return {
    name: base.name + tail,
    roman: base.roman === '' ? '' : `${base.roman} ${romanOf(tail)}`,
    mongolian: '',
    near: base.position,
  };
}

/** One try at a settlement's name; the mix follows how Mongolian the banner's village names are. */
export function drawSettlement(
  random: Random,
  spec: SettlementSpec,
  county: County,
  real: readonly Base[],
): DrawnSettlement | null {
  const share = county.mongolianShare;
  if (spec.code === '22400') {
    if (random() < 0.6 * share) return { ...mongolianSettlement(random, county.code), near: null };
    return farmPoint(random, county);
  }
  if (random() < 0.85 * share) return { ...mongolianSettlement(random, county.code), near: null };
  if (real.length > 0 && random() < 0.2 + 0.6 * share) return afterVillage(random, real);
  return { ...hanSettlement(random, styleOf(county.code)), near: null };
}

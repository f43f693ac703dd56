import { modern } from './han-tables.ts';
import { otherSpelling } from './mongolian.ts';
import { pick } from './random.ts';
import type { Random } from './random.ts';

const swaps: [pattern: RegExp, to: string][] = [
  [/营子$/, '营'],
  [/窑子$/, '窑'],
  [/湾子$/, '湾'],
  [/围子$/, '围'],
  [/窝堡$/, '窝棚'],
  [/窝铺$/, '窝堡'],
  [/圪旦$/, '疙旦'],
  [/库伦$/, '圐圙'],
  [/^前(?=..)/, '南'],
  [/^后(?=..)/, '北'],
  [/^老(?![虎爷府])(?=..)/, ''],
  [/屯$/, '村'],
  [/庄$/, '村'],
  [/家梁$/, '梁'],
  [/家沟$/, '沟'],
  [/泡子$/, '泡'],
  [/海子$/, '海'],
  [/砬子$/, '砬'],
  [/河子$/, '河'],
  [/大桥$/, '桥'],
  [/岗子$/, '岗'],
  [/敖包山$/, '敖包'],
  [/圐圙$/, '库伦'],
];

/** Another name in use for a generated entry, for about one in twelve of them; an empty list otherwise. */
export function aliasFor(random: Random, name: string): string[] {
  const spelling = random() < 0.35 ? otherSpelling(random, name) : null;
  if (spelling && spelling !== name) return [spelling];
  if (random() > 0.45) return [];
  const found = swaps.filter(([pattern]) => pattern.test(name));
  if (found.length === 0) return [];
  const [pattern, to] = pick(random, found);
  const other = name.replace(pattern, to);
  return other.length > 1 && other !== name ? [other] : [];
}

/** A name from the years of the communes for a few settlements. */
export function formerFor(random: Random): string[] {
  if (random() > 0.018) return [];
  const number = random() < 0.4 ? pick(random, ['一', '二', '三', '四', '五', '六', '七', '八']) : '';
  return [pick(random, modern.slice(0, 30)) + (number === '' ? '大队' : `${number}队`)];
}

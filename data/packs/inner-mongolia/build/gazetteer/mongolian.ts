import { attributes, nouns, numbers, qualities, shapes, sides } from './mongolian-stems.ts';
import type { NounGroup, Stem } from './mongolian-stems.ts';
import type { MadeName } from './model.ts';
import { hashText, pick } from './random.ts';
import type { Random } from './random.ts';

const countable = new Set<NounGroup>(['hill', 'lake', 'spring', 'well', 'sand']);
const shaped = new Set<NounGroup>(['hill', 'pass']);
const manyNouns: NounGroup[] = [
  'hill',
  'plain',
  'lake',
  'spring',
  'well',
  'river',
  'settlement',
  'valley',
  'sand',
];

/** The hanzi spelling of a stem: a banner keeps to one spelling most of the time. */
function spell(random: Random, stem: Stem, county: string): string {
  const usual = hashText(county.slice(0, 5) + stem.roman) % stem.hanzi.length;
  return (random() < 0.8 ? stem.hanzi[usual] : undefined) ?? pick(random, stem.hanzi);
}

function compose(random: Random, parts: readonly Stem[], county: string): MadeName {
  return {
    name: parts.map((part) => spell(random, part, county)).join(''),
    roman: parts.map((part) => part.roman).join(' '),
    mongolian: parts.map((part) => part.mongolian).join(' '),
  };
}

function modifier(random: Random, group: NounGroup): Stem {
  const roll = random();
  if (roll < 0.12 && countable.has(group)) return pick(random, numbers);
  if (roll < 0.3 && shaped.has(group)) return pick(random, shapes);
  return roll < 0.5 ? pick(random, attributes) : pick(random, qualities);
}

/** True when two stems mean the same or share their sound, which no name would combine. */
function clash(parts: readonly Stem[]): boolean {
  const romans = parts.map((part) => part.roman);
  if (new Set(romans).size < romans.length) return true;
  if (romans.includes('Ih') && romans.includes('Bag')) return true;
  return parts.some((part, index) => {
    const next = parts[index + 1];
    return next !== undefined && part.roman.slice(0, 3) === next.roman.slice(0, 3);
  });
}

function draw(random: Random, group: NounGroup): Stem[] {
  const noun = pick(random, nouns[group]);
  const parts = [modifier(random, group), noun];
  return random() < 0.3 ? [pick(random, sides), ...parts] : parts;
}

/** A Mongolian-origin name of a feature, such as 查干淖尔 or 准乌兰陶勒盖. */
export function mongolianFeature(random: Random, groups: readonly NounGroup[], county: string): MadeName {
  for (;;) {
    const parts = draw(random, pick(random, groups));
    if (!clash(parts)) return compose(random, parts, county);
  }
}

function drawSettlement(random: Random): Stem[] {
  const roll = random();
  if (roll < 0.08) return [pick(random, attributes)];
  if (roll < 0.16) return [pick(random, sides), pick(random, attributes)];
  if (roll < 0.24) return [pick(random, qualities), pick(random, qualities.slice(0, 9))];
  return draw(random, pick(random, manyNouns));
}

/** A Mongolian-origin settlement name: 巴彦塔拉, 海拉苏台, 巴彦查干. */
export function mongolianSettlement(random: Random, county: string): MadeName {
  for (;;) {
    const parts = drawSettlement(random);
    if (!clash(parts)) return compose(random, parts, county);
  }
}

const allStems = [qualities, shapes, numbers, sides, attributes, ...Object.values(nouns)].flat();
const bySpelling = new Map(allStems.flatMap((stem) => stem.hanzi.map((hanzi) => [hanzi, stem] as const)));

/** The stems a name is made of, or null when some part of it is not in the table. */
export function splitStems(name: string): Stem[] | null {
  if (name === '') return [];
  for (let length = Math.min(5, name.length); length > 0; length -= 1) {
    const stem = bySpelling.get(name.slice(0, length));
    const rest = stem && splitStems(name.slice(length));
    if (stem && rest) return [stem, ...rest];
  }
  return null;
}

const pairs: [string, string][] = [
  ['巴彦', '巴音'],
  ['巴音', '巴彦'],
  ['白音', '巴彦'],
  ['宝力格', '布拉格'],
  ['布拉格', '宝力格'],
  ['郭勒', '高勒'],
  ['高勒', '郭勒'],
  ['诺尔', '淖尔'],
  ['淖尔', '诺尔'],
  ['鄂博', '敖包'],
  ['敖包', '鄂博'],
  ['哈日', '哈拉'],
  ['哈拉', '哈日'],
  ['察汗', '查干'],
  ['查干', '查汗'],
  ['乌素', '乌苏'],
  ['乌苏', '乌素'],
  ['胡硕', '和硕'],
  ['托勒盖', '陶勒盖'],
  ['温都日', '温都尔'],
  ['沙日', '西拉'],
  ['伊克', '伊和'],
  ['陶海', '套海'],
];

/** Another hanzi spelling of the same Mongolian name (一名多写), or null. */
export function otherSpelling(random: Random, name: string): string | null {
  const found = pairs.filter(([from]) => name.includes(from));
  if (found.length === 0) return null;
  const [from, to] = pick(random, found);
  return name.replace(from, to);
}

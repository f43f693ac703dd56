import * as t from './han-tables.ts';
import type { Style } from './han-tables.ts';
import type { MadeName } from './model.ts';
import { pick } from './random.ts';
import type { Random } from './random.ts';
import { romanOf } from './reading.ts';

type Maker = (random: Random, style: Style) => string;

const plantTails = t.list('沟,沟,湾,滩,营子,梁,林,洼,坪,坡,地,沟门,岭');
const animalTails = t.list('沟,沟,山,洼,圈,湾,坡,嘴,圈沟,坑,窝沟,泉');
const ordinalTails = t.list('沟,沟,湾,梁,洼,河,坝,营子,桥,岭,泉,渠,井,沟子,湾子');
const groundTails = t.list('沟,崖,头,湾,梁,洼,坡,井,滩,嘴,岗,地');
const waterTails = t.list('水泉,水泉,海子,泉子,井子,河子,河沿,泡子,淖,水地,河湾,河套,湖');
const omenTails = t.list('村,屯,庄,堂,号,地,店,永,泉,山,沟,源,营,,');
const modernTails = t.list('村,村,村,新村,屯,一队,二队,三队,四队,林场,队');

function surnameVillage(random: Random, style: Style): string {
  const surname = pick(random, t.surnames);
  const tail = pick(random, t.villageTails[style]);
  const roll = random();
  if (roll < 0.12) return `老${surname}${tail}`;
  if (roll < 0.24 && (style === 'hetao' || style === 'qahar' || style === 'ordos')) {
    return surname + pick(random, ['二', '三', '四', '五', '六', '七', '八', '满', '来', '大']) + tail;
  }
  return tail.length > 1 && random() < 0.12 ? surname + tail : `${surname}家${tail}`;
}

/** 五间房, 十二号; things counted with a measure word take 两, not 二. */
function counted(random: Random): string {
  const name = pick(random, t.counts) + pick(random, t.countTails);
  return name.replace(/^二(?=间房|家子|棵树|眼井)/, '两');
}

/** The shapes of Han village names with their weights. */
const villageMakers: [weight: number, make: Maker][] = [
  [42, surnameVillage],
  [11, (r) => pick(r, t.plants) + pick(r, plantTails)],
  [7, (r) => pick(r, t.animals) + pick(r, animalTails)],
  [7, (r) => pick(r, t.ordinals) + pick(r, ordinalTails)],
  [4, counted],
  [6, (r) => pick(r, t.grounds) + pick(r, groundTails)],
  [5, (r) => pick(r, ['上', '下', '东', '西', '前', '后', '大', '小', '北', '南']) + pick(r, waterTails)],
  [9, (r) => pick(r, t.omens) + pick(r, omenTails)],
  [2, (r) => pick(r, t.modern) + pick(r, modernTails)],
  [
    4,
    (r, style) =>
      pick(r, t.crafts) +
      pick(
        r,
        t.villageTails[style].filter((tail) => !t.crafts.includes(tail)),
      ),
  ],
  [3, (r) => pick(r, t.landmarks) + pick(r, ['', '', '沟', '村', '湾', '梁'])],
];
const villageWeight = villageMakers.reduce((sum, [weight]) => sum + weight, 0);

/** True when a character stands twice in a row or a word repeats, which looks wrong in a made name. */
export function stutters(name: string): boolean {
  return /(.)\1/u.test(name) || /(..)\1/u.test(name) || /(沟|山|河|湾|泉|井|梁)(子)?[门口]?\1/.test(name);
}

const opposite = [
  /^大.*小/,
  /^小大/,
  /^大小/,
  /^老新|^新老|^上下|^下上|^东西|^西东|^南北|^北南|^前后|^后前|^[前后]前|^中[上下前后]/,
];

export function reads(name: string): boolean {
  return (
    !stutters(name) && !opposite.some((pattern) => pattern.test(name)) && !/^老老|^大老|^小老/.test(name)
  );
}

/** A Han village name such as 前李家营子, 三道沟 or 永盛屯; the tails follow the region's way of speaking. */
export function hanSettlement(random: Random, style: Style): MadeName {
  for (;;) {
    let roll = random() * villageWeight;
    const maker = villageMakers.find(([weight]) => (roll -= weight) < 0)?.[1] ?? surnameVillage;
    const name = maker(random, style);
    const prefixed = random() < 0.22 && name.length < 5 ? pick(random, t.prefixes) + name : name;
    if (prefixed.length < 2 || !reads(prefixed)) continue;
    const generic = /^(.+)(村)$/.exec(prefixed);
    const roman = generic ? romanOf(generic[1] ?? '', generic[2] ?? '') : romanOf(prefixed);
    return { name: prefixed, roman, mongolian: '' };
  }
}

import { reads } from './han.ts';
import { sideWords } from './han-tables.ts';
import type { FeatureSpec } from './feature-specs.ts';
import { distance2 } from './geometry.ts';
import { mongolianFeature, splitStems } from './mongolian.ts';
import type { Base, County, LonLat, MadeName } from './model.ts';
import { pick } from './random.ts';
import type { Random } from './random.ts';
import { romanOf } from './reading.ts';

/** A made name and, when it is named after something, where that is. */
export type Drawn = MadeName & { near: LonLat | null };

const generic = /(村|社区|嘎查|屯)$/;
const unfit =
  /(社区|分场|生产队|农场|牧场|林场|管理区|园区|街坊|街|路|小区|公司|书记|东方红|坟|鬼|髙|嘠|第.+)$|^第|号$|·|（/;

/** Characters that transcribe other languages far more often than they stand in Han village names. */
const transcribed =
  /[嘎淖敖鄂勒吐尔图格拉巴哈布特呼浩勿套乌扎额塔荷力根达丹苏木赛察不浪脑伦音旦查塔克毕珠忽罕莫尼诺]/;

/** The base for other names in a real village name, or null when nothing would be named after it. */
export function baseOf(name: string, position: LonLat): Base | null {
  if (unfit.test(name)) return null;
  const bare = name.replace(generic, '');
  if (bare.length < 2 || bare.length > 6 || unfit.test(bare)) return null;
  const roman = name.endsWith('嘎查') || transcribed.test(bare) ? romanOfStems(bare) : romanOf(bare);
  return { name: bare, roman, position };
}

/** The stems' romanization, empty when a part is not known: plain pinyin would be wrong for a Mongolian name. */
function romanOfStems(name: string): string {
  return (
    splitStems(name)
      ?.map(({ roman }) => roman)
      .join(' ') ?? ''
  );
}

/** Adds a tail to a base unless the two do not go together (清水河 + 河, 石桥 + 桥). */
function joined(base: string, tail: string): string | null {
  const last = base.at(-1) ?? '';
  if (tail.startsWith(last) || (last === '子' && tail.endsWith('子') && tail.length < 3)) return null;
  if (/[河沟渠江]$/.test(base) && /^(河|沟河|小河|大河|支河)/.test(tail) && last !== '沟') return null;
  if (/[沟川岔]$/.test(base) && /沟/.test(tail)) return null;
  if (/[山梁岭崖坡岗]$/.test(base) && /^(沙|山|梁|大梁|坡|岗|岭|砬|石砬|尖山|大山|小山)/.test(tail))
    return null;
  if (/[山梁岭崖坡岗]$/.test(base) && /[山梁坡岗]$/.test(tail) && tail.length > 1) return null;
  if (/[泉井湖泡海淖]$|海子$|泡子$|水库$|泉子$|井子$/.test(base) && /[泉井湖泡淖塘]|海子|涝坝/.test(tail))
    return null;
  if (/[滩甸湾坪地]$|甸子$/.test(base) && /[滩甸湾地]/.test(tail)) return null;
  if (/[林树]$/.test(base) && /[林树]/.test(tail)) return null;
  if (/[沙坨]$|坨子$/.test(base) && /沙/.test(tail)) return null;
  if (/[庙寺召]$|庙子$|敖包$|鄂博$|脑包$/.test(base) && /[庙寺召]|敖包|脑包|老爷/.test(tail)) return null;
  if (/[渠坝闸桥店铺站场厂矿窑洞城]$|窑子$|水库$/.test(base) && tail.includes(last)) return null;
  if (/(温都尔|乌拉|陶勒盖|哈达|温都日|托勒盖)$/.test(base) && /[山梁坡岗砬]/.test(tail))
    return /^山$/.test(tail) ? base + tail : null;
  if (/(高勒|郭勒|木伦|乌苏|乌素)$/.test(base) && /河/.test(tail) && tail !== '河') return null;
  if (/(淖尔|诺尔)$/.test(base) && /[湖泡淖]|海子/.test(tail)) return null;
  if (/[东西南北前后]$/.test(base) && /^[东西南北前后]/.test(tail)) return null;
  const name = base + tail;
  return name.length > 9 || !reads(name) ? null : name;
}

/** A place to name another after; of two, the shorter one more often. */
function pickBase(random: Random, bases: readonly Base[]): Base {
  const first = pick(random, bases);
  if (random() < 0.1) return first;
  const others = [pick(random, bases), pick(random, bases)];
  return others.reduce((best, base) => (base.name.length < best.name.length ? base : best), first);
}

function derivedName(random: Random, base: Base, tail: string): Drawn | null {
  const name = joined(base.name, tail);
  if (name === null) return null;
  const roman = base.roman === '' ? '' : `${base.roman} ${romanOf(tail)}`;
  return { name, roman, mongolian: '', near: base.position };
}

const rural = /兽医|水利|林业|粮|供销|自然资源|中心校|活畜|财政|汽车|客运|信用社|人民法庭/;
const urban = /社区卫生/;

function townshipName(random: Random, county: County, tails: string[]): Drawn | null {
  const township = pick(random, county.townships);
  const unfitting = township.name.endsWith('街道') ? rural : urban;
  const fitting = tails.filter((tail) => !unfitting.test(tail));
  if (fitting.length === 0) return null;
  return { name: township.name + pick(random, fitting), roman: '', mongolian: '', near: township.seat };
}

function freeName(random: Random, spec: FeatureSpec): Drawn | null {
  const head = pick(random, spec.heads ?? []);
  const tail = pick(random, spec.tails ?? []);
  const core = joined(head, tail);
  if (core === null || core.length < 2) return null;
  const side = random() < (spec.prefixed ?? 0) && core.length < 5 ? pick(random, sideWords) : '';
  if (!reads(side + core)) return null;
  return { name: side + core, roman: romanOf(side + head, tail), mongolian: '', near: null };
}

function shortTown(name: string): string {
  return name.replace(/(街道|民族乡|镇|乡|苏木)$/, '');
}

/** Two townships of the county that a county road could join: near neighbours, but not the same place. */
function roadName(random: Random, county: County): Drawn | null {
  const from = pick(random, county.townships);
  const others = county.townships
    .filter((town) => shortTown(town.name) !== shortTown(from.name) && !town.name.endsWith('街道'))
    .sort((a, b) => distance2(a.seat, from.seat) - distance2(b.seat, from.seat))
    .slice(0, 6);
  if (others.length === 0 || from.name.endsWith('街道')) return null;
  const to = pick(random, others);
  return {
    name: `${shortTown(from.name)}至${shortTown(to.name)}公路`,
    roman: '',
    mongolian: '',
    near: from.seat,
  };
}

/** One try at a name for an entry of the class; null when the draw did not fit. */
export function drawName(random: Random, spec: FeatureSpec, county: County): Drawn | null {
  if (spec.code === '23213') return roadName(random, county);
  const { mongolian, derived, township, heads } = spec;
  if (mongolian && random() < mongolian.factor * county.mongolianShare) {
    return { ...mongolianFeature(random, mongolian.groups, county.code), near: null };
  }
  if (township && random() < township.share) return townshipName(random, county, township.tails);
  if (derived && (!heads || random() < derived.share)) {
    const tail = pick(random, derived.tails);
    if (county.mongolianShare < 0.08 && /敖包|脑包/.test(tail)) return null;
    return derivedName(random, pickBase(random, county.bases), tail);
  }
  return heads ? freeName(random, spec) : null;
}

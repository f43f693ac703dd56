import { fold } from '../../../server/places/fold.ts';
import { readingsOf } from '../../../server/places/pinyin.ts';
import type { Filter } from '../../../server/search/match.ts';
import type { OraclePlace } from '../../database/search-oracle.ts';

/** A query of the mix. `direct`: brute force tells the true answers; otherwise only `target` is looked for. */
export interface BenchQuery {
  type: string;
  q: string;
  target: OraclePlace;
  direct: boolean;
  filter: Filter;
  near?: [number, number];
}

/** Small seeded generator (mulberry32), so that every run asks the same. */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

type Make = (place: OraclePlace, random: () => number) => string | null;

const hanzi = (place: OraclePlace): string[] => [...fold(place.name)];
const syllables = (place: OraclePlace): string[] =>
  readingsOf(place.name, place.names.find(({ kind, reading }) => kind === 'standard' && reading !== null)?.reading ?? null)[0]!; // prettier-ignore
const letters = (place: OraclePlace): string => syllables(place).join('');
const at = (random: () => number, below: number): number => Math.floor(random() * below);
const common = [...'的一是在不了有和人这中大为上个国']; // stand in for a mistyped character

const direct: Record<string, Make> = {
  'hanzi 1': (p) => hanzi(p)[0]!,
  'hanzi 2': (p) => hanzi(p).slice(0, 2).join(''),
  'hanzi 3': (p) => (hanzi(p).length < 3 ? null : hanzi(p).slice(0, 3).join('')),
  'hanzi full': (p) => p.name,
  'infix 1': (p) => hanzi(p).at(-1)!,
  'infix 2': (p) => (hanzi(p).length < 3 ? null : hanzi(p).slice(1, 3).join('')),
  'infix 3': (p) => (hanzi(p).length < 4 ? null : hanzi(p).slice(1, 4).join('')),
  'letters 1': (p) => letters(p).slice(0, 1),
  'letters 2': (p) => letters(p).slice(0, 2),
  'letters 3-6': (p, random) => letters(p).slice(0, 3 + at(random, 4)),
  'pinyin full': (p) => syllables(p).join(' '),
  'pinyin infix': (p) => (syllables(p).length < 3 ? null : syllables(p).slice(1, 3).join('')),
  initials: (p) => (syllables(p).length < 3 ? null : syllables(p).map((s) => s[0]).join('')), // prettier-ignore
  roman: (p) => p.roman,
  mongolian: (p) => p.mongolian,
  'alias or former': (p) => p.names.find(({ kind, lang }) => kind !== 'standard' && lang === 'zh-Hans')?.text ?? null, // prettier-ignore
};

const others: Record<string, Make> = {
  homophone: (p) => {
    const points = hanzi(p);
    const swap: Record<string, string> = { 山: '删', 河: '合', 村: '邨', 东: '冬', 西: '希', 大: '达', 李: '里', 王: '亡', 家: '加', 沟: '勾', 乌: '屋', 兰: '蓝', 巴: '八', 子: '籽', 新: '心', 和: '禾' }; // prettier-ignore
    const index = points.findIndex((point) => swap[point] !== undefined);
    return index < 0 || points.length < 3 ? null : points.with(index, swap[points[index]!]!).join('');
  },
  'wrong hanzi': (p, random) => {
    const points = hanzi(p);
    return points.length < 4 ? null : points.with(at(random, points.length), common[at(random, common.length)]!).join(''); // prettier-ignore
  },
  'missing hanzi': (p, random) => {
    const points = hanzi(p);
    return points.length < 4 ? null : points.toSpliced(1 + at(random, points.length - 2), 1).join('');
  },
  'letter typo': (p, random) => {
    const text = letters(p);
    const index = 1 + at(random, text.length - 1);
    return text.length < 7 ? null : text.slice(0, index) + 'abcdefghijklmnopqrstuvwxyz'[at(random, 26)]! + text.slice(index + 1); // prettier-ignore
  },
  'z/zh n/ng': (p) => {
    const text = letters(p);
    const other = text.replace(/([zcs])h/, '$1').replace(/ng/, 'n');
    return other === text ? null : other;
  },
};

/** `each` queries of every type, half of them from the most important entries. */
export function makeQueries(
  places: readonly OraclePlace[],
  divisionName: (code: string) => string | undefined,
  each: number,
): BenchQuery[] {
  const random = seeded(20260101);
  const top = [...places].sort((a, b) => b.importance - a.importance || a.id - b.id).slice(0, 20_000);
  const queries: BenchQuery[] = [];
  const add = (
    type: string,
    make: Make,
    isDirect: boolean,
    more: (p: OraclePlace) => Partial<BenchQuery> | null = () => ({}),
  ): void => {
    for (let made = 0, tries = 0; made < each && tries < 20_000; tries += 1) {
      const from = made % 2 === 0 ? top : places;
      const target = from[at(random, from.length)]!;
      const q = make(target, random);
      const extra = more(target);
      if (q === null || fold(q) === '' || extra === null) continue;
      queries.push({ type, q, target, direct: isDirect, filter: {}, ...extra });
      made += 1;
    }
  };
  for (const [type, make] of Object.entries(direct)) add(type, make, true);
  for (const [type, make] of Object.entries(others)) add(type, make, false);
  add('division + name', (p) => {
    const name = divisionName(p.division.slice(0, 6));
    return name === undefined || p.denotes !== null ? null : `${name} ${p.name}`;
  }, false); // prettier-ignore
  const short: Make = (p, r) => [hanzi(p)[0]!, hanzi(p).slice(0, 2).join(''), letters(p).slice(0, 2), letters(p).slice(0, 5)][at(r, 4)]!; // prettier-ignore
  add('in a league', short, true, (p) => ({ filter: { division: `${p.division.slice(0, 4)}00` } }));
  add('in a banner', short, true, (p) => (p.division.slice(4, 6) === '00' ? null : { filter: { division: p.division.slice(0, 6) } })); // prettier-ignore
  add('in a township', short, true, (p) => (p.division.length === 9 ? { filter: { division: p.division } } : null)); // prettier-ignore
  add('of a class', short, true, (p) => ({ filter: { class: p.class } }));
  for (const half of [4, 1, 0.125])
    add(`in a view of ${2 * half}°`, short, true, ({ point }) =>
      point === null ? null : { filter: { bbox: [point[0] - half, point[1] - half, point[0] + half, point[1] + half] } }); // prettier-ignore
  add('near', short, false, ({ point }) => (point === null ? null : { near: point }));
  return queries;
}

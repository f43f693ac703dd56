import type { Audience } from '../accounts/audience.ts';
import type { Db } from '../database/open.ts';
import { fold, foldShape, foldSound, prefixEnd } from '../places/fold.ts';
import { terminator } from '../places/keys.ts';
import { soundOf } from '../search/query.ts';
import { best, decide, matchOf, type Match, type Verdict, type Way } from './judge.ts';
import { entriesById, lettersAway, lookUp, oneCharacterAway, type Hit, type Probe } from './queries.ts';
import { guessed, reasons, weak, type Fill, type VerdictId } from './reasons.ts';
import {
  deletionsOf, hanziWholes, isAllHanzi, placeOfOffice, readName, romanStem, romanWholes, soundsOf, swappedForms, withoutBrackets, type NameText,
} from './text.ts'; // prettier-ignore
import { everywhere, type Range, type Where, type Within } from './where.ts';

/** A name as it was brought, with its division. */
export interface Brought {
  name: string;
  division: string | null;
}

/** A name that is being looked for. */
interface Item {
  name: NameText;
  within: Within;
  matches: Match[];
  more: number; // entries beyond those that were read
  sample: boolean; // an entry among 示例数据 has the name
  proposed: boolean; // an entry that is only proposed has it
}

/** A probe, with what its hits are to be taken for. */
interface Looked extends Probe {
  way: Way;
  fill?: Fill;
}

const longest = 60; // characters of the longest name that is taken for a misspelt one
const shortestHanzi = 3; // shorter names are within one character of too many
const alikeHits = 200; // entries of one guess that are judged

/**
 * Verifies some hundred names at once: what is equal in one statement, then, for the rest, what sounds or is spelt alike. Equal rows
 * are looked for once.
 */
export async function verifySlice(
  db: Db,
  brought: readonly Brought[],
  where: Where,
  audience: Audience,
): Promise<Verdict[]> {
  const distinct = new Map<string, Item>();
  const items = brought.map(({ name, division }) => {
    const key = `${name}\n${division ?? ''}`;
    let item = distinct.get(key);
    if (item === undefined) distinct.set(key, (item = { name: readName(name), within: where.within(division), matches: [], more: 0, sample: false, proposed: false })); // prettier-ignore
    return item;
  });
  const all = [...distinct.values()].filter(({ name }) => name.text !== '');
  await look(db, all, (item) => equalities(item, where), audience);
  const left = all.filter(isOpen);
  await look(db, left, (item) => readings(item, where), audience);
  const unknown = left.filter(isOpen);
  await look(db, unknown, (item) => guesses(item, where), audience);
  await lookNear(db, unknown, audience);
  const lost = unknown.filter((item) => item.within.given && rankOf(item) >= weak);
  await look(db, lost, ({ name }) => [{ key: name.text + terminator, way: 'elsewhere', range: everywhere }], audience); // prettier-ignore
  const verdicts = new Map(all.map((item) => [item, conclude(item, where)]));
  return items.map((item) => verdicts.get(item) ?? bare('empty'));
}

const rankOf = ({ matches }: Item): number =>
  Math.min(Infinity, ...matches.map(({ reason }) => reasons[reason].rank));
/** Nothing sure is known yet. */
const isOpen = (item: Item): boolean => rankOf(item) >= guessed;

interface Wanted {
  key: string;
  way: Way;
  fill?: Fill;
  range?: Range; // else: wherever the row says
}

const probesOf = (item: Item, index: number, wanted: readonly Wanted[]): Looked[] =>
  wanted.flatMap(({ key, way, fill, range }) =>
    (range === undefined ? item.within.ranges : [range]).map((one) => ({ item: index, key, way, ...(fill === undefined ? {} : { fill }), from: one.from, below: one.below })),
  ); // prettier-ignore

/** Its own forms. */
function equalities({ name }: Item, where: Where): Wanted[] {
  const wanted: Wanted[] = [{ key: name.text + terminator, way: 'equal' }];
  for (const { name: gone, until, successors } of where.gone(name.text)) {
    if (successors.length > 1) continue; // no single present name
    for (const code of successors)
      wanted.push({ key: code + terminator, way: 'gone', fill: { gone, until } });
  }
  return wanted;
}

/** Other ways to write it: its generic word added, its division before it, an office, brackets. */
function readings({ name, within }: Item, where: Where): Wanted[] {
  if (name.script === 'latin') return romanWholes(name.text).map((key) => ({ key: key + terminator, way: 'roman-whole' })); // prettier-ignore
  if (name.script === 'mongolian') return [{ key: foldShape(name.text) + terminator, way: 'equal' }];
  if (name.points.length > longest) return [];
  const wanted: Wanted[] = pathsOf({ name, within }, where).map(({ rest, prefix, range }) => ({ key: rest + terminator, way: 'path', fill: { prefix }, range })); // prettier-ignore
  const office = placeOfOffice(name.text);
  if (office !== null) wanted.push({ key: office + terminator, way: 'office' });
  const rest = withoutBrackets(name.raw);
  if (rest !== null) wanted.push({ key: fold(rest) + terminator, way: 'bracketed' });
  return wanted;
}

/** What stands behind a division at the beginning of a name, and where that is. */
function pathsOf({ name, within }: Pick<Item, 'name' | 'within'>, where: Where): { rest: string; prefix: string; range: Range }[] {
  return where.prefixes(name.points).flatMap(({ ranges, prefix, rest }) =>
    ranges.filter((range) => within.ranges.some((outer) => range.below > outer.from && range.from < outer.below)).map((range) => ({ rest, prefix, range })),
  );
} // prettier-ignore

const saysDivision = /(?:[旗县市区盟镇乡]|苏木|街道)$/u; // 科左后旗甘旗卡, not 巴彦 of 巴彦塔拉

/** Names that sound alike, names whose generic term was left out, names with two characters exchanged. */
function guesses(item: Item, where: Where): Wanted[] {
  const { name } = item;
  if (name.points.length > longest) return [];
  const sounds = isAllHanzi(name.points) && name.points.length > 1 ? soundsOf(name.text).map(foldSound) : [soundOf(name)]; // prettier-ignore
  const wanted: Wanted[] = [...new Set(sounds)].flatMap((sound) => (sound === null ? [] : [{ key: `~${sound}${terminator}`, way: 'sound' as const }])); // prettier-ignore
  if (isAllHanzi(name.points) && name.points.length > 1)
    for (const { rest, range } of [{ rest: name.text, range: undefined }, ...pathsOf(item, where).filter(({ prefix }) => saysDivision.test(prefix))])
      for (const { whole, ought } of hanziWholes(rest, range === undefined && name.points.length >= shortestHanzi)) wanted.push({ key: whole + terminator, way: 'generic', fill: { ought }, ...(range && { range }) }); // prettier-ignore
  if (isAllHanzi(name.points) && name.points.length >= shortestHanzi)
    for (const form of swappedForms(name.points)) if (form !== name.text) wanted.push({ key: form + terminator, way: 'swapped' }); // prettier-ignore
  return wanted;
}

/** Looks up the keys of many names in one statement, and judges what has them. */
async function look(
  db: Db,
  items: readonly Item[],
  wanted: (item: Item) => Wanted[],
  audience: Audience,
): Promise<void> {
  const probes = items.flatMap((item, index) => probesOf(item, index, wanted(item)));
  const hits = await lookUp(db, probes, audience);
  const isReal = ({ sample }: Hit): boolean => !sample;
  const entries = await entriesById(db, [...new Set(hits.filter(isReal).map(({ id }) => id))]);
  const read = new Map<number, number>(); // by probe: real entries that were read
  const total = new Map<number, number>();
  for (const hit of hits) {
    const probe = probes[hit.probe]!;
    const item = items[probe.item]!;
    const entry = entries.get(hit.id);
    if (hit.sample) item.sample ||= probe.way === 'equal';
    if (entry === undefined) continue;
    read.set(hit.probe, (read.get(hit.probe) ?? 0) + 1);
    total.set(hit.probe, hit.real);
    if (entry.status === 'proposed') item.proposed ||= probe.way === 'equal';
    else push(item, matchOf(item.name, entry, probe.way, hit.kind, probe.fill));
  }
  for (const [probe, count] of read) items[probes[probe]!.item]!.more += total.get(probe)! - count;
}

const push = (item: Item, match: Match | null): void => {
  if (match !== null) item.matches.push(match);
};

/** Names that differ by a character, or by a letter or two. */
async function lookNear(db: Db, items: readonly Item[], audience: Audience): Promise<void> {
  const misspelt = items.flatMap((item, index) => {
    const { points, text } = item.name;
    if (!isAllHanzi(points) || points.length < shortestHanzi - 1 || points.length > longest) return [];
    const deletions = points.length < shortestHanzi ? [text] : deletionsOf(points);
    return item.within.ranges.map(({ from, below }) => ({ item: index, text, deletions, from, below }));
  });
  const spelt = items.flatMap((item, index) => {
    const { text, script } = item.name;
    if (script !== 'latin' || text.length < 4 || text.length > longest) return [];
    const begins = text.slice(0, Math.max(3, Math.floor(text.length / 2)));
    const most = text.length >= 6 ? 2 : 1;
    return item.within.ranges.map(({ from, below }) => ({ item: index, text, stem: romanStem(text), begins, end: prefixEnd(begins), most, from, below })); // prettier-ignore
  });
  const near = await oneCharacterAway(db, misspelt, audience);
  const alike = await lettersAway(db, spelt, audience);
  const nearest = closest(alike);
  const ids = new Set([...near, ...nearest].map(({ id }) => id));
  const entries = await entriesById(db, [...ids]);
  const counts = new Map<number, number>();
  const judge = (index: number, id: number, way: Way, more: Fill): void => {
    const count = (counts.get(index) ?? 0) + 1;
    counts.set(index, count);
    const entry = entries.get(id);
    if (count > alikeHits || entry === undefined || entry.status === 'proposed') return;
    push(items[index]!, matchOf(items[index]!.name, entry, way, 0, more));
  };
  for (const { item, id, other } of near) judge(item, id, 'one-off', other === null ? {} : { other });
  for (const { item, id } of nearest) judge(item, id, 'letters', {});
}

/** Of each name those with the fewest letters that differ. */
function closest<T extends { item: number; d: number }>(rows: readonly T[]): T[] {
  const least = new Map<number, number>();
  for (const { item, d } of rows) least.set(item, Math.min(d, least.get(item) ?? Infinity));
  return rows.filter(({ item, d }) => d === least.get(item));
}

const bare = (reason: VerdictId, fill: Fill = {}): Verdict => ({ outcome: 'not_found', reason, fill, notes: [], correction: null, place: null, candidates: [], candidateCount: 0 }); // prettier-ignore

function conclude(item: Item, where: Where): Verdict {
  const ranked = best(item.matches);
  const here = ranked.filter(({ reason }) => reason !== 'elsewhere');
  const away = ranked.filter(({ reason }) => reason === 'elsewhere');
  const verdict = verdictOf(item, here, away, where);
  if (item.within.note !== null) verdict.notes.unshift(item.within.note);
  return verdict;
}

function verdictOf(item: Item, here: readonly Match[], away: readonly Match[], where: Where): Verdict {
  const { name, more } = item;
  const sure = here[0] !== undefined && reasons[here[0].reason].rank < guessed;
  const gone = where.gone(name.text)[0];
  if (!sure && gone !== undefined) return { ...bare('gone-division', { until: gone.until }), outcome: 'former' };
  const found = decide(here, sure ? more : 0);
  if (away.length === 0) return found ?? bare(item.proposed ? 'proposed' : item.sample ? 'sample' : 'nothing');
  const all = { ...decide([...here, ...away])!, place: null, correction: null };
  if (found === null || found.outcome === 'not_found') return { ...all, outcome: 'not_found', reason: 'elsewhere', fill: { n: away.length + more } }; // prettier-ignore
  const names = [...new Set([...here, ...away].map(({ entry }) => entry.name))].slice(0, 6).join('、');
  return { ...all, outcome: 'ambiguous', reason: 'here-or-elsewhere', fill: { names }, notes: [] };
} // prettier-ignore

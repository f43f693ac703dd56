import type { NameKind, NameProposal, OtherPlace } from '../api/naming.ts';
import type { Db } from '../database/open.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { fold, isHanzi } from '../places/fold.ts';
import { kinds } from '../places/keys.ts';
import { readingsOf } from '../places/pinyin.ts';
import type { Told } from './finding.ts';
import { splitName, type SplitName } from './generics.ts';
import type { NamingKnowledge } from './knowledge.ts';
import * as queries from './queries.ts';
import { pointOfFound, type Found } from './queries.ts';
import { comparedClasses, partsOf, rangeOf, type Scope, type ScopePart } from './scopes.ts';
import { wordsIn, type WordLists } from './words.ts';

const mostShown = 20; // other places a finding

/** A proposal with what has been found out about it. */
export interface Considered {
  proposal: NameProposal;
  kind: NameKind;
  division: string;
  split: SplitName;
  scope: Scope;
}

/** The divisions in which other names were looked for. */
export const partsOfScope = ({ scope, division }: Pick<Considered, 'scope' | 'division'>, { tree }: NamingKnowledge): ScopePart[] => partsOf(scope.area, division, (code) => tree.get(code)?.kind ?? null); // prettier-ignore

/** Equal names, equal sounds, other names: art. 9 items 7 and 8. */
export async function namesakeFindings(db: Db, one: Considered, known: NamingKnowledge): Promise<Told[]> {
  const { proposal, scope } = one;
  const classes = comparedClasses(scope, proposal.class ?? null);
  const own = fold(proposal.name);
  const readings = readingsOf(proposal.name, proposal.reading ?? null).map((syllables) => syllables.join(''));
  const found = new Map<number, Found & { sure: boolean }>();
  for (const { division, sure } of partsOfScope(one, known)) {
    const range = rangeOf(division);
    const rows = await queries.namesakes(db, [own, ...readings], range, classes, proposal.place ?? null);
    const others = rows.filter(({ id, denotes_code }) => !found.has(id) && !isItself(one, denotes_code));
    for (const row of others) found.set(row.id, { ...row, sure });
  }
  const all = [...found.values()];
  const same = all.filter(({ name }) => fold(name) === own);
  const others = all.filter(({ name, kind }) => fold(name) !== own && kind === kinds.alias);
  const sounds = all.filter((row) => fold(row.name) !== own && soundsAlike(proposal.name, row, readings));
  return [
    ...tellPlaces('duplicate', same, one, known, () => '标准名称相同'),
    ...tellPlaces('homophone', sounds, one, known, (row) => (sameTones(proposal, row) ? '读音相同，声调也相同' : '读音相同，声调不同')), // prettier-ignore
    ...tellPlaces('other-name', others, one, known, () => '别名、简称或曾用名相同'),
  ];
}

/** An existing division that is checked without the number of its entry. */
const isItself = ({ proposal, division }: Considered, denotes: string | null): boolean =>
  proposal.mode === 'existing' && proposal.place === undefined && denotes === division;

/** As many characters and the same letters: 西安 is not 先. */
function soundsAlike(name: string, { name: other, reading }: Found, own: readonly string[]): boolean {
  if ([...other].length !== [...name].length || ![...other].some(isHanzi)) return false;
  return readingsOf(other, reading).some((syllables) => own.includes(syllables.join('')));
}

const sameTones = ({ reading }: NameProposal, { reading: other }: Found): boolean =>
  reading !== undefined && other !== null && reading.normalize('NFC') === other.normalize('NFC');

/** One finding for the places of one rule; what is 示例数据 alone, or not surely in the scope, weighs less. */
function tellPlaces(
  rule: 'duplicate' | 'homophone' | 'other-name',
  rows: readonly (Found & { sure: boolean })[],
  { scope, proposal }: Considered,
  known: NamingKnowledge,
  because: (row: Found) => string,
): Told[] {
  if (rows.length === 0) return [];
  const real = rows.filter(({ sample }) => !sample);
  const sure = real.filter((row) => row.sure);
  const most = rule === 'duplicate' ? scope.duplicate : rule === 'homophone' ? scope.homophone : 'warning';
  const severity = real.length === 0 ? 'notice' : sure.length === 0 && most === 'error' ? 'warning' : most;
  const places = [...sure, ...real.filter((row) => !row.sure), ...rows.filter(({ sample }) => sample)]
    .slice(0, mostShown)
    .map((row) => otherPlace(row, known, because(row)));
  const area = { nation: '本自治区', province: '本自治区', county: '本旗县', built_up: '同一建成区' }[
    scope.area
  ];
  const what = { duplicate: '重名', homophone: '同音', 'other-name': '与他处别名、曾用名相同' }[rule];
  const samples = rows.length - real.length;
  const reason = `${area}内${scope.subject}中，“${proposal.name}”${what} ${rows.length} 处${samples > 0 ? ` (其中示例数据 ${samples} 处，不作标准地名)` : ''}`;
  return [{ rule, severity, article: scope.article, reason, evidence: { places } }];
}

function otherPlace(row: Found, { tree }: NamingKnowledge, because: string): OtherPlace {
  return {
    id: row.id,
    name: row.name,
    class: row.class_code,
    division: row.division_code,
    path: tree.pathOf(row.division_code).filter(({ code }) => code !== row.denotes_code),
    point: pointOfFound(row),
    sample: row.sample,
    because,
  };
}

const natural: readonly [number, number] = [10_000, 20_000];
const local: readonly [number, number] = [21_500, 23_000]; // townships, villages, settlements

/** Famous features, heritage, and features beyond the own area as 政区专名: art. 9 item 9. */
export async function borrowedFindings(db: Db, one: Considered, known: NamingKnowledge, lists: WordLists): Promise<Told[]> {
  const { specific } = one.split;
  if (one.kind !== 'division' || [...specific].length < 2) return [];
  const words = wordsIn(one.proposal.name, lists.famous);
  const told: Told[] = words.length === 0 ? [] : [{ rule: 'borrowed', reason: `专名含“${words.join('”“')}” (${lists.famous.title})`, evidence: { words: words.map((word) => ({ word, list: lists.famous.title })) } }];
  const region = rangeOf(`${one.division.slice(0, 2)}0000`);
  const features = (await queries.beginningWith(db, fold(specific), region, natural)).filter(
    ({ name, class_code }) => name === specific || (!name.startsWith(one.proposal.name) && splitName(name, class_code).specific === specific),
  );
  const inside = features.some(({ division_code }) => division_code.startsWith(codePrefix(one.division).replace('%', '')));
  if (features.length === 0 || inside) return told;
  const isMeant = ({ name, sample }: Found): boolean => name === specific && !sample; // its whole name, not a part of it
  const places = features.toSorted((a, b) => Number(isMeant(b)) - Number(isMeant(a))).slice(0, mostShown);
  const where = (code: string): string => known.tree.pathOf(code).at(-1)?.name ?? '他处';
  return [...told, { rule: 'borrowed', severity: features.some(isMeant) ? 'warning' : 'notice', reason: `“${specific}”是本区域以外的自然地理实体名称 (${places.length} 处)`, evidence: { places: places.map((row) => otherPlace(row, known, `自然地理实体，在${where(row.division_code)}`)) } }];
} // prettier-ignore

/** Facilities are called after where they are: art. 9 item 10. */
export async function localNameFindings(db: Db, one: Considered, known: NamingKnowledge): Promise<Told[]> {
  if (one.kind !== 'facility') return [];
  const { specific } = one.split;
  const units = known.tree.pathOf(one.division);
  const stems = units.flatMap(({ code, name }) => [name, splitName(name).specific, ...(known.tree.get(code)?.short ?? [])]); // prettier-ignore
  if (stems.some((stem) => [...stem].length > 1 && specific.includes(stem))) return [];
  const start = fold([...specific].slice(0, 2).join(''));
  if ([...start].length < 2) return [];
  const near = await queries.beginningWith(db, start, rangeOf(one.division.slice(0, 6)), local);
  const after = near.filter(({ name, class_code }) => specific.startsWith(splitName(name, class_code).specific) || specific.startsWith(name)); // prettier-ignore
  if (after.length > 0) return [];
  const expected = units.slice(1).map(({ name }) => splitName(name).specific).join('、'); // prettier-ignore
  return [{ rule: 'local-name', reason: `“${specific}”不是所在政区或本旗县聚落的名称`, remedy: expected === '' ? '以所在地地名作专名' : `以所在地地名作专名，如 ${expected}`, evidence: { expected: expected || null } }]; // prettier-ignore
}

/** 保护名录: art. 10 paragraph 2, art. 25. */
export async function protectedFindings(
  db: Db,
  proposal: NameProposal,
  known: NamingKnowledge,
): Promise<Told[]> {
  const place = proposal.place ?? null;
  const renamed = place === null ? undefined : await queries.placeRenamed(db, place);
  const names = [proposal.name, ...(renamed === undefined ? [] : [renamed.name])];
  const listed = await queries.listedNames(db, names, place);
  const isTaken = proposal.act === 'cancelling' || (proposal.act === 'renaming' && renamed !== undefined && renamed.name !== proposal.name); // prettier-ignore
  const own = listed.filter((row) => row.place_id === place || (row.place_id === null && row.name === renamed?.name)); // prettier-ignore
  const same = listed.filter((row) => row.name === proposal.name && !own.includes(row));
  const where = (code: string): string => known.tree.pathOf(code).at(-1)?.name ?? code;
  return [
    ...(isTaken && own.length > 0 ? [{ rule: 'protected' as const, reason: `“${own[0]!.name}”在地名文化遗产保护名录中 (${own[0]!.document ?? where(own[0]!.division_code)}): ${own[0]!.evidence}` }] : []),
    ...(same.length > 0 && proposal.act !== 'cancelling' ? [{ rule: 'protected' as const, severity: 'notice' as const, reason: `保护名录中已有“${proposal.name}” (${same.map((row) => where(row.division_code)).join('、')})`, remedy: '核对是否同一地名，避免混淆' }] : []),
  ]; // prettier-ignore
}

/** A name that is cancelled: what it still stands for. */
export async function cancelFindings(db: Db, place: number | null): Promise<Told[]> {
  const row = place === null ? undefined : await queries.placeCancelled(db, place);
  if (row === undefined) return [];
  return [
    ...(row.status === 'abolished' ? [{ rule: 'cancelled' as const, reason: '这个地名已经注销', remedy: '不必再注销' }] : []),
    ...(row.denotes === null ? [] : [{ rule: 'cancelled' as const, severity: 'warning' as const, reason: `这是现行行政区划 ${row.denotes} 的名称`, remedy: '政区撤销由行政区划导入' }]),
    ...(row.signs === 0 ? [] : [{ rule: 'cancelled' as const, severity: 'warning' as const, reason: `还有 ${row.signs} 个地名标志未拆除`, remedy: '注销后拆除，并登记标志的状态' }]),
  ]; // prettier-ignore
}

/** The point against the division. Townships have no area: their banner's counts. */
export async function positionFindings(
  db: Db,
  { point }: NameProposal,
  division: string,
  known: NamingKnowledge,
): Promise<Told[]> {
  if (point === undefined || known.tree.get(division.slice(0, 6))?.bbox === null) return [];
  const at = await queries.countyAt(db, point);
  if (at?.startsWith(codePrefix(division.slice(0, 6)).replace('%', '')) === true) return [];
  const name = (code: string): string => known.tree.pathOf(code).map((step) => step.name).join('') || code; // prettier-ignore
  const where = at === null ? '不在本自治区任何旗县内' : `在${name(at)}`;
  return [{ rule: 'position', reason: `坐标${where}，不在${name(division.slice(0, 6))} (界线为示意数据)`, evidence: { expected: at } }]; // prettier-ignore
}

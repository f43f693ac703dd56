import type { VerifyOutcome } from '../api/verify.ts';
import { fold, isMongolian } from '../places/fold.ts';
import { allNames, kinds } from '../places/keys.ts';
import type { Entry } from './queries.ts';
import { guessed, reasons, type Fill, type NoteId, type ReasonId, type VerdictId } from './reasons.ts';
import {
  differences,
  isOtherKind,
  plainOf,
  romanStem,
  slipBetween,
  soundsOf,
  type NameText,
} from './text.ts';

/** How an entry was come upon. */
export type Way =
  | 'equal'
  | 'roman-whole' // the generic word was added
  | 'gone' // successor of an abolished division
  | 'path'
  | 'office'
  | 'bracketed'
  | 'generic' // its generic term was added
  | 'sound'
  | 'swapped'
  | 'one-off'
  | 'letters'
  | 'elsewhere';

/** An entry, and why it answers to the name. */
export interface Match {
  entry: Entry;
  reason: ReasonId;
  fill: Fill;
}

/** What was found of one name. */
export interface Verdict {
  outcome: VerifyOutcome;
  reason: ReasonId | VerdictId;
  fill: Fill;
  notes: { id: NoteId; fill: Fill }[];
  correction: string | null;
  place: number | null;
  candidates: { id: number; reason: ReasonId; fill: Fill }[];
  candidateCount: number;
}

export const mostCandidates = 20;
const mostNames = 5; // different names among which a guess still helps

const states: Record<string, string> = { renamed: '已更名', abolished: '已撤销', merged: '已合并' };

/** Why an entry answers to a name; null when it does not after all. @param more what the way brings along */
export function matchOf(name: NameText, entry: Entry, way: Way, kind: number, more: Fill = {}): Match | null {
  const answer = (reason: ReasonId, fill: Fill = {}): Match => ({
    entry,
    reason,
    fill: { name: entry.name, ...(entry.roman === null ? {} : { roman: entry.roman }), ...fill },
  });
  switch (way) {
    case 'equal':
      return equal(name, entry, kind, answer);
    case 'roman-whole':
      if (kind === kinds.roman) return answer('roman-short');
      return kind === kinds.pinyin ? answer(entry.roman === null ? 'pinyin' : 'romanization') : null;
    case 'gone':
      return kind === kinds.code ? answer('former-division', more) : null;
    case 'path':
    case 'office':
    case 'bracketed':
      return kind === kinds.standard || kind === kinds.alias ? answer(way, more) : null;
    case 'generic':
      return kind === kinds.standard ? answer('generic', more) : null;
    case 'sound':
      return sounding(name, entry, answer);
    case 'swapped':
    case 'one-off':
      return slipped(name, entry, more['other'], answer);
    case 'letters':
      return answer('letters', entry.roman !== null && romanStem(name.text) === name.text ? { roman: shortRoman(entry.roman) } : {}); // prettier-ignore
    case 'elsewhere':
      return kind === kinds.standard ? answer('elsewhere') : null;
  }
}

type Answer = (reason: ReasonId, fill?: Fill) => Match;

/** The name is one of the entry's names, or is read or spelt so. */
function equal(name: NameText, entry: Entry, kind: number, answer: Answer): Match | null {
  if (kind === kinds.code) return answer('code');
  const isOver = entry.status in states || (entry.ended !== null && entry.ended <= today());
  const names = allNames(entry);
  const ofKind = kind === kinds.pinyin ? names.filter(({ text, reading, lang }) => lang.startsWith('zh') && soundsOf(text, reading).includes(name.text)) : names.filter(({ text }) => fold(text) === name.text); // prettier-ignore
  const standard = ofKind.find((one) => one.kind === 'standard');
  if (standard !== undefined) {
    if (isOver) return answer('retired', { state: states[entry.status] ?? `至 ${entry.ended}` });
    if (kind === kinds.standard) return plainOf(standard.text) === name.plain ? answer('exact') : answer('traditional', { differences: differences(name.plain, plainOf(standard.text)) || standard.text }); // prettier-ignore
    if (kind === kinds.mongolian) return answer('mongolian');
    if (kind === kinds.roman) return answer('roman');
    if (entry.roman === null) return answer('pinyin');
    return fold(entry.roman) === name.text ? answer('roman') : answer('romanization');
  }
  const other = ofKind[0];
  if (other === undefined) return kind === kinds.mongolian && isMongolian(name.text) ? answer('mongolian-letters') : null; // prettier-ignore
  if (other.kind === 'standard') return null;
  if (kind === kinds.pinyin && other.kind !== 'former' && entry.roman !== null && !isOver)
    return romanWithoutGeneric(entry.roman) === name.text ? answer('roman-short') : answer('romanization', { roman: shortRoman(entry.roman) }); // prettier-ignore
  if (isOver) return answer('retired', { state: states[entry.status] ?? `至 ${entry.ended}` });
  return answer(other.kind);
}

/** Hohhot of Hohhot Shi: what somebody means who writes the short form. */
const shortRoman = (roman: string): string => roman.replace(/(?<=\S) \S+$/, '');
const romanWithoutGeneric = (roman: string): string => fold(shortRoman(roman));

const today = (): string => new Date().toISOString().slice(0, 10);

/** The name sounds like the entry's. */
function sounding(name: NameText, entry: Entry, answer: Answer): Match | null {
  const right = fold(entry.name);
  if (right === name.text) return null;
  if (name.script === 'latin') return entry.roman === null ? answer('letters', { roman: soundsOf(entry.name)[0]! }) : answer('letters'); // prettier-ignore
  const fill = { differences: differences(name.text, right) || `${name.raw.trim()}→${entry.name}` };
  const reading = entry.names.find(({ kind, text }) => kind === 'standard' && text === entry.name)?.reading ?? null; // prettier-ignore
  const sounds = soundsOf(entry.name, reading);
  const isSame = soundsOf(name.text).some((sound) => sounds.includes(sound));
  const isOne = slipBetween(name.text, right) !== null;
  if (isSame) return answer(isOne ? 'homophone' : 'homophone-more', fill);
  return answer(isOne ? 'near-sound' : 'sound-far', fill);
}

/** The name is one slip away from the entry's, or from another name of it. */
function slipped(name: NameText, entry: Entry, other: Fill[string] | undefined, answer: Answer): Match | null {
  const right = fold(entry.name);
  const slip = right === name.text ? null : slipBetween(name.text, right);
  if (slip === null) return typeof other === 'string' ? answer('alias-slip', { other }) : null;
  const { kind, is, ought } = slip;
  if (isOtherKind(name.text, right)) return null;
  const isGeneric = kind === 'missing' && entry.name.endsWith(ought) && right === name.text + ought && generics.test(ought); // prettier-ignore
  return answer(isGeneric ? 'generic' : kind, { is, ought });
} // prettier-ignore

const generics = /^[村镇乡市旗县区盟山河湖站屯庄沟店岭]$/u;

/** The surest match of each entry, surest first. */
export function best(matches: readonly Match[]): Match[] {
  const byEntry = new Map<number, Match>();
  for (const match of matches) {
    const known = byEntry.get(match.entry.id);
    if (known === undefined || reasons[match.reason].rank < reasons[known.reason].rank)
      byEntry.set(match.entry.id, match);
  }
  return [...byEntry.values()].sort(
    (a, b) => reasons[a.reason].rank - reasons[b.reason].rank || b.entry.importance - a.entry.importance || a.entry.id - b.entry.id,
  ); // prettier-ignore
}

/** 276 is the committee of the village or community that 216 is: of such a pair the latter counts. */
function withoutTwins(matches: readonly Match[]): Match[] {
  const key = ({ entry }: Match): string => `${entry.name} ${entry.division}`;
  const villages = new Set(matches.filter(({ entry }) => entry.classCode.startsWith('216')).map(key));
  return matches.filter((match) => !(match.entry.classCode.startsWith('276') && villages.has(key(match))));
}

/**
 * What a name turns out to be.
 * @param matches surest first, each entry once
 * @param more entries beyond those, that have the same key
 */
export function decide(matches: readonly Match[], more = 0): Verdict | null {
  const first = matches[0];
  if (first === undefined) return null;
  const { rank, outcome } = reasons[first.reason];
  const surest = withoutTwins(matches.filter(({ reason }) => sameTier(reasons[reason].rank, rank)));
  const names = [...new Set(surest.map(({ entry }) => entry.name))];
  const verdict: Omit<Verdict, 'outcome' | 'reason' | 'fill' | 'correction' | 'place'> = {
    notes: [],
    candidates: matches.slice(0, mostCandidates).map(({ entry, reason, fill }) => ({ id: entry.id, reason, fill })), // prettier-ignore
    candidateCount: matches.length + more,
  };
  const single = surest.length === 1 && more === 0 ? surest[0]! : null;
  const of = (match: Match) => ({ reason: match.reason, fill: match.fill });
  if (single !== null) {
    const others = matches.length - surest.length;
    if (rank < guessed && others > 0) verdict.notes.push({ id: 'also', fill: { n: others } });
    const isRight = outcome === 'standard' && first.reason === 'exact';
    return { ...verdict, outcome, ...of(single), correction: isRight ? null : correctionOf(single), place: single.entry.id }; // prettier-ignore
  }
  if (rank < guessed) {
    const n = surest.length + more;
    return {
      ...verdict,
      outcome: 'ambiguous',
      reason: 'several',
      fill: { n },
      correction: null,
      place: null,
    };
  }
  if (names.length === 1) {
    verdict.notes.push({ id: 'same', fill: { n: surest.length } });
    return { ...verdict, outcome, ...of(surest[0]!), correction: correctionOf(surest[0]!), place: null };
  }
  if (names.length <= mostNames) return { ...verdict, outcome: 'ambiguous', reason: 'several-alike', fill: { names: names.join('、') }, correction: null, place: null }; // prettier-ignore
  return { ...verdict, outcome: 'not_found', reason: 'too-many', fill: {}, correction: null, place: null };
}

/** A homophone is likelier than any other slip; below that, ranks of the same ten count alike. */
const sameTier = (rank: number, other: number): boolean => Math.floor(rank / 10) === Math.floor(other / 10) && (rank < 70 ? rank === other : true); // prettier-ignore

/** What should stand in the place of a name: of a romanised one its official romanization. */
export const correctionOf = ({ entry, reason, fill }: Match): string =>
  reason === 'romanization' || reason === 'roman-short' || reason === 'letters' ? String(fill['roman'] ?? entry.name) : entry.name; // prettier-ignore

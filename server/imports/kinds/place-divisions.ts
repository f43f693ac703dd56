import { sql } from 'kysely';
import type { Level } from '../../api/divisions.ts';
import type { Db } from '../../database/open.ts';
import { divisionCode, knownDivisions, type KnownDivision, type KnownDivisions } from './known-divisions.ts';

/** A division code as it stood on a day: in force on [from, to), null = open. */
export interface Version {
  code: string;
  name: string;
  level: Level;
  roman: string | null;
  from: string | null; // YYYY-MM-DD
  to: string | null;
}

/**
 * What a code was on a day. `former`: in force then or before, no longer today; `later`: in force today, not yet then;
 * `unknown`: never.
 */
export interface CodeState {
  state: 'present' | 'former' | 'later' | 'unknown';
  name: string | null;
  /** Of a former code: its one successor of today, null when it has none or several. */
  successor: KnownDivision | null;
  successors: readonly string[];
}

export interface PlaceDivisions {
  empty: boolean;
  known: KnownDivisions;
  /** Code of the whole area: what is left for a place of which nothing else is known. */
  root: string;
  present: readonly Version[];
  /** @param day YYYY-MM-DD */
  stateOn(code: string, day: string): CodeState;
  /** A code in a cell (6, 9 or 12 digits), or a name that only one division has; null when it is neither. */
  read(text: string): string | null;
  /** Official romanization of the present division of a code, if `name` is its name. */
  romanOf(code: string, name: string): string | null;
  /** Level of a division that a code has, or once had, under this name. */
  levelOf(code: string, name: string): Level | null;
  /** Code and name, as a report names a division. */
  title(code: string): string;
}

const above: readonly Level[] = ['province', 'prefecture', 'county'];
const mostKept = 20_000; // answers

/** Every division of today and of before, in memory: about 1,250 rows. */
export async function readPlaceDivisions(db: Db): Promise<PlaceDivisions> {
  const { rows } = await sql<Version>`
    select code, name, level, roman, valid_from::text as "from", valid_to::text as "to" from division
    order by code, valid_to nulls last`.execute(db);
  return createPlaceDivisions(rows, await knownDivisions(db));
}

export function createPlaceDivisions(versions: readonly Version[], known: KnownDivisions): PlaceDivisions {
  const byCode = new Map<string, Version[]>();
  for (const version of versions) byCode.set(version.code, [...(byCode.get(version.code) ?? []), version]);
  const states = new Map<string, CodeState>();
  const names = new Map<string, string | null>();
  const present = versions.filter(({ to }) => to === null);
  const presentByCode = new Map(present.map((version) => [version.code, version]));
  const stateOn: PlaceDivisions['stateOn'] = (code, day) => {
    const key = `${code} ${day}`;
    const kept = states.get(key);
    if (kept !== undefined) return kept;
    const made = stateOf(known, byCode.get(code) ?? [], code, day);
    if (states.size >= mostKept) states.clear();
    states.set(key, made);
    return made;
  };
  return {
    empty: known.empty,
    known,
    root: present.find(({ level }) => level === 'province')?.code ?? '150000',
    present,
    stateOn,
    read: (text) => {
      if (/^\d{6}(\d{3})?$/.test(text))
        return text.length === 9 && text.endsWith('000') ? text.slice(0, 6) : text;
      const kept = names.get(text);
      if (kept !== undefined) return kept;
      const named = known.named(text, above);
      const code = divisionCode(text) ?? (named.length === 1 ? named[0]!.code : null);
      if (names.size >= mostKept) names.clear();
      names.set(text, code);
      return code;
    },
    romanOf: (code, name) => {
      const version = presentByCode.get(code);
      return version?.name === name ? version.roman : null;
    },
    levelOf: (code, name) => byCode.get(code)?.find((version) => version.name === name)?.level ?? null,
    title: (code) => `${code} ${presentByCode.get(code)?.name ?? ''}`.trim(),
  };
}

function stateOf(known: KnownDivisions, versions: readonly Version[], code: string, day: string): CodeState {
  const then = versions.find(({ from, to }) => (from === null || from <= day) && (to === null || day < to));
  const now = versions.find(({ to }) => to === null);
  const none = { successor: null, successors: [] };
  if (now !== undefined) return { state: then === undefined ? 'later' : 'present', name: now.name, ...none };
  const last = then ?? versions.at(-1);
  if (last === undefined) return { state: 'unknown', name: null, ...none };
  const successors = known.successors(code);
  const only = successors.length === 1 ? known.get(successors[0]!) : undefined;
  return { state: 'former', name: last.name, successor: only ?? null, successors };
}

import { sql } from 'kysely';
import type { Level } from '../../api/divisions.ts';
import type { Db } from '../../database/open.ts';
import { plainText } from './cell-values.ts';

export interface KnownDivision {
  code: string;
  name: string;
  short: readonly string[];
  level: Level;
  parent: string | null;
}

/** Divisions valid today, and what has become of the codes that are not. */
export interface KnownDivisions {
  /** No division is loaded: codes cannot be checked. */
  empty: boolean;
  get(code: string): KnownDivision | undefined;
  /** Codes of today for one that was valid once, by the succession; [] when it never was or has no successor. */
  successors(code: string): string[];
  /** Divisions of a name, a short name, or a whole path (呼和浩特市新城区); inside `within` where that is given. */
  named(name: string, levels: readonly Level[], within?: string): KnownDivision[];
}

/** What a cell that holds a code or a name stands for. */
export type Resolved =
  | { division: KnownDivision; formerly: string | null } // `formerly`: the cell has this code, which is no longer valid
  | { division: null; problem: 'unknown' | 'abolished' | 'ambiguous'; candidates: readonly string[] };

export async function knownDivisions(db: Db): Promise<KnownDivisions> {
  const { rows } = await sql<KnownDivision>`
    select code, name, short, level, parent_code as parent from division where valid_to is null order by code`.execute(
    db,
  );
  const links = await sql<{ from: string; to: string }>`
    select predecessor_code as "from", successor_code as "to" from division_succession order by 1, 2`.execute(
    db,
  );
  return createKnownDivisions(rows, links.rows);
}

export function createKnownDivisions(
  present: readonly KnownDivision[],
  succession: readonly { from: string; to: string }[],
): KnownDivisions {
  const byCode = new Map(present.map((division) => [division.code, division]));
  const byName = new Map<string, KnownDivision[]>();
  for (const division of present) {
    for (const name of new Set([division.name, ...division.short]))
      byName.set(name, [...(byName.get(name) ?? []), division]);
  }
  const after = new Map<string, string[]>();
  for (const { from, to } of succession) if (from !== to) after.set(from, [...(after.get(from) ?? []), to]);

  const successors = (code: string): string[] => {
    const found = new Set<string>();
    const seen = new Set([code]);
    for (const next of [...seen].flatMap((one) => after.get(one) ?? [])) seen.add(next);
    for (const one of seen) {
      if (one === code) continue;
      if (byCode.has(one)) found.add(one);
      else for (const next of after.get(one) ?? []) seen.add(next); // a set is walked through what is added on the way
    }
    return [...found];
  };
  const named: KnownDivisions['named'] = (name, levels, within) => {
    const plain = plainText(name)
      .replaceAll(' ', '')
      .replace(/^内蒙古(自治区)?(?=.)/, '');
    const fits = ({ code, level }: KnownDivision): boolean => levels.includes(level) && (within === undefined || isInside(code, within)); // prettier-ignore
    const whole = (byName.get(plain) ?? []).filter(fits);
    // A full name goes before a short one: 通辽市 before a place that is called so for short.
    const exact = whole.filter((division) => division.name === plain);
    if (whole.length > 0) return exact.length > 0 ? exact : whole;
    const above = present.find((division) => division.level !== 'township' && plain.length > division.name.length && plain.startsWith(division.name)); // prettier-ignore
    return above === undefined ? [] : named(plain.slice(above.name.length), levels, above.code);
  };
  return { empty: present.length === 0, get: (code) => byCode.get(code), successors, named };
}

/** Whether a division lies inside another, by their codes: 150102001 in 150102, 150100, 150000. */
export const isInside = (code: string, within: string): boolean =>
  code !== within && code.startsWith(significant(within));

/** The digits of a code that say something: 15, 1501, 150102, 150102001. */
export const significant = (code: string): string =>
  code.length > 6 ? code : code.replace(/(00){1,2}$/, '');

/** 150102 of 150102000000, 150100 of 1501, 150102001 of 150102001000; null when the text is no division code. */
export function divisionCode(text: string): string | null {
  const plain = plainText(text).replace(/\.0+$/, ''); // a spreadsheet's number
  if (!/^\d{2}(\d{2}(\d{2}(\d{3}(\d{3})?)?)?)?$/.test(plain)) return null;
  if (plain.length < 6) return plain.padEnd(6, '0');
  const short = plain.length === 12 ? plain.slice(0, 9) : plain;
  return short.length === 9 && short.endsWith('000') ? short.slice(0, 6) : short;
}

/** What a code or a name in a cell stands for, among the divisions of these levels. */
export function resolveDivision(
  known: KnownDivisions,
  text: string,
  levels: readonly Level[],
  within?: string,
): Resolved {
  const code = divisionCode(text);
  if (code === null) return oneOf(known, known.named(text, levels, within));
  const division = known.get(code);
  if (division !== undefined) return levels.includes(division.level) ? { division, formerly: null } : unknown;
  const all = known.successors(code).flatMap((next) => known.get(next) ?? []).filter(({ level }) => levels.includes(level)); // prettier-ignore
  // 通辽市 152301 became 科尔沁区 150502 and gave its name to 通辽市 150500: a banner's code stands for a banner.
  const alike = all.filter((next) => significant(next.code).length === significant(code).length);
  const today = (alike.length > 0 ? alike : all).map((next) => next.code);
  if (today.length === 0) return unknown;
  const only = today.length === 1 ? known.get(today[0]!) : undefined;
  if (only !== undefined) return { division: only, formerly: code };
  return { division: null, problem: 'abolished', candidates: today };
}

const unknown: Resolved = { division: null, problem: 'unknown', candidates: [] };

function oneOf(known: KnownDivisions, found: readonly KnownDivision[]): Resolved {
  if (found.length === 1) return { division: found[0]!, formerly: null };
  if (found.length === 0) return unknown;
  const candidates = found.map(
    ({ code, name, parent }) => `${code} ${known.get(parent ?? '')?.name ?? ''}${name}`,
  );
  return { division: null, problem: 'ambiguous', candidates };
}

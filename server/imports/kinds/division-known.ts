import { sql } from 'kysely';
import type { Level } from '../../api/divisions.ts';
import type { Db } from '../../database/open.ts';
import { regionsOf } from './division-codes.ts';
import { officialChanges, officialDivisions } from './division-official.ts';

/** A present division, or one of the official list that is not in the database. */
export interface KnownCode {
  code: string;
  level: Level;
  name: string;
  /** There is a row for it. */
  stored: boolean;
  /** It has a polygon. */
  drawn: boolean;
}

export interface CodeLink {
  from: string;
  to: string;
  year: number | null;
}

/** Which codes there are, and what became of those that are no more. */
export interface KnownCodes {
  get(code: string): KnownCode | undefined;
  all(): IterableIterator<KnownCode>;
  /** Of the provinces (two digits) that the database or, when it is empty, the official list is about. */
  regions: ReadonlySet<string>;
  /** Why a code is not known, in Chinese. */
  explain(code: string): string;
}

/** Codes of the database together with the official list; a code that the database has abolished is not known. */
export async function knownCodes(db: Db): Promise<KnownCodes> {
  const { rows: present } = await sql<KnownCode>`
    select code, level, name, true as stored, geom is not null as drawn from division where valid_to is null`.execute(
    db,
  );
  const { rows: past } = await sql<{ code: string; name: string; until: string | null }>`
    select distinct on (code) code, name, valid_to::text as until from division
    where valid_to is not null and code not in (select code from division where valid_to is null)
    order by code, valid_to desc`.execute(db);
  const { rows: links } = await sql<CodeLink>`
    select predecessor_code as "from", successor_code as "to", extract(year from at)::int4 as year
    from division_succession where predecessor_code <> successor_code order by at desc nulls last`.execute(
    db,
  );
  return createKnownCodes(present, past, links);
}

export function createKnownCodes(
  present: readonly KnownCode[],
  past: readonly { code: string; name: string; until: string | null }[] = [],
  links: readonly CodeLink[] = [],
): KnownCodes {
  const official = officialDivisions();
  const gone = new Map(past.map((division) => [division.code, division]));
  const codes = new Map<string, KnownCode>();
  for (const { code, level, name } of official.values()) if (!gone.has(code)) codes.set(code, { code, level, name, stored: false, drawn: false }); // prettier-ignore
  for (const division of present) codes.set(division.code, division);
  const changes = officialChanges();
  const successors = (code: string): { code: string; year: number | null }[] => {
    const stored = links.filter(({ from }) => from === code).map(({ to, year }) => ({ code: to, year }));
    if (stored.length > 0) return stored;
    return changes.flatMap((row) => (row.code === code && row.change === 'recode' && row.to !== null ? [{ code: row.to, year: row.year }] : [])); // prettier-ignore
  };
  return {
    get: (code) => codes.get(code),
    all: () => codes.values(),
    regions: regionsOf(
      present.some(({ level }) => level !== 'township') ? present.map(({ code }) => code) : official.keys(),
    ),
    explain: (code) => {
      const name =
        gone.get(code)?.name ?? changes.find((row) => row.code === code && row.change !== 'added')?.name;
      const today = codesOfToday(code, successors, (one) => codes.has(one));
      if (today.length > 0) {
        const now = today.map((one) => `${one.code} ${codes.get(one.code)!.name}`).join('、');
        const year = today[0]!.year;
        return `旧代码${name === undefined ? '' : ` (${name})`}, 现为 ${now}${year === null ? '' : `, ${year} 年变更`}`;
      }
      const until = gone.get(code)?.until?.slice(0, 4) ?? changes.findLast((row) => row.code === code && row.change !== 'renamed' && row.change !== 'added')?.year; // prettier-ignore
      if (name !== undefined && until !== undefined) return `已撤销的代码 (${name}, ${until} 年)`;
      return '代码不在民政部名录中 (开发区、管理区不是行政区划)';
    },
  };
}

/** Follows the succession until codes of today are reached; the year is that of the first change. */
function codesOfToday(
  code: string,
  successors: (code: string) => readonly { code: string; year: number | null }[],
  isPresent: (code: string) => boolean,
): { code: string; year: number | null }[] {
  const found = new Map<string, number | null>();
  const seen = new Set([code]);
  let open: { code: string; year: number | null }[] = [{ code, year: null }];
  while (open.length > 0) {
    open = open.flatMap((from) =>
      successors(from.code).flatMap((to) => {
        if (seen.has(to.code)) return [];
        seen.add(to.code);
        const step = { code: to.code, year: from.year ?? to.year };
        if (!isPresent(to.code)) return [step];
        found.set(to.code, step.year);
        return [];
      }),
    );
  }
  return [...found].map(([found, year]) => ({ code: found, year }));
}

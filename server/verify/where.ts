import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { divisionCode, knownDivisions, resolveDivision } from '../imports/kinds/known-divisions.ts';
import { fold } from '../places/fold.ts';
import { syllablesOf } from '../places/pinyin.ts';
import { divisionRange } from '../search/match.ts';
import type { Fill, NoteId } from './reasons.ts';

/** A range of name_key.division. */
export interface Range {
  from: number;
  below: number;
}

/** Where a row's name is looked for. */
export interface Within {
  ranges: readonly Range[];
  given: boolean; // by a division that is known
  note: { id: NoteId; fill: Fill } | null;
}

/** A division that there is no more. */
export interface GoneDivision {
  code: string;
  name: string;
  until: string;
  successors: readonly string[];
}

/** What division cells and names of divisions stand for; made once for a list. */
export interface Where {
  within(cell: string | null): Within;
  /** Divisions of today that the beginning of a name may stand for, the longest beginning first, with the rest. */
  prefixes(points: readonly string[]): { ranges: readonly Range[]; prefix: string; rest: string }[];
  gone(text: string): readonly GoneDivision[];
}

export const everywhere: Range = { from: 0, below: 1_000_000_000 };

const generic = /(?:自治区|自治旗|联合旗|街道|苏木|[市区县旗盟镇乡])$/u;
const levels = ['province', 'prefecture', 'county', 'township'] as const;
const most = 12; // divisions of one name that are looked into

interface Row {
  code: string;
  name: string;
  short: string[];
  roman: string | null;
  until: string | null;
}

export async function readWhere(db: Db): Promise<Where> {
  const { rows } = await sql<Row>`select code, name, short, roman, valid_to::text as until from division order by length(code), code`.execute(db); // prettier-ignore
  const known = await knownDivisions(db);
  const whole = new Map<string, string[]>();
  const stems = new Map<string, string[]>();
  const gone = new Map<string, GoneDivision[]>();
  for (const row of rows) {
    if (row.until === null) {
      for (const form of [row.name, ...row.short, row.roman ?? '']) add(whole, fold(form), row.code);
      for (const form of stemsOf(row)) add(stems, form, row.code);
      continue;
    }
    const one = { code: row.code, name: row.name, until: row.until, successors: known.successors(row.code) };
    const folded = fold(row.name);
    const same = gone.get(folded) ?? [];
    if (!same.some(({ successors }) => String(successors) === String(one.successors)))
      gone.set(folded, [...same, one]);
  }
  const nameOf = (code: string): string => known.get(code)?.name ?? code;

  /** Names first, then names without their generic word, then a path such as 通辽市科左后旗. */
  const byName = (text: string, inside: readonly string[] | null): readonly string[] => {
    for (const index of [whole, stems]) {
      const codes = (index.get(text) ?? []).filter((code) => inside === null || inside.some((upper) => isWithin(code, upper))); // prettier-ignore
      if (codes.length > 0) return codes;
    }
    const points = [...text];
    for (let length = points.length - 2; length >= 2; length -= 1) {
      const upper = byExact(points.slice(0, length).join(''), inside);
      if (upper.length === 0) continue;
      const lower = byName(points.slice(length).join(''), upper);
      if (lower.length > 0) return lower;
    }
    return [];
  };
  const byExact = (text: string, inside: readonly string[] | null): readonly string[] =>
    (whole.get(text) ?? []).filter(
      (code) => inside === null || inside.some((upper) => isWithin(code, upper)),
    );

  const resolve = (cell: string): Within => {
    const answer = (codes: readonly string[], note: Within['note']): Within => ({
      ranges: codes.map(divisionRange),
      given: true,
      note,
    });
    const unknown: Within = { ranges: [everywhere], given: false, note: { id: 'division-unknown', fill: { cell } } }; // prettier-ignore
    if (divisionCode(cell) !== null) {
      const found = resolveDivision(known, cell, levels);
      if (found.division !== null) return answer([found.division.code], found.formerly === null ? null : { id: 'division-former', fill: { cell, names: found.division.name } }); // prettier-ignore
      if (found.problem === 'abolished') return answer(found.candidates, { id: 'division-former', fill: { cell, names: found.candidates.map(nameOf).join('、') } }); // prettier-ignore
      return unknown;
    }
    const text = fold(cell);
    if (text === '') return nowhereSaid;
    const codes = byName(text, null);
    if (codes.length > most) return unknown;
    if (codes.length > 0) return answer(codes, codes.length === 1 ? null : { id: 'division-several', fill: { cell, n: codes.length } }); // prettier-ignore
    const successors = [...new Set((gone.get(text) ?? []).flatMap((one) => one.successors))];
    if (successors.length > 0) return answer(successors, { id: 'division-former', fill: { cell, names: successors.map(nameOf).join('、') } }); // prettier-ignore
    return unknown;
  };

  const kept = new Map<string, Within>();
  return {
    within: (cell) => {
      if (cell === null) return nowhereSaid;
      let found = kept.get(cell);
      if (found === undefined) {
        found = resolve(cell);
        if (kept.size < 50_000) kept.set(cell, found);
      }
      return found;
    },
    prefixes: (points) => {
      const found: ReturnType<Where['prefixes']> = [];
      for (let length = points.length - 2; length >= 2 && found.length < 2; length -= 1) {
        const prefix = points.slice(0, length).join('');
        const codes = byName(prefix, null);
        if (codes.length > 0 && codes.length <= most)
          found.push({ ranges: codes.map(divisionRange), prefix, rest: points.slice(length).join('') });
      }
      return found;
    },
    gone: (text) => gone.get(text) ?? [],
  };
}

const nowhereSaid: Within = { ranges: [everywhere], given: false, note: null };

const isWithin = (code: string, upper: string): boolean => {
  const { from, below } = divisionRange(upper);
  const number = Number(code.padEnd(9, '0'));
  return number >= from && number < below;
};

/** A name less its generic word, its pinyin, its romanization less the last word. */
function stemsOf({ name, roman }: Row): string[] {
  const folded = fold(name);
  const stem = fold(name.replace(generic, ''));
  const forms = [stem, syllablesOf(folded).join(''), ...(roman === null ? [] : [fold(roman.replace(/ \S+$/, ''))])]; // prettier-ignore
  return forms.filter((form) => [...form].length >= 2);
}

function add(index: Map<string, string[]>, form: string, code: string): void {
  if (form === '') return;
  const codes = index.get(form);
  if (codes === undefined) index.set(form, [code]);
  else if (!codes.includes(code)) codes.push(code);
}

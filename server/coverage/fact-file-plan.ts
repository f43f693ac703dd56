import type { FactFileChange, GoneMode } from '../api/unit-facts.ts';
import { divisionTree } from '../divisions/tree.ts';
import type { Db } from '../database/open.ts';
import type { Report } from '../imports/report.ts';
import { groupBy } from './shared/group-by.ts';
import type { FactRows, SaidFact } from './fact-file-read.ts';
import { contentOf, type FactContent, type FactRow } from './unit-facts.ts';

/** One fact before and after. `row`: the one that there is. */
export interface Planned {
  change: FactFileChange['change'];
  line: number | null;
  row: FactRow | null;
  after: FactContent | null;
}

interface PlanQuestion {
  gone: GoneMode;
  today: string; // YYYY-MM-DD
  /** Whether a fact of this division can be gone: it lies in what is asked for, and the account may change it. */
  inScope(division: string): boolean;
  mayChange(division: string): boolean;
}

/** Of tags each is a fact of its own; else one fact of a type holds of a unit on a day. */
const keyOf = (type: string, division: string, value: string): string => `${type} ${division} ${type === 'tag' ? value : ''}`; // prettier-ignore

const dayBefore = (day: string): string => new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
const holdsOn = ({ valid_from, valid_to }: FactRow, day: string): boolean =>
  (valid_from === null || valid_from <= day) && (valid_to === null || valid_to >= day);

/**
 * What a file makes of the facts that there are. A row is about the fact that begins on its day; without a day, about the one that holds
 * now. A fact that begins later ends the open one before it. What cannot be so goes to the report.
 * @param facts all of the file's types
 */
export function planFacts(
  { said, header }: FactRows,
  facts: readonly FactRow[],
  question: PlanQuestion,
  report: Report,
): Planned[] {
  const types = new Set<string>(said.map(({ type }) => type));
  const rowsOf = groupBy(facts.filter(({ type }) => types.has(type)), (row) => keyOf(row.type, row.division_code, row.value)); // prettier-ignore
  const saidOf = groupBy(said, (one) => keyOf(one.type, one.division, one.value));
  const error = (line: number, field: string, value: string | null, check: string, reason: string, remedy: string): void => report.error({ check, line, field: header(field), value, reason, remedy }); // prettier-ignore
  const planned: Planned[] = [];
  for (const key of [...new Set([...rowsOf.keys(), ...saidOf.keys()])].sort()) {
    const group = planGroup(rowsOf.get(key) ?? [], saidOf.get(key) ?? [], question, (one, other) =>
      error(one.line, 'division', one.division, 'row-twice', `与第 ${other} 行说的是同一件事`, '只留一行'),
    );
    for (const { line, after, row } of clashes(group))
      error(line!, 'validFrom', after!.validFrom, 'days-overlap', `与另一条 (${row.validFrom ?? '…'} 至 ${row.validTo ?? '今'}) 的有效期重叠`, row.validTo === null ? '先在那一条的“至”写明最后一天' : '在这一行的“自”写明从哪一天起'); // prettier-ignore
    for (const { change, line, after } of group)
      if (line !== null && change !== 'same' && !question.mayChange(after!.division))
        error(line, 'division', after!.division, 'jurisdiction', '不在你的管辖范围内', '删去这一行, 或请有权限的人载入'); // prettier-ignore
    planned.push(...group);
  }
  return planned;
}

function planGroup(
  rows: readonly FactRow[],
  said: readonly SaidFact[],
  { gone, today, inScope, mayChange }: PlanQuestion,
  twice: (one: SaidFact, line: number) => void,
): Planned[] {
  const taken = new Map<FactRow | string, number>(); // facts that there are, and days on which new ones begin
  const planned: Planned[] = [];
  for (const one of said) {
    const row = one.validFrom === null
      ? rows.find((known) => holdsOn(known, today))
      : rows.find(({ valid_from }) => valid_from === one.validFrom); // prettier-ignore
    const place = row ?? one.validFrom ?? '';
    const before = taken.get(place);
    if (before !== undefined) {
      twice(one, before);
      continue;
    }
    taken.set(place, one.line);
    planned.push(planRow(one, row ?? null));
  }
  const begins = planned.flatMap(({ change, after }) => (change === 'added' && after!.validFrom !== null ? [after!.validFrom] : [])).sort(); // prettier-ignore
  for (const row of rows) {
    if (taken.has(row)) continue;
    const content = contentOf(row);
    const next = row.valid_to === null ? begins.find((day) => row.valid_from === null || day > row.valid_from) : undefined; // prettier-ignore
    if (next !== undefined)
      planned.push({ change: 'changed', line: planned.find(({ after }) => after?.validFrom === next)!.line, row, after: { ...content, validTo: dayBefore(next) } }); // prettier-ignore
    else if (
      (row.valid_to === null || row.valid_to >= today) &&
      inScope(row.division_code) &&
      mayChange(row.division_code)
    )
      planned.push({ change: 'gone', line: null, row, after: goneAs(gone, content, today) }); // prettier-ignore
    else planned.push({ change: 'same', line: null, row, after: content });
  }
  return planned;
}

function planRow({ line, type, division, value, validFrom, more }: SaidFact, row: FactRow | null): Planned {
  const base = row === null ? { detail: null, document: null, validFrom, validTo: null } : contentOf(row);
  const after: FactContent = { ...base, type, division, value, ...more };
  const isSame = row !== null && JSON.stringify(contentOf(row)) === JSON.stringify({ ...contentOf(row), ...after }); // prettier-ignore
  return { change: row === null ? 'added' : isSame ? 'same' : 'changed', line, row, after };
}

/** What began today or later never held: it cannot end yesterday. */
function goneAs(mode: GoneMode, content: FactContent, today: string): FactContent | null {
  if (mode === 'keep') return content;
  if (mode === 'remove' || (content.validFrom !== null && content.validFrom >= today)) return null;
  return { ...content, validTo: dayBefore(today) };
}

/** Of facts that would hold on the same day, those that the file has a row for, with the other one. */
function clashes(group: readonly Planned[]): (Pick<Planned, 'line' | 'after'> & { row: FactContent })[] {
  const left = group.filter(({ after }) => after !== null).toSorted((one, other) => (one.after!.validFrom ?? '').localeCompare(other.after!.validFrom ?? '')); // prettier-ignore
  return left.slice(1).flatMap((one, at) => {
    const before = left[at]!;
    const isApart = before.after!.validTo !== null && one.after!.validFrom !== null && before.after!.validTo < one.after!.validFrom; // prettier-ignore
    const [blamed, other] = one.line === null ? [before, one] : [one, before];
    return isApart || blamed.line === null ? [] : [{ line: blamed.line, after: blamed.after, row: other.after! }]; // prettier-ignore
  });
}

/** @param planned without what is the same */
export async function describePlan(db: Db, planned: readonly Planned[]): Promise<FactFileChange[]> {
  const tree = await divisionTree(db);
  return planned.map(({ change, line, row, after }) => ({
    change,
    line,
    path: tree.pathOf((after?.division ?? row!.division_code)),
    before: row === null ? null : contentOf(row),
    after,
  })); // prettier-ignore
}

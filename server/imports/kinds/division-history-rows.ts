import type { Level } from '../../api/divisions.ts';
import type { Row } from '../formats/format.ts';
import type { CheckRun } from '../kind.ts';
import { ImportRefused, type FindingInput } from '../report.ts';
import { isStatistical, levelOf, normalCode } from './division-codes.ts';
import { statisticalRefusal } from './division-list-row.ts';

/** A code with a name that was in force and is no more. Years: in force from the year `from`, no longer in the year `to`. */
export interface PastVersion {
  line: number;
  code: string;
  level: Level;
  name: string;
  from: number | null; // null: before the list begins
  to: number;
}

/** What followed a code, in the words of division_succession. `split`: a part went to another code, which was set up or enlarged. */
export interface Succession {
  line: number;
  from: string;
  to: string;
  year: number;
  change: 'recode' | 'renamed' | 'removed' | 'split';
}

export interface History {
  versions: PastVersion[];
  links: Succession[];
  /** The latest name of every code of the file. */
  names: ReadonlyMap<string, string>;
  rows: number;
  rejected: number;
  leftOut: number; // of other provinces
}

interface HistoryRow {
  line: number;
  code: string;
  name: string;
  status: 'present' | 'abolished' | 'renamed' | 'recode' | 'added';
  started: number | null;
  ended: number | null;
  successors: { code: string; year: number | null }[];
}

const statuses: Readonly<Record<string, HistoryRow['status']>> = {
  在用: 'present', 弃用: 'abolished', 变更: 'renamed', removed: 'abolished', renamed: 'renamed', recode: 'recode', added: 'added',
}; // prettier-ignore

/** Reads a history of codes: one row a version (在用, 弃用, 变更), or one row a change (removed, renamed, recode, added). */
export async function readHistory(run: CheckRun, regions: ReadonlySet<string>): Promise<History> {
  const read: HistoryRow[] = [];
  let [rows, rejected, leftOut] = [0, 0, 0];
  for await (const row of run.source.rows()) {
    rows += 1;
    if (rows % 500 === 0) await run.breathe();
    const code = normalCode(run.columns.get(row, 'code') ?? '');
    if (code !== null && !regions.has(code.slice(0, 2))) {
      leftOut += 1;
      continue;
    }
    const one = readRow(run, row);
    if (one === null) rejected += 1;
    else read.push(one);
  }
  const names = new Map([...read].sort((one, other) => (one.ended ?? 9999) - (other.ended ?? 9999)).map(({ code, name }) => [code, name])); // prettier-ignore
  return { ...interpret(read, names), names, rows, rejected, leftOut };
}

function readRow({ columns, report }: CheckRun, row: Row): HistoryRow | null {
  const cell = (field: string): string | null => columns.get(row, field);
  const refuse = (check: string, field: string, reason: string, remedy: string): null => {
    const finding: FindingInput = {
      check,
      line: row.line,
      field: columns.header(field),
      value: cell(field),
      reason,
      remedy,
    };
    report.error(finding);
    return null;
  };
  const text = cell('code');
  if (text !== null && isStatistical(text)) throw new ImportRefused(statisticalRefusal);
  const code = text === null ? null : normalCode(text);
  if (code === null || code.length !== 6)
    return refuse('code-form', 'code', '区划代码应为 6 位数字', '改正代码');
  const name = cell('name');
  if (name === null) return refuse('name-missing', 'name', `${code} 没有名称`, '补上名称');
  const status = statuses[cell('status') ?? ''];
  if (status === undefined) return refuse('status-unknown', 'status', '状态应为 在用、弃用、变更 (或 removed、renamed、recode、added)', '改正状态'); // prettier-ignore
  const [started, ended] = [yearOf(cell('started')), yearOf(cell('ended'))];
  if (started === undefined)
    return refuse('year-form', 'started', '年份应为 1949 年以后的 4 位数字', '改正年份');
  if (ended === undefined) return refuse('year-form', 'ended', '年份应为 1949 年以后的 4 位数字', '改正年份');
  if (ended === null && status !== 'present') return refuse('year-missing', 'ended', `${code} ${name} 已${status === 'renamed' ? '变更' : '弃用'}, 却没有年份`, '补上年份'); // prettier-ignore
  if (started !== null && ended !== null && started > ended) return refuse('year-order', 'ended', `弃用年份 ${ended} 早于启用年份 ${started}`, '改正年份'); // prettier-ignore
  const successors = cell('status') === 'renamed' ? [] : successorsOf(cell('successor')); // there it is the new name
  if (successors === null)
    return refuse(
      'successor-form',
      'successor',
      '新代码应为 6 位数字, 多个用分号隔开, 可带 [年份]',
      '改正新代码',
    );
  return { line: row.line, code, name, status, started, ended, successors };
}

/** 1983, 198312; null for an empty cell, undefined for what is no year. */
function yearOf(text: string | null): number | null | undefined {
  if (text === null) return null;
  const year = /^(\d{4})(?:[-/.]?\d\d)?(?:[-/.]?\d\d)?年?$/.exec(text)?.[1];
  return year !== undefined && Number(year) >= 1949 && Number(year) <= 2100 ? Number(year) : undefined;
}

/** `152302[1985];150526`: a year of its own means that the code stayed in use. */
function successorsOf(text: string | null): HistoryRow['successors'] | null {
  if (text === null) return [];
  const parts = text
    .split(/[;；,，、|]/)
    .map((part) => /^\s*(\d{6})\s*(?:[[［(（]\s*(\d{4})\s*[\]］)）])?\s*$/.exec(part));
  return parts.every((part) => part !== null) ? parts.map((part) => ({ code: part[1]!, year: part[2] === undefined ? null : Number(part[2]) })) : null; // prettier-ignore
}

function interpret(
  rows: readonly HistoryRow[],
  names: ReadonlyMap<string, string>,
): Pick<History, 'versions' | 'links'> {
  const firstYear = Math.min(...rows.map(({ started }) => started ?? Infinity)); // a beginning in that year is older than the list
  const versions: PastVersion[] = [];
  const links: Succession[] = [];
  for (const { line, code, name, status, started, ended, successors } of rows) {
    if (status === 'added') continue;
    if (status !== 'present') versions.push({ line, code, level: levelOf(code), name, from: started === null ? beginning(rows, code, ended!) : started === firstYear ? null : started, to: ended! }); // prettier-ignore
    if (status === 'renamed') links.push({ line, from: code, to: code, year: ended!, change: 'renamed' });
    for (const { code: to, year } of successors) {
      if (to === code) continue;
      const stays = year !== null || status === 'present' || status === 'renamed';
      const change = stays ? 'split' : status === 'recode' || (successors.filter((one) => one.year === null).length === 1 && names.get(to) === name) ? 'recode' : 'removed'; // prettier-ignore
      if (year !== null || ended !== null)
        links.push({ line, from: code, to, year: (year ?? ended)!, change });
    }
  }
  return { versions, links };
}

/** In a list of changes: the year in which a code was added, recoded to or renamed, before it ended. */
function beginning(rows: readonly HistoryRow[], code: string, before: number): number | null {
  const years = rows.flatMap(({ code: own, status, ended, successors }) => {
    const begins = (own === code && (status === 'added' || status === 'renamed')) || (status === 'recode' && successors.some((to) => to.code === code)); // prettier-ignore
    return begins && ended !== null && ended < before ? [ended] : [];
  });
  return years.length === 0 ? null : Math.max(...years);
}

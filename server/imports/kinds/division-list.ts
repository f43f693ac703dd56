import { sql, type RawBuilder } from 'kysely';
import type { ImportCounts } from '../../api/imports.ts';
import { insertBatch } from '../../database/bulk.ts';
import type { Db } from '../../database/open.ts';
import type { Checked, CheckRun, Run } from '../kind.ts';
import { levelTitles, normalCode } from './division-codes.ts';
import { knownCodes } from './division-known.ts';
import {
  listChanges,
  type ListAction,
  type ListChange,
  type PresentDivision,
} from './division-list-changes.ts';
import { readListRow, type ListedDivision } from './division-list-row.ts';

const manyGone = 0.1; // of the divisions that the list speaks of
const fewGone = 5;

/** What a checked list does, one row a division, as SQL. */
export const listOf = (run: Run): RawBuilder<unknown> => sql.table(run.stage('list'));

/** Checks a list of codes and names against the present divisions. */
export async function checkList(run: CheckRun): Promise<Checked> {
  const { report } = run;
  const { regions } = await knownCodes(run.db);
  const present = await presentDivisions(run.db);
  const listed = new Map<string, ListedDivision>();
  const mentioned = new Set<string>();
  const foreign: string[] = [];
  let [rows, rejected] = [0, 0];
  for await (const row of run.source.rows()) {
    rows += 1;
    if (rows % 500 === 0) await run.breathe();
    const code = normalCode(run.columns.get(row, 'code') ?? '');
    if (code !== null && !regions.has(code.slice(0, 2))) {
      foreign.push(code);
      continue;
    }
    if (code !== null) mentioned.add(code);
    const division = readListRow(run, row);
    if (division === null || isRepeated(run, listed, division)) rejected += 1;
    else listed.set(division.code, division);
  }
  if (foreign.length > 0) report.warning({ check: 'code-elsewhere', field: run.columns.header('code'), value: foreign.slice(0, 10).join(' '), reason: `${foreign.length} 行是其他省区的, 不载入`, remedy: '无须处理' }); // prettier-ignore
  rejected += dropWithoutParent(run, listed, present);
  const changes = listChanges([...listed.values()], present, mentioned);
  reportChanges(run, changes, listed.size);
  await stageChanges(run, changes);
  const count = (...actions: ListAction[]): number =>
    changes.filter(({ action }) => actions.includes(action)).length;
  const counts: ImportCounts = { rows, accepted: listed.size, rejected, added: count('add'), changed: count('change', 'rename'), removed: count('retire'), unchanged: listed.size - count('add', 'change', 'rename') }; // prettier-ignore
  const summary = `区划名录 ${listed.size} 条: 新增 ${counts.added}, 更名 ${count('rename')}, 其他改动 ${count('change')}, 停用 ${counts.removed}, 不变 ${counts.unchanged}`;
  return { counts, summary, publishable: true };
}

function isRepeated(
  run: CheckRun,
  listed: ReadonlyMap<string, ListedDivision>,
  division: ListedDivision,
): boolean {
  const first = listed.get(division.code);
  if (first === undefined) return false;
  const finding = {
    check: 'code-duplicate',
    line: division.line,
    field: run.columns.header('code'),
    value: division.code,
  };
  if (first.name === division.name)
    run.report.warning({ ...finding, reason: `与第 ${first.line} 行重复, 这一行不载入`, remedy: '删去重复的行' }); // prettier-ignore
  else
    run.report.error({
      ...finding,
      reason: `代码与第 ${first.line} 行 (${first.name}) 重复, 名称不同`,
      remedy: '改正代码或名称',
    });
  return true;
}

/** A division needs the one above it, in the list or in the database. @returns how many rows were refused */
function dropWithoutParent(
  run: CheckRun,
  listed: Map<string, ListedDivision>,
  present: ReadonlyMap<string, PresentDivision>,
): number {
  let dropped = 0;
  for (const division of [...listed.values()].sort(
    (one, other) => one.code.length - other.code.length || (one.code < other.code ? -1 : 1),
  )) {
    const { line, code, parent, parentName } = division;
    if (parent === null) continue;
    const above = listed.get(parent) ?? present.get(parent);
    const finding = { line, field: run.columns.header('parent'), value: parentName ?? parent };
    if (above === undefined)
      run.report.error({ check: 'parent-unknown', ...finding, reason: `${code} 的上级 ${parent} 不在名录中, 也不在数据库中`, remedy: '先导入上级的名录, 或把它加进文件' }); // prettier-ignore
    else if (parentName !== null && parentName !== above.name)
      run.report.error({ check: 'parent-mismatch', ...finding, reason: `上级与代码不符: 按代码 ${code} 上级是 ${above.name} (${parent})`, remedy: '改正代码或上级' }); // prettier-ignore
    else continue;
    listed.delete(code);
    dropped += 1;
  }
  return dropped;
}

async function presentDivisions(db: Db): Promise<Map<string, PresentDivision>> {
  const { rows } = await sql<PresentDivision>`
    select code, level, name, kind, short, roman, mongolian, parent_code as parent, valid_from::text as "validFrom", geom is not null as drawn
    from division where valid_to is null order by code`.execute(db);
  return new Map(rows.map((row) => [row.code, row]));
}

function reportChanges({ report, columns }: CheckRun, changes: readonly ListChange[], listed: number): void {
  const field = columns.header('code');
  for (const { action, line, code, level, name, before, isNew } of changes) {
    const finding = { line, field, value: code };
    if (isNew) report.warning({ check: 'difference-new', ...finding, reason: `新增${levelTitles[level]}区划 ${name}`, remedy: '核对后载入' }); // prettier-ignore
    if (action === 'rename') report.warning({ check: 'difference-renamed', ...finding, reason: `${before!.name} 更名为 ${name}; 原名作为历史保留`, remedy: '核对后载入' }); // prettier-ignore
    if (action === 'retire') report.warning({ check: 'difference-gone', ...finding, reason: `${name} 不在名录中: 停用, 作为历史保留${before!.drawn ? '; 它有面, 停用后界线须用新的区划面更新' : ''}`, remedy: '核对后载入' }); // prettier-ignore
  }
  const gone = changes.filter(({ action }) => action === 'retire').length;
  if (gone > fewGone && gone > manyGone * (listed + gone)) report.warning({ check: 'list-short', value: String(gone), reason: `将停用 ${gone} 个区划: 名录可能不完整`, remedy: '检查文件是否缺行' }); // prettier-ignore
}

async function stageChanges(run: CheckRun, changes: readonly ListChange[]): Promise<void> {
  await sql`drop table if exists ${listOf(run)}`.execute(run.db);
  await sql`create table ${listOf(run)} (code text primary key, action text not null, level text not null, kind text, name text not null, short text not null, roman text,
    mongolian text, parent_code text, is_new boolean not null)`.execute(run.db);
  const text = (value: (change: ListChange) => string | null) => ({
    type: 'text' as const,
    values: changes.map(value),
  });
  await insertBatch(run.db, run.stage('list'), {
    code: text(({ code }) => code),
    action: text(({ action }) => action),
    level: text(({ level }) => level),
    kind: text(({ kind }) => kind),
    name: text(({ name }) => name),
    short: text(({ short }) => short.join('|')),
    roman: text(({ roman }) => roman),
    mongolian: text(({ mongolian }) => mongolian),
    parent_code: text(({ parent }) => parent),
    is_new: { type: 'boolean', values: changes.map(({ isNew }) => isNew) },
  });
}

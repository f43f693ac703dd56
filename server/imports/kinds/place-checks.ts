import { sql, type RawBuilder } from 'kysely';
import type { CheckRun } from '../kind.ts';
import { contentRow, nameColumns } from './place-stage.ts';

const page = 2000; // findings that are held in memory
export const nearM = 2000; // two places of one name are one within this distance

/**
 * What only the whole file can tell, in SQL over the staged rows: equal codes, equal names, places that another source
 * already has. A second row of a code is taken out.
 */
export async function checkTogether(run: CheckRun, numbered: boolean): Promise<void> {
  const { db } = run;
  const [place, name] = [sql.table(run.stage('place')), sql.table(run.stage('name'))];
  await sql`create index on ${place} (line)`.execute(db);
  await sql`create index on ${name} (line)`.execute(db);
  await sql`analyze ${place}, ${name}`.execute(db);
  await run.breathe();
  if (numbered) await numberEqualKeys(run);
  await refuseEqualCodes(run);
  await tellEqualNames(run);
  await tellKnownPlaces(run);
  await tellEdited(run);
}

/** Rows without a code are told apart by a number: 东村@150102, 东村@150102#2. */
async function numberEqualKeys(run: CheckRun): Promise<void> {
  const place = sql.table(run.stage('place'));
  await sql`
    update ${place} s set external_id = s.external_id || '#' || d.n
    from (
      select line, row_number() over (partition by external_id order by line) as n from ${place}
      where numbered and external_id in (select external_id from ${place} where numbered group by 1 having count(*) > 1)) d
    where d.line = s.line and d.n > 1`.execute(run.db);
  await run.breathe();
}

async function refuseEqualCodes(run: CheckRun): Promise<void> {
  const [place, name, found] = [
    sql.table(run.stage('place')),
    sql.table(run.stage('name')),
    sql.table(run.stage('found')),
  ];
  const names = (line: RawBuilder<unknown>): RawBuilder<unknown> =>
    sql`(select array_agg(row(${sql.raw(nameColumns.join(', '))})::text order by kind, lang, text) from ${name} where line = ${line})`;
  const query = sql`
    select s.line, g.first as other, s.external_id as value,
      ${contentRow('s')} is distinct from ${contentRow('f')} or ${names(sql`s.line`)} is distinct from ${names(sql`f.line`)} as differs
    from (select external_id, min(line) as first from ${place} where not numbered group by 1 having count(*) > 1) g
    join ${place} s on s.external_id = g.external_id and s.line <> g.first
    join ${place} f on f.line = g.first`;
  const field =
    ['place_code', 'code', 'geonameid', 'external_id'].find((one) => run.columns.has(one)) ?? 'code';
  const count = await eachFound<{ other: number; value: string; differs: boolean }>(run, query, (row) => {
    const at = { line: row.line, field: run.columns.header(field), value: row.value };
    if (row.differs) run.report.error({ ...at, check: 'duplicate-code', reason: `与第 ${row.other} 行代码相同而内容不同`, remedy: '一个代码只能有一条; 若该列是所在政区代码, 在列映射中改为“所在政区代码”' }); // prettier-ignore
    else run.report.warning({ ...at, check: 'duplicate-row', reason: `与第 ${row.other} 行完全相同, 只取第一条`, remedy: '删去重复的行' }); // prettier-ignore
  });
  if (count === 0) return;
  await sql`delete from ${name} n using ${found} f where f.line = n.line`.execute(run.db);
  await sql`delete from ${place} s using ${found} f where f.line = s.line`.execute(run.db);
}

/** Classes that may be two entries of one place stand together: 21610 行政村 and 27610 村民委员会 (domain.md 1.4). */
export const classGroup = (column: string): RawBuilder<unknown> =>
  sql.raw(`case when ${column} like '276%' then '216' when ${column} like '21%' then left(${column}, 3) else left(${column}, 2) end`); // prettier-ignore

async function tellEqualNames(run: CheckRun): Promise<void> {
  const place = sql.table(run.stage('place'));
  const query = sql`
    select s.line, g.first as other, s.name as value
    from (
      select name, within, ${classGroup('class_code')} as kind, min(line) as first from ${place}
      group by 1, 2, 3 having count(*) > 1) g
    join ${place} s on s.name = g.name and s.within = g.within and ${classGroup('s.class_code')} = g.kind
    where s.line > g.first`;
  const field = run.columns.header('name');
  await eachFound<{ other: number; value: string }>(
    run,
    query,
    ({ line, other, value }) =>
    run.report.warning({ check: 'duplicate-name', line, field, value, reason: `与第 ${other} 行同一政区内同名同类`, remedy: '核对是否重复登记; 不同的地名应加以区别' }), // prettier-ignore
  );
}

/** The same name, county and kind of thing in another source, within 2 km or without a known position. */
async function tellKnownPlaces(run: CheckRun): Promise<void> {
  const { db, job } = run;
  const { rows } = await sql<{ some: boolean }>`
    select exists (select from place where source_id <> ${job.sourceId}) as some`.execute(db);
  if (rows[0]?.some !== true) return;
  const place = sql.table(run.stage('place'));
  const query = sql`
    select f.line, f.value, p.id, p.source_id as source, p.sample
    from (
      select s.line, s.name as value, min(p.id) as id
      from ${place} s join place p on p.name = s.name and left(p.division_code, 6) = left(s.division_code, 6)
      where p.source_id <> ${job.sourceId} and ${classGroup('p.class_code')} = ${classGroup('s.class_code')}
        and (s.geom is null or p.geom is null
          or (abs(ST_Y(s.geom) - ST_Y(p.geom)) < 0.02 and ST_DistanceSphere(s.geom, p.geom) < ${nearM}))
      group by s.line, s.name) f
    join place p on p.id = f.id`;
  const field = run.columns.header('name');
  await eachFound<{ value: string; id: number; source: string; sample: boolean }>(run, query, (row) => {
    const known = `编号 ${row.id}, 来源 ${row.source}`;
    run.report.warning({ check: row.sample ? 'duplicate-sample' : 'duplicate-base', line: row.line, field, value: row.value, reason: row.sample ? `与示例数据同名同类 (${known})` : `库中已有同名同类的地名 (${known})`, remedy: row.sample ? '正式数据齐备后可卸下示例数据' : '核对是否同一地名, 避免重复' }); // prettier-ignore
  });
}

/** Places of this source that were changed by hand since they were loaded: the file puts its own back. */
async function tellEdited(run: CheckRun): Promise<void> {
  const place = sql.table(run.stage('place'));
  const query = sql`
    select s.line, s.name as value, p.id, p.edited_by as who, p.edited_at::date as day
    from ${place} s join place p on p.source_id = ${run.job.sourceId} and p.external_id = s.external_id
    where p.edited_at is not null`;
  const field = run.columns.header('name');
  await eachFound<{ value: string; id: number; who: string; day: string }>(run, query, (row) => {
    run.report.warning({ check: 'edited-here', line: row.line, field, value: row.value, reason: `编号 ${row.id} 载入以后由 ${row.who} 在 ${row.day} 修改过, 载入会换成文件中的内容`, remedy: '先把修改写进文件, 或载入后再改' }); // prettier-ignore
  });
}

/** Writes what a query finds into a table of its own, so that it can be read page by page in the order of the lines. */
async function eachFound<T>(
  run: CheckRun,
  query: RawBuilder<unknown>,
  tell: (row: T & { line: number }) => void,
): Promise<number> {
  const found = sql.table(run.stage('found'));
  await sql`drop table if exists ${found}`.execute(run.db);
  await sql`create table ${found} as ${query}`.execute(run.db);
  await run.breathe();
  let count = 0;
  let after = 0;
  for (let full = true; full;) {
    const { rows } = await sql<T & { line: number }>`
      select * from ${found} where line > ${after} order by line limit ${page}`.execute(run.db);
    if (count === 0 && rows.length === page) await sql`create index on ${found} (line)`.execute(run.db);
    rows.forEach(tell);
    count += rows.length;
    after = rows.at(-1)?.line ?? after;
    full = rows.length === page;
    await run.breathe();
  }
  return count;
}

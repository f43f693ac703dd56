import type { Readable } from 'node:stream';
import { sql, type RawBuilder } from 'kysely';
import type { FilingAct } from '../api/filings.ts';
import type { NameChange } from '../api/office.ts';
import type { Db } from '../database/open.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { csv } from '../http/csv.ts';

export interface ChangeQuestion {
  from: string;
  to: string;
  division?: string | undefined;
  change?: FilingAct | undefined;
  sample: boolean;
}

/** The key of a change in the list: place code, place, what was done, the other name. */
export type ChangeKey = readonly [code: string, id: number, change: string, former: string];

interface Row {
  place_code: string | null;
  id: number;
  change: FilingAct;
  on: string;
  name: string;
  former: string | null;
  roman: string | null;
  mongolian: string | null;
  class_code: string;
  division_code: string;
  lon: number | null;
  lat: number | null;
  status: string;
  secrecy: string;
  sample: boolean;
  authority: string | null;
  document_no: string | null;
  approved_on: string | null;
  filed_on: string | null;
  noticed_on: string | null;
}

export const keyOfChange = (row: NameChange): [string, number, string, string] => [row.placeCode ?? '', row.placeId, row.change, row.formerName ?? '']; // prettier-ignore

/** A year or a month counts by its first day. */
const firstDay = (column: string): RawBuilder<string> => sql`rpad(${sql.ref(column)}, 10, substr('0000-01-01', length(${sql.ref(column)}) + 1))`; // prettier-ignore

function changed({ from, to, division, change, sample }: ChangeQuestion): RawBuilder<unknown> {
  const within = division === undefined ? sql`true` : sql`p.division_code like ${codePrefix(division)}`;
  const samples = sample ? sql`true` : sql`not p.sample`;
  return sql`
    select c.*, coalesce(p.place_code, '') as code from (
      select id, 'naming' as change, valid_from::text as on, null as former from place
      where valid_from between ${from}::date and ${to}::date and status <> 'proposed'
      union all
      select n.place_id, 'renaming', n.valid_to, n.text from place_name n
      where n.kind = 'former' and n.lang like 'zh-Han%' and n.valid_to is not null and ${firstDay('n.valid_to')} between ${from} and ${to}
      union all
      select id, 'cancelling', valid_to::text, null from place
      where valid_to between ${from}::date and ${to}::date and status in ('abolished', 'merged')) c
    join place p on p.id = c.id
    where ${within} and ${samples} and ${change === undefined ? sql`true` : sql`c.change = ${change}`}`;
}

/** Changes by place code, after a key; with the approval that was filed for each. */
export async function listChanges(
  db: Db,
  question: ChangeQuestion,
  after: ChangeKey | null,
  limit: number,
): Promise<NameChange[]> {
  const [code, id, change, former] = after ?? ['', 0, '', ''];
  const { rows } = await sql<Row>`
    select p.place_code, p.id, c.change, c.on, p.name, c.former, p.roman, p.mongolian, p.class_code, p.division_code,
      ST_X(p.geom) as lon, ST_Y(p.geom) as lat, p.status, p.secrecy, p.sample,
      f.authority, f.document_no, f.approved_on, f.filed_on, f.noticed_on
    from (${changed(question)}) c join place p on p.id = c.id
    left join lateral (
      select * from name_filing f where f.place_id = c.id and f.act = c.change and f.state = 'accepted'
        and (c.former is null or f.former_name = c.former)
      order by f.approved_on desc, f.id desc limit 1) f on true
    where (c.code collate "C", c.id, c.change collate "C", coalesce(c.former, '') collate "C") > (${code}, ${id}::int4, ${change}, ${former})
    order by c.code collate "C", c.id, c.change collate "C", coalesce(c.former, '') collate "C" limit ${limit}`.execute(db);
  const tree = await divisionTree(db);
  return rows.map((row) => toChange(row, tree));
} // prettier-ignore

export async function countChanges(db: Db, question: ChangeQuestion): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int4 as n from (${changed(question)}) c`.execute(
    db,
  );
  return rows[0]!.n;
}

const toChange = (row: Row, tree: DivisionTree): NameChange => ({
  placeCode: row.place_code,
  placeId: row.id,
  change: row.change,
  on: row.on,
  name: row.name,
  formerName: row.former,
  roman: row.roman,
  mongolian: row.mongolian,
  class: row.class_code,
  division: row.division_code,
  path: tree.pathOf(row.division_code),
  point: row.lon === null ? null : [row.lon, row.lat!],
  status: row.status,
  secrecy: row.secrecy,
  sample: row.sample,
  authority: row.authority,
  documentNo: row.document_no,
  approvedOn: row.approved_on,
  filedOn: row.filed_on,
  noticedOn: row.noticed_on,
});

const acts: Readonly<Record<FilingAct, string>> = { naming: '命名', renaming: '更名', cancelling: '注销' };
const heads = ['地名代码', '编号', '变更', '日期', '标准名称', '原名称', '罗马字母拼写', '蒙古文', '类别', '政区代码', '所在政区', '经度', '纬度', '状态', '密级', '示例数据', '批准机关', '批准文号', '批准日期', '备案日期', '公告日期']; // prettier-ignore
const pageRows = 500;

/** All changes as CSV, a page at a time. */
export function changesCsv(db: Db, question: ChangeQuestion): Readable {
  return csv(rowsOf(db, question));
}

async function* rowsOf(db: Db, question: ChangeQuestion): AsyncGenerator<readonly unknown[]> {
  yield heads;
  for (let after: ChangeKey | null = null; ;) {
    const page: NameChange[] = await listChanges(db, question, after, pageRows);
    for (const row of page)
      yield [row.placeCode, row.placeId, acts[row.change], row.on, row.name, row.formerName, row.roman, row.mongolian, row.class, row.division, row.path.map(({ name }) => name).join(''), row.point?.[0], row.point?.[1], row.status, row.secrecy, row.sample ? '是' : '', row.authority, row.documentNo, row.approvedOn, row.filedOn, row.noticedOn]; // prettier-ignore
    if (page.length < pageRows) return;
    after = keyOfChange(page.at(-1)!);
  }
}

import { sql } from 'kysely';
import type { ImportChange } from '../api/imports.ts';
import type { Db } from '../database/open.ts';
import { Problem } from '../http/problem.ts';
import { csv } from '../http/csv.ts';
import type { JobRow } from './jobs.ts';
import { stageName } from './tables.ts';

type Kind = ImportChange['change'];

interface Row {
  id: number;
  change: Kind;
  line: number | null;
  moved: number | null; // metres
  before: Content | null;
  after: Content | null;
  names_before: string | null;
  names_after: string | null;
}

/** Columns of a place that are compared; texts and numbers as they are stored. */
interface Content {
  place_code: string | null;
  name: string;
  roman: string | null;
  mongolian: string | null;
  class_code: string;
  division_code: string;
  status: string;
  position: string;
  secrecy: string;
  public: boolean;
  valid_from: string | null;
  valid_to: string | null;
  attributes: Record<string, unknown> | null;
}

const compared = ['place_code', 'name', 'roman', 'mongolian', 'class_code', 'division_code', 'status', 'position', 'secrecy', 'public', 'valid_from', 'valid_to'] as const; // prettier-ignore
const columns = [...compared, 'attributes'].map((column) => `'${column}', x.${column}`).join(', ');
const content = (alias: string) => sql.raw(`jsonb_build_object(${columns.replaceAll('x.', `${alias}.`)})`);

/** @throws Problem 409 when there is no checked difference: another kind, another state */
export async function mustHaveChanges(db: Db, job: JobRow): Promise<void> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass(${stageName(job.id, 'change')}) is not null and to_regclass(${stageName(job.id, 'name')}) is not null as there`.execute(
    db,
  );
  if (job.kind === 'places' && job.state === 'checked' && rows[0]?.there === true) return;
  throw new Problem(409, 'No difference to show', '差异清单只在地名文件检查之后、载入之前可看。The difference is there for places, after the check and before the publication.'); // prettier-ignore
}

export interface ChangeFilter {
  change?: Kind | undefined;
}

/** A page of what the import would add, change and take away, by the id of the place. */
export async function listChanges(
  db: Db,
  job: number,
  { change }: ChangeFilter,
  after: number,
  limit: number,
): Promise<ImportChange[]> {
  const stage = (part: string) => sql.table(stageName(job, part));
  const names = (where: ReturnType<typeof sql>) => sql`(select string_agg(concat_ws(' ', n.kind, n.lang, n.text, n.reading), '; ' order by n.kind, n.lang, n.text) ${where})`; // prettier-ignore
  const { rows } = await sql<Row>`
    select c.id, c.change, c.key as line, case when p.id is null then null else ${content('p')} end as before,
      case when s.line is null then null else ${content('s')} end as after,
      case when c.change = 'changed' then ST_DistanceSphere(s.geom, p.geom) end as moved,
      case when c.change = 'changed' then ${names(sql`from place_name n where n.place_id = c.id`)} end as names_before,
      case when c.change = 'changed' then ${names(sql`from ${stage('name')} n where n.line = c.key`)} end as names_after
    from (select * from ${stage('change')} where id > ${after} and (${change ?? null}::text is null or change = ${change ?? null}::text) order by id limit ${limit}) c
    left join ${stage('place')} s on s.line = c.key
    left join place p on p.id = c.id and c.change <> 'added'
    order by c.id`.execute(db);
  return rows.map(toChange);
}

export async function countChanges(db: Db, job: number, { change }: ChangeFilter): Promise<number> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int4 as n from ${sql.table(stageName(job, 'change'))} where ${change ?? null}::text is null or change = ${change ?? null}::text`.execute(
    db,
  );
  return rows[0]!.n;
}

function toChange(row: Row): ImportChange {
  const shown = row.after ?? row.before!;
  return {
    id: row.id,
    change: row.change,
    line: row.line,
    placeCode: shown.place_code,
    name: shown.name,
    class: shown.class_code,
    division: shown.division_code,
    differences: row.change === 'changed' ? differences(row) : [],
  };
}

function differences({ before, after, moved, names_before, names_after }: Row): ImportChange['differences'] {
  if (before === null || after === null) return [];
  const text = (value: unknown): string | null => (value === null || value === undefined ? null : typeof value === 'object' ? JSON.stringify(value) : String(value as string | boolean)); // prettier-ignore
  const found: ImportChange['differences'] = [];
  const compare = (field: string, one: unknown, other: unknown): void => {
    const [from, to] = [text(one), text(other)];
    if (from !== to) found.push({ field, before: from, after: to });
  };
  for (const field of compared) compare(field, before[field], after[field]);
  if (moved !== null && moved > 0) found.push({ field: 'moved_m', before: null, after: String(Math.round(moved * 10) / 10) }); // prettier-ignore
  compare('names', names_before, names_after);
  const [old, next] = [before.attributes ?? {}, after.attributes ?? {}];
  for (const key of new Set([...Object.keys(old), ...Object.keys(next)])) compare(`attributes.${key}`, old[key], next[key]); // prettier-ignore
  return found;
}

const titles: Readonly<Record<Kind, string>> = { added: '新增', changed: '变更', removed: '消失' };
const fieldTitles: Readonly<Record<string, string>> = {
  place_code: '地名代码', name: '标准名称', roman: '罗马字母拼写', mongolian: '少数民族语书写', class_code: '地名类别代码', division_code: '所在政区代码',
  status: '状态', position: '位置精度', secrecy: '密级', public: '是否公开', valid_from: '设立日期', valid_to: '废止日期', moved_m: '移动 (m)', names: '各种名称',
}; // prettier-ignore
const page = 1000;

/** The whole difference, one line for each place and, of a changed one, for each field. */
export function changesCsv(db: Db, job: number, filter: ChangeFilter): AsyncIterable<string> {
  async function* rows(): AsyncGenerator<unknown[]> {
    yield [
      '变化',
      '本库编号',
      '文件行',
      '地名代码',
      '标准名称',
      '地名类别代码',
      '所在政区代码',
      '字段',
      '原值',
      '新值',
    ];
    for (let after = 0; ;) {
      const changes = await listChanges(db, job, filter, after, page);
      for (const one of changes) {
        const head = [titles[one.change], one.change === 'added' ? null : one.id, one.line, one.placeCode, one.name, one.class, one.division]; // prettier-ignore
        if (one.differences.length === 0) yield [...head, null, null, null];
        for (const { field, before, after: to } of one.differences) yield [...head, fieldTitles[field] ?? field.replace('attributes.', ''), before, to]; // prettier-ignore
      }
      if (changes.length < page) return;
      after = changes.at(-1)!.id;
    }
  }
  return csv(rows()) as AsyncIterable<string>;
}

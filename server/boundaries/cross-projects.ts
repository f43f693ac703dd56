import { sql } from 'kysely';
import { isWithin } from '../accounts/policy.ts';
import type { CrossProject, NewProject } from '../api/boundary-records.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { refuseFields } from '../office/record-check.ts';
import { recordChanges, type Whole } from '../office/records.ts';
import { divisionNames, type NameOf } from './division-names.ts';
import { allowLine, isOfOneSide, pairOf } from './line-papers.ts';
import { checkPlaceOnLine, segmentColumns } from './place-on-line.ts';
import { pointColumn, recordStore, type RecordFilter, type StoredRecord } from './record-store.ts';

interface ProjectRow extends StoredRecord {
  line_code: string;
  line_name: string | null;
  sides: string[] | null; // of the line; null where it is gone
  county_a: string | null;
  county_b: string | null;
  point: [number, number] | null;
  name: string;
  kind: string | null;
  consents: string[];
  started_on: string | null;
  ended_on: string | null;
  note: string | null;
}

const store = recordStore<ProjectRow>({
  table: 'cross_project',
  owner: null,
  more: sql`, (select l.name from boundary_line l where l.code = r.line_code) as line_name,
    (select array_remove(array[l.side_a, l.side_b], null) from boundary_line l where l.code = r.line_code) as sides,
    case when r.geom is null then null else array[ST_X(r.geom), ST_Y(r.geom)] end as point`,
});

const contentOf = (row: ProjectRow): Whole<NewProject> => ({
  line: row.line_code,
  segment: row.county_a === null ? null : pairOf(row.county_a, row.county_b),
  point: row.point,
  name: row.name,
  kind: row.kind,
  consents: row.consents,
  startedOn: row.started_on,
  endedOn: row.ended_on,
  note: row.note,
});

/** The sides that must consent: those of the segment, else those of the line. */
const sidesOf = (row: ProjectRow): string[] =>
  row.county_a === null ? (row.sides ?? []) : [row.county_a, row.county_b].filter((code) => code !== null);

const consents = (side: string, given: readonly string[]): boolean =>
  given.some((code) => isWithin(code, side) || isWithin(side, code));

const toProject = (row: ProjectRow, nameOf: NameOf): CrossProject => ({
  ...contentOf(row),
  id: row.id,
  version: row.version,
  line: { code: row.line_code, name: row.line_name ?? row.line_code },
  consents: row.consents.map(nameOf),
  missing: sidesOf(row)
    .filter((side) => !consents(side, row.consents))
    .map(nameOf),
  createdBy: row.created_by,
  updatedAt: row.updated_at,
});

export const projectDetail = async ({ db }: Context, id: number): Promise<CrossProject> =>
  toProject(await store.find(db, id), await divisionNames(db));

export async function listProjects(
  { db }: Context,
  filter: RecordFilter & { q?: string | undefined },
  page: { before: number | null; limit: number },
) {
  const conditions = filter.q === undefined ? [] : [sql`strpos(r.name, ${filter.q}) > 0`];
  const { rows, total } = await store.list(db, filter, conditions, page);
  const nameOf = await divisionNames(db);
  return { rows: rows.map((row) => toProject(row, nameOf)), total };
}

const columnsOf = (content: NewProject) => ({
  line_code: content.line,
  ...segmentColumns(content.segment),
  name: content.name,
  kind: content.kind ?? null,
  consents: [...new Set(content.consents ?? [])].sort(),
  started_on: content.startedOn ?? null,
  ended_on: content.endedOn ?? null,
  note: content.note ?? null,
  geom: pointColumn(content.point ?? null),
});

async function check(db: Db, content: NewProject): Promise<void> {
  const errors = await checkPlaceOnLine(db, content);
  const line = await db.selectFrom('boundary_line').where('code', '=', content.line).select(['side_a', 'side_b']).executeTakeFirstOrThrow(); // prettier-ignore
  const sides = content.segment?.split('-') ?? [line.side_a, line.side_b].filter((side) => side !== null);
  const foreign = (content.consents ?? []).filter((code) => !isOfOneSide(code, sides));
  if (foreign.length > 0) errors.push(['consents', `${foreign.join(', ')} 不是两侧之一 (${sides.join(', ')}) is not one of the sides`]); // prettier-ignore
  const { startedOn, endedOn } = content;
  if (startedOn != null && endedOn != null && endedOn < startedOn) errors.push(['endedOn', `早于开始日期 ${startedOn} is before it began`]); // prettier-ignore
  refuseFields(errors);
}

/** 跨界项目: land use across a line needs the consent of both sides (令353 art. 10). */
export const projectChanges = recordChanges<ProjectRow, NewProject, CrossProject>({
  type: 'cross-project',
  attached: null,
  allow: (db, account, { line }) => allowLine(db, account, line),
  check,
  find: store.find,
  contentOf,
  nameOf: ({ name }) => name,
  insert: (trx, content, by) => store.insert(trx, columnsOf(content), by),
  update: (trx, id, content) => store.update(trx, id, columnsOf(content)),
  remove: store.remove,
  detailOf: projectDetail,
});

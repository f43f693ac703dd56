import { sql } from 'kysely';
import type { BoundaryDispute, NewDispute } from '../api/boundary-records.ts';
import { listAttachments, toAttachment } from '../attachments/store.ts';
import type { Context } from '../context.ts';
import { refuseFields } from '../office/record-check.ts';
import { recordChanges, type Whole } from '../office/records.ts';
import { allowLine, pairOf } from './line-papers.ts';
import { checkPlaceOnLine, segmentColumns } from './place-on-line.ts';
import { pointColumn, recordStore, type RecordFilter, type StoredRecord } from './record-store.ts';

interface DisputeRow extends StoredRecord {
  line_code: string;
  line_name: string | null;
  county_a: string | null;
  county_b: string | null;
  kind: BoundaryDispute['kind'];
  state: BoundaryDispute['state'];
  title: string;
  description: string | null;
  point: [number, number] | null;
  found_on: string;
  handling: string | null;
  decided_by: string | null;
  decision_no: string | null;
  resolved_on: string | null;
}

const store = recordStore<DisputeRow>({
  table: 'boundary_dispute',
  owner: 'dispute',
  more: sql`, (select l.name from boundary_line l where l.code = r.line_code) as line_name, case when r.geom is null then null else array[ST_X(r.geom), ST_Y(r.geom)] end as point`,
});

const segmentOf = (row: { county_a: string | null; county_b: string | null }): string | null =>
  row.county_a === null ? null : pairOf(row.county_a, row.county_b);

const contentOf = (row: DisputeRow): Whole<NewDispute> => ({
  line: row.line_code,
  segment: segmentOf(row),
  point: row.point,
  kind: row.kind,
  state: row.state,
  title: row.title,
  description: row.description,
  foundOn: row.found_on,
  handling: row.handling,
  decidedBy: row.decided_by,
  decisionNo: row.decision_no,
  resolvedOn: row.resolved_on,
});

const toDispute = (row: DisputeRow): BoundaryDispute => ({
  ...contentOf(row),
  id: row.id,
  version: row.version,
  line: { code: row.line_code, name: row.line_name ?? row.line_code },
  files: row.files,
  createdBy: row.created_by,
  updatedAt: row.updated_at,
});

export async function disputeDetail({ db }: Context, id: number) {
  const row = await store.find(db, id);
  return { ...toDispute(row), attachments: (await listAttachments(db, 'dispute', id)).map(toAttachment) };
}

export async function listDisputes(
  { db }: Context,
  filter: RecordFilter & { kind?: string | undefined; state?: string | undefined },
  page: { before: number | null; limit: number },
) {
  const { kind, state } = filter;
  const conditions = [
    ...(kind === undefined ? [] : [sql`r.kind = ${kind}`]),
    ...(state === undefined ? [] : [sql`r.state = ${state}`]),
  ];
  const { rows, total } = await store.list(db, filter, conditions, page);
  return { rows: rows.map(toDispute), total };
}

const columnsOf = (content: NewDispute) => ({
  line_code: content.line,
  ...segmentColumns(content.segment),
  kind: content.kind,
  state: content.state,
  title: content.title,
  description: content.description ?? null,
  geom: pointColumn(content.point ?? null),
  found_on: content.foundOn,
  handling: content.handling ?? null,
  decided_by: content.decidedBy ?? null,
  decision_no: content.decisionNo ?? null,
  resolved_on: content.resolvedOn ?? null,
});

/** 纠纷隐患 with their handling (令353 art. 15). */
export const disputeChanges = recordChanges<DisputeRow, NewDispute, Awaited<ReturnType<typeof disputeDetail>>>({
  type: 'boundary-dispute',
  attached: 'dispute',
  allow: (db, account, { line }) => allowLine(db, account, line),
  check: async (db, content) => {
    const errors = await checkPlaceOnLine(db, content);
    const { state, foundOn, resolvedOn } = content;
    if (state === 'resolved' && resolvedOn == null) errors.push(['resolvedOn', '已解决的须有日期 a settled one has its day']);
    if (state !== 'resolved' && resolvedOn != null) errors.push(['resolvedOn', '未解决的没有解决日期 only a settled one has a day']);
    if (resolvedOn != null && resolvedOn < foundOn) errors.push(['resolvedOn', `早于发现日期 ${foundOn} is before it was found`]);
    refuseFields(errors);
  },
  find: store.find,
  contentOf,
  nameOf: ({ title }) => title,
  insert: (trx, content, by) => store.insert(trx, columnsOf(content), by),
  update: (trx, id, content) => store.update(trx, id, columnsOf(content)),
  remove: store.remove,
  detailOf: disputeDetail,
}); // prettier-ignore

import { sql, type RawBuilder } from 'kysely';
import type { FilingAct, FilingChannel, FilingState, NewFiling } from '../api/filings.ts';
import type { ApprovalCase } from '../api/naming.ts';
import type { Db } from '../database/open.ts';
import { rowVersion } from '../database/record-version.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { notFound } from '../http/problem.ts';
import { noticedAbove } from './due.ts';
import type { Whole } from './records.ts';

export interface FilingRow {
  id: number;
  version: string;
  channel: FilingChannel;
  state: FilingState;
  approval_case: ApprovalCase;
  act: FilingAct;
  name: string;
  roman: string | null;
  mongolian: string | null;
  former_name: string | null;
  class_code: string | null;
  division_code: string;
  location: string | null;
  meaning: string | null;
  significance: string | null;
  lon: number | null;
  lat: number | null;
  authority: string;
  document_no: string | null;
  approved_on: string;
  department: string | null;
  received_on: string | null;
  filed_on: string | null;
  filing_no: string | null;
  noticed_on: string | null;
  notice_no: string | null;
  notice_url: string | null;
  note: string | null;
  place_id: number | null;
  draft_id: number | null;
  registered_by: string;
  reviewed_by: string | null;
  reviewed_at: string | null;
  review_note: string | null;
  created_at: string;
  updated_at: string;
}

export interface FilingFilter {
  state?: FilingState | undefined;
  channel?: FilingChannel | undefined;
  act?: FilingAct | undefined;
  division?: string | undefined;
  place?: number | undefined;
  q?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

const selected = sql`f.*, ST_X(f.geom) as lon, ST_Y(f.geom) as lat, ${rowVersion('f')} as version`;
const inside = (code: string): RawBuilder<unknown> => sql`f.division_code like ${codePrefix(code)}`;
const like = (text: string): string => `%${text.replace(/[\\%_]/g, '\\$&')}%`;

/** A page of filings, the newest first, before the id `before`. @param jurisdiction null: everywhere */
export async function listFilings(
  db: Db,
  jurisdiction: string | null,
  filter: FilingFilter,
  { before, limit }: { before: number | null; limit: number },
): Promise<{ rows: FilingRow[]; total: number }> {
  const { state, channel, act, division, place, q, from, to } = filter;
  const where = sql.join(
    [
      jurisdiction === null ? sql`true` : inside(jurisdiction),
      ...(state === undefined ? [] : [sql`f.state = ${state}`]),
      ...(channel === undefined ? [] : [sql`f.channel = ${channel}`]),
      ...(act === undefined ? [] : [sql`f.act = ${act}`]),
      ...(division === undefined ? [] : [inside(division)]),
      ...(place === undefined ? [] : [sql`f.place_id = ${place}`]),
      ...(q === undefined ? [] : [sql`(f.name like ${like(q)} or f.former_name like ${like(q)} or f.document_no like ${like(q)} or f.authority like ${like(q)})`]), // prettier-ignore
      ...(from === undefined ? [] : [sql`f.approved_on >= ${from}::date`]),
      ...(to === undefined ? [] : [sql`f.approved_on <= ${to}::date`]),
    ],
    sql` and `,
  );
  const { rows } = await sql<FilingRow>`
    select ${selected} from name_filing f where ${where} and (${before}::int4 is null or f.id < ${before})
    order by f.id desc limit ${limit}`.execute(db);
  const { rows: count } = await sql<{ total: number }>`select count(*)::int4 as total from name_filing f where ${where}`.execute(db); // prettier-ignore
  return { rows, total: count[0]!.total };
}

/** Accepted ones for which 备案 or 公告 is not done, the oldest approval first. */
export async function openFilings(db: Db, jurisdiction: string | null, limit: number): Promise<FilingRow[]> {
  const { rows } = await sql<FilingRow>`
    select ${selected} from name_filing f
    where f.state = 'accepted' and (f.noticed_on is null or f.filed_on is null)
      and f.approval_case <> all(${[...noticedAbove]}::text[]) and ${jurisdiction === null ? sql`true` : inside(jurisdiction)}
    order by f.approved_on, f.id limit ${limit}`.execute(db);
  return rows;
}

/** Accepted ones without the number of their document. */
export async function unnumbered(db: Db, jurisdiction: string | null, limit: number): Promise<FilingRow[]> {
  const { rows } = await sql<FilingRow>`
    select ${selected} from name_filing f
    where f.state = 'accepted' and f.document_no is null and ${jurisdiction === null ? sql`true` : inside(jurisdiction)}
    order by f.approved_on, f.id limit ${limit}`.execute(db);
  return rows;
}

/** @param lock for the rest of the transaction  @throws Problem 404 */
export async function findFiling(db: Db, id: number, lock = false): Promise<FilingRow> {
  const { rows } = await sql<FilingRow>`select ${selected} from name_filing f where f.id = ${id} ${lock ? sql`for update` : sql``}`.execute(db); // prettier-ignore
  if (rows[0] === undefined) throw notFound(`Filing ${id}`);
  return rows[0];
}

/** A filing as it is written; what is left out is null. */
export type FilingContent = NewFiling;

const columnsOf = (content: FilingContent) => ({
  channel: content.channel,
  approval_case: content.case,
  act: content.act,
  name: content.name,
  roman: content.roman ?? null,
  mongolian: content.mongolian ?? null,
  former_name: content.formerName ?? null,
  class_code: content.class ?? null,
  division_code: content.division,
  location: content.location ?? null,
  meaning: content.meaning ?? null,
  significance: content.significance ?? null,
  geom: content.point == null ? null : sql<string>`ST_SetSRID(ST_MakePoint(${content.point[0]}, ${content.point[1]}), 4490)`, // prettier-ignore
  authority: content.authority,
  document_no: content.documentNo ?? null,
  approved_on: content.approvedOn,
  department: content.department ?? null,
  received_on: content.receivedOn ?? null,
  note: content.note ?? null,
  place_id: content.placeId ?? null,
  // What another department files is filed when it is received.
  ...(content.channel === 'received' ? { filed_on: content.receivedOn ?? null } : {}),
});

export interface Registered {
  by: string;
  draft?: number;
  reviewedBy?: string | null; // accepted already, by this person
}

export async function insertFiling(trx: Db, content: FilingContent, { by, draft, reviewedBy }: Registered): Promise<number> {
  const reviewed = reviewedBy === undefined ? {} : { state: 'accepted', reviewed_by: reviewedBy, reviewed_at: sql<string>`now()` };
  const made = await trx
    .insertInto('name_filing')
    .values({ ...columnsOf(content), registered_by: by, draft_id: draft ?? null, ...reviewed })
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
} // prettier-ignore

export async function rewriteFiling(trx: Db, id: number, content: FilingContent, by: string): Promise<void> {
  await trx
    .updateTable('name_filing')
    .set({ ...columnsOf(content), state: 'registered', registered_by: by, updated_at: sql<string>`now()` })
    .where('id', '=', id)
    .execute();
}

/** The fields alone: it stays accepted, registered and reviewed by the same people. */
export async function correctContent(trx: Db, id: number, content: FilingContent): Promise<void> {
  await trx.updateTable('name_filing').set({ ...columnsOf(content), updated_at: sql<string>`now()` }).where('id', '=', id).execute(); // prettier-ignore
}

export type FilingUpdate = Partial<Pick<FilingRow, 'state' | 'filed_on' | 'filing_no' | 'noticed_on' | 'notice_no' | 'notice_url' | 'reviewed_by' | 'review_note' | 'place_id' | 'draft_id'>>; // prettier-ignore

export async function updateFiling(trx: Db, id: number, change: FilingUpdate): Promise<void> {
  await trx
    .updateTable('name_filing')
    .set({
      ...change,
      ...(change.reviewed_by === undefined ? {} : { reviewed_at: sql<string>`now()` }),
      updated_at: sql<string>`now()`,
    })
    .where('id', '=', id)
    .execute();
}

/** The content of a row, as it would be sent. */
export const contentOf = (row: FilingRow): Whole<FilingContent> => ({
  channel: row.channel,
  case: row.approval_case,
  act: row.act,
  name: row.name,
  roman: row.roman,
  mongolian: row.mongolian,
  formerName: row.former_name,
  class: row.class_code,
  division: row.division_code,
  location: row.location,
  meaning: row.meaning,
  significance: row.significance,
  point: row.lon === null ? null : [row.lon, row.lat!],
  authority: row.authority,
  documentNo: row.document_no,
  approvedOn: row.approved_on,
  department: row.department,
  receivedOn: row.received_on,
  note: row.note,
  placeId: row.place_id,
});

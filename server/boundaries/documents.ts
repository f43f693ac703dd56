import { sql } from 'kysely';
import { authorize } from '../accounts/accounts.ts';
import type { BoundaryDocument, NewDocument } from '../api/boundary-records.ts';
import { listAttachments, toAttachment } from '../attachments/store.ts';
import type { Context } from '../context.ts';
import { badRequest, notFound } from '../http/problem.ts';
import { todayInChina } from '../naming/today.ts';
import { refuseFields } from '../office/record-check.ts';
import { recordChanges, type Whole } from '../office/records.ts';
import { allowLine } from './line-papers.ts';
import { recordStore, type StoredRecord } from './record-store.ts';

interface DocumentRow extends StoredRecord {
  line_code: string | null;
  line_name: string | null;
  meeting_code: string | null;
  meeting_name: string | null;
  kind: BoundaryDocument['kind'];
  title: string;
  number: string | null;
  signed_on: string | null;
  expires_on: string | null;
  parties: string[];
  note: string | null;
}
type Content = Whole<NewDocument>;

const store = recordStore<DocumentRow>({
  table: 'boundary_document',
  owner: 'document',
  more: sql`, (select l.name from boundary_line l where l.code = r.line_code) as line_name, (select m.name from meeting_point m where m.code = r.meeting_code) as meeting_name`,
  elsewhere: (pattern) =>
    sql`exists (select from meeting_point m, unnest(m.divisions) as met(code) where m.code = r.meeting_code and met.code like ${pattern})`,
});

const refer = (code: string | null, name: string | null): { code: string; name: string } | null =>
  code === null ? null : { code, name: name ?? code };

const toDocument = (row: DocumentRow): BoundaryDocument => ({
  id: row.id,
  version: row.version,
  line: refer(row.line_code, row.line_name),
  meetingPoint: refer(row.meeting_code, row.meeting_name),
  kind: row.kind,
  title: row.title,
  number: row.number,
  signedOn: row.signed_on,
  expiresOn: row.expires_on,
  expired: row.expires_on === null ? null : row.expires_on < todayInChina(),
  parties: row.parties,
  note: row.note,
  files: row.files,
  createdBy: row.created_by,
  updatedAt: row.updated_at,
});

export async function documentDetail({ db }: Context, id: number) {
  const row = await store.find(db, id);
  return { ...toDocument(row), attachments: (await listAttachments(db, 'document', id)).map(toAttachment) };
}

interface Filter {
  line?: string | undefined;
  division?: string | undefined;
  meetingPoint?: string | undefined;
  kind?: string | undefined;
  expired?: 'true' | 'false' | undefined;
}

export async function listDocuments(
  { db }: Context,
  filter: Filter,
  page: { before: number | null; limit: number },
) {
  const { meetingPoint, kind, expired } = filter;
  const conditions = [
    ...(meetingPoint === undefined ? [] : [sql`r.meeting_code = ${meetingPoint}`]),
    ...(kind === undefined ? [] : [sql`r.kind = ${kind}`]),
    ...(expired === undefined ? [] : [sql`(r.expires_on < ${todayInChina()}) = ${expired === 'true'}`]),
  ];
  const { rows, total } = await store.list(db, filter, conditions, page);
  return { rows: rows.map(toDocument), total };
}

const columnsOf = (content: NewDocument) => ({
  line_code: content.line ?? null,
  meeting_code: content.meetingPoint ?? null,
  kind: content.kind,
  title: content.title,
  number: content.number ?? null,
  signed_on: content.signedOn ?? null,
  expires_on: content.expiresOn ?? null,
  parties: content.parties ?? [],
  note: content.note ?? null,
});

/** 协议书, 批复, 详图 ... of a line or of a meeting point. */
export const documentChanges = recordChanges<DocumentRow, NewDocument, Awaited<ReturnType<typeof documentDetail>>>({
  type: 'boundary-document',
  attached: 'document',
  allow: async (db, account, { line, meetingPoint }) => {
    if (line != null && meetingPoint == null) return allowLine(db, account, line);
    if (meetingPoint == null || line != null) throw badRequest('body: 文件或属一条界线 (line), 或属一个交会点 (meetingPoint)。A document belongs to either a line or a meeting point.', [{ where: 'body: line', what: 'either line or meetingPoint' }]);
    const point = await db.selectFrom('meeting_point').where('code', '=', meetingPoint).select('divisions').executeTakeFirst();
    if (point === undefined) throw notFound(`Meeting point ${meetingPoint}`);
    authorize(account, 'line.edit', { divisions: point.divisions });
    return point.divisions;
  },
  check: (_db, { signedOn, expiresOn }) => {
    if (signedOn != null && expiresOn != null && expiresOn < signedOn) refuseFields([['expiresOn', `早于签订日期 ${signedOn} is before it was signed`]]);
    return Promise.resolve();
  },
  find: store.find,
  contentOf: (row): Content => ({ line: row.line_code, meetingPoint: row.meeting_code, kind: row.kind, title: row.title, number: row.number, signedOn: row.signed_on, expiresOn: row.expires_on, parties: row.parties, note: row.note }),
  nameOf: ({ title }) => title,
  insert: (trx, content, by) => store.insert(trx, columnsOf(content), by),
  update: (trx, id, content) => store.update(trx, id, columnsOf(content)),
  remove: store.remove,
  detailOf: documentDetail,
}); // prettier-ignore

import { sql, type RawBuilder } from 'kysely';
import type { DraftChange, DraftState, DraftType, Papers, Statement } from '../api/drafts.ts';
import type { Db } from '../database/open.ts';
import { rowVersion } from '../database/record-version.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { notFound } from '../http/problem.ts';

/** What a draft proposes, as it is kept in draft.content. */
export interface Proposal {
  change: DraftChange;
  reason: string;
  effectiveOn: string | null;
  fields: Record<string, unknown>; // a PlaceChange or FacilityChange
  statement?: Statement; // of a place
  papers?: Papers; // by which it has been approved
  filing?: number; // the filing that it was made from
}

export interface DraftRow {
  id: number;
  version: string;
  record_type: DraftType;
  record_id: string | null;
  title: string;
  divisions: string[];
  content: Proposal;
  base: string | null;
  state: DraftState;
  author: string;
  created_at: string;
  updated_at: string;
  submitted_at: string | null;
  decided_by: string | null;
  decided_at: string | null;
  published_at: string | null;
}

export interface DraftFilter {
  state?: DraftState | undefined;
  type?: DraftType | undefined;
  division?: string | undefined;
  author?: string | undefined;
  record?: number | undefined;
}

/** Which drafts somebody sees: their own, and those of these types that touch their jurisdiction (null: everywhere). */
export interface DraftReader {
  name: string;
  types: readonly DraftType[];
  jurisdiction: string | null;
}

const touches = (code: string): RawBuilder<unknown> =>
  sql`exists (select from unnest(d.divisions) code where code like ${codePrefix(code)})`;

/** A page of drafts, the newest first, before the id `before`. */
export async function listDrafts(
  db: Db,
  reader: DraftReader,
  filter: DraftFilter,
  { before, limit }: { before: number | null; limit: number },
): Promise<{ rows: DraftRow[]; total: number }> {
  const inside = reader.jurisdiction === null ? sql`true` : touches(reader.jurisdiction);
  const where = sql.join(
    [
      sql`(d.author = ${reader.name} or (d.record_type = any(${[...reader.types]}::text[]) and ${inside}))`,
      ...(filter.state === undefined ? [] : [sql`d.state = ${filter.state}`]),
      ...(filter.type === undefined ? [] : [sql`d.record_type = ${filter.type}`]),
      ...(filter.author === undefined ? [] : [sql`d.author = ${filter.author}`]),
      ...(filter.record === undefined ? [] : [sql`d.record_id = ${String(filter.record)}`]),
      ...(filter.division === undefined ? [] : [touches(filter.division)]),
    ],
    sql` and `,
  );
  const { rows } = await sql<DraftRow>`
    select d.*, ${rowVersion('d')} as version from draft d
    where ${where} and (${before}::int4 is null or d.id < ${before}) order by d.id desc limit ${limit}`.execute(
    db,
  );
  const { rows: count } = await sql<{ total: number }>`select count(*)::int4 as total from draft d where ${where}`.execute(db); // prettier-ignore
  return { rows, total: count[0]!.total };
}

/** @param lock for the rest of the transaction  @throws Problem 404 */
export async function findDraft(db: Db, id: number, lock = false): Promise<DraftRow> {
  const { rows } = await sql<DraftRow>`
    select d.*, ${rowVersion('d')} as version from draft d where d.id = ${id} ${lock ? sql`for update` : sql``}`.execute(db); // prettier-ignore
  if (rows[0] === undefined) throw notFound(`Draft ${id}`);
  return rows[0];
}

export interface CommentRow {
  id: number;
  at: string;
  actor: string;
  state: string;
  text: string;
}

export const listComments = async (db: Db, draft: number): Promise<CommentRow[]> =>
  db
    .selectFrom('draft_comment')
    .where('draft_id', '=', draft)
    .select(['id', 'at', 'actor', 'state', 'text'])
    .orderBy('id')
    .execute();

export async function addComment(
  trx: Db,
  draft: number,
  comment: { actor: string; state: string; text: string },
): Promise<void> {
  if (comment.text !== '') await trx.insertInto('draft_comment').values({ draft_id: draft, ...comment }).execute(); // prettier-ignore
}

export async function insertDraft(
  trx: Db,
  draft: Pick<DraftRow, 'record_type' | 'record_id' | 'title' | 'divisions' | 'content' | 'base' | 'author'>,
): Promise<number> {
  const made = await trx
    .insertInto('draft')
    .values({ ...draft, content: JSON.stringify(draft.content) })
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}

export async function updateDraft(
  trx: Db,
  id: number,
  change: Partial<Pick<DraftRow, 'state' | 'title' | 'divisions' | 'content' | 'base' | 'record_id' | 'decided_by'>> & { at?: 'submitted_at' | 'decided_at' | 'published_at' },
): Promise<void> {
  const { at, content, ...rest } = change;
  await trx
    .updateTable('draft')
    .set({
      ...rest,
      ...(content === undefined ? {} : { content: JSON.stringify(content) }),
      ...(at === undefined ? {} : { [at]: sql`now()` }),
      updated_at: sql<string>`now()`,
    })
    .where('id', '=', id)
    .execute();
} // prettier-ignore

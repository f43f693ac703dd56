import { sql, type RawBuilder } from 'kysely';
import type { NewProtected } from '../api/protected-names.ts';
import type { Db } from '../database/open.ts';
import { rowVersion } from '../database/record-version.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { editSource } from '../edits/source.ts';
import { notFound } from '../http/problem.ts';
import type { Whole } from '../office/records.ts';

export interface ProtectedRow {
  id: number;
  version: string;
  name: string;
  division_code: string;
  place_id: number | null;
  category: string | null;
  evidence: string;
  document: string | null;
  listed_on: string | null;
  delisted_on: string | null;
  source_id: string;
  sample: boolean;
  updated_at: string;
}

export interface ProtectedFilter {
  q?: string | undefined;
  division?: string | undefined;
  place?: number | undefined;
  listed?: 'true' | 'false' | undefined;
}

const selected = sql`p.*, ${rowVersion('p')} as version`;

function conditionOf({ q, division, place, listed }: ProtectedFilter, today: string): RawBuilder<unknown> {
  const isListed = sql`(p.delisted_on is null or p.delisted_on > ${today}::date)`;
  return sql.join(
    [
      sql`true`,
      ...(q === undefined ? [] : [sql`strpos(p.name, ${q}) > 0`]),
      ...(division === undefined ? [] : [sql`p.division_code like ${codePrefix(division)}`]),
      ...(place === undefined ? [] : [sql`p.place_id = ${place}`]),
      ...(listed === undefined ? [] : [listed === 'true' ? isListed : sql`not ${isListed}`]),
    ],
    sql` and `,
  );
}

/** A page by division and name, after that of the page before. */
export async function listProtected(
  db: Db,
  filter: ProtectedFilter,
  today: string,
  { after, limit }: { after: readonly [string, string, number] | null; limit: number },
): Promise<{ rows: ProtectedRow[]; total: number }> {
  const where = conditionOf(filter, today);
  const [division, name, id] = after ?? ['', '', 0];
  const { rows } = await sql<ProtectedRow>`
    select ${selected} from protected_name p
    where ${where} and (p.division_code collate "C", p.name collate "C", p.id) > (${division}, ${name}, ${id}::int4)
    order by p.division_code collate "C", p.name collate "C", p.id limit ${limit}`.execute(db);
  const { rows: count } = await sql<{ total: number }>`select count(*)::int4 as total from protected_name p where ${where}`.execute(db); // prettier-ignore
  return { rows, total: count[0]!.total };
}

/** @param lock for the rest of the transaction  @throws Problem 404 */
export async function findProtected(db: Db, id: number, lock = false): Promise<ProtectedRow> {
  const { rows } = await sql<ProtectedRow>`select ${selected} from protected_name p where p.id = ${id} ${lock ? sql`for update` : sql``}`.execute(db); // prettier-ignore
  if (rows[0] === undefined) throw notFound(`Protected name ${id}`);
  return rows[0];
}

const columnsOf = (content: NewProtected) => ({
  name: content.name,
  division_code: content.division,
  place_id: content.placeId ?? null,
  category: content.category ?? null,
  evidence: content.evidence,
  document: content.document ?? null,
  listed_on: content.listedOn ?? null,
  delisted_on: content.delistedOn ?? null,
});

export const contentOf = (row: ProtectedRow): Whole<NewProtected> => ({
  name: row.name,
  division: row.division_code,
  placeId: row.place_id,
  category: row.category,
  evidence: row.evidence,
  document: row.document,
  listedOn: row.listed_on,
  delistedOn: row.delisted_on,
});

export async function insertProtected(trx: Db, content: NewProtected): Promise<number> {
  const made = await trx
    .insertInto('protected_name')
    .values({ ...columnsOf(content), source_id: editSource })
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}

export async function updateProtected(trx: Db, id: number, content: NewProtected): Promise<void> {
  await trx.updateTable('protected_name').set({ ...columnsOf(content), updated_at: sql<string>`now()` }).where('id', '=', id).execute(); // prettier-ignore
}

export async function deleteProtected(trx: Db, id: number): Promise<void> {
  await trx.deleteFrom('protected_name').where('id', '=', id).execute();
}

import { sql } from 'kysely';
import type { Account } from '../accounts/account.ts';
import type * as api from '../api/coverage-policies.ts';
import type { KindChange, KindRecord } from '../api/coverage-policies.ts';
import type { Body } from '../api/endpoint.ts';
import { logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { rowVersion } from '../database/record-version.ts';
import { transaction } from '../database/transaction.ts';
import { raiseVersion, takeDataset } from '../edits/dataset.ts';
import { followEdit } from '../edits/follow.ts';
import { given } from '../given.ts';
import { notFound } from '../http/problem.ts';
import { changeRecord, type Whole } from '../office/records.ts';
import { refuseFields } from '../office/record-check.ts';
import { allowRegion, refuseTaken } from './policy-edit.ts';

type Content = Whole<KindChange>;
type Row = Awaited<ReturnType<typeof findKind>>;

/** @param lock for the rest of the transaction  @throws Problem 404 */
async function findKind(db: Db, id: string, lock = false) {
  const row = await db
    .selectFrom('facility_kind as k')
    .where('id', '=', id)
    .selectAll('k')
    .select((eb) => [rowVersion('k').as('version'), eb.selectFrom('facility as f').whereRef('f.kind', '=', 'k.id').select(eb.fn.countAll<number>().as('n')).as('facilities')])
    .$if(lock, (query) => query.forUpdate())
    .executeTakeFirst(); // prettier-ignore
  if (row === undefined) throw notFound(`Facility kind ${id}`);
  return row;
}

const contentOf = (row: Row): Content => ({
  name: row.name,
  nameEn: row.name_en,
  unit: row.unit as Content['unit'],
  reachKm: row.reach_km,
  symbol: row.symbol,
  sort: row.sort,
  validTo: row.valid_to,
});

export async function readKind(db: Db, id: string): Promise<KindRecord> {
  const row = await findKind(db, id);
  const { version, updated_at: updatedAt, edited_at: editedAt, edited_by: editedBy } = row;
  return { id, version, ...contentOf(row), facilities: row.facilities ?? 0, updatedAt, editedAt, editedBy };
}

const columnsOf = (content: Content, by: string) => ({
  name: content.name,
  name_en: content.nameEn,
  unit: content.unit,
  reach_km: content.reachKm,
  symbol: content.symbol,
  sort: content.sort,
  valid_to: content.validTo,
  edited_by: by,
  edited_at: sql<string>`now()`,
  updated_at: sql<string>`now()`,
});

/** A name tells kinds apart in tables and imports. @throws Problem 400 */
async function check(db: Db, id: string, { name }: Content): Promise<void> {
  const same = await db.selectFrom('facility_kind').where('name', '=', name).where('id', '<>', id).select('id').executeTakeFirst(); // prettier-ignore
  refuseFields(same === undefined ? [] : [['name', `${same.id} 已叫 ${name} is called so`]]);
}

const record = (id: string, divisions: readonly string[]) => ({ type: 'facility-kind', id, divisions });

export async function createKind(context: Context, account: Account, actor: Actor, { id, ...said }: Body<typeof api.createKind>): Promise<KindRecord> {
  const { db } = context;
  const divisions = await allowRegion(db, account);
  const content = { nameEn: said.name, reachKm: null, symbol: 'facility', sort: 1000, validTo: null, ...given(said) } as Content;
  await check(db, id, content);
  await transaction(db, async (trx) => {
    await takeDataset(trx, 'facilities');
    const made = await trx.insertInto('facility_kind').values({ id, ...columnsOf(content, account.name) }).onConflict((oc) => oc.column('id').doNothing()).returning('id').executeTakeFirst();
    if (made === undefined) refuseTaken(id);
    await raiseVersion(trx, 'facilities', 0);
    await logChange(trx, actor, 'facility-kind.add', record(id, divisions), { after: content });
  });
  followEdit(context, 'facilities');
  return readKind(db, id);
} // prettier-ignore

/** Tiles, search keys and, where the reach begins or ends to be computed, the distances follow. */
export async function editKind(context: Context, account: Account, actor: Actor, { id, match, change }: { id: string; match: string; change: KindChange }): Promise<KindRecord> {
  const saved = await changeRecord<Row, Content, KindRecord>(context, actor, {
    type: 'facility-kind',
    id,
    action: 'facility-kind.edit',
    match,
    change,
    find: (db, lock) => findKind(db, id, lock),
    contentOf,
    allow: () => allowRegion(context.db, account),
    check: (content) => check(context.db, id, content),
    update: async (trx, content) => {
      await takeDataset(trx, 'facilities');
      await trx.updateTable('facility_kind').set(columnsOf(content, account.name)).where('id', '=', id).execute();
      await raiseVersion(trx, 'facilities', 0);
    },
    summary: ({ name }) => ({ name }),
    detail: () => readKind(context.db, id),
  });
  followEdit(context, 'facilities');
  return saved;
} // prettier-ignore

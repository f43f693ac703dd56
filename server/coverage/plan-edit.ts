import { sql } from 'kysely';
import type { Account } from '../accounts/account.ts';
import type * as api from '../api/coverage-policies.ts';
import type { PlanChange, PlanRecord } from '../api/coverage-policies.ts';
import type { Body } from '../api/endpoint.ts';
import { logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { rowVersion } from '../database/record-version.ts';
import { transaction } from '../database/transaction.ts';
import { editSource } from '../edits/source.ts';
import { given } from '../given.ts';
import { notFound } from '../http/problem.ts';
import { changeRecord, type Whole } from '../office/records.ts';
import { refuseFields } from '../office/record-check.ts';
import { toPlan } from './cite.ts';
import { allowRegion, refuseTaken } from './policy-edit.ts';

type Content = Whole<PlanChange>;
type Row = Awaited<ReturnType<typeof findPlan>>;

const select = (db: Db) => db.selectFrom('coverage_plan as p').selectAll('p').select(rowVersion('p').as('version')).orderBy('valid_from').orderBy('id'); // prettier-ignore

/** @param lock for the rest of the transaction  @throws Problem 404 */
async function findPlan(db: Db, id: string, lock = false) {
  const row = await select(db).where('id', '=', id).$if(lock, (query) => query.forUpdate()).executeTakeFirst(); // prettier-ignore
  if (row === undefined) throw notFound(`Plan ${id}`);
  return row;
}

const toRecord = (row: Row): PlanRecord => ({
  ...toPlan(row),
  succeeds: row.succeeds,
  version: row.version,
  source: row.source_id,
  updatedAt: row.updated_at,
  editedAt: row.edited_at,
  editedBy: row.edited_by,
});

export const listPlanRecords = async (db: Db): Promise<PlanRecord[]> => (await select(db).execute()).map(toRecord); // prettier-ignore

const contentOf = (row: Row): Content => ({
  title: row.title,
  validFrom: row.valid_from,
  validTo: row.valid_to,
  state: row.state as Content['state'],
  succeeds: row.succeeds,
  note: row.note,
});

const columnsOf = (content: Content, by: string) => ({
  title: content.title,
  valid_from: content.validFrom,
  valid_to: content.validTo,
  state: content.state,
  succeeds: content.succeeds,
  note: content.note,
  edited_by: by,
  edited_at: sql<string>`now()`,
  updated_at: sql<string>`now()`,
});

/** @throws Problem 400 */
async function check(db: Db, id: string, { validFrom, validTo, succeeds }: Content): Promise<void> {
  const errors: [field: string, what: string][] = [];
  if (validFrom !== null && validTo !== null && validFrom > validTo) errors.push(['validTo', `早于 ${validFrom} is before ${validFrom}`]);
  const known = await listPlanRecords(db);
  if (succeeds !== null && !known.some((plan) => plan.id === succeeds)) errors.push(['succeeds', `没有规划 ${succeeds} unknown plan`]);
  for (let at = succeeds; at !== null && errors.length === 0; at = known.find((plan) => plan.id === at)?.succeeds ?? null)
    if (at === id) errors.push(['succeeds', '规划不能接续自己 a plan cannot follow itself']);
  refuseFields(errors);
} // prettier-ignore

const record = (id: string, divisions: readonly string[]) => ({ type: 'coverage-plan', id, divisions });
const readPlan = async (db: Db, id: string): Promise<PlanRecord> => toRecord(await findPlan(db, id));

export async function createPlan({ db }: Context, account: Account, actor: Actor, { id, ...said }: Body<typeof api.createPlan>): Promise<PlanRecord> {
  const divisions = await allowRegion(db, account);
  const content = { validFrom: null, validTo: null, succeeds: null, note: null, ...given(said) } as Content;
  await check(db, id, content);
  await transaction(db, async (trx) => {
    const made = await trx.insertInto('coverage_plan').values({ id, ...columnsOf(content, account.name), source_id: editSource }).onConflict((oc) => oc.column('id').doNothing()).returning('id').executeTakeFirst();
    if (made === undefined) refuseTaken(id);
    await logChange(trx, actor, 'coverage-plan.add', record(id, divisions), { after: content });
  });
  return readPlan(db, id);
} // prettier-ignore

export const editPlan = (context: Context, account: Account, actor: Actor, { id, match, change }: { id: string; match: string; change: PlanChange }): Promise<PlanRecord> =>
  changeRecord<Row, Content, PlanRecord>(context, actor, {
    type: 'coverage-plan',
    id,
    action: 'coverage-plan.edit',
    match,
    change,
    find: (db, lock) => findPlan(db, id, lock),
    contentOf,
    allow: () => allowRegion(context.db, account),
    check: (content) => check(context.db, id, content),
    update: async (trx, content) => void (await trx.updateTable('coverage_plan').set(columnsOf(content, account.name)).where('id', '=', id).execute()),
    summary: ({ title }) => ({ name: title }),
    detail: () => readPlan(context.db, id),
  }); // prettier-ignore

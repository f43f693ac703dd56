import { sql } from 'kysely';
import type { Account } from '../accounts/account.ts';
import type * as api from '../api/unit-facts.ts';
import type { FactType, UnitFact, UnitFactChange } from '../api/unit-facts.ts';
import type { Body, Query } from '../api/endpoint.ts';
import { diff, logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { rowVersion } from '../database/record-version.ts';
import { transaction } from '../database/transaction.ts';
import type { Level } from '../api/divisions.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { authorizeEach } from '../edits/authorize-each.ts';
import { editSource } from '../edits/source.ts';
import { given } from '../given.ts';
import { changedMeanwhile, notFound } from '../http/problem.ts';
import { changeRecord, type Whole } from '../office/records.ts';
import { refuseFields } from '../office/record-check.ts';

export type FactContent = Whole<UnitFactChange>;
export type FactRow = Awaited<ReturnType<typeof findFact>>;

export const selectFacts = (db: Db) =>
  db.selectFrom('unit_fact as u').selectAll('u').select(rowVersion('u').as('version'));

/** Until the transaction ends nobody else writes a fact: what was found not to overlap still does not when it is written. */
export const lockFacts = async (trx: Db): Promise<void> =>
  void (await sql`lock table unit_fact in share row exclusive mode`.execute(trx));

/** @param lock all facts, for the rest of the transaction  @throws Problem 404 */
async function findFact(db: Db, id: number, lock = false) {
  if (lock) await lockFacts(db);
  const row = await selectFacts(db).where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw notFound(`Fact ${id}`);
  return row;
}

const toFact = (row: FactRow, tree: DivisionTree): UnitFact => ({
  id: row.id,
  ...contentOf(row),
  version: row.version,
  path: tree.pathOf(row.division_code),
  source: row.source_id,
  sample: row.sample,
  updatedAt: row.updated_at,
  editedAt: row.edited_at,
  editedBy: row.edited_by,
});

export const contentOf = (row: FactRow): FactContent => ({
  type: row.type as FactType,
  division: row.division_code,
  value: row.value,
  detail: row.detail,
  document: row.document,
  validFrom: row.valid_from,
  validTo: row.valid_to,
});

export const readFact = async (db: Db, id: number): Promise<UnitFact> => toFact(await findFact(db, id), await divisionTree(db)); // prettier-ignore

/** A page by division and id. @param after division and id of the last one of the page before */
export async function pageOfFacts(db: Db, { type, division, on }: Query<typeof api.listUnitFacts>, after: readonly [string, number] | null, limit: number): Promise<{ rows: UnitFact[]; total: number }> {
  const matching = selectFacts(db)
    .$if(type !== undefined, (query) => query.where('type', '=', type!))
    .$if(division !== undefined, (query) => query.where('division_code', 'like', codePrefix(division!)))
    .$if(on !== undefined, (query) =>
      query
        .where((eb) => eb.or([eb('valid_from', 'is', null), eb('valid_from', '<=', on!)]))
        .where((eb) => eb.or([eb('valid_to', 'is', null), eb('valid_to', '>=', on!)])),
    );
  const rows = await matching
    .$if(after !== null, (query) => query.where(sql<boolean>`(division_code collate "C", id) > (${after?.[0]}, ${after?.[1]}::int4)`))
    .orderBy(sql`division_code collate "C"`)
    .orderBy('id')
    .limit(limit)
    .execute();
  const { total } = await matching.clearSelect().select(sql<number>`count(*)::int4`.as('total')).executeTakeFirstOrThrow();
  const tree = await divisionTree(db);
  return { rows: rows.map((row) => toFact(row, tree)), total };
} // prettier-ignore

const columnsOf = (content: FactContent, by: string) => ({
  type: content.type,
  division_code: content.division,
  value: content.value,
  detail: content.detail,
  document: content.document,
  valid_from: content.validFrom,
  valid_to: content.validTo,
  edited_by: by,
  edited_at: sql<string>`now()`,
  updated_at: sql<string>`now()`,
});

const words: Readonly<Partial<Record<FactType, readonly string[]>>> = {
  zone: ['cremation', 'burial_reform', 'mixed', 'unknown'],
  person: ['designated', 'none', 'unknown'],
};
export const factLevels: Readonly<Record<FactType, readonly Level[]>> = {
  zone: ['county', 'township'],
  person: ['township'],
  population: ['county', 'township'],
  tag: ['prefecture', 'county', 'township'],
};

interface Fault {
  field: 'value' | 'validTo';
  zh: string;
  en: string;
}

/** What is wrong with a fact by itself, field by field. */
export function faultsOf({ type, value, validFrom, validTo }: FactContent): Fault[] {
  const faults: Fault[] = [];
  const known = words[type];
  if (known !== undefined && !known.includes(value)) faults.push({ field: 'value', zh: `必须是 ${known.join('、')}`, en: 'must be one of these' });
  if (type === 'population' && !/^\d{1,9}$/.test(value)) faults.push({ field: 'value', zh: '必须是不超过九位的整数', en: 'must be a whole number of nine digits at most' });
  if (validFrom !== null && validTo !== null && validFrom > validTo) faults.push({ field: 'validTo', zh: `早于 ${validFrom}`, en: `is before ${validFrom}` });
  return faults;
} // prettier-ignore

/** What a fact may say of which unit. @throws Problem 400 */
async function check(db: Db, content: FactContent): Promise<void> {
  const { type, division } = content;
  const errors: [field: string, what: string][] = [];
  const level = (await divisionTree(db)).get(division)?.level ?? (await db.selectFrom('division').where('code', '=', division).select('level').executeTakeFirst())?.level as Level | undefined;
  if (level === undefined) errors.push(['division', `没有政区 ${division} unknown division`]);
  else if (!factLevels[type].includes(level)) errors.push(['division', `${type} 只登记在 ${factLevels[type].join('、')} is recorded of these levels only`]);
  for (const { field, zh, en } of faultsOf(content)) errors.push([field, `${zh} ${en}`]);
  refuseFields(errors);
} // prettier-ignore

/** Two of the same kind never hold on the same day. @param trx has locked the facts  @throws Problem 400 */
async function refuseOverlap(trx: Db, id: number | null, { type, division, value, validFrom, validTo }: FactContent): Promise<void> {
  const { rows } = await sql<{ id: number; valid_from: string | null; valid_to: string | null }>`
    select id, valid_from, valid_to from unit_fact where type = ${type} and division_code = ${division} and id is distinct from ${id}::int4
      and (${type} <> 'tag' or value = ${value}) and coalesce(valid_from, '-infinity') <= coalesce(${validTo}::date, 'infinity')
      and coalesce(${validFrom}::date, '-infinity') <= coalesce(valid_to, 'infinity') limit 1`.execute(trx);
  const other = rows[0];
  if (other !== undefined) refuseFields([['validFrom', `与第 ${other.id} 条 (${other.valid_from ?? '…'} 至 ${other.valid_to ?? '今'}) 的有效期重叠: 先为它填写 validTo overlaps another: end that one first`]]);
} // prettier-ignore

const record = (id: number, division: string) => ({
  type: 'unit-fact',
  id: String(id),
  divisions: [division],
});

/** Writes a new fact and its audit row. @returns its id */
export async function insertFact(trx: Db, actor: Actor, content: FactContent): Promise<number> {
  const { id } = await trx.insertInto('unit_fact').values({ ...columnsOf(content, actor.name), source_id: editSource, sample: false }).returning('id').executeTakeFirstOrThrow();
  await logChange(trx, actor, 'unit-fact.add', record(id, content.division), { after: content });
  return id;
} // prettier-ignore

/** Likewise, of a fact that there is. @param row read under the lock */
export async function updateFact(trx: Db, actor: Actor, row: FactRow, content: FactContent): Promise<void> {
  await trx.updateTable('unit_fact').set(columnsOf(content, actor.name)).where('id', '=', row.id).execute();
  await logChange(trx, actor, 'unit-fact.edit', record(row.id, content.division), { ...diff(contentOf(row), content), summary: { name: `${content.type} ${content.value}` } });
} // prettier-ignore

/** Likewise; a new version of its pack does not bring it back. @param row read under the lock */
export async function removeFact(trx: Db, actor: Actor, row: FactRow): Promise<void> {
  await sql`insert into removed_record (record_type, source_id, external_id, removed_by)
    values ('unit_fact', ${row.source_id}, ${`${row.type} ${row.division_code} ${row.value}`}, ${actor.name}) on conflict do nothing`.execute(trx);
  await trx.deleteFrom('unit_fact').where('id', '=', row.id).execute();
  await logChange(trx, actor, 'unit-fact.delete', record(row.id, row.division_code), { before: contentOf(row) });
} // prettier-ignore

/** @throws Problem 400, 403 */
export async function createFact({ db }: Context, account: Account, actor: Actor, said: Body<typeof api.createUnitFact>): Promise<UnitFact> {
  authorizeEach(account, 'policy.edit', [said.division]);
  const content = { detail: null, document: null, validFrom: null, validTo: null, ...given(said) } as FactContent;
  await check(db, content);
  const id = await transaction(db, async (trx) => {
    await lockFacts(trx);
    await refuseOverlap(trx, null, content);
    return insertFact(trx, actor, content);
  });
  return readFact(db, id);
} // prettier-ignore

export const editFact = (context: Context, account: Account, actor: Actor, { id, match, change }: { id: number; match: string; change: UnitFactChange }): Promise<UnitFact> =>
  changeRecord<FactRow, FactContent, UnitFact>(context, actor, {
    type: 'unit-fact',
    id: String(id),
    action: 'unit-fact.edit',
    match,
    change,
    find: (db, lock) => findFact(db, id, lock),
    contentOf,
    allow: ({ division }) => {
      authorizeEach(account, 'policy.edit', [division]);
      return Promise.resolve([division]);
    },
    check: (content) => check(context.db, content),
    update: async (trx, content) => {
      await refuseOverlap(trx, id, content);
      await trx.updateTable('unit_fact').set(columnsOf(content, account.name)).where('id', '=', id).execute();
    },
    summary: ({ type, value }) => ({ name: `${type} ${value}` }),
    detail: () => readFact(context.db, id),
  }); // prettier-ignore

/** Takes away what never was so. @throws Problem 403, 404, 412 */
export async function deleteFact({ db }: Context, account: Account, actor: Actor, { id, match }: { id: number; match: string }): Promise<void> {
  const { division_code: division } = await findFact(db, id);
  authorizeEach(account, 'policy.edit', [division]);
  const isStale = await transaction(db, async (trx) => {
    const row = await findFact(trx, id, true);
    if (row.version !== match) return true;
    await removeFact(trx, actor, row);
    return false;
  });
  if (isStale) throw changedMeanwhile(await readFact(db, id));
} // prettier-ignore

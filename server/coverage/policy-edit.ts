import { sql } from 'kysely';
import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import type * as api from '../api/coverage-policies.ts';
import type { Policy, PolicyChange } from '../api/coverage-policies.ts';
import type { Body } from '../api/endpoint.ts';
import { logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { rowVersion } from '../database/record-version.ts';
import { transaction } from '../database/transaction.ts';
import { divisionTree } from '../divisions/tree.ts';
import { editSource } from '../edits/source.ts';
import { given } from '../given.ts';
import { notFound, Problem } from '../http/problem.ts';
import { todayInChina } from '../naming/today.ts';
import { changeRecord, type Whole } from '../office/records.ts';
import { refuseFields } from '../office/record-check.ts';
import { citationsOf, cite, targetOf } from './cite.ts';
import { listPlans } from './queries.ts';

type Content = Whole<PolicyChange>;
type Row = Awaited<ReturnType<typeof findPolicy>>;

const select = (db: Db) => db.selectFrom('coverage_policy as p').selectAll('p').select(rowVersion('p').as('version')).orderBy('sort').orderBy('id'); // prettier-ignore

/** @param lock for the rest of the transaction  @throws Problem 404 */
async function findPolicy(db: Db, id: string, lock = false) {
  const row = await select(db).where('id', '=', id).$if(lock, (query) => query.forUpdate()).executeTakeFirst(); // prettier-ignore
  if (row === undefined) throw notFound(`Policy ${id}`);
  return row;
}

const toPolicy = (row: Row, plans: Awaited<ReturnType<typeof listPlans>>, on: string): Policy => ({
  id: row.id,
  version: row.version,
  source: row.source_id,
  updatedAt: row.updated_at,
  editedAt: row.edited_at,
  editedBy: row.edited_by,
  title: row.title,
  kinds: row.kinds,
  unit: row.unit as Policy['unit'],
  rule: row.rule as Policy['rule'],
  substitutes: row.substitutes,
  zones: row.zones,
  tags: row.tags,
  ownership: row.ownership,
  target: targetOf(row),
  plan: row.plan_id,
  legalNature: row.legal_nature,
  citations: citationsOf(row, on),
  validFrom: row.valid_from,
  validTo: row.valid_to,
  sort: row.sort,
  cited: cite(row, plans, on),
});

export async function listPolicyRecords(db: Db, { on = todayInChina(), kind, all }: { on?: string | undefined; kind?: string | undefined; all: boolean }): Promise<{ on: string; items: Policy[] }> {
  const plans = await listPlans(db);
  const rows = await select(db).execute();
  const isAsked = ({ kinds, valid_from, valid_to }: Row): boolean =>
    (kind === undefined || kinds.includes(kind)) && (all || ((valid_from === null || valid_from <= on) && (valid_to === null || valid_to >= on)));
  return { on, items: rows.filter(isAsked).map((row) => toPolicy(row, plans, on)) };
} // prettier-ignore

export const readPolicy = async (db: Db, id: string, on = todayInChina()): Promise<Policy> => toPolicy(await findPolicy(db, id), await listPlans(db), on); // prettier-ignore

const contentOf = (row: Row): Content => ({
  title: row.title,
  kinds: row.kinds,
  unit: row.unit as Content['unit'],
  rule: row.rule as Content['rule'],
  substitutes: row.substitutes,
  zones: row.zones as Content['zones'],
  tags: row.tags,
  ownership: row.ownership,
  target: targetOf(row),
  plan: row.plan_id,
  legalNature: row.legal_nature,
  citations: row.citation as Content['citations'],
  validFrom: row.valid_from,
  validTo: row.valid_to,
  sort: row.sort,
});

const columnsOf = (content: Content, by: string) => ({
  title: content.title,
  kinds: content.kinds,
  unit: content.unit,
  rule: content.rule,
  substitutes: content.substitutes,
  zones: content.zones,
  tags: content.tags,
  ownership: content.ownership,
  target_share: content.target?.share ?? null,
  target_scope: content.target?.scope ?? null,
  target_year: content.target?.year ?? null,
  target_counts: content.target?.counts ?? null,
  target_note: content.target?.note ?? null,
  plan_id: content.plan,
  legal_nature: content.legalNature,
  citation: JSON.stringify(content.citations),
  valid_from: content.validFrom,
  valid_to: content.validTo,
  sort: content.sort,
  edited_by: by,
  edited_at: sql<string>`now()`,
  updated_at: sql<string>`now()`,
});

/** The articles of this text were repealed on 2026-03-30 (domain.md 7): none is ever printed. */
const isRepealed = ({ title, article, validTo }: Content['citations'][number]): boolean =>
  /殡葬管理条例/.test(title) && !/2026/.test(title) && article != null && (validTo == null || validTo >= '2026-03-30'); // prettier-ignore

/** What a policy refers to must be there, and its days in their order. @throws Problem 400 with every field that cannot be so */
async function check(db: Db, content: Content): Promise<void> {
  const errors: [field: string, what: string][] = [];
  const kinds = new Set((await db.selectFrom('facility_kind').select('id').execute()).map(({ id }) => id));
  for (const field of ['kinds', 'substitutes'] as const)
    for (const kind of content[field]) if (!kinds.has(kind)) errors.push([field, `没有设施类别 ${kind} unknown kind`]);
  const isPlan = content.plan === null || (await db.selectFrom('coverage_plan').where('id', '=', content.plan).select('id').executeTakeFirst()) !== undefined;
  if (!isPlan) errors.push(['plan', `没有规划 ${content.plan} unknown plan`]);
  if (content.validFrom !== null && content.validTo !== null && content.validFrom > content.validTo) errors.push(['validTo', `早于 ${content.validFrom} is before ${content.validFrom}`]);
  content.citations.forEach((citation, at) => {
    if (citation.validFrom == null) errors.push([`citations.${at}.validFrom`, '施行日期必填: 不知道何时施行的文本不能作依据 the day it came into force is needed']);
    else if (citation.validTo != null && citation.validFrom > citation.validTo) errors.push([`citations.${at}.validTo`, `早于 ${citation.validFrom} is before ${citation.validFrom}`]);
    if (isRepealed(citation)) errors.push([`citations.${at}.article`, '2026-03-30 起废止的条文不能引用 this article was repealed on 2026-03-30']);
  });
  if (content.rule === 'none' && content.target === null) errors.push(['target', '既无单位规则也无汇总目标 neither a rule nor a target']);
  if (content.rule === 'by_zone' && content.unit === 'prefecture') errors.push(['unit', '盟市没有火葬区划分 a league has no cremation zone']);
  if (content.rule === 'facility_or_person' && content.unit !== 'township') errors.push(['unit', '专门人员只按乡级登记 persons are recorded of townships']);
  refuseFields(errors);
} // prettier-ignore

/** Policies bind the region: whoever changes one answers for all of it. */
export async function allowRegion(db: Db, account: Account): Promise<readonly string[]> {
  const root = (await divisionTree(db)).nodes().find(({ parent }) => parent === null);
  const divisions = root === undefined ? [] : [root.code];
  authorize(account, 'policy.edit', { divisions });
  return divisions;
}

/** @throws Problem 409 where the id is taken */
export const refuseTaken = (id: string): never => {
  throw new Problem(409, 'Already there', `编号 ${id} 已被使用。The id ${id} is taken.`);
};

const record = (id: string, divisions: readonly string[]) => ({ type: 'coverage-policy', id, divisions });

export async function createPolicy({ db }: Context, account: Account, actor: Actor, { id, ...said }: Body<typeof api.createPolicy>): Promise<Policy> {
  const divisions = await allowRegion(db, account);
  const empty = { substitutes: [], zones: [], tags: [], ownership: [], target: null, plan: null, citations: [], validFrom: null, validTo: null, sort: 1000 };
  const content = { ...empty, ...given(said) } as unknown as Content;
  await check(db, content);
  await transaction(db, async (trx) => {
    const made = await trx.insertInto('coverage_policy').values({ id, ...columnsOf(content, account.name), source_id: editSource }).onConflict((oc) => oc.column('id').doNothing()).returning('id').executeTakeFirst();
    if (made === undefined) refuseTaken(id);
    await logChange(trx, actor, 'coverage-policy.add', record(id, divisions), { after: content });
  });
  return readPolicy(db, id);
} // prettier-ignore

export const editPolicy = (context: Context, account: Account, actor: Actor, { id, match, change }: { id: string; match: string; change: PolicyChange }): Promise<Policy> =>
  changeRecord<Row, Content, Policy>(context, actor, {
    type: 'coverage-policy',
    id,
    action: 'coverage-policy.edit',
    match,
    change,
    find: (db, lock) => findPolicy(db, id, lock),
    contentOf,
    allow: () => allowRegion(context.db, account),
    check: (content) => check(context.db, content),
    update: async (trx, content) => void (await trx.updateTable('coverage_policy').set(columnsOf(content, account.name)).where('id', '=', id).execute()),
    summary: ({ title }) => ({ name: title }),
    detail: () => readPolicy(context.db, id),
  }); // prettier-ignore

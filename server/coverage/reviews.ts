import { sql } from 'kysely';
import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import type * as api from '../api/coverage-evidence.ts';
import type { Review } from '../api/coverage-evidence.ts';
import type { Unit } from '../api/coverage.ts';
import type { Body } from '../api/endpoint.ts';
import { logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { refuseFields } from '../office/record-check.ts';
import { groupBy } from './shared/group-by.ts';

interface Row {
  id: number;
  kind: string;
  unit: Unit;
  division_code: string;
  verdict: Review['verdict'];
  note: string | null;
  run_id: string | null;
  reviewer: string;
  reviewed_at: string;
}

const toReview = (row: Row, tree: DivisionTree): Review => ({
  id: row.id,
  kind: row.kind,
  unit: row.unit,
  division: { code: row.division_code, name: tree.get(row.division_code)?.name ?? row.division_code },
  verdict: row.verdict,
  note: row.note,
  run: row.run_id,
  reviewer: row.reviewer,
  at: row.reviewed_at,
});

const select = (db: Db) => db.selectFrom('coverage_review').selectAll().orderBy('id', 'desc');

/** By division, all verdicts on its flag, the newest first. */
export async function listReviewsOf(db: Db, kind: string, unit: Unit, divisions: readonly string[]): Promise<Map<string, Review[]>> {
  const rows = await select(db).where('kind', '=', kind).where('unit', '=', unit).where('division_code', 'in', divisions).execute();
  const tree = await divisionTree(db);
  return groupBy((rows as Row[]).map((row) => toReview(row, tree)), ({ division }) => division.code);
} // prettier-ignore

/** A page of verdicts, the newest first. @param before id of the last one of the page before */
export async function pageOfReviews(db: Db, filter: { kind?: string | undefined; division?: string | undefined }, before: number | null, limit: number): Promise<{ rows: Review[]; total: number }> {
  const { kind, division } = filter;
  const matching = select(db)
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
    .$if(division !== undefined, (query) => query.where('division_code', 'like', codePrefix(division!)));
  const rows = await matching.$if(before !== null, (query) => query.where('id', '<', before!)).limit(limit).execute();
  const { total } = await matching.clearSelect().clearOrderBy().select(sql<number>`count(*)::int4`.as('total')).executeTakeFirstOrThrow();
  const tree = await divisionTree(db);
  return { rows: (rows as Row[]).map((row) => toReview(row, tree)), total };
} // prettier-ignore

/** Keeps a verdict. None is ever changed: a later one stands before it. @throws Problem 403, 400 */
export async function addReview({ db }: Context, account: Account, actor: Actor, said: Body<typeof api.addReview>): Promise<Review> {
  authorize(account, 'coverage.review', { divisions: [said.division] });
  const tree = await divisionTree(db);
  const kind = await db.selectFrom('facility_kind').where('id', '=', said.kind).select('id').executeTakeFirst();
  refuseFields([
    ...(kind === undefined ? [['kind', `没有设施类别 ${said.kind} unknown kind`] as const] : []),
    ...(tree.get(said.division)?.level === said.unit ? [] : [['division', `没有现行的本级政区 ${said.division} no present ${said.unit}`] as const]),
  ]);
  const row = await transaction(db, async (trx) => {
    const made = await trx
      .insertInto('coverage_review')
      .values({ kind: said.kind, unit: said.unit, division_code: said.division, verdict: said.verdict, note: said.note ?? null, run_id: said.run ?? null, reviewer: account.name })
      .returningAll()
      .executeTakeFirstOrThrow();
    await logChange(trx, actor, 'coverage.review', { type: 'coverage-review', id: String(made.id), divisions: [said.division] }, { after: { ...said } });
    return made;
  });
  return toReview(row as Row, tree);
} // prettier-ignore

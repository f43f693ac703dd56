import { sql } from 'kysely';
import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import { can } from '../accounts/policy.ts';
import { RoundLevel, type InspectionRound, type NewRound, type PlannedInspection, type RoundChange } from '../api/inspection-rounds.ts'; // prettier-ignore
import { diff, logChange, type Actor } from '../audit/log.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { rowVersion } from '../database/record-version.ts';
import { transaction } from '../database/transaction.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { divisionTree } from '../divisions/tree.ts';
import { given } from '../given.ts';
import { badRequest, changedMeanwhile, notFound, Problem } from '../http/problem.ts';
import { divisionNames } from '../boundaries/division-names.ts';
import { planOf, type LineToPlan, type Plan } from './plan.ts';
import { insertInspection, lastBefore } from './store.ts';

interface RoundRow {
  id: number;
  version: string;
  level: RoundLevel;
  number: number;
  year_from: number;
  year_to: number;
  note: string | null;
  sample: boolean;
  lines: number;
  inspections: number;
  filed: number;
  created_by: string;
  updated_at: string;
}

const selected = sql`r.*, ${rowVersion('r')} as version,
  (select count(*)::int4 from boundary_line l where l.level = r.level and l.side_b is not null) as lines,
  (select count(*)::int4 from inspection i where i.round_id = r.id and i.state <> 'cancelled') as inspections,
  (select count(*)::int4 from inspection i where i.round_id = r.id and i.state = 'filed') as filed`;

const toRound = (row: RoundRow): InspectionRound => ({
  id: row.id,
  version: row.version,
  level: row.level,
  number: row.number,
  yearFrom: row.year_from,
  yearTo: row.year_to,
  note: row.note,
  sample: row.sample,
  lines: row.lines,
  inspections: row.inspections,
  filed: row.filed,
  createdBy: row.created_by,
  updatedAt: row.updated_at,
});

/** @param lock for the rest of the transaction  @throws Problem 404 */
export async function findRound(db: Db, id: number, lock = false): Promise<RoundRow> {
  const { rows } = await sql<RoundRow>`select ${selected} from inspection_round r where r.id = ${id} ${lock ? sql`for update of r` : sql``}`.execute(db); // prettier-ignore
  if (rows[0] === undefined) throw notFound(`Round ${id}`);
  return rows[0];
}

/**
 * Divisions of whose officers a round of this level is: of the region for its own lines and those between leagues, of the league
 * too for lines between banners. A banner's officer inspects, but opens no round.
 */
async function ownersOf(db: Db, level: RoundLevel): Promise<string[]> {
  const wanted = level === 'county' ? ['province', 'prefecture'] : ['province'];
  return (await divisionTree(db)).nodes().filter((node) => wanted.includes(node.level)).map(({ code }) => code); // prettier-ignore
}

const mayPlan = async (db: Db, account: Account, level: RoundLevel): Promise<void> =>
  authorize(account, 'inspection.edit', { divisions: await ownersOf(db, level) });

export async function listRounds({ db }: Context, account: Account): Promise<{ items: InspectionRound[]; may: RoundLevel[] }> {
  const { rows } = await sql<RoundRow>`select ${selected} from inspection_round r order by r.year_from desc, r.level, r.number desc`.execute(db);
  const may: RoundLevel[] = [];
  for (const level of RoundLevel.options)
    if (can(account, 'inspection.edit', { divisions: await ownersOf(db, level) }).allowed) may.push(level);
  return { items: rows.map(toRound), may };
} // prettier-ignore

const recordOf = (id: number, divisions: readonly string[] = []) => ({ type: 'inspection-round', id: String(id), divisions }); // prettier-ignore

type RoundContent = { number: number; yearFrom: number; yearTo: number; note: string | null };
const contentOf = (row: RoundRow): RoundContent => ({ number: row.number, yearFrom: row.year_from, yearTo: row.year_to, note: row.note }); // prettier-ignore

/** @throws Problem 400 */
function checkYears({ yearFrom, yearTo }: Pick<RoundContent, 'yearFrom' | 'yearTo'>): void {
  if (yearTo < yearFrom || yearTo - yearFrom > 9) throw badRequest('起止年度有误: 一轮五年。`yearTo` must not lie before `yearFrom`, nor ten years behind it: a round takes five.', [{ where: 'body: yearTo', what: String(yearTo) }]); // prettier-ignore
}

/** @throws Problem 409 when there is a round with this number already */
async function mustBeFree(trx: Db, level: RoundLevel, number: number, but: number): Promise<void> {
  const taken = await trx.selectFrom('inspection_round').where('level', '=', level).where('number', '=', number).where('sample', '=', false).where('id', '<>', but).select('id').executeTakeFirst(); // prettier-ignore
  if (taken !== undefined) throw new Problem(409, 'There already', `这一级已有第 ${number} 轮。There is a round ${number} of this level already.`); // prettier-ignore
}

export async function createRound(context: Context, account: Account, actor: Actor, content: NewRound): Promise<InspectionRound> {
  await mayPlan(context.db, account, content.level);
  checkYears(content);
  const divisions = await ownersOf(context.db, content.level);
  const id = await transaction(context.db, async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`round ${content.level}`}, 0))`.execute(trx);
    await mustBeFree(trx, content.level, content.number, 0);
    const made = await trx
      .insertInto('inspection_round')
      .values({ level: content.level, number: content.number, year_from: content.yearFrom, year_to: content.yearTo, note: content.note ?? null, created_by: account.name })
      .returning('id')
      .executeTakeFirstOrThrow();
    await logChange(trx, actor, 'inspection-round.add', recordOf(made.id, divisions), { after: content });
    return made.id;
  });
  return toRound(await findRound(context.db, id));
} // prettier-ignore

export async function editRound(context: Context, account: Account, actor: Actor, { id, match, change }: { id: number; match: string; change: RoundChange }): Promise<InspectionRound> {
  const before = await findRound(context.db, id);
  await mayPlan(context.db, account, before.level);
  const content = { ...contentOf(before), ...given(change) } as RoundContent;
  checkYears(content);
  const divisions = await ownersOf(context.db, before.level);
  const isStale = await transaction(context.db, async (trx) => {
    const row = await findRound(trx, id, true);
    if (row.version !== match) return true;
    await mustBeFree(trx, row.level, content.number, id);
    await mustHoldItsYears(trx, id, content);
    await trx.updateTable('inspection_round').set({ number: content.number, year_from: content.yearFrom, year_to: content.yearTo, note: content.note, updated_at: sql<string>`now()` }).where('id', '=', id).execute();
    await logChange(trx, actor, 'inspection-round.edit', recordOf(id, divisions), diff(contentOf(row), content));
    return false;
  });
  const round = toRound(await findRound(context.db, id));
  if (isStale) throw changedMeanwhile(round);
  return round;
} // prettier-ignore

/** @throws Problem 409 when an inspection would fall out of the years */
async function mustHoldItsYears(trx: Db, id: number, { yearFrom, yearTo }: RoundContent): Promise<void> {
  const { rows } = await sql<{ year: number }>`select year from inspection where round_id = ${id} and state <> 'cancelled' and year not between ${yearFrom} and ${yearTo} limit 1`.execute(trx); // prettier-ignore
  if (rows[0] !== undefined) throw new Problem(409, 'In use', `本轮有 ${rows[0].year} 年的联检, 年度不能排除它。An inspection of this round is in ${rows[0].year}.`); // prettier-ignore
}

/** The lines of a round's level in a jurisdiction (null: all), with their year and roles. */
async function plan(db: Db, round: RoundRow, jurisdiction: string | null): Promise<Plan[]> {
  const inside = jurisdiction === null ? sql`true` : sql`(l.side_a like ${codePrefix(jurisdiction)} or l.side_b like ${codePrefix(jurisdiction)})`; // prettier-ignore
  const { rows } = await sql<Omit<LineToPlan, 'previous'>>`
    select l.code, l.name, l.side_a, l.side_b, i.id as inspection from boundary_line l
    left join inspection i on i.round_id = ${round.id} and i.line_code = l.code and i.state <> 'cancelled'
    where l.level = ${round.level} and l.side_b is not null and ${inside}`.execute(db);
  const last = await lastBefore(db, round.level, round.number);
  const lines = rows.map((row) => ({ ...row, previous: last.get(row.code) ?? null }));
  return planOf(lines, { from: round.year_from, to: round.year_to });
}

const jurisdictionOf = (account: Account): string | null => (account.role === 'administrator' ? null : account.jurisdiction); // prettier-ignore

export async function previewPlan({ db }: Context, account: Account, id: number): Promise<PlannedInspection[]> {
  const round = await findRound(db, id);
  await mayPlan(db, account, round.level);
  const nameOf = await divisionNames(db);
  return (await plan(db, round, jurisdictionOf(account))).map(({ code, name, year, lead, partner, previous, inspection }) => ({
    line: { code, name },
    year,
    lead: nameOf(lead),
    partner: nameOf(partner),
    previous: previous && { number: previous.number, year: previous.year, lead: previous.lead_code },
    inspection,
  }));
} // prettier-ignore

/** Plans what is missing. Two at once plan each line once: the round is locked. */
export async function planRound(context: Context, account: Account, actor: Actor, id: number): Promise<{ created: number; inspections: number[] }> {
  await mayPlan(context.db, account, (await findRound(context.db, id)).level);
  const inspections = await transaction(context.db, async (trx) => {
    const round = await findRound(trx, id, true);
    const made: number[] = [];
    for (const { code, name, year, lead, partner, inspection } of await plan(trx, round, jurisdictionOf(account))) {
      if (inspection !== null) continue;
      const row = { kind: 'regular' as const, round_id: id, line_code: code, year, cause: null, lead_code: lead, partner_code: partner, created_by: account.name };
      const one = await insertInspection(trx, row);
      await logChange(trx, actor, 'inspection.add', { type: 'inspection', id: String(one), divisions: [lead, partner] }, { after: row, summary: { name } });
      made.push(one);
    }
    return made;
  });
  return { created: inspections.length, inspections };
} // prettier-ignore

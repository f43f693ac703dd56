import { sql, type RawBuilder } from 'kysely';
import type { NewScenario, ScenarioChange } from '../api/scenarios.ts';
import type { Db } from '../database/open.ts';
import { rowVersion } from '../database/record-version.ts';
import { notFound } from '../http/problem.ts';
import type { Whole } from '../office/records.ts';

export interface ScenarioRow {
  id: number;
  version: string;
  title: string;
  kind: string;
  kind_name: string;
  method: 'straight' | 'road';
  threshold: number | null;
  detour: number;
  share_threshold: number | null;
  changes: ScenarioChange[];
  note: string | null;
  shared: boolean;
  author: string;
  updated_at: string;
}

const selected = sql`s.*, k.name as kind_name, ${rowVersion('s')} as version`;

/** Whom a scenario is visible to: its author, and where it is shared every member of the staff. */
const visibleTo = (reader: string): RawBuilder<unknown> => sql`(s.shared or s.author = ${reader})`;

/** A page of scenarios, the newest first, before the id `before`. */
export async function listScenarios(
  db: Db,
  reader: string,
  { kind }: { kind?: string | undefined },
  { before, limit }: { before: number | null; limit: number },
): Promise<{ rows: ScenarioRow[]; total: number }> {
  const where = sql`${visibleTo(reader)} and ${kind === undefined ? sql`true` : sql`s.kind = ${kind}`}`;
  const { rows } = await sql<ScenarioRow>`
    select ${selected} from scenario s join facility_kind k on k.id = s.kind
    where ${where} and (${before}::int4 is null or s.id < ${before}) order by s.id desc limit ${limit}`.execute(
    db,
  );
  const { rows: count } = await sql<{ total: number }>`select count(*)::int4 as total from scenario s where ${where}`.execute(db); // prettier-ignore
  return { rows, total: count[0]!.total };
}

/**
 * @param reader null: whoever asks
 * @param lock for the rest of the transaction
 * @throws Problem 404 where there is none that the reader may see
 */
export async function findScenario(
  db: Db,
  id: number,
  reader: string | null,
  lock = false,
): Promise<ScenarioRow> {
  const { rows } = await sql<ScenarioRow>`
    select ${selected} from scenario s join facility_kind k on k.id = s.kind
    where s.id = ${id} and ${reader === null ? sql`true` : visibleTo(reader)} ${lock ? sql`for update of s` : sql``}`.execute(
    db,
  );
  if (rows[0] === undefined) throw notFound(`Scenario ${id}`);
  return rows[0];
}

export const contentOf = (row: ScenarioRow): Whole<NewScenario> => ({
  title: row.title,
  kind: row.kind,
  method: row.method,
  threshold: row.threshold,
  detour: row.detour,
  shareThreshold: row.share_threshold,
  changes: row.changes,
  note: row.note,
  shared: row.shared,
});

const columnsOf = (content: NewScenario) => ({
  title: content.title,
  kind: content.kind,
  method: content.method,
  threshold: content.threshold,
  detour: content.detour,
  share_threshold: content.shareThreshold,
  changes: JSON.stringify(content.changes),
  note: content.note,
  shared: content.shared,
});

export async function insertScenario(trx: Db, content: NewScenario, author: string): Promise<number> {
  const made = await trx.insertInto('scenario').values({ ...columnsOf(content), author }).returning('id').executeTakeFirstOrThrow(); // prettier-ignore
  return made.id;
}

export async function updateScenario(trx: Db, id: number, content: NewScenario): Promise<void> {
  await trx.updateTable('scenario').set({ ...columnsOf(content), updated_at: sql<string>`now()` }).where('id', '=', id).execute(); // prettier-ignore
}

export async function deleteScenario(trx: Db, id: number): Promise<void> {
  await trx.deleteFrom('scenario').where('id', '=', id).execute();
}

import { gunzipSync } from 'node:zlib';
import { sql, type RawBuilder, type Transaction } from 'kysely';
import type { DivisionTopology } from '../../boundaries/arcs.ts';
import { replaceTopology } from '../../boundaries/publish.ts';
import type { Db } from '../../database/open.ts';
import type { DB } from '../../database/schema.ts';
import { transaction } from '../../database/transaction.ts';
import type { PublishRun, RollBackRun } from '../kind.ts';
import { dropTables } from '../tables.ts';
import { archiveDivisions, archivesOf, divisionRestorer } from './division-archive.ts';

/** What a list or a history changes. */
export interface DivisionChange {
  /** SQL that selects the codes of the rows that it touches. */
  codes: RawBuilder<unknown>;
  /** New names of divisions above the townships: boundary lines and meeting points are named after them. */
  names: ReadonlyMap<string, string>;
  write: (trx: Db) => Promise<void>;
}

/** Archives the rows that are touched, then writes the change in one swap. */
export async function publishDivisions(
  run: PublishRun,
  { codes, names, write }: DivisionChange,
): Promise<void> {
  await archiveDivisions(run, codes);
  try {
    await swap(run, names, write, archivesOf(run));
  } catch (error) {
    await dropTables(run.db, archivesOf(run));
    throw error;
  }
}

/** Puts the rows back that a list or a history has changed. */
export async function rollBackDivisions(run: RollBackRun): Promise<void> {
  const { rows } = await sql<{ code: string; name: string }>`
    select a.code, a.name from ${sql.table(run.archive('rows'))} a join division d on d.code = a.code and d.valid_to is null
    where a.valid_to is null and a.level <> 'township' and a.name <> d.name`.execute(run.db);
  const restore = await divisionRestorer(run);
  await run.breathe();
  await swap(run, new Map(rows.map(({ code, name }) => [code, name])), restore, []);
}

/** With new names the topology is published anew, since lines bear them; the polygons stay what they are. */
async function swap(
  run: PublishRun,
  names: ReadonlyMap<string, string>,
  write: (trx: Db) => Promise<void>,
  archive: readonly string[],
): Promise<void> {
  const current = names.size === 0 ? null : await currentTopology(run.db);
  const record = async (trx: Transaction<DB>): Promise<void> => {
    await run.record(trx, {
      dataset: 'divisions',
      also: current === null ? [] : ['boundaries'],
      counts: run.counts,
      archive,
    });
    await countDivisions(trx);
  };
  if (current !== null) {
    await replaceTopology(run.context, { ...current, divisions: { names, write }, record }, run.step);
  } else {
    await transaction(run.db, async (trx) => {
      await write(trx);
      await record(trx);
    });
  }
}

/** The coverage that is current, with its source; null when there is none. */
export async function currentTopology(
  db: Db,
): Promise<{ topology: DivisionTopology; sourceId: string; sample: boolean } | null> {
  const { rows } = await sql<{ topology: Buffer; source_id: string; sample: boolean }>`
    select topology, source_id, sample from division_topology where current`.execute(db);
  const row = rows[0];
  return row === undefined
    ? null
    : { topology: unpackTopology(row.topology), sourceId: row.source_id, sample: row.sample };
}

export const unpackTopology = (topology: Buffer): DivisionTopology => JSON.parse(gunzipSync(topology).toString('utf8')) as DivisionTopology; // prettier-ignore

/** The version's row count is that of the present divisions; what an import counts are other things. */
export async function countDivisions(trx: Db): Promise<void> {
  await sql`update data_version set row_count = (select count(*) from division where valid_to is null) where dataset = 'divisions'`.execute(trx); // prettier-ignore
}

import { sql, type RawBuilder, type Transaction } from 'kysely';
import { removeTopology, replaceTopology } from '../../boundaries/publish.ts';
import type { Db } from '../../database/open.ts';
import type { DB } from '../../database/schema.ts';
import type { PublishRun, RollBackRun } from '../kind.ts';
import { dropTables } from '../tables.ts';
import { topologyOf } from './coverage-build.ts';
import { wantedOf } from './coverage-wanted.ts';
import { countDivisions, unpackTopology } from './division-swap.ts';

const parts = ['topology', 'added'] as const;
const archived = (run: PublishRun, part: (typeof parts)[number]): RawBuilder<unknown> =>
  sql.table(run.archive(part));
const present = sql`(select code from division where valid_to is null)`;

/** Whether a job has replaced the coverage: its archives say so. */
export const isCoverage = (archives: readonly string[]): boolean =>
  archives.some((name) => name.endsWith('_topology'));

/** Makes the checked coverage the current one, with the rows that it needs, in one swap. */
export async function publishCoverage(run: PublishRun): Promise<void> {
  const { db, job } = run;
  const { rows } = await sql<{ topology: Buffer }>`select topology from ${topologyOf(run)}`.execute(db);
  const topology = unpackTopology(rows[0]!.topology);
  const { rows: wanted } = await sql<{
    code: string;
    name: string;
  }>`select code, name from ${wantedOf(run)}`.execute(db);
  await archive(run);
  const divisions = {
    names: new Map(wanted.map(({ code, name }) => [code, name])),
    write: (trx: Db) => addWanted(trx, run),
  };
  const record = async (trx: Transaction<DB>): Promise<void> => {
    await run.record(trx, { dataset: 'divisions', also: ['boundaries'], counts: run.counts, archive: parts.map((part) => run.archive(part)) }); // prettier-ignore
    await countDivisions(trx);
  };
  try {
    await replaceTopology(
      run.context,
      { topology, sourceId: job.sourceId, sample: false, divisions, record },
      run.step,
    );
  } catch (error) {
    await dropTables(db, parts.map((part) => run.archive(part))); // prettier-ignore
    throw error;
  }
}

/** Puts back the topology that was replaced, and takes away the rows that were added. */
export async function rollBackCoverage(run: RollBackRun): Promise<void> {
  const { db } = run;
  const { rows } = await sql<{ topology: Buffer; source_id: string; sample: boolean }>`
    select topology, source_id, sample from ${archived(run, 'topology')}`.execute(db);
  const before = rows[0];
  await run.breathe();
  const write = async (trx: Db): Promise<void> => {
    await sql`delete from division where valid_to is null and source_id = ${run.job.sourceId}
      and code in (select code from ${archived(run, 'added')})`.execute(trx);
  };
  const record = async (trx: Transaction<DB>): Promise<void> => {
    await run.record(trx, { dataset: 'divisions', also: ['boundaries'], counts: run.counts, archive: [] });
    await countDivisions(trx);
    if (before !== undefined) await sql`update data_version set source_id = ${before.source_id} where dataset in ('divisions', 'boundaries')`.execute(trx); // prettier-ignore
  };
  if (before === undefined) return removeTopology(run.context, { write, record });
  const { topology, source_id: sourceId, sample } = before;
  await replaceTopology(run.context, { topology: unpackTopology(topology), sourceId, sample, divisions: { names: new Map(), write }, record }, run.step); // prettier-ignore
}

/** Attributes of divisions that stay are not touched by a coverage, and their polygons come back with the topology. */
async function archive(run: PublishRun): Promise<void> {
  await dropTables(run.db, parts.map((part) => run.archive(part))); // prettier-ignore
  await sql`create table ${archived(run, 'topology')} as select topology, content_hash, source_id, sample from division_topology where current`.execute(run.db); // prettier-ignore
  await sql`create table ${archived(run, 'added')} as select code from ${wantedOf(run)} where code not in ${present}`.execute(
    run.db,
  );
  await run.breathe();
}

async function addWanted(trx: Db, run: PublishRun): Promise<void> {
  await sql`insert into division (code, level, kind, name, roman, mongolian, parent_code, source_id)
    select code, level, kind, name, roman, mongolian, parent_code, ${run.job.sourceId} from ${wantedOf(run)} where code not in ${present} order by code`.execute(trx); // prettier-ignore
}

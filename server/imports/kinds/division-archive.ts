import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../../database/open.ts';
import type { PublishRun, Run } from '../kind.ts';
import { commonColumns, dropTables } from '../tables.ts';

// Geometry is not kept: it comes back with the topology, which these imports do not change.
const parts = ['codes', 'rows', 'succession'] as const;
const archiveOf = (run: Run, part: (typeof parts)[number]): RawBuilder<unknown> =>
  sql.table(run.archive(part));
export const archivesOf = (run: Run): string[] => parts.map((part) => run.archive(part));

/** Keeps every row, past and present, of the codes that an import touches, and the succession. @param codes SQL that selects them */
export async function archiveDivisions(run: PublishRun, codes: RawBuilder<unknown>): Promise<void> {
  const { db } = run;
  await dropTables(db, archivesOf(run));
  const columns = (await commonColumns(db, 'division', 'division')).filter(
    (column) => column !== 'geom' && column !== 'label',
  );
  await sql`create table ${archiveOf(run, 'codes')} as select distinct code from (${codes}) x`.execute(db);
  await sql`create table ${archiveOf(run, 'rows')} as select ${refs(columns)} from division
    where code in (select code from ${archiveOf(run, 'codes')})`.execute(db);
  await sql`create table ${archiveOf(run, 'succession')} as select * from division_succession`.execute(db);
  await run.breathe();
}

/** @returns what puts the rows and the succession back as they were; to be called inside the swap */
export async function divisionRestorer(run: Run): Promise<(trx: Db) => Promise<void>> {
  const columns = await commonColumns(run.db, 'division', run.archive('rows'));
  const links = await commonColumns(run.db, 'division_succession', run.archive('succession'));
  const [codes, rows, succession] = parts.map((part) => archiveOf(run, part));
  const values = columns
    .filter((column) => column !== 'id')
    .map((column) => sql`${sql.ref(column)} = a.${sql.ref(column)}`);
  return async (trx) => {
    await sql`delete from division where code in (select code from ${codes}) and id not in (select id from ${rows})`.execute(
      trx,
    );
    await sql`update division d set ${sql.join(values)} from ${rows} a where a.id = d.id`.execute(trx);
    await sql`insert into division (${refs(columns)}) select ${refs(columns)} from ${rows} a
      where not exists (select from division d where d.id = a.id)`.execute(trx);
    await sql`delete from division_succession`.execute(trx);
    await sql`insert into division_succession (${refs(links)}) select ${refs(links)} from ${succession}`.execute(
      trx,
    );
  };
}

const refs = (columns: readonly string[]): RawBuilder<unknown> =>
  sql.join(columns.map((column) => sql.ref(column)));

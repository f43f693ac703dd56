import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../../database/open.ts';
import { placeIndexes } from '../../places/indexes.ts';
import type { PublishRun } from '../kind.ts';
import { commonColumns } from '../tables.ts';
import type { Changes } from './place-changes.ts';
import { insertRows, namesOf, placesOf, type Incoming } from './place-incoming.ts';

const indexShare = 20_000; // one index counts as this many places on the progress bar
const sliceRows = 4000; // places a statement: about 25 ms on the embedded engine, so that searches get in between

type Sql = RawBuilder<unknown>;

/** The tables that take the place of the present ones, with their indexes under names of their own. */
interface Next {
  place: string;
  name: string;
}
const nextOf = (run: PublishRun): Next => ({ place: run.stage('place_next'), name: run.stage('name_next') });

/** Builds both tables beside the present ones: what stays, then what comes in, the indexes, the statistics. */
export async function buildNext(run: PublishRun, incoming: Incoming, changes: Changes): Promise<void> {
  const { db, step } = run;
  const { place, name } = nextOf(run);
  step.message('写入');
  const { present } = await db
    .selectFrom('place')
    .select((eb) => eb.fn.countAll<number>().as('present'))
    .executeTakeFirstOrThrow();
  step.total(present + changes.added + changes.changed + changes.removed + (indexes.length + 1) * indexShare);
  await sql`drop table if exists ${sql.table(place)}, ${sql.table(name)}`.execute(db);
  await sql.raw(`create table ${place} (like place including defaults including constraints including comments)`).execute(db); // prettier-ignore
  await sql.raw(`create table ${name} (like place_name including defaults including constraints including comments)`).execute(db); // prettier-ignore
  await copyStaying(run, incoming.change);
  const whole = await changedColumns(db, incoming);
  await inSlices(
    run,
    sql`select id, key from ${sql.table(incoming.change)}`,
    async ({ from, to, low, high }) => {
      const slice = sql`c.id > ${from} and c.id <= ${to}`;
      const incomingSlice = sql`${slice} and s.${sql.ref(incoming.placeKey)} between ${low} and ${high}`;
      if (changes.added > 0) await insertRows(db, place, incoming.columns, sql`${placesOf(incoming)} left join place p on p.id = c.id where c.change = 'added' and ${incomingSlice}`); // prettier-ignore
      if (changes.changed > 0) await insertRows(db, place, whole, sql`${placesOf(incoming)} join place p on p.id = c.id where c.change = 'changed' and ${incomingSlice}`); // prettier-ignore
      await insertRows(db, name, incoming.nameColumns, sql`${namesOf(incoming)} where ${slice} and n.${sql.ref(incoming.nameKey)} between ${low} and ${high}`); // prettier-ignore
    },
  );
  await buildIndexes(run);
}

/** The places that neither change nor go, with their names. */
async function copyStaying(run: PublishRun, change: string): Promise<void> {
  const { db } = run;
  const { place, name } = nextOf(run);
  await inSlices(run, sql`select id, id as key from place`, async ({ from, to }) => {
    const stays = (
      id: string,
    ): Sql => sql`${sql.ref(id)} > ${from} and ${sql.ref(id)} <= ${to} and not exists (
      select from ${sql.table(change)} c where c.id = ${sql.ref(id)} and c.id > ${from} and c.id <= ${to})`;
    await sql`insert into ${sql.table(place)} select p.* from place p where ${stays('p.id')}`.execute(db);
    await sql`insert into ${sql.table(name)} select n.* from place_name n where ${stays('n.place_id')}`.execute(db); // prettier-ignore
  });
}

/** A changed place: what comes in, and the present row for every other column. */
async function changedColumns(db: Db, { columns }: Incoming): Promise<Record<string, Sql>> {
  const all = await commonColumns(db, 'place', 'place');
  return Object.fromEntries(all.map((column) => [column, columns[column] ?? sql.ref(`p.${column}`)]));
}

/** Ids in (from, to], and the bounds of their keys. */
interface Slice {
  from: number;
  to: number;
  low: number | null;
  high: number | null;
  rows: number;
}

/** Runs `work` for the rows (id, key) of a query, in the order of their ids, some thousand at a time. */
async function inSlices(run: PublishRun, query: Sql, work: (slice: Slice) => Promise<void>): Promise<void> {
  const { rows } = await sql<Omit<Slice, 'from'>>`
    select max(id) as "to", min(key) as low, max(key) as high, count(*)::int4 as rows
    from (select id, key, (row_number() over (order by id) - 1) / ${sliceRows}::int4 as slice from (${query}) q) t
    group by slice order by 1`.execute(run.db);
  let from = -1;
  for (const slice of rows) {
    await work({ from, ...slice });
    from = slice.to;
    run.step.advance(slice.rows);
    await run.breathe();
  }
}

const indexes = placeIndexes.map((statement) => {
  const [, index, table, rest] =
    /^create index if not exists (\w+) on (place|place_name) (.*)$/.exec(statement) ?? [];
  if (index === undefined || table === undefined || rest === undefined)
    throw new Error(`not understood: ${statement}`);
  return { index, table: table as 'place' | 'place_name', rest };
});

async function buildIndexes(run: PublishRun): Promise<void> {
  const { db, step } = run;
  const { place, name } = nextOf(run);
  step.message('索引');
  await sql.raw(`alter table ${place} add primary key (id)`).execute(db);
  for (const { index, table, rest } of indexes) {
    await sql
      .raw(`create index ${run.stage(index)} on ${table === 'place' ? place : name} ${rest}`)
      .execute(db);
    step.advance(indexShare);
    await run.breathe();
  }
  await sql.raw(`vacuum (analyze) ${place}, ${name}`).execute(db); // index-only counts need the visibility map
}

/**
 * Puts the next tables in the place of the present ones, under the same names for everything. Those that were there are
 * renamed too and dropped with the staging tables: inside the transaction that would take longer.
 */
export async function renameNext(trx: Db, run: PublishRun): Promise<void> {
  const { place, name } = nextOf(run);
  const names = ['place_pkey', ...indexes.map(({ index }) => index)];
  for (const statement of [
    `alter table place rename to ${run.stage('gone_place')}`,
    `alter table place_name rename to ${run.stage('gone_name')}`,
    ...names.map((index) => `alter index if exists ${index} rename to ${run.stage(`gone_${index}`)}`),
    `alter table ${place} rename to place`,
    `alter table ${name} rename to place_name`,
    `alter index ${place}_pkey rename to place_pkey`,
    ...indexes.map(({ index }) => `alter index ${run.stage(index)} rename to ${index}`),
  ])
    await sql.raw(statement).execute(trx);
}

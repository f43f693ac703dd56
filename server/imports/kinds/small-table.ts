import { sql, type Kysely, type RawBuilder } from 'kysely';
import type { ImportCounts } from '../../api/imports.ts';
import { insertBatch, pointFromLonLat, type Column } from '../../database/bulk.ts';
import type { Db } from '../../database/open.ts';
import type { DB } from '../../database/schema.ts';
import { transaction } from '../../database/transaction.ts';
import type { Dataset, PublishRun, RollBackRun, Run } from '../kind.ts';
import { commonColumns } from '../tables.ts';

/** A table of some thousand rows that an import replaces row by row: ids of records that stay are kept. */
export interface SmallTable {
  name: 'facility' | 'boundary_marker' | 'boundary_line';
  dataset: Dataset;
  /** Columns that tell the rows of one source apart. */
  key: readonly string[];
  /** What an import writes besides `geom`, source_id and sample; `list` is text[], sent as a JSON array. */
  columns: Readonly<Record<string, Column['type'] | 'list'>>;
  /** How rows bring their geometry: `lon`, `lat` in degrees, or `wkb` as hexadecimal; both EPSG:4490. */
  geometry: 'point' | 'wkb';
  /** Which present rows are those of the import's source (`p` is the table). */
  own: (sourceId: string) => RawBuilder<unknown>;
  /** Columns with the divisions that a row belongs to. */
  divisions: readonly string[];
  /** Which rows (`p`) of other sources are taken over by the import where they have its key, instead of standing beside its row. */
  takesOver: boolean | RawBuilder<unknown>;
  /** Rows can be changed by hand, and say so until the next import. */
  edited?: boolean;
  /** Which rows (`p`) have a history that outlives them: they are closed (valid_to) where others are deleted. */
  history?: RawBuilder<unknown>;
}

/** A row for the staging table, by column; null where a column is left out. */
export type StagedRow = { line: number } & Record<string, unknown>;

/** A file with more rows is none of these tables. */
export const mostRows = 200_000;

const stagePart = 'rows';
const archivePart = 'rows';
const names = (columns: readonly string[], table?: string): RawBuilder<unknown> =>
  sql.join(columns.map((column) => sql.ref(table === undefined ? column : `${table}.${column}`)));
const same = (columns: readonly string[], one: string, other: string): RawBuilder<unknown> =>
  sql.join(
    columns.map((column) => sql`${sql.ref(`${one}.${column}`)} = ${sql.ref(`${other}.${column}`)}`),
    sql` and `,
  );

const written = (table: SmallTable): string[] => [
  ...Object.keys(table.columns),
  'geom',
  'source_id',
  'sample',
];
const differs = (table: SmallTable): RawBuilder<unknown> =>
  sql`(s.touched or (${names(written(table), 's')}) is distinct from (${names(written(table), 'p')}))`;

/** The staging table of a job, as SQL. */
export const stageOf = (run: Run): RawBuilder<unknown> => sql.table(run.stage(stagePart));

/** Makes the staging table: the table's own columns, the line of the file, and whether the row may be loaded. */
export async function openStage(run: Run, table: SmallTable): Promise<void> {
  const stage = stageOf(run);
  await sql`drop table if exists ${stage}`.execute(run.db);
  await sql`create table ${stage} as select * from ${sql.table(table.name)} with no data`.execute(run.db);
  await sql`alter table ${stage} add column line int4 not null, add column accepted boolean not null default true,
    add column touched boolean not null default false`.execute(run.db);
}

/** Adds rows to the staging table, in one statement. */
export async function stageRows(run: Run, table: SmallTable, rows: readonly StagedRow[]): Promise<void> {
  const columns: Record<string, Column> = { line: { type: 'int4', values: rows.map((row) => row.line) } };
  const computed: Record<string, string> = {};
  for (const [name, type] of Object.entries(table.columns)) {
    const values = rows.map((row) => row[name] ?? null);
    const json = type === 'list' || type === 'jsonb';
    columns[name] = json ? { type: 'jsonb', values: values.map((value) => (value === null ? null : JSON.stringify(value))) } : { type, values }; // prettier-ignore
    if (type === 'list') computed[name] = `array(select jsonb_array_elements_text(coalesce(${name}, '[]')))`;
  }
  if (table.geometry === 'point') {
    for (const name of ['lon', 'lat'])
      columns[name] = { type: 'float8', values: rows.map((row) => row[name] ?? null) };
  } else {
    columns['wkb'] = { type: 'bytea', values: rows.map((row) => `\\x${row['wkb'] as string}`) };
  }
  computed['geom'] = table.geometry === 'point' ? pointFromLonLat : 'ST_GeomFromWKB(wkb, 4490)';
  columns['source_id'] = { type: 'text', values: rows.map(() => run.job.sourceId) };
  columns['sample'] = { type: 'boolean', values: rows.map(() => false) };
  await insertBatch(run.db, run.stage(stagePart), columns, computed, ['lon', 'lat', 'wkb']);
}

/** Keys of rows that were refused: the rows that they have in the database stay as they are. */
export async function stageRefused(
  run: Run,
  table: SmallTable,
  keys: readonly (readonly string[])[],
): Promise<void> {
  if (keys.length === 0) return;
  const columns = Object.fromEntries(table.key.map((name, at) => [name, { type: 'text' as const, values: keys.map((key) => key[at]!) }])); // prettier-ignore
  const flag = (value: boolean) => ({ type: 'boolean' as const, values: keys.map(() => value) });
  await insertBatch(run.db, run.stage(stagePart), { ...columns, line: { type: 'int4', values: keys.map(() => 0) }, accepted: flag(false) }); // prettier-ignore
}

/** Rows that a check over all of them has refused. */
export async function refuseStaged(run: Run, lines: readonly number[]): Promise<void> {
  if (lines.length > 0) await sql`update ${stageOf(run)} set accepted = false where line = any(${[...lines]}::int4[])`.execute(run.db); // prettier-ignore
}

/** Compares the staged rows with the present ones; staged rows get the id of the row that they stand for. */
export async function compareStaged(
  run: Run,
  table: SmallTable,
  read: number,
  beforeCount?: () => Promise<void>,
): Promise<ImportCounts> {
  const { db, job } = run;
  const [stage, present] = [stageOf(run), sql.table(table.name)];
  await sql`create index on ${stage} (${names(table.key)})`.execute(db);
  await sql`analyze ${stage}`.execute(db);
  const own = table.own(job.sourceId);
  await sql`update ${stage} s set id = p.id from ${present} p
    where ${same(table.key, 's', 'p')} and (${own} or (${table.takesOver}))`.execute(db);
  await beforeCount?.(); // ids are known
  const { rows } = await sql<Pick<ImportCounts, 'accepted' | 'added' | 'changed' | 'unchanged'>>`
    select count(*)::int4 as accepted, count(*) filter (where p.id is null or not (${own}))::int4 as added,
      count(*) filter (where ${own} and ${differs(table)})::int4 as changed,
      count(*) filter (where ${own} and not ${differs(table)})::int4 as unchanged
    from ${stage} s left join ${present} p on p.id = s.id where s.accepted`.execute(db);
  const gone = await sql<{ removed: number }>`
    select count(*)::int4 as removed from ${present} p where ${own} and ${isGone(run, table)}
      ${table.history === undefined ? sql`` : sql`and p.valid_to is null`}`.execute(db);
  const { accepted, ...counts } = rows[0]!;
  return { rows: read, accepted, rejected: read - accepted, ...counts, removed: gone.rows[0]!.removed };
}

/** Present rows (`p`) that the file does not hold, not even refused. */
const isGone = (run: Run, table: SmallTable): RawBuilder<unknown> =>
  sql`not exists (select from ${stageOf(run)} s where ${same(table.key, 's', 'p')})`;

/** Rows of other sources (`p`) that the accepted rows stand for. */
const isReplaced = (run: Run, table: SmallTable): RawBuilder<unknown> =>
  sql`exists (select from ${stageOf(run)} s where s.accepted and ${same(table.key, 's', 'p')})`;

/** What a kind adds to the swap. */
export interface SwapExtras {
  /** Rows of other sources that go (`p` is the table); `replaced` says that an accepted row stands for `p`. */
  superseded?: (replaced: RawBuilder<unknown>) => RawBuilder<unknown>;
  /** Tables that the kind has archived itself. */
  archives?: readonly string[];
  /** Further columns of the archive, as SQL with an alias. */
  remember?: RawBuilder<unknown>;
  /** Instead of being deleted, rows that the file no longer holds are handled by `after`. */
  keepsGone?: boolean;
  before?: (trx: Kysely<DB>) => Promise<void>;
  after?: (trx: Kysely<DB>) => Promise<void>;
}

/** Archives what is replaced, then swaps the staged rows in, in one short transaction. */
export async function publishStaged(
  run: PublishRun,
  table: SmallTable,
  extras: SwapExtras = {},
): Promise<void> {
  const { db, job } = run;
  const [stage, present, archive] = [stageOf(run), sql.table(table.name), run.archive(archivePart)];
  const own = table.own(job.sourceId);
  const others = extras.superseded?.(isReplaced(run, table)) ?? sql`false`;
  await run.breathe();
  await sql`drop table if exists ${sql.table(archive)}`.execute(db);
  await sql`create table ${sql.table(archive)} as
    select p.*${extras.remember === undefined ? sql`` : sql`, ${extras.remember}`} from ${present} p
    where (${own}) or (${others}) or ((${table.takesOver}) and ${isReplaced(run, table)})`.execute(db);
  const divisions = await touchedDivisions(run, table);
  const columns = written(table);
  try {
    await transaction(db, async (trx) => {
      await extras.before?.(trx);
      if (extras.keepsGone !== true) await removeRows(trx, table, sql`(${own}) and ${isGone(run, table)}`);
      if (extras.superseded !== undefined) await removeRows(trx, table, others);
      await sql`update ${present} p set ${assignments(columns, 's')}, updated_at = now()${table.edited === true ? sql`, edited_at = null, edited_by = null` : sql``}
        from ${stage} s where s.accepted and s.id = p.id and ${differs(table)}`.execute(trx);
      await sql`insert into ${present} (${names(columns)})
        select ${names(columns)} from ${stage} s where s.accepted and s.id is null order by s.line`.execute(
        trx,
      );
      await extras.after?.(trx);
      await run.record(trx, { dataset: table.dataset, counts: run.counts, archive: [archive, ...(extras.archives ?? [])], divisions }); // prettier-ignore
      await countRows(trx, table);
    });
  } catch (error) {
    await sql`drop table if exists ${sql.table(archive)}`.execute(db);
    throw error;
  }
}

/** The divisions whose rows a publication adds, changes (from and to) or takes away. */
async function touchedDivisions(run: PublishRun, table: SmallTable): Promise<string[]> {
  const [stage, present, own] = [stageOf(run), sql.table(table.name), table.own(run.job.sourceId)];
  const codes = (alias: string): RawBuilder<unknown> => sql`unnest(array[${names(table.divisions, alias)}])`;
  const { rows } = await sql<{ code: string }>`
    select code from (
      select ${codes('s')} as code from ${stage} s left join ${present} p on p.id = s.id where s.accepted and (p.id is null or ${differs(table)})
      union select ${codes('p')} from ${stage} s join ${present} p on p.id = s.id where s.accepted and ${differs(table)}
      union select ${codes('p')} from ${present} p where ${own} and ${isGone(run, table)}) touched
    where code is not null order by code`.execute(run.db);
  return rows.map(({ code }) => code);
}

/** Puts the archived rows back as they were, ids included, and takes away what the import has added. */
export async function rollBackRows(
  run: RollBackRun,
  table: SmallTable,
  extras: Pick<SwapExtras, 'before' | 'after'> = {},
): Promise<void> {
  const archived = run.archive(archivePart);
  const columns = await commonColumns(run.db, table.name, archived);
  const [present, archive] = [sql.table(table.name), sql.table(archived)];
  const rest = columns.filter((column) => column !== 'id');
  await run.breathe();
  await transaction(run.db, async (trx) => {
    await extras.before?.(trx);
    await removeRows(trx, table, sql`(${table.own(run.job.sourceId)}) and not exists (select from ${archive} a where a.id = p.id)`); // prettier-ignore
    // Sample rows that a pack has loaded meanwhile under the same key.
    await removeRows(trx, table, sql`p.sample and exists (select from ${archive} a where p.id <> a.id and ${same(table.key, 'a', 'p')})`); // prettier-ignore
    await sql`update ${present} p set ${assignments(rest, 'a')} from ${archive} a where a.id = p.id`.execute(
      trx,
    );
    await sql`insert into ${present} (${names(columns)}) select ${names(columns)} from ${archive} a
      where not exists (select from ${present} p where p.id = a.id) order by a.id`.execute(trx);
    await extras.after?.(trx);
    await run.record(trx, { dataset: table.dataset, counts: run.counts, archive: [] });
    await countRows(trx, table);
  });
}

/** Deletes the rows (`p`) that fit; those with a history are closed. */
async function removeRows(trx: Db, { name, history }: SmallTable, which: RawBuilder<unknown>): Promise<void> {
  if (history !== undefined) await sql`update ${sql.table(name)} p set valid_to = current_date, updated_at = now() where (${which}) and ${history} and p.valid_to is null`.execute(trx); // prettier-ignore
  await sql`delete from ${sql.table(name)} p where (${which}) and not ${history ?? sql`false`}`.execute(trx);
}

const assignments = (columns: readonly string[], from: string): RawBuilder<unknown> =>
  sql.join(columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`${from}.${column}`)}`));

const countRows = async (db: Db, table: SmallTable): Promise<void> => {
  await sql`update data_version set row_count = (select count(*) from ${sql.table(table.name)}) where dataset = ${table.dataset}`.execute(db); // prettier-ignore
};

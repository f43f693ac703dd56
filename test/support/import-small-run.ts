import { setImmediate } from 'node:timers/promises';
import { sql, type RawBuilder } from 'kysely';
import type { Geometry } from 'geojson';
import type { ImportCounts, ImportOptions } from '../../server/api/imports.ts';
import type { Context } from '../../server/context.ts';
import type { Db } from '../../server/database/open.ts';
import { parseCrs } from '../../server/crs/registry.ts';
import { mapColumns } from '../../server/imports/columns.ts';
import type { Row, SourceTable } from '../../server/imports/formats/format.ts';
import { createJob } from '../../server/imports/jobs.ts';
import type { Checked, CheckRun, Kind, Publication, Run } from '../../server/imports/kind.ts';
import type { Opened } from '../../server/imports/open-job.ts';
import { createPositionReader } from '../../server/imports/position.ts';
import { createReport, type Finding } from '../../server/imports/report.ts';
import { archiveName, dropStages, dropTables, stageName } from '../../server/imports/tables.ts';
import { quietStep } from './ask.ts';

/** A hand-made file: rows of text, or features. */
export interface MadeFile {
  headers: readonly string[];
  rows: readonly (readonly (string | null)[])[];
  geometries?: readonly (Geometry | null)[];
  crs?: string;
}

export interface Tried {
  job: number;
  checked: Checked;
  counts: ImportCounts;
  findings: Finding[];
  /** Lines of the findings of one check. */
  lines(check: string): (number | null)[];
}

/** One line of a CSV text a row, without quoting; the header first. */
export function madeTable(text: string, crs?: string): MadeFile {
  const [headers, ...rows] = text.trim().split('\n').map((line) => line.trim().split(',').map((cell) => cell.trim())); // prettier-ignore
  return {
    headers: headers!,
    rows: rows.map((row) => headers!.map((_, at) => row[at] || null)),
    ...(crs === undefined ? {} : { crs }),
  };
}

/** Steps of a kind as run.ts runs them, one at a time, on files made in memory or real ones. */
export function smallRuns(context: Context, kind: Kind, sourceId = 'own') {
  const db = context.jobs;

  async function check(file: MadeFile | string, options: Partial<ImportOptions> = {}): Promise<Tried> {
    const all: ImportOptions = { acceptValid: false, source: { id: sourceId }, ...options };
    const job = await createJob(db, { kind: kind.id, fileName: 'made.csv', filePath: '', fileBytes: 0, fileHash: '', options: all, actor: 'test', channel: 'command' }); // prettier-ignore
    const findings: Finding[] = [];
    const report = createReport(async (some) => void findings.push(...some));
    const opened = typeof file === 'string' ? await openReal(file, all) : openMade(file, all);
    const run: CheckRun = { ...runOf(job, all), ...opened, report };
    const checked = await kind.check(run);
    await opened.source.close();
    await report.flush();
    return { job, checked, counts: checked.counts, findings, lines: (id) => findings.filter((one) => one.check === id).map((one) => one.line) }; // prettier-ignore
  }

  // Formats are loaded for real files only: made ones need none of them.
  async function openReal(path: string, options: ImportOptions): Promise<Opened> {
    const { openJob } = await import('../../server/imports/open-job.ts');
    return openJob(context.config, kind, { path, name: path }, options);
  }

  function openMade(file: MadeFile, options: ImportOptions): Opened {
    const columns = mapColumns(kind.fields, file.headers, options.mapping);
    const crs = file.crs === undefined ? null : parseCrs(file.crs);
    const position = createPositionReader({
      columns,
      crs,
      shifts: context.config.datumShifts,
      obfuscated: kind.obfuscated,
    });
    return { source: madeSource(file), columns, crs, crsFrom: 'file', position };
  }

  const runOf = (id: number, options: ImportOptions): Run => ({
    context,
    db,
    job: { id, kind: kind.id, sourceId, fileName: 'made.csv', options, actor: 'test' },
    step: quietStep,
    signal: new AbortController().signal,
    breathe: () => setImmediate(),
    stage: (part) => stageName(id, part),
    archive: (part) => archiveName(id, part),
  });

  const revisions = new Map<number, readonly string[]>(); // archives by job
  const recorder =
    (job: number) =>
    async (trx: typeof db, publication: Publication): Promise<void> => {
      await sql`update data_version set version = version + 1, row_count = -1 where dataset = any(${[publication.dataset, ...(publication.also ?? [])]})`.execute(trx); // prettier-ignore
      revisions.set(job, publication.archive);
    };

  async function publish({ job, counts }: Tried): Promise<void> {
    await emptyUnlogged(db);
    await kind.publish({ ...runOf(job, { acceptValid: false }), counts, record: recorder(job) });
    await dropStages(db, job);
  }

  async function rollBack({ job, counts }: Tried): Promise<void> {
    const archived = revisions.get(job) ?? [];
    await kind.rollBack({ ...runOf(job, { acceptValid: false }), counts, archived, record: recorder(job) });
    await dropTables(db, archived);
  }

  return {
    check,
    publish,
    rollBack,
    /** Checks and publishes. */
    load: async (file: MadeFile | string, options: Partial<ImportOptions> = {}): Promise<Tried> => {
      const tried = await check(file, options);
      await publish(tried);
      return tried;
    },
  };
}

/** What PostgreSQL does when it recovers from a crash, which may happen between the check of a file and its publication. */
export async function emptyUnlogged(db: Db): Promise<void> {
  const { rows } = await sql<{ name: string }>`select relname as name from pg_class where relpersistence = 'u' and relkind = 'r' and relnamespace = current_schema()::regnamespace`.execute(db); // prettier-ignore
  for (const { name } of rows) await sql`truncate ${sql.table(name)}`.execute(db);
}

function madeSource(file: MadeFile): SourceTable {
  return {
    format: file.geometries === undefined ? 'csv' : 'geojson',
    layer: null,
    layers: [],
    headers: file.headers,
    hasGeometry: file.geometries !== undefined,
    crs: file.crs ?? null,
    encoding: 'utf-8',
    rowCount: file.rows.length,
    bytes: 0,
    notices: [],
    rows: () => rowsOf(file),
    progress: () => null,
    close: () => Promise.resolve(),
  };
}

async function* rowsOf({ rows, geometries }: MadeFile): AsyncGenerator<Row> {
  for (const [at, cells] of rows.entries()) {
    yield await Promise.resolve({ line: geometries === undefined ? at + 2 : at + 1, cells, geometry: geometries?.[at] ?? null }); // prettier-ignore
  }
}

/** All rows of a query, and its only one. */
export const asking = (context: Context) => ({
  all: async <T>(query: RawBuilder<T>): Promise<T[]> => [...(await query.execute(context.jobs)).rows],
  one: async <T>(query: RawBuilder<T>): Promise<T> => (await query.execute(context.jobs)).rows[0]!,
});

import { sql, type Transaction } from 'kysely';
import type { Geometry } from 'geojson';
import type { ImportCounts, Mapping } from '../../server/api/imports.ts';
import type { Context } from '../../server/context.ts';
import type { Crs, DatumShifts } from '../../server/crs/crs.ts';
import type { DB } from '../../server/database/schema.ts';
import { mapColumns } from '../../server/imports/columns.ts';
import type { SourceTable } from '../../server/imports/formats/format.ts';
import type { Checked, Job, Kind, Publication, PublishRun, Run } from '../../server/imports/kind.ts';
import { createPositionReader } from '../../server/imports/position.ts';
import { createReport, type Finding } from '../../server/imports/report.ts';
import { archiveName, dropStages, dropTables, stageName } from '../../server/imports/tables.ts';
import type { Step } from '../../server/progress.ts';

/** A file that stands in memory: rows from line 2 on, as in a text file with a header. */
export function memorySource(
  headers: readonly string[],
  rows: readonly (readonly (string | null)[])[],
  geometries: readonly (Geometry | null)[] = [],
): SourceTable {
  return {
    format: 'csv',
    layer: null,
    layers: [],
    headers,
    hasGeometry: geometries.length > 0,
    crs: null,
    encoding: 'utf-8',
    rowCount: rows.length,
    bytes: 0,
    rows: async function* () {
      for (const [at, cells] of rows.entries()) yield { line: at + 2, cells: cells.map((cell) => (cell === '' ? null : cell)), geometry: geometries[at] ?? null }; // prettier-ignore
    },
    notices: [],
    progress: () => null,
    close: () => Promise.resolve(),
  };
}

export interface RunSettings {
  sourceId?: string;
  crs?: Crs | null;
  mapping?: Mapping;
  shifts?: DatumShifts;
  step?: Step;
  /** Called at every breath: to cancel or to look. */
  onBreath?: () => void | Promise<void>;
}

export interface CheckedRun {
  checked: Checked;
  findings: Finding[];
  of(check: string): Finding[];
  /** Publishes what was checked. @returns how to put it back */
  publish(): Promise<{ rollBack: () => Promise<void> }>;
  drop(): Promise<void>;
}

let lastJob = 900;
const quiet: Step = { total: () => undefined, advance: () => undefined, message: () => undefined };

/** Checks a source as a job does, with the findings in memory; `record` raises the version as the real one. */
export async function checkWith(
  context: Context,
  kind: Kind,
  source: SourceTable,
  settings: RunSettings = {},
): Promise<CheckedRun> {
  const { sourceId = 'file:test', crs = null, mapping = {}, shifts = {}, step = quiet, onBreath } = settings;
  const db = context.jobs;
  await sql`insert into source (id, title) values (${sourceId}, ${sourceId}) on conflict do nothing`.execute(
    db,
  );
  const findings: Finding[] = [];
  const report = createReport((written) => Promise.resolve(void findings.push(...written)));
  const columns = mapColumns(kind.fields, source.headers, mapping);
  const position = createPositionReader({ columns, crs, shifts, obfuscated: kind.obfuscated });
  const run = runOf(context, kind, sourceId, step, async () => {
    await report.flush();
    await onBreath?.();
  });
  const checked = await kind.check({ ...run, source, columns, crs, position, report });
  await report.flush();
  return {
    checked,
    findings,
    of: (check) => findings.filter((finding) => finding.check === check),
    publish: async () => {
      let archived: readonly string[] = [];
      await kind.publish(publishRun(run, checked.counts, 'import', (archive) => (archived = archive)));
      await dropStages(db, run.job.id);
      return {
        rollBack: async () => {
          const { added, removed, ...counts } = checked.counts;
          const back = { ...counts, added: removed, removed: added };
          await kind.rollBack({ ...publishRun(run, back, 'roll-back', () => undefined), archived });
          await dropStages(db, run.job.id);
          await dropTables(db, archived);
        },
      };
    },
    drop: () => dropStages(db, run.job.id),
  };
}

function runOf(
  context: Context,
  kind: Kind,
  sourceId: string,
  step: Step,
  breathe: () => Promise<void>,
): Run {
  const id = (lastJob += 1);
  const job: Job = {
    id,
    kind: kind.id,
    sourceId,
    fileName: 'test.csv',
    options: { acceptValid: false },
    actor: 'test',
  };
  return {
    context,
    db: context.jobs,
    job,
    step,
    signal: new AbortController().signal,
    breathe,
    stage: (part) => stageName(id, part),
    archive: (part) => archiveName(id, part),
  };
}

function publishRun(
  run: Run,
  counts: ImportCounts,
  action: 'import' | 'roll-back',
  keep: (archive: readonly string[]) => void,
): PublishRun {
  return {
    ...run,
    counts,
    record: async (trx: Transaction<DB>, { dataset, also = [], counts, archive }: Publication) => {
      keep(archive);
      await sql`update data_version set version = version + 1, row_count = row_count + ${counts.added - counts.removed}::int4
        where dataset = any(${[dataset, ...also]})`.execute(trx);
      await sql`insert into data_revision (dataset, version, source_id, action, counts, archive, actor)
        select dataset, version, ${run.job.sourceId}, ${action}, ${JSON.stringify(counts)}, ${[...archive]}, 'test'
        from data_version where dataset = ${dataset}`.execute(trx);
    },
  };
}

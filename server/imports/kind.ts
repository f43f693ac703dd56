import type { Transaction } from 'kysely';
import type { ImportCounts, ImportKind, ImportOptions } from '../api/imports.ts';
import type { TileSetId } from '../api/tiles.ts';
import type { Context } from '../context.ts';
import type { Crs } from '../crs/crs.ts';
import type { Db } from '../database/open.ts';
import type { DB } from '../database/schema.ts';
import type { Step } from '../progress.ts';
import type { Columns, Field } from './columns.ts';
import type { SourceTable } from './formats/format.ts';
import type { PositionReader } from './position.ts';
import type { Report } from './report.ts';

/** Datasets that an import may publish: rows of data_version. */
export type Dataset = 'divisions' | 'boundaries' | 'markers' | 'places' | 'facilities' | 'roads';

/** The job that is being worked on. */
export interface Job {
  id: number;
  kind: ImportKind;
  sourceId: string;
  fileName: string;
  options: ImportOptions;
  actor: string;
}

/** What every step of a job is given. */
export interface Run {
  context: Context;
  db: Db; // context.jobs: no statement timeout
  job: Job;
  step: Step;
  signal: AbortSignal;
  /**
   * To be called every few thousand rows or every few statements, never inside a transaction: writes findings and progress,
   * lets other work in.
   * @throws Cancelled when somebody has asked to stop
   */
  breathe(): Promise<void>;
  /**
   * Name of a staging table of this job: `import_<id>_<part>`. All of them are dropped when the job ends. One that is read when the job is
   * published must not be unlogged: a checked job waits up to a week, and PostgreSQL empties unlogged tables when it recovers.
   */
  stage(part: string): string;
  /** Name of a table that keeps what this job replaces, for a roll-back: `archive_<id>_<part>`. */
  archive(part: string): string;
}

export interface CheckRun extends Run {
  source: SourceTable;
  columns: Columns;
  /** Null: the file says nothing, nor does anyone (only where the kind does not insist on it). */
  crs: Crs | null;
  position: PositionReader;
  report: Report;
}

/** The outcome of a check. Errors in the report refuse the file unless `acceptValid` takes the rest. */
export interface Checked {
  counts: ImportCounts;
  /** Chinese, one line, as the old one: 地名 15,687 条, 其中有坐标 3,058 条, 坐标未知 12,629 条 */
  summary: string;
  /** False: even with acceptValid this cannot be loaded (a coverage that does not heal). */
  publishable: boolean;
}

export interface Publication {
  dataset: Dataset;
  /** Datasets whose version goes up besides `dataset`. */
  also?: readonly Dataset[];
  counts: ImportCounts;
  /** Tables made by run.archive() that hold what was replaced. */
  archive: readonly string[];
  /** Codes of the divisions whose rows change: who owns one may read of it in the audit. Left out where that is not cheaply known. */
  divisions?: readonly string[];
}

export interface PublishRun extends Run {
  /** What check() answered, as it was stored. */
  counts: ImportCounts;
  /**
   * To be called inside the swap: raises the data versions, writes the revision, the audit row and the job's new state.
   * @throws DataChanged when the data is no longer what the check has seen
   */
  record(trx: Transaction<DB>, publication: Publication): Promise<void>;
}

/** What is rolled back: the revision of the job, with the tables that it has archived. */
export interface RollBackRun extends PublishRun {
  archived: readonly string[];
}

/**
 * One kind of import. `check` reads the file into staging tables beside the present ones; `publish` swaps them in. Both run
 * while no other job does (context.exclusive). Anything may be killed at any point: only the swap changes what users see.
 */
export interface Kind {
  id: ImportKind;
  title: string; // Chinese
  fields: readonly Field[];
  /** GCJ-02 and BD-09 are accepted (inverted, approximate); never for markers and boundary lines. */
  obfuscated: boolean;
  /** A file that does not name its reference system is refused instead of being taken for CGCS2000. */
  needsCrs: boolean;
  /** Datasets that a check reads: when one of them has changed since, the check is repeated before publishing. */
  reads: readonly Dataset[];
  tiles: readonly TileSetId[];
  check(run: CheckRun): Promise<Checked>;
  /** Only called when the counts say that something is new, changed or gone. */
  publish(run: PublishRun): Promise<void>;
  rollBack(run: RollBackRun): Promise<void>;
}

/** Somebody has asked to stop: nothing was changed. */
export class Cancelled extends Error {
  override name = 'Cancelled';
}
/** The data has changed since it was checked against. */
export class DataChanged extends Error {
  override name = 'DataChanged';
}

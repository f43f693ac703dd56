import type { Geometry } from 'geojson';
import { sql } from 'kysely';
import type { ExportFormat } from '../api/export-limits.ts';
import type { Db } from '../database/open.ts';
import { Problem } from '../http/problem.ts';

export type Cell = string | number | null;

/** One record of a file: a cell for each column, and where it is in EPSG:4490. */
export interface ExportRow {
  id: string | number;
  cells: readonly Cell[];
  geometry: Geometry | null;
}

export interface Column {
  id: string; // in GeoJSON and GeoPackage
  title: string; // in tables
  type: 'text' | 'integer' | 'real';
}

/** What is exported, before the format: counted, told of, and read slice by slice. */
export interface Extract {
  layer: string; // name of the layer and of the file
  title: string;
  columns: readonly Column[];
  /** Whether a record can have anything but a point. */
  shapes: boolean;
  total: number;
  about: About;
  slices(): AsyncGenerator<readonly ExportRow[]>;
}

/** What stands above the table. */
export interface About {
  filter: string;
  at: string; // ISO time
  sources: string;
  crs: string;
}

/** The data have changed while they were read: what was read is of two versions. */
export class DataChanged extends Error {
  override name = 'DataChanged';
}

/** The versions of datasets, as one text. Every change of a record raises one in its transaction. */
export async function versionsOf(db: Db, datasets: readonly string[]): Promise<string> {
  const rows = await db
    .selectFrom('data_version')
    .where('dataset', 'in', datasets)
    .select(['dataset', 'version'])
    .orderBy('dataset')
    .execute();
  return rows.map(({ dataset, version }) => `${dataset}:${version}`).join(' ');
}

/**
 * Slices of one state of the data: before a slice is handed on, the versions are asked again. Each slice is a statement of its own,
 * so that the one connection of the embedded engine is free in between, and no snapshot is held open on PostgreSQL.
 * @param read the slice after a key; its key is null when it is the last
 * @throws DataChanged
 */
export async function* steadySlices<Key, T>(
  db: Db,
  datasets: readonly string[],
  begun: string,
  read: (after: Key | null) => Promise<{ rows: readonly T[]; after: Key | null }>,
): AsyncGenerator<readonly T[]> {
  for (let reading = read(null); ;) {
    const { rows, after } = await reading;
    if ((await versionsOf(db, datasets)) !== begun) throw new DataChanged('数据在导出期间有变动');
    if (after !== null) {
      reading = read(after); // while this one is being written
      reading.catch(() => undefined); // told in the next round, if there is one
    }
    yield rows;
    if (after === null) return;
  }
}

/** Titles, publishers and licences of the sources, for the head of a file. */
export async function describeSources(db: Db, ids: readonly string[]): Promise<string> {
  if (ids.length === 0) return '—';
  const { rows } = await sql<{ id: string; title: string; publisher: string | null; licence: string | null; sample: boolean }>`
    select id, title, publisher, licence, sample from source where id = any(${[...ids]}::text[]) order by id`.execute(db); // prettier-ignore
  return rows
    .map(({ id, title, publisher, licence, sample }) => {
      const words = [publisher, licence ?? '许可不详', ...(sample ? ['示例数据'] : [])].filter((word) => word !== null); // prettier-ignore
      return `${id} ${title} (${words.join(', ')})`;
    })
    .join('; ');
}

/** @throws Problem 413 */
export function checkSize(total: number, most: number, format: ExportFormat): void {
  if (total <= most) return;
  throw new Problem(413, 'Too many records', `共 ${total} 条, ${format} 最多 ${most} 条: 请缩小筛选范围, 或改用 CSV。${total} records are more than ${format} takes (${most}): narrow the filters, or take CSV.`); // prettier-ignore
}

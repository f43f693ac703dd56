import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Geometry, Position } from 'geojson';
import sqlite from 'node-sqlite3-wasm';
import { notYet } from '../http/problem.ts';
import { DataChanged, type Column, type Extract } from './extract.ts';
import { headLines } from './tables.ts';
import { geopackageGeometry } from './wkb.ts';

const srs = 4490;
const tries = 3; // the data may change while the file is made
const rowsATurn = 500; // about 10 ms, after which others get theirs

/**
 * A GeoPackage (OGC 12-128r18, 1.3) of one layer. SQLite needs a file, so it is made in a folder of its own, and begun again when the
 * data change on the way; the folder is gone when the file is sent or the client has left.
 * @throws Problem 503 when the data do not come to rest
 */
export async function geopackageFile(extract: Extract): Promise<Made> {
  const folder = await mkdtemp(join(tmpdir(), 'nutag-export-'));
  const path = join(folder, `${extract.layer}.gpkg`);
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await write(path, extract);
  } catch (error) {
    await remove();
    throw error;
  }
  return { body: createReadStream(path, { highWaterMark: 256 * 1024 }), release: remove };
}

/** A file that can be sent, and what is to be cleared away after it. */
export interface Made {
  body: AsyncIterable<string | Uint8Array>;
  release(): void | Promise<void>;
}

/** Reads the extract once more for every attempt. @throws Problem 503 */
export async function inPeace<T>(make: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await make();
    } catch (error) {
      if (!(error instanceof DataChanged)) throw error;
      if (attempt === tries) throw notYet('A state of the data that stays while the file is made', 10);
    }
  }
}

async function write(path: string, extract: Extract): Promise<void> {
  const { layer, columns } = extract;
  const database = new sqlite.Database(path);
  try {
    for (const statement of setup) database.exec(statement);
    database.run(
      'insert into gpkg_spatial_ref_sys values (?, ?, ?, ?, ?, ?)',
      ['China Geodetic Coordinate System 2000', srs, 'EPSG', srs, wkt, 'CGCS2000, longitude and latitude in degrees'], // prettier-ignore
    );
    database.exec(`create table "${layer}" (fid integer primary key autoincrement not null, geom ${typeOf(extract)}, ${columns.map(columnOf).join(', ')})`); // prettier-ignore
    const insert = database.prepare(
      `insert into "${layer}" (geom, ${columns.map(({ id }) => `"${id}"`).join(', ')}) values (?${', ?'.repeat(columns.length)})`,
    );
    const bounds = emptyBounds();
    let count = 0;
    try {
      for await (const rows of extract.slices()) {
        for (let at = 0; at < rows.length; at += rowsATurn) {
          database.exec('begin');
          for (const { cells, geometry } of rows.slice(at, at + rowsATurn)) {
            if (geometry !== null) extend(bounds, geometry);
            insert.run([geometry === null ? null : geopackageGeometry(geometry, srs), ...cells]);
            count += 1;
          }
          database.exec('commit');
          await setImmediate();
        }
      }
    } finally {
      insert.finalize();
    }
    const [west, south, east, north] =
      count > 0 && bounds[0] <= bounds[2] ? bounds : [null, null, null, null];
    database.run('insert into gpkg_contents values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [layer, 'features', layer, headLines(extract).join('\n'), extract.about.at, west, south, east, north, srs]); // prettier-ignore
    database.run('insert into gpkg_geometry_columns values (?, ?, ?, ?, 0, 0)', [layer, 'geom', typeOf(extract), srs]); // prettier-ignore
  } finally {
    database.close();
  }
}

const typeOf = ({ shapes }: Extract): string => (shapes ? 'GEOMETRY' : 'POINT');
const sqlTypes = { text: 'TEXT', integer: 'INTEGER', real: 'REAL' } as const;
const columnOf = ({ id, type }: Column): string => `"${id}" ${sqlTypes[type]}`;

type Bounds = [west: number, south: number, east: number, north: number];
const emptyBounds = (): Bounds => [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY]; // prettier-ignore

function extend(bounds: Bounds, geometry: Geometry): void {
  if (geometry.type !== 'GeometryCollection') extendBy(bounds, geometry.coordinates);
}

function extendBy(bounds: Bounds, coordinates: Position | Position[] | Position[][] | Position[][][]): void {
  if (typeof coordinates[0] !== 'number') {
    for (const part of coordinates as Position[]) extendBy(bounds, part);
    return;
  }
  const [x, y] = coordinates as [number, number];
  bounds[0] = Math.min(bounds[0], x);
  bounds[1] = Math.min(bounds[1], y);
  bounds[2] = Math.max(bounds[2], x);
  bounds[3] = Math.max(bounds[3], y);
}

const wkt =
  'GEOGCS["China Geodetic Coordinate System 2000",DATUM["China_2000",SPHEROID["CGCS2000",6378137,298.257222101,AUTHORITY["EPSG","1024"]],AUTHORITY["EPSG","1043"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4490"]]';
const wgs84 =
  'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AUTHORITY["EPSG","4326"]]';

/** The file is made anew each time: a crash leaves nothing that is worth a journal. */
const setup = [
  'pragma journal_mode = off',
  'pragma synchronous = off',
  'pragma application_id = 1196444487', // GPKG
  'pragma user_version = 10300',
  `create table gpkg_spatial_ref_sys (srs_name text not null, srs_id integer primary key not null, organization text not null,
    organization_coordsys_id integer not null, definition text not null, description text)`,
  `create table gpkg_contents (table_name text not null primary key, data_type text not null, identifier text unique, description text default '',
    last_change datetime not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')), min_x double, min_y double, max_x double, max_y double, srs_id integer,
    constraint fk_gc_r_srs_id foreign key (srs_id) references gpkg_spatial_ref_sys (srs_id))`,
  `create table gpkg_geometry_columns (table_name text not null, column_name text not null, geometry_type_name text not null, srs_id integer not null,
    z tinyint not null, m tinyint not null, constraint pk_geom_cols primary key (table_name, column_name), constraint uk_gc_table_name unique (table_name),
    constraint fk_gc_tn foreign key (table_name) references gpkg_contents (table_name),
    constraint fk_gc_srs foreign key (srs_id) references gpkg_spatial_ref_sys (srs_id))`,
  `insert into gpkg_spatial_ref_sys values ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', null),
    ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', null), ('WGS 84 geodetic', 4326, 'EPSG', 4326, '${wgs84}', null)`,
];

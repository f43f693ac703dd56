import { ImportRefused } from '../report.ts';
import { valueText } from './cells.ts';
import type { Row } from './format.ts';
import { noticeGeometry, noticeHeight } from './geometry.ts';
import { distinctHeaders } from './headers.ts';
import { chooseLayer, type Input, type Opened } from './input.ts';
import { all, guard, openDatabase, quoted, text, type Database, type Value } from './sqlite.ts';
import { readGeoPackageGeometry } from './wkb.ts';

interface Layer {
  name: string;
  srsId: number | null;
  geometry: string | null; // its column
}
interface Column {
  name: string;
  type: string; // as declared
}

const mostCounted = 1_000_000;

/** One table of a GeoPackage, with or without geometry. The file is read where it lies, row by row, and never written to. */
export async function openGeoPackage(input: Input): Promise<Opened> {
  const database = await openDatabase(input);
  const tables = all(
    database,
    "select name from sqlite_schema where name in ('gpkg_contents', 'gpkg_spatial_ref_sys')",
  );
  if (tables.length < 2) {
    throw new ImportRefused(
      '这是 SQLite 数据库, 但不是 GeoPackage (缺少 gpkg_contents)。请用 QGIS 导出为 GeoPackage',
    );
  }
  const layers = listLayers(database);
  const names = layers.map(({ name }) => name);
  const name = chooseLayer(input.options.layer, names, '图层');
  const layer = layers.find((one) => one.name === name)!;
  const columns = all(database, `pragma table_info(${quoted(name)})`).flatMap((row): Column[] =>
    row['name'] === layer.geometry || isRowNumber(row)
      ? []
      : [{ name: String(row['name']), type: String(row['type']).toUpperCase() }],
  );
  const rowCount = countRows(database, name);
  let read = 0;
  return {
    format: 'geopackage',
    layer: name,
    layers: names,
    headers: distinctHeaders(
      columns.map((column) => column.name.trim() || null),
      input,
      null,
    ),
    hasGeometry: layer.geometry !== null,
    crs: crsOf(database, layer.srsId),
    encoding: null,
    rowCount,
    rows: readRows(database, layer, columns, () => (read += 1), input),
    progress: () => (rowCount === null ? null : rowCount === 0 ? 1 : Math.min(read / rowCount, 1)),
  };
}

/** Counting must end, also in a file whose pages go round in circles: what is more, GDAL may have written down. */
function countRows(database: Database, name: string): number | null {
  const count = Number(all(database, `select count(*) as n from (select 1 from ${quoted(name)} limit ${mostCounted})`)[0]!['n']); // prettier-ignore
  if (count < mostCounted) return count;
  if (all(database, "select 1 from sqlite_schema where name = 'gpkg_ogr_contents'").length === 0) return null;
  const [noted] = all(
    database,
    `select feature_count as n from gpkg_ogr_contents where table_name = ${text(name)}`,
  );
  return typeof noted?.['n'] === 'number' ? noted['n'] : null;
}

/** Real tables only: a view could keep the database busy for ever. */
function listLayers(database: Database): Layer[] {
  const known = all(database, "select 1 from sqlite_schema where name = 'gpkg_geometry_columns'").length > 0;
  const rows = all(
    database,
    `select c.table_name as name, c.srs_id as srs, ${known ? 'g.column_name' : 'null'} as geometry
     from gpkg_contents c ${known ? 'left join gpkg_geometry_columns g on g.table_name = c.table_name' : ''}
     join sqlite_schema s on s.name = c.table_name and s.type = 'table' and s.sql not like 'create virtual%'
     where c.data_type in ('features', 'attributes', 'aspatial') and c.table_name not like 'sqlite%'
     limit 1000`,
  );
  if (rows.length === 0) throw new ImportRefused('GeoPackage 中没有要素表或属性表。请重新导出');
  return rows.map(({ name, srs, geometry }) => ({
    name: String(name),
    srsId: typeof srs === 'number' ? srs : null,
    geometry: typeof geometry === 'string' ? geometry : null,
  }));
}

function crsOf(database: Database, id: number | null): string | null {
  if (id === null || id <= 0) return null; // undefined
  const [found] = all(
    database,
    `select organization, organization_coordsys_id as code, definition
    from gpkg_spatial_ref_sys where srs_id = ${Math.trunc(id)}`,
  );
  if (!found) return null;
  const { organization, code, definition } = found;
  if (String(organization).toUpperCase() === 'EPSG') return `EPSG:${String(code)}`;
  return typeof definition === 'string' && definition !== 'undefined' ? definition : null;
}

/** The table's own numbering, which GDAL and QGIS add: another one in every copy, and no data. */
const isRowNumber = (column: Record<string, Value>): boolean =>
  column['pk'] === 1 &&
  /^(ogc_)?fid$/i.test(String(column['name'])) &&
  /^integer$/i.test(String(column['type']));

async function* readRows(
  database: Database,
  { name, geometry }: Layer,
  columns: readonly Column[],
  count: () => number,
  input: Input,
): AsyncGenerator<Row> {
  const selected = [...columns.map((column) => column.name), ...(geometry === null ? [] : [geometry])];
  const list = selected.map((column, index) => `${quoted(column)} as c${index}`); // equal names would fall together
  const statement = guard(() => database.prepare(`select ${list.join(', ')} from ${quoted(name)}`));
  try {
    const rows = statement.iterate() as IterableIterator<Record<string, Value>>;
    for (let next = guard(() => rows.next()); next.done !== true; next = guard(() => rows.next())) {
      const row = next.value;
      const line = count();
      const cells = columns.map((column, index) => textOf(row[`c${index}`] ?? null, column, line, input));
      const blob = geometry === null ? null : (row[`c${columns.length}`] ?? null);
      yield { line, cells, geometry: blob === null ? null : geometryOf(blob, line, input) };
    }
  } finally {
    statement.finalize();
  }
}

function textOf(value: Value, { name, type }: Column, line: number, { notices }: Input): string | null {
  if (value instanceof Uint8Array) {
    notices.once('column-binary', name, { line, reason: '这一列是二进制数据, 未读取', remedy: '无需处理' });
    return null;
  }
  if (type === 'BOOLEAN' && typeof value === 'number') return value === 0 ? 'false' : 'true';
  return valueText(value);
}

function geometryOf(blob: Value, line: number, input: Input): Row['geometry'] {
  try {
    if (!(blob instanceof Uint8Array)) throw new Error('不是二进制几何');
    const { geometry, height } = readGeoPackageGeometry(blob, input.limits.positions);
    if (height) noticeHeight(line, input);
    return geometry;
  } catch (error) {
    if (error instanceof ImportRefused) throw error;
    noticeGeometry((error as Error).message, line, input);
    return null;
  }
}

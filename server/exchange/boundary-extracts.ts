import type { Query } from '../api/endpoint.ts';
import type * as api from '../api/exports.ts';
import type { MarkerDetail } from '../api/markers.ts';
import * as lineQueries from '../boundaries/queries.ts';
import { divisionTree } from '../divisions/tree.ts';
import type { Reading } from '../http/route.ts';
import { crsNamed } from '../markers/numbering.ts';
import * as markerQueries from '../markers/queries.ts';
import { about, degrees, pointOf, provenance, provenanceCells, real, text } from './extract-parts.ts';
import { steadySlices, versionsOf, type Cell, type Column, type ExportRow, type Extract } from './extract.ts';
import { tableSources } from './queries.ts';
import { word } from './words.ts';

const sliceRows = 3000;
const lineRows = 100; // lines are long

const lineColumns: readonly Column[] = [
  text('code', '界线代码'), text('name', '界线名称'), text('level', '级别'), text('side_a', '行政区1代码'), text('side_a_name', '行政区1'), text('side_b', '行政区2代码'),
  text('side_b_name', '行政区2'), real('length_km', '长度 (km)'), { id: 'segments', title: '段数', type: 'integer' }, { id: 'markers', title: '界桩数', type: 'integer' },
  text('legal', '法定界线'), ...provenance, { id: 'record', title: '本库编号', type: 'integer' },
]; // prettier-ignore

/** @param geometry the lines themselves, for the formats that hold them */
export async function lineExtract(
  reading: Reading,
  query: Query<typeof api.exportBoundaryLines>,
  geometry: boolean,
): Promise<Extract> {
  const { db } = reading.context;
  const filter = { ...query, audience: reading.audience };
  const datasets = ['boundaries', 'divisions', 'markers'];
  const begun = await versionsOf(db, datasets);
  const tree = await divisionTree(db);
  const limit = geometry ? lineRows : sliceRows;
  const { total } = await lineQueries.listBoundaryLines(db, filter, { limit: 1, after: null, geometry: false }); // prettier-ignore
  return {
    layer: 'boundary_lines',
    title: '界线',
    columns: lineColumns,
    shapes: true,
    total,
    about: await about(reading, query, tree, await tableSources(db, 'boundary_line', reading.audience === 'public')),
    slices: () =>
      steadySlices<string, ExportRow>(db, datasets, begun, async (after) => {
        const { rows } = await lineQueries.listBoundaryLines(db, filter, { limit, after, geometry });
        return {
          rows: rows.map((row) => ({
            id: row.code,
            geometry: row.geometry ?? null,
            cells: [
              row.code, row.name, word('level', row.level), row.side_a, row.side_a_name, row.side_b, row.side_b_name, row.length_km, row.segment_count, row.markers ?? 0,
              row.legal ? '是' : '否 (示意)', ...provenanceCells(row), row.id,
            ],
          })),
          after: rows.length < limit ? null : rows.at(-1)!.code,
        };
      }),
  };
} // prettier-ignore

const objectColumns = [1, 2, 3].flatMap((n) => [
  text(`object${n}`, `方位物${n}名称`),
  real(`bearing${n}`, `方位角${n}`),
  real(`distance${n}`, `距离${n}`),
]);

/** Titles are those of a 界桩成果表: what was exported is read again as it was surveyed. */
const markerColumns: readonly Column[] = [
  text('number', '界桩编号'), text('line', '界线代码'), text('line_name', '界线名称'), text('type', '界桩类型'), text('material', '材质'), text('condition', '状况'),
  text('side_a', '行政区1'), text('side_a_name', '行政区1名称'), text('side_b', '行政区2'), text('side_b_name', '行政区2名称'), text('side_c', '行政区3'), text('managing', '管理方'), text('managing_name', '管理方名称'),
  text('northing', '纵坐标X'), text('easting', '横坐标Y'), text('crs', '坐标系'), text('zone', '坐标系名称与带号'), text('height', '高程'), text('transformed', '转换状态'),
  real('accuracy_m', '点位精度'), text('method', '测量方法'), real('chainage_km', '里程 (km)'), text('established_on', '埋设日期'), text('checked_on', '检查日期'), text('description', '位置描述'),
  ...objectColumns, real('longitude', '换算经度'), real('latitude', '换算纬度'), ...provenance, { id: 'record', title: '本库编号', type: 'integer' },
]; // prettier-ignore

const crsCells = (epsg: number | null): Cell[] => {
  if (epsg === null) return [null, null];
  const { name, zone } = crsNamed(epsg);
  return [`EPSG:${epsg}`, [name, zone].filter((part) => part !== null).join(', ')];
};

function objectCells(objects: MarkerDetail['referenceObjects']): Cell[] {
  const three = Array.from({ length: 3 }, (_, at) => objects[at] ?? { name: null, bearing: null, distanceM: null });
  return three.flatMap(({ name, bearing, distanceM }) => [name, bearing, distanceM]);
} // prettier-ignore

/** Registered values are text: exactly as they were surveyed. */
export async function markerExtract(
  reading: Reading,
  query: Query<typeof api.exportMarkers>,
): Promise<Extract> {
  const { db } = reading.context;
  const datasets = ['boundaries', 'divisions', 'markers'];
  const begun = await versionsOf(db, datasets);
  const tree = await divisionTree(db);
  const across = await lineQueries.neighbourNames(db);
  const nameOf = (code: string | null): Cell => (code === null ? null : (tree.get(code)?.name ?? across.get(code) ?? code)); // prettier-ignore
  const { total } = await markerQueries.listMarkers(db, query, 1, null);
  return {
    layer: 'markers',
    title: '界桩',
    columns: markerColumns,
    shapes: false,
    total,
    about: await about(reading, query, tree, await tableSources(db, 'boundary_marker', false)),
    slices: () =>
      steadySlices<markerQueries.MarkerKey, ExportRow>(db, datasets, begun, async (after) => {
        const { rows } = await markerQueries.listMarkers(db, query, sliceRows, after);
        const last = rows.at(-1);
        return {
          rows: rows.map((row) => ({
            id: row.id,
            geometry: pointOf(row.point),
            cells: [
              row.number, row.line_code, row.line_name, word('type', row.type), row.material, word('condition', row.condition),
              row.county_a, nameOf(row.county_a), row.county_b, nameOf(row.county_b), row.county_c, row.managing_code, nameOf(row.managing_code),
              row.x, row.y, ...crsCells(row.registered_crs), row.height, row.x === null ? null : word('transformed', row.transform_status),
              row.accuracy_m, row.survey_method, row.chainage_km, row.established_on, row.checked_on, row.description,
              ...objectCells(row.reference_objects as MarkerDetail['referenceObjects']), degrees(row.point?.[0]), degrees(row.point?.[1]), ...provenanceCells(row), row.id,
            ],
          })),
          after: rows.length < sliceRows || last === undefined ? null : [last.line_code, last.sequence ?? 0, last.id],
        };
      }),
  };
} // prettier-ignore

import type * as api from '../api/exports.ts';
import type { Query } from '../api/endpoint.ts';
import * as divisionQueries from '../divisions/queries.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import type { StatusSince } from '../api/facilities.ts';
import { conditionFlags } from '../facilities/condition.ts';
import * as facilityQueries from '../facilities/queries.ts';
import { historyText } from '../imports/kinds/facility-history.ts';
import { todayInChina } from '../naming/today.ts';
import type { Reading } from '../http/route.ts';
import { countPlaces } from '../places/queries.ts';
import { placeFilter } from '../places/routes.ts';
import { about, degrees, pointOf, provenance, provenanceCells, real, text } from './extract-parts.ts';
import { steadySlices, versionsOf, type Cell, type Column, type ExportRow, type Extract } from './extract.ts'; // prettier-ignore
import { seatNames } from './handbook.ts';
import { otherNames, placeSlice, placeSources, tableSources, type OtherNames, type PlaceSliceRow } from './queries.ts'; // prettier-ignore
import { word } from './words.ts';

const sliceRows = 3000; // some 40 ms on the embedded engine: searches get in between
const shapeRows = 100; // polygons are long

/** Names of the league, the banner and the township of a code; a table of codes is small, so each is made once. */
function upperNames(tree: DivisionTree): (code: string) => readonly Cell[] {
  const known = new Map<string, readonly Cell[]>();
  return (code) => {
    const made = known.get(code);
    if (made !== undefined) return made;
    const path = tree.pathOf(code);
    const of = (level: string): Cell => path.find((step) => tree.get(step.code)?.level === level)?.name ?? null;
    const names = [of('prefecture'), of('county'), of('township')];
    known.set(code, names);
    return names;
  };
} // prettier-ignore
const upperColumns = [text('prefecture', '盟市'), text('county', '旗县'), text('township', '苏木乡镇')];

const placeColumns: readonly Column[] = [
  text('place_code', '地名代码'), text('name', '标准名称'), text('roman', '罗马字母拼写'), text('mongolian', '少数民族语书写'),
  text('alias', '别名'), text('short', '简称'), text('former', '曾用名'), text('class', '地名类别代码'), text('class_name', '类别名称'),
  text('division', '所在政区代码'), ...upperColumns, text('status', '状态'), real('longitude', '经度'), real('latitude', '纬度'),
  text('position', '位置精度'), ...provenance, { id: 'record', title: '本库编号', type: 'integer' },
]; // prettier-ignore

function placeRow(
  row: PlaceSliceRow,
  names: OtherNames | undefined,
  upper: (code: string) => readonly Cell[],
): ExportRow {
  return {
    id: row.id,
    geometry: pointOf(row.point),
    cells: [
      row.place_code, row.name, row.roman, row.mongolian, names?.alias ?? null, names?.short ?? null, names?.former ?? null,
      row.class_code, row.class_name, row.division_code, ...upper(row.division_code), word('place', row.status),
      degrees(row.point?.[0]), degrees(row.point?.[1]), word('position', row.position), ...provenanceCells(row), row.id,
    ],
  }; // prettier-ignore
}

export async function placeExtract(
  reading: Reading,
  query: Query<typeof api.exportPlaces>,
): Promise<Extract> {
  const { db } = reading.context;
  const filter = placeFilter(reading.audience, query);
  const datasets = ['divisions', 'places'];
  const begun = await versionsOf(db, datasets);
  const tree = await divisionTree(db);
  const upper = upperNames(tree);
  return {
    layer: 'places',
    title: '地名',
    columns: placeColumns,
    shapes: false,
    total: await countPlaces(db, filter),
    about: await about(reading, query, tree, await placeSources(db, filter)),
    slices: () =>
      steadySlices<number, ExportRow>(db, datasets, begun, async (after) => {
        const rows = await placeSlice(db, filter, after ?? 0, sliceRows);
        const names = new Map((await otherNames(db, rows.map(({ id }) => id))).map((found) => [found.place_id, found])); // prettier-ignore
        return {
          rows: rows.map((row) => placeRow(row, names.get(row.id), upper)),
          after: rows.length < sliceRows ? null : rows.at(-1)!.id,
        };
      }),
  };
}

const facilityColumns: readonly Column[] = [
  text('kind', '设施类别代码'), text('kind_name', '设施类别'), text('name', '名称'), text('county_code', '旗县代码'), text('township_code', '乡级代码'),
  ...upperColumns, text('address', '地址'), text('status', '状态'), text('level', '等级'), text('opened_on', '启用日期'),
  { id: 'capacity', title: '容量', type: 'integer' }, text('serves', '服务政区'), text('services', '服务项目'), text('credit_code', '统一社会信用代码'), text('code', '设施编码'),
  text('ownership', '举办性质'), text('hosted_in', '依托机构'), text('phone', '电话'), text('hours', '服务时间'), text('condition', '设施状况'), text('equipment_year', '设备年份'),
  text('env_compliant', '环保达标'), text('flags', '设施问题'), text('approval_no', '批准文号'), text('closed_on', '关闭日期'), text('status_history', '状态沿革'), text('verified_on', '核实日期'), real('longitude', '经度'), real('latitude', '纬度'),
  text('position', '位置精度'), ...provenance, { id: 'record', title: '本库编号', type: 'integer' },
]; // prettier-ignore

export async function facilityExtract(
  reading: Reading,
  query: Query<typeof api.exportFacilities>,
): Promise<Extract> {
  const { db } = reading.context;
  const filter = { ...query, audience: reading.audience };
  const datasets = ['divisions', 'facilities'];
  const begun = await versionsOf(db, datasets);
  const tree = await divisionTree(db);
  const upper = upperNames(tree);
  const today = todayInChina();
  const { total } = await facilityQueries.listFacilities(db, filter, 1, null);
  return {
    layer: 'facilities',
    title: '民政服务设施',
    columns: facilityColumns,
    shapes: false,
    total,
    about: await about(
      reading,
      query,
      tree,
      await tableSources(db, 'facility', reading.audience === 'public'),
    ),
    slices: () =>
      steadySlices<facilityQueries.FacilityKey, ExportRow>(db, datasets, begun, async (after) => {
        const { rows } = await facilityQueries.listFacilities(db, filter, sliceRows, after);
        const last = rows.at(-1);
        return {
          rows: rows.map((row) => ({
            id: row.id,
            geometry: pointOf(row.point),
            cells: [
              row.kind, row.kind_name, row.name, row.county_code, row.township_code, ...upper(row.township_code ?? row.county_code),
              row.address, word('facility', row.status), row.level, row.opened_on, row.capacity,
              row.serves.map((code) => tree.get(code)?.name ?? code).join('、') || null, row.services.join('、') || null, row.credit_code, row.code,
              row.ownership, row.hosted_in, row.phone, row.hours, row.condition, row.equipment_year === null ? null : String(row.equipment_year),
              row.env_compliant === null ? null : row.env_compliant ? '是' : '否',
              conditionFlags(row, row.equipment_years, today).map((flag) => word('flag', flag)).join('、') || null,
              row.approval_no, row.closed_on, historyText(row.status_history as StatusSince[]), row.verified_on,
              degrees(row.point?.[0]), degrees(row.point?.[1]), word('position', row.position), ...provenanceCells(row), row.id,
            ],
          })),
          after: rows.length < sliceRows || last === undefined ? null : [last.kind, last.county_code, last.id],
        }; // prettier-ignore
      }),
  };
}

const divisionColumns: readonly Column[] = [
  text('code', '区划代码'), text('name', '名称'), text('level', '级别'), text('kind', '类型'), text('short', '简称'), text('roman', '罗马字母拼写'),
  text('mongolian', '少数民族语书写'), text('parent', '上级代码'), ...upperColumns, text('seat', '政府驻地'), real('longitude', '驻地经度'), real('latitude', '驻地纬度'),
  text('position', '位置精度'), real('area_km2', '面积 (km², 按示意界线计算)'), text('valid_from', '设立日期'), text('valid_to', '撤销日期'), ...provenance,
]; // prettier-ignore

/** @param geometry polygons too, for the formats that hold them */
export async function divisionExtract(
  reading: Reading,
  query: Query<typeof api.exportDivisions>,
  geometry: boolean,
): Promise<Extract> {
  const { db } = reading.context;
  const filter = { ...query, audience: reading.audience };
  const datasets = ['divisions'];
  const begun = await versionsOf(db, datasets);
  const tree = await divisionTree(db);
  const upper = upperNames(tree);
  const seats = await seatNames(db, reading.audience);
  const limit = geometry ? shapeRows : sliceRows;
  const { total } = await divisionQueries.listDivisions(db, filter, { limit: 1, after: null });
  return {
    layer: 'divisions',
    title: '行政区划',
    columns: divisionColumns,
    shapes: true,
    total,
    about: await about(
      reading,
      query,
      tree,
      await tableSources(db, 'division', reading.audience === 'public'),
    ),
    slices: () =>
      steadySlices<string, ExportRow>(db, datasets, begun, async (after) => {
        const { rows } = await divisionQueries.listDivisions(db, filter, { limit, after, geometry });
        return {
          rows: rows.map((row) => ({
            id: row.code,
            geometry: row.geometry ?? pointOf(row.point),
            cells: [
              row.code, row.name, word('level', row.level), row.kind, row.short.join('、') || null, row.roman, row.mongolian, row.parent_code,
              ...upper(tree.get(row.code) === undefined ? (row.parent_code ?? row.code) : row.code),
              seats.get(row.code) ?? null, degrees(row.point?.[0]), degrees(row.point?.[1]),
              word('position', row.point === null ? 'unknown' : (row.seat_position ?? 'synthetic')), row.area_km2, row.valid_from, row.valid_to, ...provenanceCells(row),
            ],
          })),
          after: rows.length < limit ? null : rows.at(-1)!.code,
        }; // prettier-ignore
      }),
  };
}

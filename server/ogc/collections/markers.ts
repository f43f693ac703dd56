import { sql } from 'kysely';
import { LineLevel } from '../../api/boundaries.ts';
import { MarkerCondition, MarkerType } from '../../api/markers.ts';
import {
  boolean,
  date,
  integer,
  number,
  provenance,
  text,
  timestamp,
  type Collection,
} from '../collection.ts';

const start = date('valid_from', '起始日期 Valid from', 'm.valid_from');
const end = date('valid_to', '终止日期 Valid to', 'm.valid_to');

/** Positions of markers are for staff, whatever `public` says (domain.md 5.10). */
export const markers: Collection = {
  id: 'markers',
  title: '界桩 Boundary markers',
  description: '登记值 (X 北, Y 东) 与测量时一致, 点位由其换算。Registered values stand as surveyed (x north, y east, m); the point is derived from them.', // prettier-ignore
  audience: 'staff',
  from: sql`boundary_marker m left join boundary_line l on l.code = m.line_code`,
  where: sql`m.valid_to is null`,
  key: { column: 'm.id', type: 'integer' },
  geometry: { column: 'm.geom', type: 'Point' },
  time: { start, end },
  properties: [
    text('number', '编号 Number', 'm.number'),
    text('line_code', '界线代码 Code of the line', 'm.line_code'),
    text('line_name', '界线名称 Name of the line', 'l.name'),
    text('level', '界线层级 Level of the line', 'l.level', LineLevel.options),
    text('type', '类型 Type', 'm.type', MarkerType.options),
    text('material', '材质 Material', 'm.material'),
    text('condition', '状况 Condition', 'm.condition', MarkerCondition.options),
    text('county_a', '旗县代码 Code of a banner', 'm.county_a'),
    text('county_b', '另一旗县代码 Code of another banner', 'm.county_b'),
    text('county_c', '第三旗县代码 Code of a third banner', 'm.county_c'),
    text('managing', '管理方代码 Code of the managing side', 'm.managing_code'),
    number('chainage_km', '里程 Chainage, km', 'm.chainage_km'),
    number('registered_x', '登记 X Registered northing, m', 'm.registered_x'),
    number('registered_y', '登记 Y Registered easting, m', 'm.registered_y'),
    number('registered_height', '登记高程 Registered height, m', 'm.registered_height'),
    integer('registered_crs', '登记坐标系 EPSG code of the registered values', 'm.registered_crs'),
    text('transform_status', '换算 How the point was derived', 'm.transform_status', ['transformed', 'untransformed', 'approximate']), // prettier-ignore
    date('established_on', '埋设日期 Established on', 'm.established_on'),
    date('checked_on', '最近检查 Checked on', 'm.checked_on'),
    start,
    end,
    ...provenance('m'),
  ],
  dataset: 'markers',
  tiles: { set: 'markers', layers: ['marker'] },
  most: 5000,
};

const happened = date('happened_on', '发生日期 Happened on', 'e.happened_on');
export const markerEvents: Collection = {
  id: 'marker-events',
  title: '界桩事件 Marker events',
  description: '检查、修复、移位等事件, 只增不改。Inspections, repairs and relocations, never edited.',
  audience: 'staff',
  from: sql`marker_event e`,
  key: { column: 'e.id', type: 'integer' },
  geometry: { column: 'e.geom', type: 'Point' },
  time: { instant: happened },
  properties: [
    text('marker_number', '界桩编号 Number of the marker', 'e.marker_number'),
    integer('marker', '界桩 Id of the marker', 'e.marker_id'),
    text('line_code', '界线代码 Code of the line', 'e.line_code'),
    text('kind', '类别 Kind', 'e.kind'),
    happened,
    text('condition', '状况 Condition', 'e.condition', MarkerCondition.options),
    number('displacement_m', '位移 Displacement, m', 'e.displacement_m'),
    number('tolerance_m', '限差 Tolerance, m', 'e.tolerance_m'),
    text('note', '备注 Note', 'e.note'),
    boolean('sample', '示例数据 Generated for demonstration', 'e.sample'),
    timestamp('recorded_at', '记录时间 Recorded at', 'e.recorded_at'),
  ],
  dataset: null,
  most: 5000,
};

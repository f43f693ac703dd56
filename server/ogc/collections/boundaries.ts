import { sql } from 'kysely';
import { LineLevel } from '../../api/boundaries.ts';
import { array, boolean, date, integer, number, provenance, text, type Collection } from '../collection.ts';

const level = (column: string) => text('level', '层级 Level', column, LineLevel.options);
const start = date('valid_from', '起始日期 Valid from', 'l.valid_from');
const end = date('valid_to', '终止日期 Valid to', 'l.valid_to');

export const boundaryLines: Collection = {
  id: 'boundary-lines',
  title: '界线 Boundary lines',
  description: '一条界线为一个法定单位; 示意数据, 非法定界线。Each line is one legal unit, with its two sides; `legal` false: illustrative.', // prettier-ignore
  audience: 'public',
  from: sql`boundary_line l`,
  visible: 'l.public',
  key: { column: 'l.id', type: 'integer' },
  geometry: { column: 'l.geom', type: 'MultiLineString' },
  time: { start, end },
  properties: [
    text('code', '代码 Code', 'l.code'),
    text('name', '名称 Name', 'l.name'),
    level('l.level'),
    text('side_a', '一侧代码 Code of a side', 'l.side_a'),
    text('side_a_name', '一侧名称 Name of a side', 'l.side_a_name'),
    text('side_b', '另一侧代码 Code of the other side', 'l.side_b'),
    text('side_b_name', '另一侧名称 Name of the other side', 'l.side_b_name'),
    number('length_km', '长度 Length, km', 'l.length_km'),
    integer('segments', '段数 Segments', 'l.segment_count'),
    boolean('legal', '法定界线 Legal boundary', 'l.legal'),
    text('agreement', '协议书 Agreement', 'l.agreement'),
    text('approval', '批复文号 Approval', 'l.approval'),
    date('approved_on', '批复日期 Approved on', 'l.approved_on'),
    start,
    end,
    ...provenance('l'),
  ],
  dataset: 'boundaries',
  tiles: { set: 'boundaries', layers: ['boundary'] },
  most: 1000,
};

export const boundarySegments: Collection = {
  id: 'boundary-segments',
  title: '界线段 Boundary segments',
  description: '两个旗县之间的一段界线。The part of a line between two banners.',
  audience: 'public',
  from: sql`boundary_segment s join boundary_line l on l.id = s.line_id`,
  visible: 'l.public',
  key: { column: 's.id', type: 'integer' },
  geometry: { column: 's.geom', type: 'MultiLineString' },
  time: { start, end },
  properties: [
    text('line_code', '界线代码 Code of the line', 'l.code'),
    text('line_name', '界线名称 Name of the line', 'l.name'),
    level('l.level'),
    text('county_a', '旗县代码 Code of a banner', 's.county_a'),
    text('county_b', '另一旗县代码 Code of the other banner', 's.county_b'),
    number('length_km', '长度 Length, km', 's.length_km'),
    text('carrier', '界线载体 What it runs along', 's.carrier'),
    boolean('legal', '法定界线 Legal boundary', 'l.legal'),
    start,
    end,
    ...provenance('l'),
  ],
  dataset: 'boundaries',
  most: 1000,
};

export const meetingPoints: Collection = {
  id: 'meeting-points',
  title: '交会点 Meeting points',
  description: '三个以上行政区的界线交会之处。Where three or more divisions meet.',
  audience: 'public',
  from: sql`meeting_point m`,
  visible: 'm.public',
  key: { column: 'm.id', type: 'integer' },
  geometry: { column: 'm.geom', type: 'Point' },
  properties: [
    text('code', '代码 Code', 'm.code'),
    text('name', '名称 Name', 'm.name'),
    level('m.level'),
    array('divisions', '行政区代码 Codes of the divisions', 'm.divisions'),
    ...provenance('m'),
  ],
  dataset: 'boundaries',
  tiles: { set: 'boundaries', layers: ['meeting_point'] },
  most: 5000,
};

import { sql } from 'kysely';
import { Level } from '../../api/divisions.ts';
import { PositionKind } from '../../api/geo.ts';
import { array, date, number, provenance, text, type Collection } from '../collection.ts';

const named = [
  text('code', '代码 Code', 'd.code'),
  text('name', '名称 Name', 'd.name'),
  text('level', '层级 Level', 'd.level', Level.options),
  text('kind', '类别 Kind', 'd.kind'),
  array('short', '简称 Short names', 'd.short'),
  text('roman', '罗马字母拼写 Romanised', 'd.roman'),
  text('mongolian', '蒙古文 Mongolian', 'd.mongolian'),
  text('parent_code', '上级代码 Code of the division that holds it', 'd.parent_code'),
];
const start = date('valid_from', '起始日期 Valid from', 'd.valid_from');
const end = date('valid_to', '终止日期 Valid to', 'd.valid_to');
const common = {
  audience: 'public',
  from: sql`division d`,
  visible: 'd.public',
  time: { start, end },
  dataset: 'divisions',
} as const;

export const divisions: Collection = {
  ...common,
  id: 'divisions',
  title: '行政区划 Divisions',
  description: '自治区、盟市、旗县的界线为示意数据, 非法定界线。The region, its leagues and banners in force; illustrative polygons, not the legal boundaries.', // prettier-ignore
  where: sql`d.valid_to is null and d.level <> 'township'`,
  key: { column: 'd.code', type: 'digits' },
  geometry: { column: 'd.geom', type: 'MultiPolygon' },
  properties: [...named, number('area_km2', '面积 Area, computed from the polygon, km²', 'd.area_km2'), start, end, ...provenance('d')], // prettier-ignore
  tiles: { set: 'divisions', layers: ['division'] },
  most: 500,
};

export const townships: Collection = {
  ...common,
  id: 'townships',
  title: '苏木乡镇 Townships',
  description: '苏木、乡、镇、街道的驻地。Townships in force, each as the point of its seat.',
  where: sql`d.valid_to is null and d.level = 'township'`,
  key: { column: 'd.code', type: 'digits' },
  geometry: { column: 'd.seat', type: 'Point' },
  properties: [...named, text('position', '位置来源 How the position came about', 'd.seat_position', PositionKind.options), start, end, ...provenance('d')], // prettier-ignore
  tiles: { set: 'divisions', layers: ['division_label'] },
  most: 5000,
};

export const formerDivisions: Collection = {
  ...common,
  id: 'former-divisions',
  title: '历史行政区划 Former divisions',
  description:
    '已撤销或变更的行政区划。Versions of divisions that are no longer in force; most have no polygon.',
  where: sql`d.valid_to is not null`,
  key: { column: 'd.id', type: 'integer' },
  geometry: { column: 'd.geom', type: 'MultiPolygon' },
  properties: [...named, start, end, ...provenance('d')],
  most: 500,
};

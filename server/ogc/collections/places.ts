import { sql } from 'kysely';
import { PositionKind } from '../../api/geo.ts';
import { PlaceStatus } from '../../api/places.ts';
import { date, integer, provenance, text, type Collection } from '../collection.ts';

const start = date('valid_from', '起始日期 In being from', 'p.valid_from');
const end = date('valid_to', '终止日期 In being until', 'p.valid_to');

export const places: Collection = {
  id: 'places',
  title: '地名 Places',
  description:
    '地名词典的条目; `sample` 为真者是示例数据。Entries of the gazetteer; `sample`: generated for demonstration.',
  audience: 'public',
  from: sql`place p left join place_class c on c.code = p.class_code`,
  visible: 'p.public',
  key: { column: 'p.id', type: 'integer' },
  geometry: { column: 'p.geom', type: 'Point' },
  time: { start, end },
  properties: [
    text('name', '标准地名 Standard name', 'p.name'),
    text('roman', '罗马字母拼写 Romanised', 'p.roman'),
    text('mongolian', '蒙古文 Mongolian', 'p.mongolian'),
    text('class', '类别代码 Class, GB/T 18521', 'p.class_code'),
    text('class_name', '类别 Name of the class', 'c.name'),
    text('division', '政区代码 Code of the division', 'p.division_code'),
    text('denotes', '所指政区代码 Code of the division that it names', 'p.denotes_code'),
    text('place_code', '地名代码 Place code', 'p.place_code'),
    text('status', '状态 Status', 'p.status', PlaceStatus.options),
    integer('importance', '重要度 Importance', 'p.importance'),
    text('position', '位置来源 How the position came about', 'p.position', PositionKind.options),
    start,
    end,
    ...provenance('p'),
  ],
  dataset: 'places',
  tiles: { set: 'places', layers: ['place'] },
  most: 10_000,
};

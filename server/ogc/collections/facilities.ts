import { sql } from 'kysely';
import { FacilityStatus } from '../../api/facilities.ts';
import { PositionKind } from '../../api/geo.ts';
import { array, date, integer, provenance, text, type Collection } from '../collection.ts';

const start = date('opened_on', '启用日期 Opened on', 'f.opened_on');
const end = date('closed_on', '关闭日期 Closed on', 'f.closed_on');

export const facilities: Collection = {
  id: 'facilities',
  title: '设施 Facilities',
  description: '殡葬、救助、未成年人保护、养老等民政设施。Civil-affairs facilities of every kind.',
  audience: 'public',
  from: sql`facility f join facility_kind k on k.id = f.kind`,
  visible: 'f.public',
  key: { column: 'f.id', type: 'integer' },
  geometry: { column: 'f.geom', type: 'Point' },
  time: { start, end },
  properties: [
    text('kind', '类别代码 Kind', 'f.kind'),
    text('kind_name', '类别 Name of the kind', 'k.name'),
    text('name', '名称 Name', 'f.name'),
    text('code', '代码 Code', 'f.code'),
    text('county', '旗县代码 Code of the banner', 'f.county_code'),
    text('township', '苏木乡镇代码 Code of the township', 'f.township_code'),
    array('serves', '另外服务的政区 Divisions served besides its own', 'f.serves'),
    text('address', '地址 Address', 'f.address'),
    text('status', '状态 Status', 'f.status', FacilityStatus.options),
    text('level', '等级 Grade', 'f.level'),
    integer('capacity', '容量 Capacity', 'f.capacity'),
    text('ownership', '性质 Ownership', 'f.ownership'),
    text('phone', '电话 Phone', 'f.phone'),
    text('position', '位置来源 How the position came about', 'f.position', PositionKind.options),
    start,
    end,
    ...provenance('f'),
  ],
  dataset: 'facilities',
  tiles: { set: 'facilities', layers: ['facility'] },
  most: 5000,
};

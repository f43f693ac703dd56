import { sql } from 'kysely';
import { insertBatch, pointFromLonLat } from '../../server/database/bulk.ts';
import type { Db } from '../../server/database/open.ts';
import type { Name } from '../../server/places/keys.ts';
import type { OraclePlace } from './search-oracle.ts';

type Row = [
  code: string,
  level: string,
  name: string,
  roman: string | null,
  mongolian: string | null,
  short: string[],
];

const divisions: Row[] = [
  ['150000', 'province', '内蒙古自治区', 'Nei Mongol Zizhiqu', null, ['内蒙古']],
  ['150100', 'prefecture', '呼和浩特市', 'Hohhot Shi', 'ᠬᠥᠬᠡᠬᠣᠲᠠ', ['呼和浩特', '呼市']],
  ['150102', 'county', '新城区', 'Xincheng Qu', 'ᠰᠢᠨ\u180eᠡ ᠬᠣᠲᠠ ᠲᠣᠭᠣᠷᠢᠭ', ['新城']],
  ['150123', 'county', '和林格尔县', 'Horinger Xian', null, ['和林']],
  ['150200', 'prefecture', '包头市', 'Baotou Shi', null, ['包头']],
  ['150203', 'county', '昆都仑区', 'Hondlon Qu', null, ['昆区']],
  ['150223', 'county', '达尔罕茂明安联合旗', 'Darhan Muminggan Lianheqi', null, ['达茂旗', '达茂']],
  ['150500', 'prefecture', '通辽市', 'Tongliao Shi', null, ['通辽']],
  ['150522', 'county', '科尔沁左翼后旗', 'Horqin Zuoyi Houqi', null, ['科左后旗']],
  ['150600', 'prefecture', '鄂尔多斯市', 'Ordos Shi', null, ['鄂尔多斯']],
  ['150621', 'county', '达拉特旗', 'Dalad Qi', null, ['达旗', '达拉特']],
  ['152200', 'prefecture', '兴安盟', 'Hinggan Meng', null, ['兴安']],
  ['152221', 'county', '科尔沁右翼前旗', 'Horqin Youyi Qianqi', null, ['科右前旗']],
  ['150102001', 'township', '海拉尔东路街道', null, null, []],
  ['150123100', 'township', '城关镇', null, null, []],
  ['150203001', 'township', '少先路街道', null, null, []],
  ['150223200', 'township', '巴音敖包苏木', null, null, []],
  ['150522100', 'township', '甘旗卡镇', null, null, []],
  ['150522200', 'township', '巴彦塔拉苏木', null, null, []],
  ['150621100', 'township', '树林召镇', null, null, []],
  ['150621101', 'township', '白泥井镇', null, null, []],
  ['152221100', 'township', '索伦镇', null, null, []],
];
const stems = ['巴彦', '乌兰', '查干', '哈日', '白音', '龚家', '李家', '王家', '东', '西', '台吉', '毛不拉', '十里', '乌兰哈达', '巴彦塔拉', '先锋', '长胜', '绿']; // prettier-ignore
const endings: [string, string][] = [['22200', '营子'], ['21610', '村'], ['13410', '山'], ['12100', '河'], ['12200', '淖尔'], ['23610', '桥'], ['25100', '召'], ['22200', '堡'], ['21610', '嘎查'], ['13410', '敖包']]; // prettier-ignore
const classes: [string, string][] = [['21200', '省级行政区'], ['21300', '地级行政区'], ['21400', '县级行政区'], ['21500', '乡级行政区'], ['22200', '农村居民点'], ['21610', '行政村'], ['13410', '山'], ['12100', '河流'], ['12200', '湖泊'], ['23610', '桥梁'], ['25100', '纪念地'], ['2', '人文地理实体'], ['222', '居民点']]; // prettier-ignore

const byLevel: Record<string, [string, number]> = {
  province: ['21200', 9999], prefecture: ['21300', 9000], county: ['21400', 7000], township: ['21500', 5000],
}; // prettier-ignore
const name = (text: string, kind: Name['kind'], lang = 'zh-Hans', reading: string | null = null): Name => ({ text, kind, lang, reading }); // prettier-ignore

/** Some 380 entries that look like the real ones; many share their importance, so that the order by id is tried as well. */
export function fixturePlaces(): OraclePlace[] {
  const places: OraclePlace[] = divisions.map(([code, level, text, roman, mongolian, short], index) => ({
    id: index + 1,
    name: text,
    roman,
    mongolian,
    denotes: code,
    names: [
      ...short.map((form) => name(form, 'short')),
      ...(code === '150100' ? [name('归绥', 'former'), name('Хөх хот', 'variant', 'mn-Cyrl')] : []),
    ],
    importance: byLevel[level]![1] - index,
    division: code,
    class: byLevel[level]![0],
    point: [110 + index / 10, 41 + (index % 5) / 10],
  }));
  const townships = divisions.filter(([, level]) => level === 'township').map(([code]) => code);
  for (const stem of stems) {
    for (const [index, [code, ending]] of endings.entries()) {
      for (let copy = 0; copy < 2; copy += 1) {
        const number = places.length;
        places.push({
          id: 1000 + number,
          name: stem + ending,
          roman: number % 9 === 0 ? 'Bayan Ul' : null,
          mongolian: number % 9 === 0 ? 'ᠪᠠᠶᠠᠨ ᠠᠭᠤᠯᠠ' : null,
          denotes: null,
          names: number % 7 === 0 ? [name(`老${stem}`, 'alias')] : [],
          importance: 1000 + (number % 6) * 100,
          division: townships[(number + copy * 4) % townships.length]!,
          class: code,
          point: (index + copy) % 11 === 0 ? null : [108 + (number % 40) / 4, 40 + (number % 17) / 4],
        });
      }
    }
  }
  return places;
}

/** Puts divisions, classes, places and names into an empty database. */
export async function loadFixture(db: Db, places: readonly OraclePlace[]): Promise<void> {
  await sql`insert into source (id, title, sample) values ('fixture', 'fixture', true)`.execute(db);
  const text = (values: unknown[]) => ({ type: 'text' as const, values });
  await sql`insert into place_class (code, name, verified) select * , true from unnest(${classes.map(([code]) => code)}::text[], ${classes.map(([, label]) => label)}::text[])`.execute(db); // prettier-ignore
  for (const [code, level, label, roman, mongolian, short] of divisions) {
    const parent = level === 'province' ? null : level === 'prefecture' ? '150000' : level === 'county' ? `${code.slice(0, 4)}00` : code.slice(0, 6); // prettier-ignore
    await db
      .insertInto('division')
      .values({
        code,
        level,
        name: label,
        roman,
        mongolian,
        short,
        parent_code: parent,
        source_id: 'fixture',
      })
      .execute();
  }
  await insertBatch(
    db,
    'place',
    {
      id: { type: 'int4', values: places.map((place) => place.id) },
      class_code: text(places.map((place) => place.class)),
      division_code: text(places.map((place) => place.division)),
      denotes_code: text(places.map((place) => place.denotes)),
      name: text(places.map((place) => place.name)),
      roman: text(places.map((place) => place.roman)),
      mongolian: text(places.map((place) => place.mongolian)),
      importance: { type: 'int2', values: places.map((place) => place.importance) },
      position: text(places.map((place) => (place.point === null ? 'unknown' : 'synthetic'))),
      source_id: text(places.map(() => 'fixture')),
      sample: { type: 'boolean', values: places.map(() => true) },
      lon: { type: 'float8', values: places.map((place) => place.point?.[0] ?? null) },
      lat: { type: 'float8', values: places.map((place) => place.point?.[1] ?? null) },
    },
    { geom: pointFromLonLat },
    ['lon', 'lat'],
  );
  const names = places.flatMap((place) => place.names.map((entry) => ({ place_id: place.id, ...entry })));
  await db.insertInto('place_name').values(names).execute();
  await sql`update data_version set version = version + 1 where dataset in ('places', 'divisions')`.execute(
    db,
  );
}

/** A boundary line, two markers and a facility. */
export async function loadFeatures(db: Db): Promise<void> {
  await sql`insert into boundary_line (id, code, name, level, side_a, side_b, side_a_name, side_b_name, length_km, geom, segment_count, source_id)
    values (7, '1521', '蒙辽线', 'province', '150000', '210000', '内蒙古自治区', '辽宁省', 1, ST_GeomFromText('MULTILINESTRING((120 42, 121 42))', 4490), 1, 'fixture')`.execute(db); // prettier-ignore
  await sql`insert into boundary_segment (line_id, county_a, length_km, geom)
    values (7, '150522', 1, ST_GeomFromText('MULTILINESTRING((120 42, 121 42))', 4490))`.execute(db);
  await sql`insert into boundary_marker (id, number, line_code, county_a, geom, public, source_id) values
    (11, '1521003Q', '1521', '150522', ST_SetSRID(ST_MakePoint(120.5, 42), 4490), true, 'fixture'),
    (12, '1521004A', '1521', '150522', null, true, 'fixture'),
    (13, '1521005Q', '1521', '150522', null, false, 'fixture')`.execute(db);
  await sql`insert into facility_kind (id, name, name_en, unit, sort, symbol) values ('funeral_home', '殡仪馆', 'Funeral home', 'county', 1, 'x')`.execute(db); // prettier-ignore
  await sql`insert into facility (id, kind, name, county_code, township_code, geom, position, status, source_id, sample)
    values (21, 'funeral_home', '达拉特旗殡仪馆', '150621', '150621100', ST_SetSRID(ST_MakePoint(110, 40.4), 4490), 'synthetic', 'operating', 'fixture', true)`.execute(db); // prettier-ignore
}

import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Context } from '../../server/context.ts';
import { parseCrs } from '../../server/crs/registry.ts';
import { createReverse } from '../../server/crs/transform.ts';
import { markers } from '../../server/imports/kinds/markers.ts';
import { markerRoutes } from '../../server/markers/routes.ts';
import { loadDivisions } from '../../server/packs/divisions.ts';
import { recordSources } from '../../server/packs/load.ts';
import { openPack } from '../../server/packs/manifest.ts';
import { ask as askRoute, quietStep } from '../support/ask.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';
import { asking, madeTable, smallRuns } from '../support/import-small-run.ts';

let database: TestDatabase;
let context: Context;
const runs = (source?: string) => smallRuns(context, markers, source);
const ask = () => asking(context);

beforeAll(async () => {
  database = await openTestDatabase();
  context = testContext(database.db, '/tmp/nutag-test');
  const pack = openPack('inner-mongolia');
  await recordSources(context, pack);
  await loadDivisions(context, pack, quietStep);
  await sql`insert into source (id, title, sample) values ('sample', '示例', true), ('other', '另一来源', false)`.execute(database.db); // prettier-ignore
  // 蒙辽线 runs along 42 N in two parts; 敖汉旗 lies north of it
  await sql`insert into boundary_line (code, name, level, side_a, side_a_name, side_b, side_b_name, length_km, geom, segment_count, legal, source_id) values
    ('1521', '蒙辽线', 'province', '150000', '内蒙古自治区', '210000', '辽宁省', 300, ST_GeomFromText('MULTILINESTRING((118.6 42, 119.6 42), (119.8 42, 120.6 42))', 4490), 1, false, 'other'),
    ('150403-150404', '元宝山区—松山区线', 'county', '150403', '元宝山区', '150404', '松山区', 10, ST_GeomFromText('MULTILINESTRING((119 42.1, 119 42.3))', 4490), 1, true, 'other')`.execute(database.db); // prettier-ignore
  await sql`update division set geom = ST_Multi(ST_MakeEnvelope(118.6, 42, 120.6, 43, 4490)) where code = '150430' and valid_to is null`.execute(database.db); // prettier-ignore
});
beforeEach(async () => {
  await sql`truncate boundary_marker restart identity`.execute(database.db);
});
afterAll(() => database.close());

const reverse = createReverse(parseCrs('EPSG:4528'), {}); // CGCS2000, 3° zone 40, zone in the easting
const grid = (lon: number, lat: number): { north: string; east: string } => {
  const { x, y } = reverse(lon, lat)!;
  return { north: y.toFixed(3), east: x.toFixed(3) };
};
const [one, two] = [grid(119, 42), grid(119.9, 42)];
const good = `
  界桩编号,界线,行政区1,行政区2,管理方,界桩类型,材质,纵坐标X(m),横坐标Y(m),高程(m),状态,埋设日期,方位物1,方位角1,距离1,备注
  1521001Q,蒙辽线,敖汉旗,211322,A方,单立双面型,花岗岩,${one.north},${one.east},612.50,完好,1997年6月,敖包,213°24′36″,32.5,甲
  1521002Q,1521,150430,211322,211322,单立,,${two.north},${two.east},580,需描红,1997-06-18,,,,乙`;

const rows = () => ask().all(sql`select id, number, line_code, sequence, type, type_letter, condition, county_a, county_b, managing_code, registered_x::text as x,
  registered_y::text as y, registered_crs, registered_height::text as h, transform_status, transform_method, ST_X(geom) as lon, ST_Y(geom) as lat, chainage_km, public, established_on,
  reference_objects, attributes, source_id, sample from boundary_marker order by id`); // prettier-ignore

describe('markers', () => {
  test('keep their registered values exactly and get a point, a chainage and two sides', async () => {
    const tried = await runs().load(madeTable(good, 'EPSG:4528'));
    expect(tried.findings).toEqual([]);
    expect(tried.checked.summary).toBe('界桩 2 根, 其中有坐标 2 根, 未转换 0 根, 坐标未知 0 根');
    const [first, second] = (await rows()) as Record<string, unknown>[];
    expect(first).toMatchObject({
      number: '1521001Q', line_code: '1521', sequence: 1, type: 'single', type_letter: 'Q', condition: 'intact', county_a: '150430', county_b: '211322', managing_code: '150430',
      x: one.north, y: one.east, registered_crs: 4528, h: '612.50', transform_status: 'transformed', transform_method: 'Gauss-Kruger inverse', public: false,
      established_on: '1997-06-01', reference_objects: [{ name: '敖包', bearing: 213.41, distanceM: 32.5 }], attributes: { 备注: '甲', 埋设日期: '1997年6月', 界桩类型: '单立双面型' },
    }); // prettier-ignore
    expect(first!['lon']).toBeCloseTo(119, 7);
    expect(first!['chainage_km']).toBeCloseTo(33.13, 1); // 0.4° along 42 N
    expect(second).toMatchObject({ managing_code: '211322', condition: 'unclear_inscription' });
    expect(second!['chainage_km']).toBeCloseTo(82.82 + 8.28, 1); // the first part, and 0.1° of the second
    const answer = await askRoute(markerRoutes[1]!, context, {}, { id: first!['id'] });
    expect(answer).toMatchObject({ registered: { x: Number(one.north), y: Number(one.east), crs: 4528, height: 612.5 }, referenceObjects: [{ bearing: 213.41 }] }); // prettier-ignore
  });

  test('a second import is unchanged; changed rows keep their id; roll-back is exact', async () => {
    await runs().load(madeTable(good, 'EPSG:4528'));
    expect((await runs().check(madeTable(good, 'EPSG:4528'))).counts).toMatchObject({
      added: 0,
      changed: 0,
      removed: 0,
      unchanged: 2,
    });
    const before = await ask().all(sql`select * from boundary_marker order by id`);
    const runner = runs();
    const three = grid(120, 42);
    const tried = await runner.load(madeTable(`${good.replace('完好', '丢失').replace(/\n.*1521002Q.*/, '')}\n1521003Q,1521,150430,211322,,,,${three.north},${three.east}`, 'EPSG:4528')); // prettier-ignore
    expect(tried.counts).toEqual({
      rows: 2,
      accepted: 2,
      rejected: 0,
      added: 1,
      changed: 1,
      removed: 1,
      unchanged: 0,
    });
    expect(await rows()).toMatchObject([
      { id: 1, number: '1521001Q', condition: 'missing' },
      { id: 3, number: '1521003Q' },
    ]);
    await runner.rollBack(tried);
    expect(await ask().all(sql`select * from boundary_marker order by id`)).toEqual(before);
  });

  test('sample markers of the same numbers give way, and come back', async () => {
    await sql`insert into boundary_marker (number, line_code, sequence, source_id, sample) values
      ('1521001Q', '1521', 1, 'sample', true), ('1521009Q', '1521', 9, 'sample', true)`.execute(database.db);
    const before = await ask().all(sql`select * from boundary_marker order by id`);
    const runner = runs();
    const tried = await runner.load(madeTable(good, 'EPSG:4528'));
    expect(tried.findings.map(({ check, reason }) => [check, reason])).toEqual([
      ['sample-superseded', '1 根同编号的示例界桩将被替换'],
    ]);
    expect(await ask().all(sql`select number, sample from boundary_marker order by number`)).toEqual([
      { number: '1521001Q', sample: false }, { number: '1521002Q', sample: false }, { number: '1521009Q', sample: true },
    ]); // prettier-ignore
    expect(await ask().one(sql`select row_count from data_version where dataset = 'markers'`)).toEqual({
      row_count: 3,
    });
    await runner.rollBack(tried);
    expect(await ask().all(sql`select * from boundary_marker order by id`)).toEqual(before);
  });

  test('a number that another real source holds is refused', async () => {
    await sql`insert into boundary_marker (number, line_code, source_id) values ('1521002Q', '1521', 'other')`.execute(database.db); // prettier-ignore
    const tried = await runs().check(madeTable(good, 'EPSG:4528'));
    expect(tried.lines('number-taken')).toEqual([3]);
    expect(tried.findings.find(({ check }) => check === 'number-taken')?.reason).toContain('另一来源');
    expect(tried.counts).toMatchObject({ accepted: 1, rejected: 1, added: 1 });
    await runs().publish(tried); // --accept-valid
    expect(await ask().all(sql`select number, source_id from boundary_marker order by number`)).toEqual([{ number: '1521001Q', source_id: 'own' }, { number: '1521002Q', source_id: 'other' }]); // prettier-ignore
  });

  test('an easting of six digits with a column for the zone, a row of Beijing 1954, one of Xi’an 1980, one in degrees', async () => {
    const six = (Number(one.east) - 40_000_000).toFixed(3);
    const tried = await runs().load(madeTable(`
      界桩编号,纵坐标X,横坐标Y,带号,坐标系,经度,纬度
      1521001Q,${one.north},${six},40,,,
      1521002Q,4650123.4,40417001.20,,北京54,,
      1521003Q,4650123.45,417001.25,120,西安80,,
      1521004Q,,,,CGCS2000,119°06′00″,42°00′00″
      1521005Q,,,,,,`, 'EPSG:4490')); // prettier-ignore
    expect(tried.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect([tried.lines('untransformed'), tried.lines('position-missing')]).toEqual([[3, 4], [6]]);
    expect(tried.checked.summary).toBe('界桩 5 根, 其中有坐标 2 根, 未转换 2 根, 坐标未知 1 根');
    expect(await rows()).toMatchObject([
      { x: one.north, y: six, registered_crs: 4549, transform_status: 'transformed' },
      {
        x: '4650123.4',
        y: '40417001.20',
        registered_crs: 2416,
        transform_status: 'untransformed',
        lon: null,
      },
      { x: '4650123.45', y: '417001.25', registered_crs: 2385, transform_status: 'untransformed', lon: null },
      {
        x: '42',
        y: '119.1',
        registered_crs: 4490,
        lat: 42,
        attributes: { 登记坐标原文: '42°00′00″, 119°06′00″' },
      },
      { x: null, registered_crs: null, transform_status: 'untransformed', lon: null },
    ]);
    expect(((await rows()) as { lon: number }[])[0]!.lon).toBeCloseTo(119, 7);
  });

  test('a code and a name of two lines: the code holds', async () => {
    const tried = await runs().check(
      madeTable('界桩编号,界线代码,界线名称,经度,纬度\n1521001Q,1521,冀蒙线,119,42', 'EPSG:4490'),
    );
    expect(tried.lines('line-name')).toEqual([2]);
  });

  test('GCJ-02 is refused in a row', async () => {
    const tried = await runs().check(madeTable('界桩编号,经度,纬度,坐标系\n1521001Q,119,42,GCJ02'));
    expect(tried.lines('crs-obfuscated')).toEqual([2]);
    expect(tried.counts.accepted).toBe(0);
  });

  test('each thing that is wrong is told once, on its line', async () => {
    const at = (lon: number, lat: number): string => `${lon},${lat}`;
    const tried = await runs().check(madeTable(`
      界桩编号,界线,行政区1,行政区2,管理方,界桩类型,经度,纬度,高程,状态
      1521001Q,1521,150430,211322,,单立,${at(119, 42)},600,完好
      1521001Q,1521,150430,211322,,单立,${at(119.1, 42)},600,完好
      1521002Q,1521,150430,211322,,单立,${at(119.2, 42)},600,完好
      1521002Q,1521,150430,211322,,单立,${at(119.2, 42)},600,完好
      1521003,1521,150430,211322,,,${at(119.3, 42)},,
      1521004A,1521,150430,211322,,单立,${at(119.4, 42)},,
      1521005Q,1521,150430,211322,,单立,${at(119.5, 42.3)},,
      1521006A,1521,150430,211322,,双立,${at(119.5, 42.301)},,
      1521007Q,1521,150430,211322,150404,单立,${at(119.55, 42)},5200,歪了
      1521008Q,1521,150430,140000,,单立,${at(119.85, 42)},,
      1521009Q,1521,150430,211322,,单立,${at(119.000001, 42)},,
      1523001Q,,150725,230000,,单立,${at(118, 49)},,
      1521010Q,不存在线,,,,单立,${at(120, 42)},,
      01,不存在线,,,,单立,${at(120.1, 42)},,
      02,150404-150403,,,,单立,${at(119.001, 42.2)},,
      03,150403-150404,,,,单立,${at(119.1, 42.2)},,
      1521011Q,1521,乌有旗,211322,,单立,${at(120.2, 42)},,
      1521012Q,1521,150430,211322,,单立,${at(120.3, 40)},,
      ,1521,,,,,,,,
      1521013Q,1521,150430,211322,,单立,42,120.3,,
      1521014Q,1521,150430,211322,,单立,120.4,,,
      1521015Q,1521,150430,211322,,单立,120.5,42,约六百,`, 'EPSG:4490')); // prettier-ignore
    const told = tried.findings.map(
      ({ check, severity, line }) => `${severity === 'error' ? 'E' : 'W'} ${line} ${check}`,
    );
    expect(told.sort()).toEqual([
      'E 3 number-duplicate', 'W 5 number-repeated', 'W 6 number-pattern', 'W 7 letter-type', 'W 8 marker-off-line', 'W 10 managing-side', 'W 10 height-range', 'W 10 condition-unknown',
      'W 11 side-line', 'W 12 position-duplicate', 'W 13 line-not-present', 'W 14 line-unknown', 'W 14 side-missing', 'E 15 line-unknown', 'W 17 marker-off-line',
      'W 18 side-unknown', 'W 19 marker-off-line', 'W 19 marker-outside', 'E 20 number-missing', 'E 21 axes-swapped', 'E 22 coordinate-half', 'E 23 height-form',
    ].sort()); // prettier-ignore
  });
});

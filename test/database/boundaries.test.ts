import type { FeatureCollection, Polygon } from 'geojson';
import { sql } from 'kysely';
import { topology as toTopology } from 'topojson-server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { DivisionTopology } from '../../server/boundaries/arcs.ts';
import { replaceTopology } from '../../server/boundaries/publish.ts';
import { boundaryRoutes } from '../../server/boundaries/routes.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';
import { ask, askGeoJson, quietStep } from '../support/ask.ts';

/** Four squares: 150102 | 150103 | 150202 from west to east, 150104 above the first. `bent` moves a shared corner. */
function coverage(bent = 0): DivisionTopology {
  const corner: [number, number] = [111 + bent, 41];
  const rings: Record<string, [number, number][]> = {
    '150102': [[110, 40], [110, 41], corner, [111, 40]],
    '150103': [[111, 40], corner, [112, 41], [112, 40]],
    '150202': [[112, 40], [112, 41], [113, 41], [113, 40]],
    '150104': [[110, 41], [110, 42], [111, 42], corner],
  }; // prettier-ignore
  const collection: FeatureCollection<Polygon> = {
    type: 'FeatureCollection',
    features: Object.entries(rings).map(([id, ring]) => ({
      type: 'Feature',
      id,
      properties: {},
      geometry: { type: 'Polygon', coordinates: [[...ring, ring[0]!]] },
    })),
  };
  return toTopology({ county: collection }) as unknown as DivisionTopology;
}

const divisions: [string, string, string][] = [
  ['150000', 'province', '内蒙古自治区'], ['150100', 'prefecture', '呼和浩特市'], ['150200', 'prefecture', '包头市'],
  ['150102', 'county', '新城区'], ['150103', 'county', '回民区'], ['150104', 'county', '玉泉区'], ['150202', 'county', '东河区'],
]; // prettier-ignore

let database: TestDatabase;
const context = () => testContext(database.db, '/tmp/nutag-test');
const lines = boundaryRoutes[0]!;
const line = boundaryRoutes[1]!;
const points = boundaryRoutes[2]!;
const publish = (topology: DivisionTopology) =>
  replaceTopology(context(), { topology, sourceId: 'test', sample: true }, quietStep);

beforeAll(async () => {
  database = await openTestDatabase();
  const { db } = database;
  await db.insertInto('source').values({ id: 'test', title: 'test' }).execute();
  const rows = divisions.map(([code, level, name]) => ({ code, level, name, source_id: 'test', parent_code: code === '150000' ? null : code.endsWith('00') ? '150000' : `${code.slice(0, 4)}00` })); // prettier-ignore
  await db.insertInto('division').values(rows).execute();
  expect(await publish(coverage())).toBe(7); // 2 county, 1 league, 4 outer
});
afterAll(() => database.close());

describe('publishing a county coverage', () => {
  test('polygons are valid, hold their label, and have the area that PostGIS finds', async () => {
    const { rows } = await sql<{ code: string; ok: boolean; off: number }>`
      select code, ST_IsValid(geom) and ST_Contains(geom, label) as ok,
        abs(ST_Area(geom::geography) / 1e6 / area_km2 - 1) as off
      from division where geom is not null order by code`.execute(database.db);
    expect(rows.map(({ code }) => code)).toEqual(divisions.map(([code]) => code).sort());
    expect(rows.every(({ ok }) => ok)).toBe(true);
    // edges of 100 km: a geodesic leaves the parallel that GeoJSON means by some 100 m
    expect(Math.max(...rows.map(({ off }) => off))).toBeLessThan(2e-3);
  });
  test('lengths are those of PostGIS', async () => {
    const { rows } = await sql<{ off: number }>`
      select abs(ST_Length(geom::geography) / 1000 / length_km - 1) as off from boundary_segment`.execute(
      database.db,
    );
    expect(Math.max(...rows.map(({ off }) => off))).toBeLessThan(5e-5);
  });
  test('versions rise, and a line that keeps its code keeps its id', async () => {
    const before = await database.db.selectFrom('boundary_line').select(['id', 'code', 'length_km']).orderBy('code').execute(); // prettier-ignore
    const version = async () => (await database.db.selectFrom('data_version').where('dataset', 'in', ['boundaries', 'divisions']).select('version').execute()).map((row) => row.version); // prettier-ignore
    const old = await version();
    await publish(coverage(0.05));
    const after = await database.db.selectFrom('boundary_line').select(['id', 'code', 'length_km']).orderBy('code').execute(); // prettier-ignore
    expect(after.map(({ id, code }) => [id, code])).toEqual(before.map(({ id, code }) => [id, code]));
    expect(after.find(({ code }) => code === '150102-150104')!.length_km).toBeGreaterThan(before.find(({ code }) => code === '150102-150104')!.length_km); // prettier-ignore
    expect(await version()).toEqual(old.map((value) => value + 1));
    const topologies = await database.db
      .selectFrom('division_topology')
      .select('current')
      .orderBy('id')
      .execute();
    expect(topologies.map(({ current }) => current)).toEqual([false, true]);
  });
  test('a county that is no division is refused and changes nothing', async () => {
    const stranger = coverage();
    stranger.objects.county.geometries[0]!.id = '150199';
    await expect(publish(stranger)).rejects.toThrow(/150199/);
    expect(await database.db.selectFrom('boundary_line').select('id').execute()).toHaveLength(7);
  });
});

describe('GET /api/v1/boundary-lines', () => {
  test('lists lines in the order of their codes, page by page', async () => {
    const first = await ask(lines, context(), { limit: '4' });
    const second = await ask(lines, context(), { limit: '4', next: first.next });
    const codes = [...first.items, ...second.items].map((item: { code: string }) => item.code);
    expect(codes).toEqual([...codes].sort());
    expect([first.total, second.total, codes.length, second.next]).toEqual([7, 7, 7, null]);
  });
  test.each([
    [{ level: 'prefecture' }, ['150100-150200']],
    [{ division: '150202' }, ['150100-150200', '150202-outside']],
    [{ division: '150200' }, ['150100-150200', '150202-outside']],
    [{ division: '150104' }, ['150102-150104', '150104-outside']],
    [{ division: '150102001' }, []],
    [{ bbox: '112.5,40.2,112.9,40.8', level: 'unclassified' }, ['150202-outside']],
  ])('filter %j', async (query, codes) => {
    const answer = await ask(lines, context(), query);
    expect(answer.items.map((item: { code: string }) => item.code)).toEqual(codes);
    expect(answer.total).toBe(codes.length);
  });
  test('division=150000 is everything', async () => {
    expect((await ask(lines, context(), { division: '150000' })).total).toBe(7);
  });
  test('as GeoJSON, with the whole geometry', async () => {
    const page = await askGeoJson(lines, context(), { level: 'county' });
    expect(page).toMatchObject({
      type: 'FeatureCollection',
      numberMatched: 2,
      numberReturned: 2,
      next: null,
    });
    expect(page.features![0]!.geometry!.type).toBe('MultiLineString');
  });
  test('one line with its segments and the condition of its markers', async () => {
    await database.db
      .insertInto('boundary_marker')
      .values(
        [1, 2].map((sequence) => ({
          number: `m${sequence}`,
          line_code: '150102-150103',
          sequence,
          condition: 'intact',
          public: true,
          source_id: 'test',
        })),
      ) // prettier-ignore
      .execute();
    const answer = await ask(line, context(), {}, { code: '150102-150103' });
    expect(answer).toMatchObject({
      name: '新城区—回民区线',
      legal: false,
      markers: 2,
      conditions: { intact: 2 },
      segmentList: [{ sides: [{ name: '新城区' }, { name: '回民区' }] }],
    });
    await expect(ask(line, context(), {}, { code: '9999' })).rejects.toMatchObject({ status: 404 });
  });
  test('meeting points', async () => {
    const answer = await ask(points, context(), { division: '150200' });
    expect(answer.total).toBe(2);
    expect(answer.items[0]).toMatchObject({
      level: 'prefecture',
      divisions: [{ name: '回民区' }, { name: '东河区' }],
    });
  });
});

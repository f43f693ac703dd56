import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Crs, Datum } from '../../server/crs/crs.ts';
import { allCrs, crsByEpsg, parseCrs } from '../../server/crs/registry.ts';
import { createReverse, createTransform, withinDatum } from '../../server/crs/transform.ts';
import { crsOf, suggestZone } from '../../server/crs/zones.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';

const geographic: Partial<Record<Datum, number>> = { cgcs2000: 4490, xian80: 4610, beijing54: 4214 };
const zones = allCrs().filter((crs) => crs.zone);
const ofRegion = zones.filter(({ zone }) => zone!.width === 3 && zone!.number >= 32 && zone!.number <= 42);
const millimetre = 0.001;

/** Middle, edges, and a third of a zone beyond them, over the latitudes of the region; degrees. */
function points(crs: Crs): [lon: number, lat: number][] {
  const half = crs.zone!.width / 2;
  const offsets = [-half - 1, -half, -half / 3, 0, half / 2, half, half + 1];
  return offsets.flatMap((offset) =>
    [37, 41.25, 45.5, 49.75, 54].map((lat): [number, number] => [crs.zone!.meridian + offset, lat]),
  );
}

describe('proj4 and PostGIS', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database.close());

  /** ST_Transform of pairs (x, y in GIS order) from one SRID to another. */
  async function transformed(
    pairs: [number, number][],
    from: number,
    to: number,
  ): Promise<[number, number][]> {
    const { rows } = await sql<{ x: number; y: number }>`
      select ST_X(g) as x, ST_Y(g) as y from (
        select n, ST_Transform(ST_SetSRID(ST_MakePoint(x, y), ${from}::int4), ${to}::int4) as g
        from unnest(${pairs.map(([x]) => x)}::float8[], ${pairs.map(([, y]) => y)}::float8[]) with ordinality as p (x, y, n)
      ) t order by n`.execute(database.db);
    return rows.map(({ x, y }) => [x, y]);
  }

  /** The greatest distance between what they make of points, m: into the zone, and back to degrees. */
  async function difference(crs: Crs): Promise<number> {
    const from = geographic[crs.datum]!;
    const { fromGeographic, toGeographic } = withinDatum(crs);
    const places = points(crs);
    const grid = await transformed(places, from, crs.epsg!);
    const back = await transformed(grid, crs.epsg!, from);
    const into = places.map((place, index) => {
      const [x, y] = fromGeographic(place);
      return Math.hypot(x - grid[index]![0], y - grid[index]![1]);
    });
    const out = grid.map((pair, index) => {
      const [lon, lat] = toGeographic(pair);
      return Math.hypot(lon - back[index]![0], lat - back[index]![1]) * 111_320;
    });
    return Math.max(...into, ...out);
  }

  test('there are 3 datums, 2 forms and 11 zones to compare', () => {
    expect(ofRegion).toHaveLength(66);
  });
  test.each(ofRegion.map((crs) => [crs.id, crs.name, crs] as const))(
    'agree to 1 mm within the datum of %s %s',
    async (_, __, crs) => {
      expect(await difference(crs)).toBeLessThan(millimetre);
    },
  );
  test('agree on all other zones of China, 6 degrees wide ones too', { timeout: 240_000 }, async () => {
    const others = zones.filter((crs) => !ofRegion.includes(crs));
    expect(others).toHaveLength(126);
    for (const crs of others) {
      expect([crs.id, (await difference(crs)) < millimetre]).toEqual([crs.id, true]);
    }
  });
  test('every code means there what it means here, and its WKT there is recognised', async () => {
    const codes = allCrs().flatMap(({ epsg }) => (epsg === null ? [] : [epsg]));
    const { rows } = await sql<{ srid: number; srtext: string; proj4text: string }>`
      select srid, srtext, proj4text from spatial_ref_sys where srid = any(${codes}::int4[])`.execute(
      database.db,
    );
    const parameters = (proj: string): unknown[] => [
      /\+proj=(\S+)/.exec(proj)?.[1],
      ...['lat_0', 'lon_0', 'x_0', 'y_0'].map((name) =>
        Number(new RegExp(`\\+${name}=(\\S+)`).exec(proj)?.[1] ?? 0),
      ),
    ];
    const compared = rows.filter(({ srid }) => srid !== 4480); // three-dimensional there
    expect(compared).toHaveLength(codes.length - 1);
    for (const { srid, srtext, proj4text } of compared) {
      expect([srid, ...parameters(proj4text)]).toEqual([srid, ...parameters(crsByEpsg(srid)!.proj)]);
      expect(parseCrs(srtext).id).toBe(`EPSG:${srid}`);
    }
  });
  test('what is shown in a zone of CGCS2000, and read from it, is what PostGIS makes of it', async () => {
    for (const lon of [97.2, 101.07, 111.67, 119.74, 126.05]) {
      for (const prefixed of [true, false]) {
        const crs = crsOf('cgcs2000', suggestZone(lon, 3)!, 3, prefixed);
        const [[x, y]] = (await transformed([[lon, 44]], 4490, crs.epsg!)) as [[number, number]];
        const shown = createReverse(crs, {})(lon, 44)!;
        expect(Math.hypot(shown.x - x, shown.y - y)).toBeLessThan(millimetre);
        const located = createTransform(crs, {})(x, y);
        expect(Math.hypot(located.lon! - lon, located.lat! - 44) * 111_320).toBeLessThan(millimetre);
      }
    }
  });
  test('web Mercator', async () => {
    const [[x, y]] = (await transformed([[111.67, 40.82]], 4326, 3857)) as [[number, number]];
    const [lon, lat] = withinDatum(crsByEpsg(3857)!).toGeographic([x, y]);
    expect(Math.hypot(lon - 111.67, lat - 40.82) * 111_320).toBeLessThan(millimetre);
  });
});

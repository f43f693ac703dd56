import { area, circle, distance, polygon } from '@turf/turf';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nearest, placeOnEllipsoid } from '../../server/coverage/nearest.ts';
import { areaOf, lengthOf } from '../../web/map/ruler.ts';
import { openTestDatabase, type TestDatabase } from '../support/database.ts';
import { randomOf } from '../support/gazetteer.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

const random = randomOf(23);
const somewhere = (): [number, number] => [97.2 + random() * 28.9, 37.4 + random() * 15.9]; // the region
const one = async (query: ReturnType<typeof sql<{ value: number }>>): Promise<number> => (await query.execute(database.db)).rows[0]!.value; // prettier-ignore
const within = (found: number, stored: number): number => Math.abs(found - stored) / stored;
const tolerance = 0.005;
const point = ([lon, lat]: [number, number]) => sql`ST_SetSRID(ST_MakePoint(${lon}::float8, ${lat}::float8), 4490)::geography`; // prettier-ignore

test('distances: Turf, the chord that scenarios are computed with, and PostGIS agree within 0.5 %', async () => {
  for (let round = 0; round < 60; round += 1) {
    const from = somewhere();
    const to: [number, number] = [from[0] + (random() - 0.5) * 6, from[1] + (random() - 0.5) * 4];
    const stored = await one(sql<{ value: number }>`select ST_Distance(${point(from)}, ${point(to)}) as value`); // prettier-ignore
    const placed = ([lon, lat]: [number, number]) => placeOnEllipsoid({ lon: Float64Array.of(lon), lat: Float64Array.of(lat) }); // prettier-ignore
    expect(within(distance(from, to) * 1000, stored)).toBeLessThan(tolerance);
    expect(within(nearest(placed(from), placed(to)).metres[0]!, stored)).toBeLessThan(0.0005);
  }
});

test('areas of polygons that are drawn: Turf and PostGIS agree within 0.5 %', async () => {
  for (let round = 0; round < 40; round += 1) {
    const [lon, lat] = somewhere();
    const size = 0.02 + random() * 1.5;
    const ring = [0, 1, 2, 3, 4].map((corner) => [lon + size * Math.cos(corner * 1.2566), lat + (size / 2) * Math.sin(corner * 1.2566)]); // prettier-ignore
    const drawn = polygon([[...ring, ring[0]!]]);
    const stored = await one(sql<{ value: number }>`select ST_Area(ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify(drawn.geometry)}), 4490)::geography) as value`); // prettier-ignore
    expect(within(area(drawn), stored)).toBeLessThan(tolerance);
  }
});

test('the circle that a scenario draws for its reach is the buffer of PostGIS: its area within 0.5 %, its edge T away', async () => {
  for (const km of [10, 60, 150, 300]) {
    const centre: [number, number] = [111.7, 42.5];
    const drawn = circle(centre, km, { steps: 96, units: 'kilometers' });
    const buffer = await one(sql<{ value: number }>`select ST_Area(ST_Buffer(${point(centre)}, ${km * 1000}::float8, 'quad_segs=48')) as value`); // prettier-ignore
    expect(within(area(drawn), buffer)).toBeLessThan(tolerance);
    for (const edge of drawn.geometry.coordinates[0]!.filter((_, at) => at % 12 === 0)) {
      const away = await one(sql<{ value: number }>`select ST_Distance(${point(centre)}, ${point(edge as [number, number])}) as value`); // prettier-ignore
      expect(within(away, km * 1000)).toBeLessThan(tolerance);
    }
  }
});

const geographyOf = (points: readonly [number, number][]) => sql`ST_SetSRID(ST_GeomFromGeoJSON(${JSON.stringify({ type: 'LineString', coordinates: points })}), 4490)`; // prettier-ignore

test('what is measured on the map, lines and polygons up to the size of the region: as PostGIS geography within 0.5 %', async () => {
  for (let round = 0; round < 40; round += 1) {
    const [lon, lat] = somewhere();
    const size = [0.01, 0.5, 4][round % 3]! * (0.5 + random());
    const points = [0, 1, 2, 3, 4].map((corner): [number, number] => {
      const far = size * (0.6 + 0.4 * random());
      return [lon + far * Math.cos(corner * 1.2566), lat + (far / 2) * Math.sin(corner * 1.2566)];
    });
    const long = await one(
      sql<{ value: number }>`select ST_Length(${geographyOf(points)}::geography) as value`,
    );
    expect(within(lengthOf(points), long)).toBeLessThan(tolerance);
    const ring = geographyOf([...points, points[0]!]);
    const wide = await one(
      sql<{ value: number }>`select ST_Area(ST_MakePolygon(${ring})::geography) as value`,
    );
    expect(within(areaOf(points)!, wide)).toBeLessThan(tolerance);
    expect(within(areaOf(points.toReversed())!, areaOf(points)!)).toBeLessThan(1e-6);
  }
  expect([lengthOf([]), lengthOf([[111, 40]]), areaOf([[111, 40], [112, 41]])]).toEqual([0, 0, 0]); // prettier-ignore
  expect(areaOf([[111, 41], [112, 42], [112, 41], [111, 42]])).toBeNull(); // prettier-ignore
});

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Db } from '../../server/database/open.ts';
import { divisionsAt } from '../../server/divisions/at.ts';
import { buildPlaceIndexes } from '../../server/places/indexes.ts';
import { countPlaces, listPlaces } from '../../server/places/queries.ts';
import { checkPolygon, nearestPlaces } from '../../server/places/reverse.ts';
import { quietStep } from '../support/ask.ts';
import { openTestDatabase } from '../support/database.ts';
import { loadGazetteer, makeEntries, randomOf } from '../support/gazetteer.ts';

type Point = [number, number];

let db: Db;
let close: () => Promise<void>;
const entries = makeEntries(3000);
const placed = entries.flatMap(({ point, ...entry }) => (point === null ? [] : [{ ...entry, point }]));
beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  await loadGazetteer(db, entries);
  await buildPlaceIndexes(db, quietStep);
});
afterAll(() => close());

/** Vincenty's inverse formula on GRS 80: metres, to a tenth of a millimetre. */
function metresBetween([lon1, lat1]: Point, [lon2, lat2]: Point): number {
  const [a, f] = [6_378_137, 1 / 298.257222101];
  const b = a * (1 - f);
  const rad = Math.PI / 180;
  const L = (lon2 - lon1) * rad;
  const [u1, u2] = [lat1, lat2].map((lat) => Math.atan((1 - f) * Math.tan(lat * rad))) as Point;
  let lambda = L;
  for (let turn = 0; turn < 200; turn += 1) {
    const x = Math.cos(u2) * Math.sin(lambda);
    const y = Math.cos(u1) * Math.sin(u2) - Math.sin(u1) * Math.cos(u2) * Math.cos(lambda);
    const sinS = Math.hypot(x, y);
    if (sinS === 0) return 0;
    const cosS = Math.sin(u1) * Math.sin(u2) + Math.cos(u1) * Math.cos(u2) * Math.cos(lambda);
    const sigma = Math.atan2(sinS, cosS);
    const sinA = (Math.cos(u1) * Math.cos(u2) * Math.sin(lambda)) / sinS;
    const cos2A = 1 - sinA ** 2;
    const cosM = cos2A === 0 ? 0 : cosS - (2 * Math.sin(u1) * Math.sin(u2)) / cos2A;
    const C = (f / 16) * cos2A * (4 + f * (4 - 3 * cos2A));
    const next = L + (1 - C) * f * sinA * (sigma + C * sinS * (cosM + C * cosS * (2 * cosM ** 2 - 1)));
    if (Math.abs(next - lambda) < 1e-13) {
      const k2 = (cos2A * (a * a - b * b)) / (b * b);
      const A = 1 + (k2 / 16384) * (4096 + k2 * (-768 + k2 * (320 - 175 * k2)));
      const B = (k2 / 1024) * (256 + k2 * (-128 + k2 * (74 - 47 * k2)));
      const d = B * sinS * (cosM + (B / 4) * (cosS * (2 * cosM ** 2 - 1) - (B / 6) * cosM * (4 * sinS ** 2 - 3) * (4 * cosM ** 2 - 3))); // prettier-ignore
      return b * A * (sigma - d);
    }
    lambda = next;
  }
  throw new Error('no distance');
}

describe('nearest places', () => {
  const random = randomOf(11);
  const points = Array.from({ length: 60 }, (): Point => [109.5 + random() * 5, 39.5 + random() * 4]);
  test.each(['staff', 'public'] as const)(
    'are those that a look at every place gives, by metres on the ellipsoid, for %s',
    async (audience) => {
      for (const [index, point] of points.entries()) {
        const limit = [1, 5, 40][index % 3]!;
        const found = await nearestPlaces(db, point, limit, { audience, class: index % 4 === 0 ? '12' : undefined }); // prettier-ignore
        const wanted = placed
          .filter((entry) => audience === 'staff' || entry.public)
          .filter((entry) => index % 4 !== 0 || entry.class.startsWith('12'))
          .map((entry) => ({ id: entry.id, metres: metresBetween(point, entry.point) }))
          .filter(({ metres }) => metres <= 300_000)
          .sort((one, other) => one.metres - other.metres)
          .slice(0, limit);
        expect(found.map(({ id }) => id), String(point)).toEqual(wanted.map(({ id }) => id)); // prettier-ignore
        found.forEach(({ metres }, at) => expect(metres).toBeCloseTo(wanted[at]!.metres, 2));
      }
    },
  );
  test('a degree of longitude is shorter than one of latitude: the nearest by degrees need not be the nearest', async () => {
    await sql`insert into place (id, class_code, division_code, name, importance, position, geom, source_id, sample) values
      (900001, '77777', '150102001', '东', 1, 'surveyed', ST_SetSRID(ST_MakePoint(120.012, 45), 4490), 'b', false),
      (900002, '77777', '150102001', '北', 1, 'surveyed', ST_SetSRID(ST_MakePoint(120, 45.010), 4490), 'b', false)`.execute(db); // prettier-ignore
    const [first] = await nearestPlaces(db, [120, 45], 1, { audience: 'staff', class: '77777' });
    expect(first!.name).toBe('东');
    await sql`delete from place where id > 900000`.execute(db);
  });
  test('nothing within 300 km, and odd corners of the earth: an empty list', async () => {
    for (const point of [[0, 0], [180, 90], [-180, -90], [100, 60]] as Point[])
      expect(await nearestPlaces(db, point, 10, { audience: 'staff' })).toEqual([]); // prettier-ignore
  });
});

/** A ring around a centre that does not cross itself. */
function star(random: () => number): Point[] {
  const [lon, lat] = [110.5 + random() * 3, 40.5 + random() * 2];
  const corners = 3 + Math.floor(random() * 12);
  const ring = Array.from({ length: corners }, (_, corner): Point => {
    const angle = ((corner + random() * 0.8) / corners) * 2 * Math.PI;
    const reach = 0.2 + random() * 0.9;
    return [lon + reach * Math.cos(angle), lat + reach * Math.sin(angle)];
  });
  return [...ring, ring[0]!];
}

/** Whether a ray to the east crosses the ring an odd number of times. */
const holds = (ring: readonly Point[], [x, y]: Point): boolean =>
  ring.slice(1).filter(([bx, by], index) => {
    const [ax, ay] = ring[index]!;
    return ay > y !== by > y && x < ax + ((y - ay) * (bx - ax)) / (by - ay);
  }).length %
    2 ===
  1;

describe('places in a polygon', () => {
  test('are those that a look at every place gives, page by page, with the exact total', async () => {
    const random = randomOf(5);
    for (let turn = 0; turn < 40; turn += 1) {
      const ring = star(random);
      const ofClass = turn % 5 === 0;
      const audience = turn % 2 === 0 ? ('staff' as const) : ('public' as const);
      const inside = await checkPolygon(db, { type: 'Polygon', coordinates: [ring] });
      const filter = { audience, inside, ...(ofClass ? { class: '22' } : {}) };
      const wanted = placed.filter((entry) => (audience === 'staff' || entry.public) && holds(ring, entry.point) && (!ofClass || entry.class.startsWith('22'))); // prettier-ignore
      const found: number[] = [];
      let after: { importance: number; id: number } | null = null;
      for (;;) {
        const rows: { importance: number; id: number }[] = await listPlaces(db, filter, { limit: 31, after });
        found.push(...rows.map(({ id }) => id));
        after = rows.at(-1) ?? null;
        if (rows.length < 31) break;
      }
      expect(found.toSorted((a, b) => a - b)).toEqual(wanted.map(({ id }) => id));
      expect(new Set(found).size).toBe(found.length);
      expect(await countPlaces(db, filter)).toBe(wanted.length);
    }
  });
  test('a hole is left out', async () => {
    const outer: Point[] = [[111, 41], [113, 41], [113, 42], [111, 42], [111, 41]]; // prettier-ignore
    const hole: Point[] = [[111.5, 41.2], [112.5, 41.2], [112.5, 41.8], [111.5, 41.8], [111.5, 41.2]]; // prettier-ignore
    const inside = await checkPolygon(db, { type: 'Polygon', coordinates: [outer, hole] });
    const wanted = placed.filter(({ point }) => holds(outer, point) && !holds(hole, point));
    expect(await countPlaces(db, { audience: 'staff', inside })).toBe(wanted.length);
  });
  const square = (lon: number, lat: number, size: number): Point[] => [[lon, lat], [lon + size, lat], [lon + size, lat + size], [lon, lat + size], [lon, lat]]; // prettier-ignore
  test.each([
    ['a bow tie, with the place where it crosses', [[[110, 40], [111, 41], [111, 40], [110, 41], [110, 40]]], /110\.500000, 40\.500000/],
    ['an open ring', [[[110, 40], [111, 40], [111, 41], [110, 41]]], /coordinates\.0.*未闭合/],
    ['an area over the limit', [square(100, 40, 9)], /300000 km²/],
    ['too many vertices', [[...Array.from({ length: 1001 }, (_, at): Point => [110 + Math.cos(at / 160), 40 + Math.sin(at / 160)]), [111, 40]]], /1000/],
    ['latitude before longitude', [square(40, 110, 1)], /coordinates\.0/],
    ['a hole outside', [square(110, 40, 1), square(112, 40, 1)], /110|112/],
    ['no area at all', [[[110, 40], [110, 40], [110, 40], [110, 40]]], /./],
  ] as [string, Point[][], RegExp][])('refuses %s', async (_, coordinates, message) => {
    const error = await checkPolygon(db, { type: 'Polygon', coordinates }).catch((reason: unknown) => reason as { status: number; message: string }); // prettier-ignore
    expect(error).toMatchObject({ status: 400, message: expect.stringMatching(message) as string });
  }); // prettier-ignore
});

describe('the divisions of a point', () => {
  beforeAll(async () => {
    const box = (code: string, west: number, east: number) =>
      sql`update division set geom = ST_Multi(ST_MakeEnvelope(${west}::float8, 40, ${east}::float8, 41, 4490)) where code = ${code}`.execute(db); // prettier-ignore
    expect(await divisionsAt(db, [110.5, 40.5])).toEqual({ inside: null, path: [], outsideKm: null });
    await box('150102', 110, 111);
    await box('150121', 111, 112);
    await box('152502', 112, 114);
    await box('150102001', 110, 110.4);
    await sql`update data_version set version = version + 1 where dataset = 'divisions'`.execute(db);
  });
  test('the path down to the smallest that is known', async () => {
    const codes = async (point: Point) => (await divisionsAt(db, point)).path.map(({ code }) => code);
    expect(await codes([110.2, 40.5])).toEqual(['150000', '150100', '150102', '150102001']);
    expect(await codes([110.7, 40.5])).toEqual(['150000', '150100', '150102']);
    expect(await codes([113, 40.5])).toEqual(['150000', '152500', '152502']);
  });
  test('a point on a shared edge lies in exactly one, every point in the one that its longitude says', async () => {
    const edge = await divisionsAt(db, [111, 40.5]);
    expect(['150102', '150121']).toContain(edge.path.at(-1)!.code);
    const random = randomOf(3);
    for (let turn = 0; turn < 200; turn += 1) {
      const [lon, lat] = [109 + random() * 6, 39.5 + random() * 2];
      const { inside, path } = await divisionsAt(db, [lon, lat]);
      const wanted = lat < 40 || lat > 41 || lon < 110 || lon > 114 ? null : lon < 111 ? '150102' : lon < 112 ? '150121' : '152502'; // prettier-ignore
      expect(inside).toBe(wanted !== null);
      expect(path.map(({ code }) => code).find((code) => code === wanted) ?? null).toBe(wanted);
    }
  });
  test('outside says how far the region is', async () => {
    const { inside, path, outsideKm } = await divisionsAt(db, [109, 40.5]);
    expect({ inside, path }).toEqual({ inside: false, path: [] });
    expect(Math.abs(outsideKm! / (metresBetween([109, 40.5], [110, 40.5]) / 1000) - 1)).toBeLessThan(0.01);
  });
});

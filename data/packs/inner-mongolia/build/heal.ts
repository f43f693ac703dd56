import { PGlite } from '@electric-sql/pglite';
import { postgis } from '@electric-sql/pglite-postgis';
import type { MultiPolygon, Polygon, Position } from 'geojson';
import type { CountyShape } from './shapes.ts';

/** A county polygon that shares its edges exactly with its neighbours, GCJ-02 degrees. */
export type CleanShape = { code: string; geometry: Polygon | MultiPolygon };

/** Gaps between counties up to this width, degrees, are closed by ST_CoverageClean (about 400 m). */
const gapWidth = 0.005;
/** Counties of other provinces that come this near to the region, degrees, take part. */
const reach = 0.05;
/** Detached parts below this area, square metres, are specks of the source (the real parts begin at 0.46 km2). */
const speckArea = 400_000;

function vertices({ geometry }: CountyShape): Position[] {
  return (geometry.type === 'Polygon' ? geometry.coordinates : geometry.coordinates.flat()).flat();
}

/** The region's counties and those of other provinces with a vertex within about `reach` of one of the region's. */
function withNeighbours(shapes: CountyShape[], region: string): CountyShape[] {
  const cell = ([lon = 0, lat = 0]: Position, east = 0, north = 0): string =>
    `${Math.floor(lon / reach) + east},${Math.floor(lat / reach) + north}`;
  const inside = (shape: CountyShape): boolean => shape.code.startsWith(region);
  const near = new Set<string>();
  for (const point of shapes.filter(inside).flatMap(vertices)) {
    for (const east of [-1, 0, 1]) for (const north of [-1, 0, 1]) near.add(cell(point, east, north));
  }
  return shapes.filter((shape) => inside(shape) || vertices(shape).some((point) => near.has(cell(point))));
}

async function load(db: PGlite, shapes: CountyShape[], region: string): Promise<void> {
  await db.exec('create table raw (code text, inside boolean, geom geometry)');
  for (const { code, geometry } of shapes) {
    await db.query(
      `insert into raw select $1, $2, ST_CollectionExtract(
         ST_MakeValid(ST_SetSRID(ST_GeomFromGeoJSON($3), 0), 'method=structure keepcollapsed=false'), 3)`,
      [code, code.startsWith(region), JSON.stringify(geometry)],
    );
  }
  await db.exec(`
    create table clean as
      select code, inside, ST_SetSRID(ST_CoverageClean(geom, ${gapWidth}, 0) over (order by code
        rows between unbounded preceding and unbounded following), 0) as geom
      from raw;`);
}

/** Gives one polygon, exactly as it lies, to a county and keeps the edges noded. */
async function give(db: PGlite, code: string, geometry: string): Promise<void> {
  await db.query('update clean set geom = ST_Union(geom, $2::geometry) where code = $1', [code, geometry]);
}

/** The counties along a polygon, longest common edge first. */
async function along(db: PGlite, geometry: string): Promise<{ code: string; inside: boolean }[]> {
  const { rows } = await db.query<{ code: string; inside: boolean }>(
    `select code, inside from (
       select code, inside, ST_Length(ST_Intersection(ST_Boundary(geom), ST_Boundary($1::geometry))) as length
       from clean where geom && $1::geometry and ST_Intersects(geom, $1::geometry)) edges
     where length > 0 order by length desc, code`,
    [geometry],
  );
  return rows;
}

/** Takes specks (tiny detached parts) off their county and gives them to the county that surrounds them, or to none. */
async function mergeSpecks(db: PGlite): Promise<number> {
  const { rows } = await db.query<{ code: string; geom: string }>(`
    select code, geom from (
      select code, (ST_Dump(geom)).geom as geom from clean where ST_NumGeometries(geom) > 1) parts
    where ST_Area(ST_SetSRID(geom, 4326)::geography) < ${speckArea} order by code, geom`);
  for (const { code, geom } of rows) {
    await db.query('update clean set geom = ST_Difference(geom, $2::geometry) where code = $1', [code, geom]);
    const taker = (await along(db, geom)).find((county) => county.code !== code);
    if (taker) await give(db, taker.code, geom);
  }
  return rows.length;
}

/** Closes what is left open between the counties: gaps at the outer edge go to the province across, never to the region. */
async function closeGaps(db: PGlite): Promise<number> {
  const { rows } = await db.query<{ geom: string }>(`
    select ST_MakePolygon(ST_ExteriorRing(ring.geom)) as geom
    from (select (ST_Dump(ST_Union(geom))).geom as geom from clean) whole,
      lateral ST_DumpRings(whole.geom) ring
    where ring.path[1] > 0 order by 1`);
  let closed = 0;
  for (const { geom } of rows) {
    const beside = await along(db, geom);
    if (!beside.some((county) => county.inside)) continue;
    const taker = beside.find((county) => !county.inside) ?? beside[0];
    if (taker) await give(db, taker.code, geom);
    closed += 1;
  }
  return closed;
}

/**
 * Turns the drawn polygons into one clean coverage: valid rings, no overlaps, no gaps, edges shared to the last digit.
 * Returns the counties whose code starts with `region` and those of other provinces within 0.05 degrees of them.
 * Works in the embedded PostGIS in memory; GCJ-02 degrees in and out.
 */
export async function heal(
  shapes: CountyShape[],
  region: string,
  log: (line: string) => void,
): Promise<CleanShape[]> {
  const db = await PGlite.create({ extensions: { postgis } });
  try {
    await db.exec('create extension postgis');
    const near = withNeighbours(shapes, region);
    log(`counties that take part: ${near.length}`);
    await load(db, near, region);
    log('coverage cleaned');
    log(`specks merged: ${await mergeSpecks(db)}`);
    log(`gaps closed: ${await closeGaps(db)}`);
    const { rows } = await db.query<{ code: string; geometry: string }>(
      'select code, ST_AsGeoJSON(geom, 15) as geometry from clean order by code',
    );
    return rows.map(({ code, geometry }) => ({
      code,
      geometry: JSON.parse(geometry) as Polygon | MultiPolygon,
    }));
  } finally {
    await db.close();
  }
}

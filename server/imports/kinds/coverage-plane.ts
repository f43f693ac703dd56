import { sql, type RawBuilder } from 'kysely';
import type { Run } from '../kind.ts';
import { gridDegrees, isRealHole } from './coverage-geometry.ts';
import { remake } from './coverage-stage.ts';

/** Where two divisions lie over each other. */
export interface Overlap {
  a: string;
  b: string;
  m2: number; // on the ellipsoid
  lon: number; // in the largest piece
  lat: number;
}

/** What all areas together leave open inside. */
export interface Gap {
  real: boolean; // a hole that is meant, see isRealHole
  m2: number;
  perimeterM: number;
  lon: number;
  lat: number;
  around: string[]; // codes
}

/** The plane cut along the edges of all areas. */
export interface Plane {
  faces: number; // numbered from 1
  /** Length of all edges, in degrees; one that two areas have in common counts once. */
  length: number;
}

const slice = 500; // faces in one statement
const gapSlice = 100;

/** Faces between the edges of all areas: `n, geom, m2, perimeter` (m), `codes` of the areas that cover it, `owner`. */
export const facesOf = (run: Run): RawBuilder<unknown> => sql.table(run.stage('face'));

/**
 * Nodes the edges of all areas on the grid and makes the faces between them. Snap rounding never fails, where overlays of two
 * polygons throw inside GEOS on edges that nearly coincide; the embedded engine then answers nothing. The longest statement,
 * noding 190,000 vertices, takes about 1 s there.
 * @param areas a table with `code` and valid `geom`, indexed
 */
export async function cutPlane(run: Run, areas: RawBuilder<unknown>): Promise<Plane> {
  const line = sql.table(run.stage('line'));
  await remake(run, 'line', 'geom geometry(Geometry, 4490)');
  await sql`insert into ${line} select ST_UnaryUnion(ST_Collect(ST_Boundary(geom)), ${gridDegrees}::float8) from ${areas} a`.execute(run.db); // prettier-ignore
  await run.breathe();
  await remake(run, 'face', 'n int4 primary key, geom geometry(Polygon, 4490), codes text[], m2 float8, perimeter float8, owner text'); // prettier-ignore
  await sql`insert into ${facesOf(run)} (n, geom)
    select (part.path)[1], part.geom from (select ST_Polygonize(geom) as geom from ${line}) x, ST_Dump(x.geom) part`.execute(run.db); // prettier-ignore
  const { rows } = await sql<{ faces: number; length: number | null }>`
    select (select count(*)::int4 from ${facesOf(run)}) as faces, (select ST_Length(geom) from ${line}) as length`.execute(run.db); // prettier-ignore
  const { faces, length } = rows[0]!;
  for (let from = 1; from <= faces; from += slice) {
    await run.breathe();
    await sql`update ${facesOf(run)} f set m2 = ST_Area(f.geom::geography), perimeter = ST_Perimeter(f.geom::geography),
        codes = array(select a.code from ${areas} a where a.geom && f.geom and ST_Intersects(a.geom, ST_PointOnSurface(f.geom)) order by a.code)
      where f.n >= ${from} and f.n < ${from + slice}`.execute(run.db);
  }
  return { faces, length: length ?? 0 };
}

/** Every pair of areas that have a face in common. */
export async function findOverlaps(run: Run): Promise<Overlap[]> {
  const { rows } = await sql<Overlap>`
    select a, b, sum(m2) as m2, (array_agg(ST_X(point) order by m2 desc))[1] as lon, (array_agg(ST_Y(point) order by m2 desc))[1] as lat
    from (select x.code as a, y.code as b, f.m2, ST_PointOnSurface(f.geom) as point
      from ${facesOf(run)} f, unnest(f.codes) x(code), unnest(f.codes) y(code) where cardinality(f.codes) > 1 and x.code < y.code) pair
    group by a, b order by a, b`.execute(run.db);
  await run.breathe();
  return [...rows];
}

/** The faces that no area covers, the largest first. An area's own inner ring that another area fills is none. */
export async function findGaps(run: Run, areas: RawBuilder<unknown>): Promise<Gap[]> {
  const { rows } = await sql<{ n: number }>`
    select n from ${facesOf(run)} where cardinality(codes) = 0 order by m2 desc, n`.execute(run.db);
  const gaps: Gap[] = [];
  for (let from = 0; from < rows.length; from += gapSlice) {
    const numbers = rows.slice(from, from + gapSlice).map(({ n }) => n);
    const part = await sql<Omit<Gap, 'real'>>`
      select f.m2, f.perimeter as "perimeterM", ST_X(p) as lon, ST_Y(p) as lat,
        array(select a.code from ${areas} a where a.geom && ST_Expand(f.geom, ${2 * gridDegrees}::float8)
          and ST_DWithin(a.geom, f.geom, ${2 * gridDegrees}::float8) order by a.code) as around
      from ${facesOf(run)} f, ST_PointOnSurface(f.geom) p where f.n = any(${numbers}) order by f.m2 desc, f.n`.execute(run.db); // prettier-ignore
    gaps.push(...part.rows.map((row) => ({ real: isRealHole(row.m2, row.perimeterM), ...row })));
    await run.breathe();
  }
  return gaps;
}

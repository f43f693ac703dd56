import { sql, type RawBuilder } from 'kysely';
import { takeRingsApart } from '../../boundaries/publish.ts';
import { runTask } from '../../task.ts';
import type { CheckRun, Run } from '../kind.ts';
import { decimals } from './coverage-geometry.ts';
import { remake } from './coverage-stage.ts';
import type { CoverageTask, TopologyResult } from './coverage-worker.ts';

/** The polygons as they will be published: counties, leagues, provinces. */
export const shapesOf = (run: Run): RawBuilder<unknown> => sql.table(run.stage('shape'));
/** Of them the counties, as a table in a FROM clause. */
export const countiesOf = (run: Run): RawBuilder<unknown> =>
  sql`(select * from ${shapesOf(run)} where county)`;
export const topologyOf = (run: Run): RawBuilder<unknown> => sql.table(run.stage('topology'));

export interface Built {
  codes: string[];
  /** Length of all edges, in degrees; a shared one counts once. */
  length: number;
}

const slice = 10; // counties that one statement brings
const worker = new URL('./coverage-worker.ts', import.meta.url);

/**
 * Builds the topology of the areas, stages it and the shapes that follow from it. All rings turn the same way: topojson cannot
 * join arcs of polygons that do not. @param areas a table with `code` and `geom`
 * @throws Error when the arcs make no rings
 */
async function buildTopology(run: Run, areas: RawBuilder<unknown>, codes: readonly string[]): Promise<Built> {
  run.step.message('建立拓扑');
  const counties: { code: string; geometry: string }[] = [];
  for (let from = 0; from < codes.length; from += slice) {
    const { rows } = await sql<{ code: string; geometry: string }>`
      select code, ST_AsGeoJSON(ST_ForcePolygonCCW(geom), ${decimals}, 0) as geometry from ${areas} a
      where code = any(${codes.slice(from, from + slice)}) and not ST_IsEmpty(geom) order by code`.execute(
      run.db,
    );
    counties.push(...rows);
    await run.breathe();
  }
  const { topology, shapes, length } = await runTask<TopologyResult>(worker, {
    task: 'topology',
    counties,
  } satisfies CoverageTask);
  await run.breathe();
  await sql`drop table if exists ${topologyOf(run)}`.execute(run.db);
  await sql`create table ${topologyOf(run)} as select ${Buffer.from(topology)}::bytea as topology`.execute(
    run.db,
  );
  await remake(run, 'shape', 'code text primary key, county boolean, geom geometry(MultiPolygon, 4490)');
  for (const { code, wkb } of shapes) {
    await sql`insert into ${shapesOf(run)} values (${code}, ${!code.endsWith('00')}, ST_GeomFromWKB(${Buffer.from(wkb)}, 4490))`.execute(run.db); // prettier-ignore
    await run.breathe();
  }
  await takeRingsApart(run.db, shapesOf(run), sql`true`);
  await run.breathe();
  await sql`create index on ${shapesOf(run)} using gist (geom)`.execute(run.db);
  await sql`analyze ${shapesOf(run)}`.execute(run.db);
  return { codes: counties.map(({ code }) => code), length };
}

/** Builds the topology; null when its arcs make no rings: the report says why. */
export async function tryTopology(
  run: CheckRun,
  areas: RawBuilder<unknown>,
  codes: readonly string[],
): Promise<Built | null> {
  try {
    return await buildTopology(run, areas, codes);
  } catch (error) {
    if (!(error instanceof Error) || !/^(division|arc) \w+/.test(error.message)) throw error;
    run.report.error({ check: 'topology-failed', field: 'geometry', reason: `由公共边合成不了面: ${error.message}`, remedy: '检查这一带的边界: 环可能在一点与自身相接' }); // prettier-ignore
    return null;
  }
}

/** Codes of shapes that are not valid. */
export async function invalidShapes(run: Run): Promise<string[]> {
  const { rows } = await sql<{
    code: string;
  }>`select code from ${shapesOf(run)} where not ST_IsValid(geom) order by code`.execute(run.db);
  return rows.map(({ code }) => code);
}

/** Whether two lengths in degrees are the same up to rounding: 1 cm in 100 degrees. */
export const sameLength = (one: number, other: number): boolean =>
  Math.abs(one - other) <= 1e-9 * Math.max(one, other);

import { sql } from 'kysely';
import { polygonWkb } from '../../boundaries/wkb.ts';
import type { CheckRun } from '../kind.ts';
import { shapesOf } from './coverage-build.ts';
import { areaText, gridDegrees } from './coverage-geometry.ts';
import type { Part } from './coverage-read.ts';
import type { KnownCodes } from './division-known.ts';

const share = 0.01;

/** Compares the leagues and provinces of a file with what its counties make up. Needs the shapes. */
export async function compareUpper(run: CheckRun, upper: readonly Part[], known: KnownCodes): Promise<void> {
  for (const { code, line, polygons } of upper) {
    const { rows } = await sql<{ own: number; m2: number; lon: number; lat: number }>`
      with pair as materialized (
        select ST_BuildArea(ST_UnaryUnion(ST_Boundary(ST_GeomFromWKB(${Buffer.from(polygonWkb(polygons))}, 4490)), ${gridDegrees}::float8)) as own, geom as made
        from ${shapesOf(run)} where code = ${code}),
      odd as materialized (select own, ST_CollectionExtract(ST_SymDifference(own, made, ${gridDegrees}::float8), 3) as geom from pair)
      select ST_Area(own::geography) as own, ST_Area(geom::geography) as m2, ST_X(ST_PointOnSurface(geom)) as lon, ST_Y(ST_PointOnSurface(geom)) as lat
      from odd where not ST_IsEmpty(geom)`.execute(run.db);
    await run.breathe();
    const [found] = rows;
    if (found === undefined || found.m2 <= share * found.own) continue;
    run.report.warning({ check: 'level-mismatch', line, field: 'geometry', value: code, reason: `${known.get(code)?.name ?? code}的面与其旗县合并的结果不同: 不重合的部分 ${areaText(found.m2)}`, remedy: '以旗县的面为准; 核对是否缺少旗县', areaM2: found.m2, lon: found.lon, lat: found.lat }); // prettier-ignore
  }
}

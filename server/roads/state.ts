import { sql } from 'kysely';
import type { Unit } from '../api/coverage.ts';
import type { Db } from '../database/open.ts';
import { isCurrent } from '../derived.ts';
import { isInUnit } from '../divisions/prefix.ts';
import { badRequest, Problem } from '../http/problem.ts';

/**
 * Times by road are answered only where they are those of the present roads, facilities and settlements.
 * @throws Problem 400 where no roads are loaded, 503 while the times are being made anew
 */
export async function requireRoads(db: Db): Promise<void> {
  const versions = await db.selectFrom('data_version').select(['dataset', 'version', 'inputs', 'row_count']).execute(); // prettier-ignore
  const roads = versions.find(({ dataset }) => dataset === 'roads');
  if (roads === undefined || roads.row_count === 0) throw badRequest('query: method: 没有加载路网, 不能按道路时间计算。No road graph is loaded: ask for straight or detour.'); // prettier-ignore
  if (!isCurrent(versions, 'coverage') || !isCurrent(versions, 'road_reach'))
    throw new Problem(503, 'Not ready yet', '道路时间正在按改过的数据重新计算, 现在未知; 请稍后再问, 或改用 straight、detour。Times by road are being made anew.', { retryAfter: 10 }); // prettier-ignore
}

export const hasRoads = async (db: Db): Promise<boolean> =>
  (await db.selectFrom('data_version').where('dataset', '=', 'roads').where('row_count', '>', 0).select('dataset').executeTakeFirst()) !== undefined; // prettier-ignore

/** What is known by road of the settlements of a unit. */
export interface RoadFacts {
  unknown: number; // no road leads to a facility
  winding: number; // the way is more than twice the straight line
}

export async function roadFacts(db: Db, kind: string, unit: Unit, codes: readonly string[]): Promise<Map<string, RoadFacts>> {
  const { rows } = await sql<RoadFacts & { code: string }>`
    select u.code, r.* from unnest(${[...codes]}::text[]) u(code) cross join lateral (
      select (count(*) - count(seconds))::int4 as unknown, (count(*) filter (where road_metres > 2 * metres))::int4 as winding
      from road_reach n where n.kind = ${kind} and ${isInUnit(unit)}
    ) r`.execute(db);
  return new Map(rows.map((row) => [row.code, row]));
} // prettier-ignore

/** Where the roads are from, with the number of edges. */
export async function roadSource(db: Db) {
  const { rows } = await sql<{
    id: string;
    title: string;
    licence: string | null;
    sample: boolean;
    records: number;
  }>`
    select s.id, s.title, s.licence, s.sample, count(*)::int4 as records from road_edge e join source s on s.id = e.source_id group by s.id`.execute(
    db,
  );
  return rows;
}

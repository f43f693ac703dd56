import type { CoverageUnit, Method, Unit } from '../api/coverage.ts';
import type { Db } from '../database/open.ts';
import { badRequest } from '../http/problem.ts';
import { requireRoads } from '../roads/state.ts';
import { unsureIn } from './facts.ts';
import { isAsStored, listReachThen } from './reach-then.ts';
import { listReach, measureOf, reachOf, trialsOf, weigh, type ReachRow, type Weighed } from './reach.ts';
import type { SettlementState } from './settlement-state.ts';
import type { World } from './world.ts';

export const byNumber = '按居民点, 非人口';
export const byPeople = '按人口 (乡级人口均摊到居民点)';

/** How the reach of a kind is asked. */
export interface MeasureQuestion {
  method: Method;
  detour: number;
  share: number;
  threshold: number;
}

export interface Measured {
  of(code: string): Pick<CoverageUnit, 'reach' | 'burden' | 'robustness'>;
  rows: ReadonlyMap<string, ReachRow>;
  weighed: ReadonlyMap<string, Weighed>; // of the units all of whose people are known
  weighting: string;
}

/** The threshold of a kind: as asked, else its own; null: its reach is not computed. By road it has to be asked, in minutes. */
export function thresholdOf(kind: { reach_km: number | null }, method: Method, asked: number | undefined): number | null {
  if (kind.reach_km === null) return null;
  return asked ?? (method === 'road' ? Math.max(1, Math.round(kind.reach_km)) : kind.reach_km); // a kilometre a minute
} // prettier-ignore

/** @throws Problem 400 where there is no road graph, or the day is another one; 503 while its times are made anew */
export async function measureUnits(db: Db, world: World, kind: string, unit: Unit, question: MeasureQuestion, settlements: SettlementState): Promise<Measured> {
  const { method } = question;
  const measure = measureOf(method);
  const asStored = isAsStored(world.facilities, kind);
  if (measure === 'road') await requireRoads(db);
  if (measure === 'road' && !asStored) throw badRequest('query: on: 道路时间只按现有设施计算, 请去掉 on 或改用 straight、detour。Times by road are of the present facilities only.');
  const trials = trialsOf(question);
  const thresholds = trials.map(({ distance }) => distance);
  const list = (level: Unit): Promise<Map<string, ReachRow>> =>
    asStored ? listReach(db, kind, measure, level, thresholds) : listReachThen(db, kind, world.facilities, settlements.hash, level, thresholds);
  const rows = await list(unit);
  const { population } = world.known;
  const townships = population.size === 0 ? null : unit === 'township' ? rows : await list('township');
  const unsure = unsureIn(world.facilities, kind, unit);
  const weighed = townships === null ? new Map<string, Weighed>() : weigh(townships, population, unit, rows);
  return {
    rows,
    weighed,
    of: (code) => reachOf(rows.get(code), weighed.get(code), question, trials, unsure(code)),
    weighting: weighed.size === 0 ? byNumber : weighed.size >= rows.size ? byPeople : `${byPeople}; ${rows.size - weighed.size} 个单元人口不全, ${byNumber}`,
  };
} // prettier-ignore

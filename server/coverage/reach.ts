import { sql } from 'kysely';
import type { z } from 'zod';
import type { Burden, CoverageUnit, Method, Reach, Robustness, Unit, Variant } from '../api/coverage.ts';
import type { Db } from '../database/open.ts';
import type { UnitKnowledge } from './facts.ts';
import { gapOf } from './shared/gap.ts';
import type { Measure } from './unit-reach.ts';

/** How reach is asked: T in km, or in minutes by road. */
export interface ReachQuestion {
  method: Method;
  detour: number;
  threshold: number;
  share: number; // a smaller share within T is a gap
}

/** A threshold that is tried: the question's own, and those of the robustness test. */
interface Trial {
  id: z.infer<typeof Variant>['id'] | 'asked';
  threshold: number; // km or minutes
  detour: number | null;
  distance: number; // metres or seconds, to compare stored distances with
}

/** T itself first; then T ±20 %, and detours of 1.2 and 1.5 (frontend.md 3.4). By road there is no factor to try. */
export function trialsOf({ method, detour, threshold: T }: ReachQuestion): Trial[] {
  const trial = (id: Trial['id'], threshold: number, factor: number | null): Trial => ({
    id,
    threshold,
    detour: factor,
    distance: Math.round(method === 'road' ? threshold * 60 : (threshold * 1000) / (factor ?? 1)),
  });
  const own = method === 'detour' ? detour : null;
  const trials = [trial('asked', T, own), trial('T-20', T * 0.8, own), trial('T+20', T * 1.2, own)];
  return method === 'road' ? trials : [...trials, trial('detour-1.2', T, 1.2), trial('detour-1.5', T, 1.5)];
}

export const measureOf = (method: Method): Measure => (method === 'road' ? 'road' : 'straight');

/** Distances of the settlements of one unit, in metres or seconds. */
export interface ReachRow {
  code: string;
  settlements: number;
  within: readonly number[]; // one for each threshold
  p50: number;
  p90: number;
  max: number;
}

const share = (part: number) => sql`
  d[1 + floor(${part}::float8 * (n - 1))::int4] + (${part}::float8 * (n - 1) - floor(${part}::float8 * (n - 1)))
    * (d[least(n, 2 + floor(${part}::float8 * (n - 1))::int4)] - d[1 + floor(${part}::float8 * (n - 1))::int4])`;

/**
 * Reach of every unit of a level for any thresholds, by one look at the sorted distances of each: how many are within is a binary search
 * (width_bucket). P50 and P90 are those of percentile_cont.
 * @param thresholds metres or seconds
 */
export async function listReach(db: Db, kind: string, measure: Measure, level: Unit, thresholds: readonly number[]): Promise<Map<string, ReachRow>> {
  const within = sql.join(thresholds.map((metres) => sql`width_bucket(${metres}::int4, d)`));
  const { rows } = await sql<ReachRow>`
    select code, n as settlements, array[${within}]::int4[] as within, ${share(0.5)} as p50, ${share(0.9)} as p90, d[n] as max
    from (select code, distances as d, cardinality(distances) as n from unit_reach
      where kind = ${kind} and method = ${measure} and level = ${level}) as measured`.execute(db);
  return new Map(rows.map((row) => [row.code, row]));
} // prettier-ignore

/** Population within each threshold; null where the population of the unit's settlements is not known. */
export interface Weighed {
  total: number;
  within: readonly number[];
}

/**
 * Weighs each township's settlements by its population, spread evenly over them (frontend.md 3.2). A unit of which one township with settlements
 * has no population is not weighed: part of a population would be a share of nothing.
 * @param townships reach of the townships by the same thresholds
 */
export function weigh(townships: ReadonlyMap<string, ReachRow>, population: UnitKnowledge['population'], level: Unit, counted: ReadonlyMap<string, ReachRow>): Map<string, Weighed> {
  const sums = new Map<string, { settlements: number; known: boolean; total: number; within: number[] }>();
  const unitOf = (code: string): string => (level === 'township' ? code : level === 'county' ? code.slice(0, 6) : `${code.slice(0, 4)}00`);
  for (const { code, settlements, within } of townships.values()) {
    const sum = sums.get(unitOf(code)) ?? { settlements: 0, known: true, total: 0, within: within.map(() => 0) };
    const people = population.get(code);
    sums.set(unitOf(code), {
      settlements: sum.settlements + settlements,
      known: sum.known && people !== undefined,
      total: sum.total + (people ?? 0),
      within: sum.within.map((before, at) => before + ((people ?? 0) * within[at]!) / settlements),
    });
  }
  const isWhole = (code: string, settlements: number): boolean => counted.get(code)?.settlements === settlements;
  return new Map([...sums].filter(([code, sum]) => sum.known && sum.total > 0 && isWhole(code, sum.settlements)));
} // prettier-ignore

const km = (metres: number): number => Math.round(metres) / 1000;
const minutes = (seconds: number): number => Math.round(seconds / 6) / 10;

type ReachParts = Pick<CoverageUnit, 'reach' | 'burden' | 'robustness'>;

/**
 * Reach, burden and robustness of a unit. One without a settlement that has a position is unknown, not a gap.
 * @param unsure facilities of the unit that may bring its share up (facts.ts: unsureIn)
 */
export function reachOf(row: ReachRow | undefined, weighed: Weighed | undefined, question: ReachQuestion, trials: readonly Trial[], unsure = 0): ReachParts {
  const isRoad = question.method === 'road';
  const shown = (value: number | undefined, as: 'km' | 'minutes'): number | null =>
    value === undefined || (as === 'minutes') !== isRoad ? null : as === 'km' ? km(value) : minutes(value);
  const shareAt = (at: number): number | null =>
    row === undefined ? null : weighed === undefined ? row.within[at]! / row.settlements : weighed.within[at]! / weighed.total;
  const gapAt = (at: number): boolean | null => {
    const part = shareAt(at);
    return part === null ? null : gapOf(part, question.share, unsure);
  };
  const settlements = row?.settlements ?? 0;
  const within = row?.within[0] ?? 0;
  const reach: z.infer<typeof Reach> = {
    settlements,
    within,
    share: shareAt(0),
    p50Km: shown(row?.p50, 'km'),
    p90Km: shown(row?.p90, 'km'),
    maxKm: shown(row?.max, 'km'),
    p50Minutes: shown(row?.p50, 'minutes'),
    p90Minutes: shown(row?.p90, 'minutes'),
    maxMinutes: shown(row?.max, 'minutes'),
    gap: gapAt(0),
    unsure,
  };
  const people = weighed === undefined ? null : Math.round(weighed.total - weighed.within[0]!);
  const burden: z.infer<typeof Burden> = { beyond: settlements - within, population: people };
  const variants = trials.slice(1).map(({ id, threshold, detour }, at) => ({
    id: id as z.infer<typeof Variant>['id'],
    threshold: Math.round(threshold * 10) / 10,
    detour,
    share: shareAt(at + 1),
    gap: gapAt(at + 1),
  }));
  const robustness: z.infer<typeof Robustness> | null =
    row === undefined ? null : { borderline: reach.gap !== null && variants.some(({ gap }) => gap !== reach.gap), variants };
  return { reach, burden, robustness };
} // prettier-ignore

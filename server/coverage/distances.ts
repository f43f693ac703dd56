import type { Answer, Query } from '../api/endpoint.ts';
import type { getDistances } from '../api/coverage-distances.ts';
import type { Unit } from '../api/coverage.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { badRequest } from '../http/problem.ts';
import { requireRoads } from '../roads/state.ts';
import { distancesThen, isAsStored } from './reach-then.ts';
import { measureOf } from './reach.ts';
import { settlementState } from './settlement-state.ts';
import type { Measure } from './unit-reach.ts';
import { readWorld, type World } from './world.ts';

type ByCode = ReadonlyMap<string, ArrayLike<number>>;

/** The sorted distances of every unit, from which any threshold is answered where it is asked: in the browser, for a slider. */
export async function listDistances({ db }: Context, { kind, unit: asked, on, method, division }: Query<typeof getDistances>): Promise<Answer<typeof getDistances>> {
  const world = await readWorld(db, on, [kind]);
  const found = world.kinds.find(({ id }) => id === kind)!;
  const unit = asked ?? (found.unit as Unit);
  const of = await readerOf(db, world, kind, measureOf(method));
  const { population } = world.known;
  const values = found.reach_km === null ? new Map<string, ArrayLike<number>>() : await of(unit);
  const weights = population.size === 0 || found.reach_km === null ? null : weighing(await of('township'), population, unit);
  const prefix = division === undefined ? '' : codePrefix(division).replace('%', '');
  const items = [...values].filter(([code]) => code.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1)).map(([code, all]) => {
    const weighed = weights?.get(code);
    return weighed?.length === all.length ? { code, values: weighed.map(([value]) => value), weights: weighed.map(([, weight]) => weight) } : { code, values: Array.from(all), weights: null };
  });
  return { kind, unit, on: world.on, method, items, total: items.length, next: null };
} // prettier-ignore

/** @throws Problem 400 where there is no road graph, or the day is another one */
async function readerOf(db: Db, world: World, kind: string, measure: Measure): Promise<(level: Unit) => Promise<ByCode>> {
  if (isAsStored(world.facilities, kind)) {
    if (measure === 'road') await requireRoads(db);
    return async (level) => {
      const rows = await db.selectFrom('unit_reach').where('kind', '=', kind).where('method', '=', measure).where('level', '=', level).select(['code', 'distances']).execute();
      return new Map(rows.map(({ code, distances }) => [code, distances]));
    };
  }
  if (measure === 'road') throw badRequest('query: on: 道路时间只按现有设施计算。Times by road are of the present facilities only.');
  const then = await distancesThen(db, kind, world.facilities, (await settlementState(db)).hash);
  return async (level) => then?.[level] ?? new Map();
} // prettier-ignore

/** The population of a township spread evenly over its settlements; a unit of which one township has none is not weighed (reach.ts: weigh). */
function weighing(townships: ByCode, population: ReadonlyMap<string, number>, unit: Unit): Map<string, [value: number, weight: number][]> {
  const found = new Map<string, [number, number][]>();
  const unknown = new Set<string>();
  for (const [code, values] of townships) {
    const of = unit === 'township' ? code : unit === 'county' ? code.slice(0, 6) : `${code.slice(0, 4)}00`;
    const people = population.get(code);
    if (people === undefined) unknown.add(of);
    else found.set(of, [...(found.get(of) ?? []), ...Array.from(values, (value): [number, number] => [value, people / values.length])]);
  }
  for (const code of unknown) found.delete(code);
  for (const list of found.values()) list.sort(([a], [b]) => a - b);
  return new Map([...found].filter(([, list]) => list.some(([, weight]) => weight > 0)));
} // prettier-ignore

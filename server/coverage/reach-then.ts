import type { Unit } from '../api/coverage.ts';
import type { Db } from '../database/open.ts';
import type { FacilityFact } from './facts.ts';
import { hashOf } from './hash.ts';
import { placeOnEllipsoid } from './nearest.ts';
import { nearestOfAll, readPresentSettlements } from './rebuild.ts';
import type { ReachRow } from './reach.ts';

/** Metres of the settlements of each unit, ascending, by level and code. */
type Distances = Readonly<Record<Unit, ReadonlyMap<string, Int32Array>>>;

const keptMost = 6; // of some 400 kB each
const kept = new WeakMap<Db, Map<string, Promise<Distances>>>();

type Placed = FacilityFact & { lon: number; lat: number };
const operating = (facilities: readonly FacilityFact[], kind: string): Placed[] =>
  facilities.filter((one): one is Placed => one.kind === kind && one.now === 'operating' && one.lon !== null); // prettier-ignore

/** Whether those that operate on the day of the report are those that the stored distances are of. */
export const isAsStored = (facilities: readonly FacilityFact[], kind: string): boolean =>
  facilities.every((one) => one.kind !== kind || (one.now === 'operating') === (one.status === 'operating'));

/** Distances on another day: of present settlements to the facilities that operated then, made when they are asked for; null: none did. */
export async function distancesThen(db: Db, kind: string, facilities: readonly FacilityFact[], places: string): Promise<Distances | null> {
  const then = operating(facilities, kind);
  if (then.length === 0) return null;
  const of = kept.get(db) ?? new Map<string, Promise<Distances>>();
  kept.set(db, of);
  const key = hashOf([places, kind, then.map(({ id, lon, lat }) => [id, lon, lat])]);
  const distances = of.get(key) ?? measure(db, kind, then);
  of.delete(key);
  of.set(key, distances);
  distances.catch(() => of.delete(key));
  if (of.size > keptMost) of.delete(of.keys().next().value!);
  return distances;
} // prettier-ignore

export async function listReachThen(db: Db, kind: string, facilities: readonly FacilityFact[], places: string, level: Unit, thresholds: readonly number[]): Promise<Map<string, ReachRow>> {
  const distances = await distancesThen(db, kind, facilities, places);
  return new Map([...(distances?.[level] ?? [])].map(([code, metres]) => [code, rowOf(code, metres, thresholds)]));
} // prettier-ignore

/** Of each settlement the nearest facility of those that operated then; null: none did. */
export async function nearestThen(kind: string, facilities: readonly FacilityFact[], settlements: readonly { lon: number; lat: number }[]): Promise<{ facility: FacilityFact; metres: number }[] | null> {
  const then = operating(facilities, kind);
  if (then.length === 0) return null;
  const points = { lon: Float64Array.from(then, ({ lon }) => lon), lat: Float64Array.from(then, ({ lat }) => lat) };
  const [slice] = await nearestOfAll([{ id: kind, facilityIds: [...then.keys()], placed: placeOnEllipsoid(points) }], settlements);
  return settlements.map((_, at) => ({ facility: then[slice!.facilities[at]!]!, metres: slice!.metres[at]! }));
} // prettier-ignore

async function measure(db: Db, kind: string, facilities: readonly FacilityFact[]): Promise<Distances> {
  const settlements = await readPresentSettlements(db);
  const found = (await nearestThen(kind, facilities, settlements))!;
  const lists: Record<Unit, Map<string, number[]>> = { township: new Map(), county: new Map(), prefecture: new Map() }; // prettier-ignore
  const add = (level: Unit, code: string, metres: number): void => {
    const list = lists[level].get(code);
    if (list === undefined) lists[level].set(code, [metres]);
    else list.push(metres);
  };
  settlements.forEach(({ divisionCode }, at) => {
    const { metres } = found[at]!;
    if (divisionCode.length > 6) add('township', divisionCode, metres);
    add('county', divisionCode.slice(0, 6), metres);
    add('prefecture', `${divisionCode.slice(0, 4)}00`, metres);
  });
  const sorted = (of: Map<string, number[]>) => new Map([...of].map(([code, metres]) => [code, Int32Array.from(metres).sort()])); // prettier-ignore
  return { township: sorted(lists.township), county: sorted(lists.county), prefecture: sorted(lists.prefecture) }; // prettier-ignore
}

/** As SQL has it from the stored distances. */
export function rowOf(code: string, metres: Int32Array, thresholds: readonly number[]): ReachRow {
  const percentile = (part: number): number => {
    const at = part * (metres.length - 1);
    const low = metres[Math.floor(at)]!;
    return low + (at - Math.floor(at)) * (metres[Math.min(metres.length - 1, Math.floor(at) + 1)]! - low);
  };
  return {
    code,
    settlements: metres.length,
    within: thresholds.map((threshold) => countWithin(metres, threshold)),
    p50: percentile(0.5),
    p90: percentile(0.9),
    max: metres.at(-1)!,
  };
}

function countWithin(metres: Int32Array, threshold: number): number {
  let [low, high] = [0, metres.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (metres[middle]! <= threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

import type { Unit } from '../api/coverage.ts';
import type { DivisionRef } from '../api/record.ts';
import type { Db } from '../database/open.ts';
import { notFound } from '../http/problem.ts';
import { todayInChina } from '../naming/today.ts';
import { statusOn, unitsOn, type UnitNode } from './as-of.ts';
import type { Zone } from './duty.ts';
import { type FacilityFact, type UnitKnowledge } from './facts.ts';
import * as queries from './queries.ts';
import type { FactRow, KindRow, PlanRow, PolicyRow } from './queries.ts';
import { groupBy } from './shared/group-by.ts';

/** What the database holds of it, whatever the day. */
interface Records {
  kinds: readonly KindRow[];
  policies: readonly PolicyRow[];
  plans: readonly PlanRow[];
  facilities: readonly queries.FacilityRow[];
  facts: readonly FactRow[];
}

/** All that duty is judged by, as it was on one day; asked of every unit and kind. */
export interface World {
  on: string; // YYYY-MM-DD
  today: string;
  records: Records;
  units: readonly UnitNode[]; // of every level
  kinds: readonly KindRow[]; // in use on the day
  policies: readonly PolicyRow[]; // asked for on the day; those of a plan that is over after the others
  plans: readonly PlanRow[];
  facilities: readonly FacilityFact[]; // of the kinds that are asked for, and of what may stand for them
  facts: readonly FactRow[];
  known: UnitKnowledge;
}

const holds = (from: string | null, to: string | null, on: string): boolean =>
  (from === null || from <= on) && (to === null || to >= on);

/** @param asked kinds; null: all  @throws Problem 404 for a kind that is not in use on the day */
export async function readWorld(db: Db, date: string | undefined, asked: readonly string[] | null): Promise<World> {
  const kinds = await queries.listKinds(db);
  const policies = await queries.listPolicies(db);
  const on = date ?? todayInChina();
  for (const id of asked ?? [])
    if (!kinds.some((kind) => kind.id === id && holds(null, kind.valid_to, on))) throw notFound(`Facility kind ${id}`);
  const concerned = asked === null ? policies : policies.filter((policy) => policy.kinds.some((id) => asked.includes(id)));
  const wanted = [...new Set([...(asked ?? kinds.map(({ id }) => id)), ...concerned.flatMap((one) => [...one.kinds, ...one.substitutes])])];
  const facilities = wanted.length === 0 ? [] : await queries.listFacilities(db, wanted);
  const facts = (await queries.listFacts(db)) as FactRow[];
  return worldOn(db, { kinds, policies, plans: await queries.listPlans(db), facilities, facts }, on);
} // prettier-ignore

/** The same records on another day. */
export async function worldOn(db: Db, records: Records, on: string): Promise<World> {
  const today = todayInChina();
  const ended = new Set(records.plans.filter(({ valid_to }) => valid_to !== null && valid_to < on).map(({ id }) => id)); // prettier-ignore
  const isOver = ({ plan_id }: PolicyRow): boolean => plan_id !== null && ended.has(plan_id);
  const facts = records.facts.filter(({ valid_from, valid_to }) => holds(valid_from, valid_to, on));
  return {
    on,
    today,
    records,
    units: await unitsOn(db, on, today),
    kinds: records.kinds.filter(({ valid_to }) => holds(null, valid_to, on)),
    policies: records.policies
      .filter(({ valid_from, valid_to }) => holds(valid_from, valid_to, on))
      .toSorted((one, other) => Number(isOver(one)) - Number(isOver(other))),
    plans: records.plans,
    facilities: records.facilities.map((row) => ({ ...row, now: statusOn(row, on, today) })),
    facts,
    known: knowledge(facts),
  };
}

/** The divisions that one lay in on the day, and itself, from the region down. */
export function pathsIn({ units }: Pick<World, 'units'>): (code: string) => DivisionRef[] {
  const names = new Map(units.map(({ code, name }) => [code, name]));
  const pathOf = (code: string): string[] => [...new Set([`${code.slice(0, 2)}0000`, `${code.slice(0, 4)}00`, code.slice(0, 6), code])];
  return (code) => pathOf(code).flatMap((one) => (names.has(one) ? [{ code: one, name: names.get(one)! }] : []));
} // prettier-ignore

/** Of two facts of a unit that hold on the day, the later one. */
function knowledge(facts: readonly FactRow[]): UnitKnowledge {
  const of = groupBy(facts, ({ type }) => type);
  const values = <T>(type: FactRow['type'], read: (value: string) => T): Map<string, T> =>
    new Map((of.get(type) ?? []).map((row) => [row.division_code, read(row.value)]));
  const tags = groupBy(of.get('tag') ?? [], ({ division_code }) => division_code);
  return {
    zones: values('zone', (value) => value as Zone),
    persons: values('person', (value) => (value === 'unknown' ? null : value === 'designated')),
    population: values('population', Number),
    tags: new Map([...tags].map(([code, rows]) => [code, [...new Set(rows.map(({ value }) => value))]])),
  };
}

/**
 * The policies that set the duty of a kind at a level of unit, in the order in which they are asked: those of some zones or tags before the first
 * that is about every unit.
 */
export function policiesOf({ policies }: World, kind: string, unit: Unit): PolicyRow[] {
  const own = policies.filter((policy) => policy.unit === unit && policy.kinds.includes(kind));
  const isNarrow = ({ zones, tags }: PolicyRow): boolean => zones.length > 0 || tags.length > 0;
  return [...own.filter(isNarrow), ...own.filter((policy) => !isNarrow(policy)).slice(0, 1)];
}

/** The one of them that a table names: about every unit, where there is one. */
export const policyOf = (world: World, kind: string, unit: Unit): PolicyRow | null =>
  policiesOf(world, kind, unit).at(-1) ?? null;

import type { Unit } from '../api/coverage.ts';
import type { Status, UnitNode } from './as-of.ts';
import type { DutyFacts, Municipal, Zone } from './duty.ts';
import type { FacilityRow } from './queries.ts';
import { groupBy } from './shared/group-by.ts';

/** A facility as it was on the date of the report. */
export type FacilityFact = FacilityRow & { now: Status };

/** What is known of units on the date of the report. */
export interface UnitKnowledge {
  zones: ReadonlyMap<string, Zone>; // by county or township code
  persons: ReadonlyMap<string, boolean | null>; // by township code: designated, not, not known
  population: ReadonlyMap<string, number>;
  tags: ReadonlyMap<string, readonly string[]>;
}

/** What the duty test needs, for every unit at once. */
export interface FactsInput {
  kind: { id: string; name: string };
  unit: Unit;
  units: readonly UnitNode[]; // all of the date, of every level
  facilities: readonly FacilityFact[]; // of the kind and its substitutes, and no others
  ownership: readonly string[]; // facilities of these count; empty: any
  kindNames: ReadonlyMap<string, string>;
  known: UnitKnowledge;
  hasZones: boolean; // zones matter
}

/** The unit that a facility stands in. A league's own institution counts for the league, one of its banners does not. */
export function unitOf(unit: Unit, facility: FacilityFact): string | null {
  if (unit === 'county') return facility.county_code;
  if (unit === 'township') return facility.township_code;
  const isOfBanner = facility.level === 'county' || facility.level === 'township';
  return isOfBanner ? null : `${facility.county_code.slice(0, 4)}00`;
}

/** What counts for the policy: of the ownership that it names; where that is not known, neither is whether the facility counts. */
function counted(facilities: readonly FacilityFact[], ownership: readonly string[]): FacilityFact[] {
  if (ownership.length === 0) return [...facilities];
  return facilities
    .filter(({ ownership: own }) => own === null || ownership.includes(own))
    .map((one) => (one.ownership === null && one.now === 'operating' ? { ...one, now: 'unknown' } : one));
}

/**
 * How many facilities of a unit may bring its reach up, by its code: operating ones without a position, and those of unknown status. Of a
 * township, those of its county whose township is not known too.
 */
export function unsureIn(facilities: readonly FacilityFact[], kind: string, unit: Unit): (code: string) => number {
  const unsure = facilities.filter(({ kind: own, now, lon }) => own === kind && (now === 'unknown' || (now === 'operating' && lon === null)));
  const counts = groupBy(unsure, ({ county_code, township_code }) => unit === 'prefecture' ? `${county_code.slice(0, 4)}00` : unit === 'county' ? county_code : (township_code ?? county_code));
  const of = (code: string): number => counts.get(code)?.length ?? 0;
  return (code) => of(code) + (unit === 'township' ? of(code.slice(0, 6)) : 0);
} // prettier-ignore

/** Answers the facts of one unit by its code. */
export function collectFacts(input: FactsInput): (code: string) => DutyFacts {
  const { kind, unit, known, units } = input;
  const facilities = counted(input.facilities, input.ownership);
  const own = facilities.filter((facility) => facility.kind === kind.id);
  const byUnit = groupBy(own, (facility) => unitOf(unit, facility));
  const servers = serversOf(own, 'operating');
  const unsureServers = serversOf(own, 'unknown');
  const substitutesOf = (now: Status) => groupBy(facilities.filter((one) => one.kind !== kind.id && one.now === now), (one) => unitOf(unit, one)); // prettier-ignore
  const [substitutes, unsureSubstitutes] = [substitutesOf('operating'), substitutesOf('unknown')];
  const nameOf = (one: FacilityFact | undefined) => one === undefined ? null : (input.kindNames.get(one.kind) ?? one.name); // prettier-ignore
  const unplaced = groupBy(own.filter(({ now, township_code }) => township_code === null && (now === 'operating' || now === 'unknown')), ({ county_code }) => county_code); // prettier-ignore
  const municipalOf = municipalDefault(own, units);
  const zoneOf = input.hasZones ? zoneFinder(known.zones, unit, units) : () => null;
  const knownTags = new Set([...known.tags.values()].flat());
  return (code) => {
    const located = byUnit.get(code) ?? [];
    const operating = located.filter(({ now }) => now === 'operating');
    const unknownStatus = located.filter(({ now }) => now === 'unknown').length;
    return {
      kindName: kind.name,
      noRecords: own.length === 0,
      operating: operating.length,
      hosted: operating.filter((facility) => facility.hosted_in !== null).length,
      notOperating: located.length - operating.length - unknownStatus,
      unknownStatus,
      unplaced: unit === 'township' ? (unplaced.get(code.slice(0, 6))?.length ?? 0) : 0,
      servedBy: servers(code),
      unsureServer: unsureServers(code),
      municipal: unit === 'county' ? municipalOf(code) : null,
      substitute: nameOf(substitutes.get(code)?.[0]),
      unsureSubstitute: nameOf(unsureSubstitutes.get(code)?.[0]),
      zone: zoneOf(code),
      tags: tagsOf(known.tags, code),
      knownTags,
      designated: known.persons.get(code) ?? null,
    };
  };
}

/** Name of the first facility that serves a unit from elsewhere, or the division that holds it. */
function serversOf(own: readonly FacilityFact[], status: Status): (code: string) => string | null {
  const servers = new Map<string, string>();
  for (const { now, serves: served, name } of own) {
    if (now !== status) continue;
    for (const code of served) if (!servers.has(code)) servers.set(code, name);
  }
  return (code) => wider(code).map((wide) => servers.get(wide)).find((name) => name !== undefined) ?? null; // prettier-ignore
}

/** Whether a facility is recorded to serve a unit. */
export const serves = (facility: FacilityFact, code: string): boolean => wider(code).some((wide) => facility.serves.includes(wide)); // prettier-ignore

/** A code and the divisions it lies in: a facility that serves the league serves its banners. */
const wider = (code: string): string[] => [
  ...new Set([code, code.slice(0, 6), `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`]),
];

/** Tags of a unit: what lies in a tagged division is tagged too. */
export const tagsOf = (tags: UnitKnowledge['tags'], code: string): string[] => [
  ...new Set(wider(code).flatMap((wide) => tags.get(wide) ?? [])),
];

/** The default rule: a city's own facility serves its districts (市辖区). An operating one before one whose status is not known. */
function municipalDefault(own: readonly FacilityFact[], units: readonly UnitNode[]): (code: string) => Municipal | null {
  const districts = new Set(units.filter(({ level, kind }) => level === 'county' && kind === '市辖区').map(({ code }) => code));
  const found = new Map<string, Municipal>();
  for (const { level, now, name, county_code } of own) {
    if (level !== 'prefecture' || (now !== 'operating' && now !== 'unknown')) continue;
    const city = county_code.slice(0, 4);
    if (found.get(city)?.operates !== true) found.set(city, { name, operates: now === 'operating' });
  }
  return (code) => (districts.has(code) ? (found.get(code.slice(0, 4)) ?? null) : null);
} // prettier-ignore

/** What a county's zone says of a township without one: of a county that is `mixed`, nothing. */
const defaultOf = (zone: Zone | undefined): Zone =>
  zone === undefined || zone === 'mixed' ? 'unknown' : zone;

/**
 * Zone of a unit: its own row, else its county's. A county whose townships are known to differ from it is `mixed`; one without a row of its
 * own has the zone that all its townships have. Null for a league.
 */
export function zoneFinder(zones: UnitKnowledge['zones'], unit: Unit, units: readonly UnitNode[]): (code: string) => Zone | null {
  if (unit === 'prefecture') return () => null;
  if (unit === 'township') return (code) => zones.get(code) ?? defaultOf(zones.get(code.slice(0, 6)));
  const inside = groupBy(units.filter(({ level }) => level === 'township'), ({ code }) => code.slice(0, 6));
  return (code) => {
    const own = zones.get(code) ?? 'unknown';
    const known = new Set((inside.get(code) ?? []).map((township) => zones.get(township.code) ?? own));
    if (known.size === 0 || known.has('unknown')) return own;
    return known.size > 1 ? 'mixed' : [...known][0]!;
  };
} // prettier-ignore

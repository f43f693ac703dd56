import type { DutyFacts, Zone } from './duty.ts';
import type { FacilityFact, Unit } from './queries.ts';

/** What the duty test needs, for every unit at once. */
export interface FactsInput {
  kind: { id: string; name: string };
  unit: Unit;
  facilities: readonly FacilityFact[]; // of the kind and its substitutes
  kindNames: ReadonlyMap<string, string>;
  zones: ReadonlyMap<string, Zone> | null; // by county or township code; null: zones do not matter
  designations: ReadonlyMap<string, boolean | null> | null; // by township code; null: do not matter
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | null): Map<string | null, T[]> {
  const groups = new Map<string | null, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

const unitOf = (unit: Unit, facility: FacilityFact): string | null => {
  if (unit === 'prefecture') {
    // a league's own institution counts for the league, one of its banners does not
    if (facility.level === 'county' || facility.level === 'township') return null;
    return `${facility.county_code.slice(0, 4)}00`;
  }
  return unit === 'county' ? facility.county_code : facility.township_code;
};

/** Answers the facts of one unit by its code. */
export function collectFacts(input: FactsInput): (code: string) => DutyFacts {
  const { kind, unit, facilities, zones, designations } = input;
  const own = facilities.filter((facility) => facility.kind === kind.id);
  const byUnit = groupBy(own, (facility) => unitOf(unit, facility));
  const operatingOwn = own.filter((facility) => facility.status === 'operating');
  const servers = new Map<string, string>();
  for (const facility of operatingOwn) {
    for (const code of facility.serves) if (!servers.has(code)) servers.set(code, facility.name);
  }
  const substitutes = groupBy(
    facilities.filter((facility) => facility.kind !== kind.id && facility.status === 'operating'),
    (facility) => unitOf(unit, facility),
  );
  const unplaced = groupBy(
    operatingOwn.filter((facility) => facility.township_code === null),
    (facility) => facility.county_code,
  );
  const zoneOf = zones === null ? () => null : (code: string) => unitZone(zones, unit, code);
  return (code) => {
    const located = byUnit.get(code) ?? [];
    const operating = located.filter((facility) => facility.status === 'operating');
    const unknownStatus = located.filter((facility) => facility.status === 'unknown').length;
    const substitute = substitutes.get(code)?.[0];
    return {
      kindName: kind.name,
      noRecords: own.length === 0,
      operating: operating.length,
      hosted: operating.filter((facility) => facility.hosted_in !== null).length,
      notOperating: located.length - operating.length - unknownStatus,
      unknownStatus,
      unplaced: unit === 'township' ? (unplaced.get(code.slice(0, 6))?.length ?? 0) : 0,
      servedBy: wider(code).map((wide) => servers.get(wide)).find((name) => name !== undefined) ?? null, // prettier-ignore
      substitute: substitute === undefined ? null : (input.kindNames.get(substitute.kind) ?? substitute.name),
      zone: zoneOf(code),
      designated: designations?.get(code) ?? null,
    };
  };
}

/** A code and the divisions it lies in: a facility that serves the league serves its banners. */
const wider = (code: string): string[] => [
  ...new Set([code, code.slice(0, 6), `${code.slice(0, 4)}00`, `${code.slice(0, 2)}0000`]),
];

/**
 * Zone of a unit: its own row, else its county's. A county whose townships differ from it is `mixed`. Null for a league.
 */
export function unitZone(zones: ReadonlyMap<string, Zone>, unit: Unit, code: string): Zone | null {
  if (unit === 'prefecture') return null;
  if (unit === 'township') return zones.get(code) ?? zones.get(code.slice(0, 6)) ?? 'unknown';
  const own = zones.get(code) ?? 'unknown';
  for (const [other, zone] of zones) {
    if (other.length > 6 && other.startsWith(code) && zone !== own && zone !== 'unknown' && own !== 'unknown')
      return 'mixed';
  }
  return own;
}

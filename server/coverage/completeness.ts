import type { z } from 'zod';
import type { Completeness, Unit } from '../api/coverage.ts';
import { type FacilityFact } from './facts.ts';
import type { SettlementState } from './settlement-state.ts';
import { groupBy } from './shared/group-by.ts';

/** Whether a record says all that flags read: position, status and, of kinds that townships have, township. */
const isWhole = ({ lon, now, township_code }: FacilityFact, unit: Unit): boolean => lon !== null && now !== 'unknown' && (unit !== 'township' || township_code !== null); // prettier-ignore

/** Null: there are no records. */
export const wholeShare = (records: readonly FacilityFact[], unit: Unit): number | null =>
  records.length === 0 ? null : records.filter((one) => isWhole(one, unit)).length / records.length;

/** What is not known of a unit: how many of its records lack a position, a status or a township, how many settlements a position. */
export function completenessOf(facilities: readonly FacilityFact[], kind: string, unit: Unit, settlements: SettlementState): (code: string) => z.infer<typeof Completeness> {
  const own = facilities.filter((one) => one.kind === kind);
  const codeOf = ({ county_code, township_code }: FacilityFact): string | null =>
    unit === 'county' ? county_code : unit === 'township' ? township_code : `${county_code.slice(0, 4)}00`;
  const byUnit = groupBy(own, codeOf);
  return (code) => {
    const records = byUnit.get(code) ?? [];
    const { entries, located } = settlements.of(code);
    return {
      facilities: records.length,
      noPosition: records.filter(({ lon }) => lon === null).length,
      unknownStatus: records.filter(({ now }) => now === 'unknown').length,
      noTownship: records.filter(({ township_code }) => township_code === null).length,
      settlements: entries,
      noCoordinates: entries - located,
      complete: wholeShare(records, unit),
    };
  };
} // prettier-ignore

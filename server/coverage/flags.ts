import type { Unit } from '../api/coverage.ts';
import { judgeDuty, type DutyFacts, type DutyPolicy, type Verdict } from './duty.ts';
import { collectFacts, type FacilityFact } from './facts.ts';
import type { PolicyRow } from './queries.ts';
import { policyOf, type World } from './world.ts';

/** The duty of every unit of a level for one kind. */
export interface Duties {
  policy: PolicyRow | null;
  /** What counts for the kind: itself, what may stand for it, and the other kinds of its policy. */
  facilities: readonly FacilityFact[];
  of(code: string): Verdict & { facts: DutyFacts };
}

export const dutyPolicy = (row: PolicyRow): DutyPolicy => ({
  rule: row.rule as DutyPolicy['rule'],
  targetShare: row.target_share,
  zones: row.zones,
  tags: row.tags,
});

export function judgeUnits(world: World, kind: { id: string; name: string }, unit: Unit): Duties {
  const policy = policyOf(world, kind.id, unit);
  const ids = new Set([kind.id, ...(policy?.substitutes ?? []), ...(policy?.kinds ?? [])]);
  const facilities = world.facilities.filter((one) => ids.has(one.kind));
  const factsOf = collectFacts({
    kind,
    unit,
    units: world.units,
    facilities,
    ownership: policy?.ownership ?? [],
    kindNames: new Map(world.kinds.map(({ id, name }) => [id, name])),
    known: world.known,
    hasZones: world.policies.some((one) => one.rule === 'by_zone' || one.zones.length > 0 ? [...one.kinds, ...one.substitutes].includes(kind.id) : false), // prettier-ignore
  });
  const rule = policy === null ? null : dutyPolicy(policy);
  return {
    policy,
    facilities,
    of: (code) => {
      const facts = factsOf(code);
      return { ...judgeDuty(rule, facts), facts };
    },
  };
}

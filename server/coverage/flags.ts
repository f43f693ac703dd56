import type { Unit } from '../api/coverage.ts';
import { judgeDuty, type DutyFacts, type DutyPolicy, type Verdict } from './duty.ts';
import { collectFacts, type FacilityFact, type FactsInput } from './facts.ts';
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
  const { policy, rule, facts: input } = dutyInput(world, kind, unit);
  const factsOf = collectFacts(input);
  return {
    policy,
    facilities: input.facilities,
    of: (code) => {
      const facts = factsOf(code);
      return { ...judgeDuty(rule, facts), facts };
    },
  };
}

/** What the duty of a kind is judged from: everything but the judging. */
export function dutyInput(world: World, kind: { id: string; name: string }, unit: Unit): { policy: PolicyRow | null; rule: DutyPolicy | null; facts: FactsInput } {
  const policy = policyOf(world, kind.id, unit);
  const ids = new Set([kind.id, ...(policy?.substitutes ?? []), ...(policy?.kinds ?? [])]);
  const facts: FactsInput = {
    kind,
    unit,
    units: world.units,
    facilities: world.facilities.filter((one) => ids.has(one.kind)),
    ownership: policy?.ownership ?? [],
    kindNames: new Map(world.kinds.map(({ id, name }) => [id, name])),
    known: world.known,
    hasZones: world.policies.some((one) => one.rule === 'by_zone' || one.zones.length > 0 ? [...one.kinds, ...one.substitutes].includes(kind.id) : false),
  };
  return { policy, rule: policy === null ? null : dutyPolicy(policy), facts };
} // prettier-ignore

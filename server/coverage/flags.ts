import type { Unit } from '../api/coverage.ts';
import { judgeDuty, outOfScope, type DutyFacts, type DutyPolicy, type Verdict } from './duty.ts';
import { collectFacts, type FacilityFact } from './facts.ts';
import type { PolicyRow } from './queries.ts';
import { policiesOf, policyOf, type World } from './world.ts';

/** The duty of every unit of a level for one kind. */
export interface Duties {
  /** That a table names; a unit can be judged by a narrower one. */
  policy: PolicyRow | null;
  /** What counts for the kind: itself, what may stand for it, and the other kinds of its policies. */
  facilities: readonly FacilityFact[];
  of(code: string): Verdict & { facts: DutyFacts; policy: PolicyRow | null };
}

export const dutyPolicy = (row: PolicyRow): DutyPolicy => ({
  rule: row.rule as DutyPolicy['rule'],
  targetShare: row.target_share,
  zones: row.zones,
  tags: row.tags,
});

interface Kind {
  id: string;
  name: string;
}

/** Each unit by the first of the policies that is about it. */
export function judgeUnits(world: World, kind: Kind, unit: Unit): Duties {
  const policies = policiesOf(world, kind.id, unit);
  const asked = policies.length === 0 ? [null] : policies;
  const judges = asked.map((policy) => ({ policy, rule: policy === null ? null : dutyPolicy(policy), ...countedBy(world, kind, unit, policy) })); // prettier-ignore
  return {
    policy: policyOf(world, kind.id, unit),
    facilities: [...new Set(judges.flatMap(({ facilities }) => facilities))],
    of: (code) => {
      for (const [at, { policy, rule, factsOf }] of judges.entries()) {
        const facts = factsOf(code);
        const isLast = at === judges.length - 1;
        if (isLast || outOfScope(rule!, facts) === null) return { ...judgeDuty(rule, facts), facts, policy };
      }
      throw new Error('no policy was asked');
    },
  };
}

/** What counts for one policy, and the facts of each unit by it. */
function countedBy(world: World, kind: Kind, unit: Unit, policy: PolicyRow | null) {
  const ids = new Set([kind.id, ...(policy?.substitutes ?? []), ...(policy?.kinds ?? [])]);
  const facilities = world.facilities.filter((one) => ids.has(one.kind));
  const hasZones = world.policies.some((one) => (one.rule === 'by_zone' || one.zones.length > 0) && [...one.kinds, ...one.substitutes].includes(kind.id)); // prettier-ignore
  const factsOf = collectFacts({
    kind,
    unit,
    units: world.units,
    facilities,
    ownership: policy?.ownership ?? [],
    kindNames: new Map(world.kinds.map(({ id, name }) => [id, name])),
    known: world.known,
    hasZones,
  });
  return { facilities, factsOf };
}

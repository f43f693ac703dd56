import type { Unit } from '../api/coverage.ts';
import { judgeByFirst, type DutyFacts, type DutyPolicy, type Verdict } from './duty.ts';
import { collectFacts, type FacilityFact, type FactsInput } from './facts.ts';
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

/** A policy with what counts for it. */
interface Judge {
  policy: PolicyRow | null;
  rule: DutyPolicy | null;
  facts: FactsInput;
}

/** Each unit by the first of the policies that is about it. */
export function judgeUnits(world: World, kind: Kind, unit: Unit): Duties {
  const judges = judgesOf(world, kind, unit).map((judge) => ({
    ...judge,
    factsOf: collectFacts(judge.facts),
  }));
  return {
    policy: policyOf(world, kind.id, unit),
    facilities: [...new Set(judges.flatMap(({ facts }) => facts.facilities))],
    of: (code) => {
      const { by, ...verdict } = judgeByFirst(judges, code);
      return { ...verdict, policy: by.policy };
    },
  };
}

/** What the duty of a kind is judged from, the narrow policies first: everything but the judging. */
export function judgesOf(world: World, kind: Kind, unit: Unit): Judge[] {
  const policies = policiesOf(world, kind.id, unit);
  const hasZones = world.policies.some((one) => (one.rule === 'by_zone' || one.zones.length > 0) && [...one.kinds, ...one.substitutes].includes(kind.id)); // prettier-ignore
  return (policies.length === 0 ? [null] : policies).map((policy) => {
    const ids = new Set([kind.id, ...(policy?.substitutes ?? []), ...(policy?.kinds ?? [])]);
    const facts = {
      kind,
      unit,
      units: world.units,
      facilities: world.facilities.filter((one) => ids.has(one.kind)),
      ownership: policy?.ownership ?? [],
      kindNames: new Map(world.kinds.map(({ id, name }) => [id, name])),
      known: world.known,
      hasZones,
    };
    return { policy, rule: policy === null ? null : dutyPolicy(policy), facts };
  });
}

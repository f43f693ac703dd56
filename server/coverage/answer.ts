import type { CoverageAnswer, CoverageUnit } from '../api/coverage.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { divisionTree, type DivisionNode, type DivisionTree } from '../divisions/tree.ts';
import { notFound } from '../http/problem.ts';
import { judgeDuty, type DutyFacts, type DutyPolicy, type Zone } from './duty.ts';
import { collectFacts } from './facts.ts';
import * as queries from './queries.ts';
import type { PolicyRow, ReachRow, Unit } from './queries.ts';

export const reachedShare = 0.8; // a unit with a smaller share of settlements within T is a reach gap
const thresholdBasis = '部门设定, 无法定依据';
export const weighting = '按居民点, 非人口';
const notice = '示例数据, 不反映实际';

export interface Question {
  kind: string;
  unit?: Unit | undefined;
  T?: number | undefined; // km
  division?: string | undefined;
}

/** Duty, reach and burden of one kind of facility for every unit (design.md section 6). */
export async function coverageAnswer({ db }: Context, question: Question): Promise<CoverageAnswer> {
  const kind = await queries.findKind(db, question.kind);
  if (kind === undefined) throw notFound(`Facility kind ${question.kind}`);
  const unit = question.unit ?? (kind.unit as Unit);
  const state = await queries.dataState(db);
  const tree = await divisionTree(db);
  const { factsOf, rule, policy, sample } = await gatherFacts(db, kind, unit);
  const thresholdKm = kind.reach_km === null ? null : (question.T ?? kind.reach_km);
  const reach =
    thresholdKm === null ? null : await queries.listReach(db, kind.id, unit, Math.round(thresholdKm * 1000));
  const items = unitsOf(tree, unit, question.division).map((node): CoverageUnit => {
    const facts = factsOf(node.code);
    const parent = node.parent === null ? undefined : tree.get(node.parent);
    return {
      code: node.code,
      name: node.name,
      parentCode: node.parent,
      parentName: parent?.name ?? null,
      zone: facts.zone,
      duty: { ...judgeDuty(rule, facts), facilities: facts.operating },
      ...(reach === null ? { reach: null, burden: null } : reachOf(reach.get(node.code))),
    };
  });
  const anySample = sample || (reach !== null && state.samplePlaces);
  return {
    kind: { id: kind.id, name: kind.name },
    unit,
    thresholdKm,
    thresholdBasis,
    policy: policy === null ? null : policyAnswer(policy),
    totals: totalsOf(items),
    items,
    total: items.length,
    next: null,
    sample: anySample,
    notice: anySample ? notice : null,
    weighting,
    asOf: state.asOf,
  };
}

/** Facilities, zones and designations of the kind and what may stand for it. */
async function gatherFacts(
  db: Db,
  kind: { id: string; name: string },
  unit: Unit,
): Promise<{
  factsOf: (code: string) => DutyFacts;
  rule: DutyPolicy | null;
  policy: PolicyRow | null;
  sample: boolean;
}> {
  const { kinds, kindNames, zones, designations, rule, policy, sample } = await gatherDuty(db, kind, unit);
  const facilities = await queries.listFacilityFacts(db, kinds);
  const factsOf = collectFacts({ kind, unit, facilities, kindNames, zones, designations });
  return { factsOf, rule, policy, sample: sample || facilities.some((row) => row.sample) };
}

/** What the duty of a kind depends on besides the facilities; `kinds` are those whose facilities count. */
export async function gatherDuty(db: Db, kind: { id: string }, unit: Unit) {
  const today = new Date().toISOString().slice(0, 10);
  const policies = await queries.listPolicies(db, kind.id, today);
  const policy = policies.find((row) => row.unit === unit && row.kinds.includes(kind.id)) ?? null;
  const names = await queries.listKindNames(db);
  const zones = policies.some((row) => row.rule === 'by_zone') ? await queries.listZones(db) : null;
  const people = policy?.rule === 'facility_or_person' ? await queries.listDesignations(db) : null;
  return {
    kinds: [...new Set([kind.id, ...(policy?.substitutes ?? []), ...(policy?.kinds ?? [])])],
    kindNames: new Map(names.map(({ id, name }) => [id, name])),
    zones: zones === null ? null : new Map(zones.map((row) => [row.division_code, row.zone as Zone])),
    designations: people === null ? null : new Map(people.map((row) => [row.township_code, row.designated])),
    policy,
    rule: policy === null ? null : dutyPolicy(policy),
    sample: [...(zones ?? []), ...(people ?? [])].some((row) => row.sample),
  };
}

const unitsOf = (tree: DivisionTree, unit: Unit, division: string | undefined): DivisionNode[] => {
  const prefix = division === undefined ? '' : codePrefix(division).replace('%', '');
  return tree
    .nodes()
    .filter((node) => node.level === unit && node.code.startsWith(prefix))
    .sort((one, other) => (one.code < other.code ? -1 : 1));
};

const dutyPolicy = (row: PolicyRow): DutyPolicy => ({
  rule: row.rule as DutyPolicy['rule'],
  aggregate: row.applies_when === 'aggregate',
  targetShare: row.target_share,
});

const policyAnswer = (row: PolicyRow): CoverageAnswer['policy'] => ({
  id: row.id,
  title: row.title,
  legalNature: row.legal_nature,
  planPeriod: row.plan_period,
  targetShare: row.target_share,
  targetScope: row.target_scope,
  citations: row.citation as NonNullable<CoverageAnswer['policy']>['citations'],
});

const km = (metres: number): number => Math.round(metres) / 1000;

/** A unit without a settlement that has a position is unknown, not a gap. */
function reachOf(row: ReachRow | undefined): Pick<CoverageUnit, 'reach' | 'burden'> {
  if (row === undefined) {
    const none = { settlements: 0, within: 0, share: null, p50Km: null, p90Km: null, maxKm: null, gap: null };
    return { reach: none, burden: { beyond: 0 } };
  }
  const share = row.within / row.settlements;
  return {
    reach: {
      settlements: row.settlements,
      within: row.within,
      share,
      p50Km: km(row.p50),
      p90Km: km(row.p90),
      maxKm: km(row.max),
      gap: share < reachedShare,
    },
    burden: { beyond: row.settlements - row.within },
  };
}

function totalsOf(items: readonly CoverageUnit[]): CoverageAnswer['totals'] {
  const totals = {
    met: 0, met_by_substitute: 0, not_met: 0, not_applicable: 0, unknown: 0, reachGap: 0, beyond: 0, settlements: 0,
  }; // prettier-ignore
  for (const item of items) {
    totals[item.duty.result] += 1;
    totals.reachGap += item.reach?.gap === true ? 1 : 0;
    totals.beyond += item.burden?.beyond ?? 0;
    totals.settlements += item.reach?.settlements ?? 0;
  }
  return totals;
}

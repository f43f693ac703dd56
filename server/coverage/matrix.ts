import type { Query } from '../api/endpoint.ts';
import type * as api from '../api/coverage-matrix.ts';
import type { Cell, Matrix, MatrixColumn, MatrixRow } from '../api/coverage-matrix.ts';
import type { DutyResult, Unit } from '../api/coverage.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { badRequest } from '../http/problem.ts';
import { asOf, isSample, noticeOf } from './answer.ts';
import type { UnitNode } from './as-of.ts';
import { noBasis } from './cite.ts';
import { wholeShare } from './completeness.ts';
import { tagsOf, zoneFinder } from './facts.ts';
import { judgeUnits, type Duties } from './flags.ts';
import { indicatorOf } from './indicator.ts';
import { byNumber, measureUnits, thresholdOf, type Measured } from './measure.ts';
import { lastReviews, type KindRow } from './queries.ts';
import { inputsOf, roadsHash, runOf } from './runs.ts';
import { settlementState, type SettlementState } from './settlement-state.ts';
import { readWorld, type World } from './world.ts';
import { groupBy } from './shared/group-by.ts';

export type MatrixQuestion = Omit<Query<typeof api.getMatrix>, 'T' | 'kinds'> & {
  kinds: readonly string[] | null;
  thresholds: Readonly<Record<string, number>>; // by kind, km or minutes
};

const ranks: Readonly<Record<string, number>> = { province: 0, prefecture: 1, county: 2, township: 3 };
const levels: readonly Unit[] = ['prefecture', 'county', 'township'];

/** @throws Problem 400 for a threshold that is out of range */
export function readThresholds(text: string | undefined): Record<string, number> {
  const pairs = (text ?? '').split(',').filter((pair) => pair !== '').map((pair) => pair.split(':') as [string, string]);
  const bad = pairs.find(([, T]) => Number(T) < 1 || Number(T) > 1000);
  if (bad !== undefined) throw badRequest(`query: T: ${bad.join(':')} must be from 1 to 1000.`);
  return Object.fromEntries(pairs.map(([kind, T]) => [kind, Number(T)]));
} // prettier-ignore

/** One kind, judged and measured at the unit of its policy and at the levels of the rows. */
export interface MatrixPart {
  kind: KindRow;
  column: MatrixColumn;
  duties: Duties;
  measured: ReadonlyMap<Unit, Measured>; // empty: no reach
}

export async function measureAll(db: Db, world: World, question: MatrixQuestion, settlements: SettlementState): Promise<MatrixPart[]> {
  const parts: MatrixPart[] = [];
  const shown = levels.filter((level) => ranks[level]! <= ranks[question.unit]!);
  for (const kind of world.kinds) {
    if (question.kinds !== null && !question.kinds.includes(kind.id)) continue;
    const policy = world.policies.find((one) => one.kinds.includes(kind.id) && one.unit === kind.unit) ?? world.policies.find((one) => one.kinds.includes(kind.id));
    const unit = (policy?.unit ?? kind.unit) as Unit;
    const threshold = thresholdOf(kind, question.method, question.thresholds[kind.id]);
    const measured = new Map<Unit, Measured>();
    if (threshold !== null)
      for (const level of new Set([...shown, unit])) measured.set(level, await measureUnits(db, world, kind.id, level, { ...question, threshold }, settlements));
    parts.push({ kind, column: { kind: kind.id, name: kind.name, unit, policy: policy?.id ?? null, threshold }, duties: judgeUnits(world, kind, unit), measured });
  }
  return parts;
} // prettier-ignore

/** All kinds for all units, with roll-ups: the numbers that the map, the card and the files have too. */
export async function matrix({ db }: Context, question: MatrixQuestion): Promise<Matrix> {
  const world = await readWorld(db, question.on, question.kinds);
  const settlements = await settlementState(db);
  const parts = await measureAll(db, world, question, settlements);
  const kinds = parts.map(({ kind }) => kind.id);
  const reviews = await lastReviews(db, kinds);
  const cellsOf = parts.map((part) => cellMaker(world, part, reviews));
  const prefix = question.division === undefined ? '' : codePrefix(question.division).replace('%', '');
  const zoneOf = { county: zoneFinder(world.known.zones, 'county', world.units), township: zoneFinder(world.known.zones, 'township', world.units) }; // prettier-ignore
  const rows = world.units
    .filter(
      ({ level, code }) =>
        ranks[level]! <= ranks[question.unit]! &&
        (code.startsWith(prefix) || prefix.startsWith(areaPrefix(level, code))),
    ) // prettier-ignore
    .sort((one, other) => ranks[one.level]! - ranks[other.level]!)
    .map((node): MatrixRow => {
      const { entries, located } = settlements.of(node.code);
      return {
        code: node.code,
        name: node.name,
        level: node.level,
        parentCode: node.parent,
        tags: tagsOf(world.known.tags, node.code),
        zone: node.level === 'county' || node.level === 'township' ? zoneOf[node.level](node.code) : null,
        population: populationOf(world, node),
        noCoordinates: entries - located,
        cells: cellsOf.map((make) => make(node)),
      };
    });
  const policies = world.policies.filter((policy) => policy.kinds.some((id) => kinds.includes(id)));
  const indicators = (await Promise.all(policies.map((policy) => indicatorOf(db, world, policy)))).flatMap((one) => one ?? []); // prettier-ignore
  const sample = parts.some(({ duties, measured }) => isSample(world, duties, measured.size > 0 && settlements.sample)); // prettier-ignore
  const { method, detour, share, unit, division } = question;
  const roads = method === 'road' ? await roadsHash(db, kinds) : null;
  const thresholds = Object.fromEntries(parts.map(({ column }) => [column.kind, column.threshold]));
  return {
    on: world.on,
    unit,
    method,
    detour,
    shareThreshold: share,
    thresholdBasis: noBasis,
    columns: parts.map(({ column }) => column),
    rows,
    indicators,
    sample,
    notice: noticeOf(world, sample),
    weighting: parts.flatMap(({ measured }) => measured.get(unit)?.weighting ?? [])[0] ?? byNumber,
    asOf: await asOf(db),
    run: runOf(
      { kinds, unit, T: thresholds, on: world.on, method, detour, share, division: division ?? null },
      inputsOf(world, settlements, kinds, roads),
    ),
  };
}

/** The first digits that everything in an area has. */
const areaPrefix = (level: string, code: string): string =>
  level === 'province' ? code.slice(0, 2) : level === 'prefecture' ? code.slice(0, 4) : code;

/** Its own number, else that of all its townships or counties where each has one. */
function populationOf({ known, units }: World, node: UnitNode): number | null {
  const own = known.population.get(node.code);
  if (own !== undefined) return own;
  if (known.population.size === 0 || node.level === 'township') return null;
  const parts = units.filter(({ parent }) => parent === node.code).map((part) => populationOf({ known, units } as World, part)); // prettier-ignore
  return parts.length === 0 || parts.includes(null) ? null : parts.reduce<number>((sum, one) => sum + one!, 0); // prettier-ignore
}

type Counts = NonNullable<Cell['counts']>;

/** Answers the cell of an area, whatever its level. */
function cellMaker(world: World, part: MatrixPart, reviews: Awaited<ReturnType<typeof lastReviews>>): (node: UnitNode) => Cell {
  const { kind, column, duties, measured } = part;
  const verdicts = world.units.filter(({ level }) => level === column.unit).map(({ code }) => ({ code, ...duties.of(code) }));
  const byCode = new Map(verdicts.map((verdict) => [verdict.code, verdict]));
  const verdictsIn = byArea(verdicts, ({ code }) => code);
  const recordsIn = byArea(world.facilities.filter((one) => one.kind === kind.id), (one) => one.township_code ?? one.county_code);
  return (node) => {
    const verdict = byCode.get(node.code);
    const isSmaller = ranks[node.level]! > ranks[column.unit]!;
    const inside = verdictsIn(node);
    const records = recordsIn(node);
    return {
      kind: kind.id,
      duty: verdict?.result ?? null,
      reason: verdict?.reason ?? null,
      counts: isSmaller ? null : countResults(inside),
      facilities: records.filter(({ now }) => now === 'operating').length,
      unknownFacilities: records.filter(({ now }) => now === 'unknown').length,
      ...reachIn(world, part, node),
      gaps: isSmaller || measured.size === 0 ? null : inside.filter(({ code }) => measured.get(column.unit)!.of(code).reach?.gap === true).length,
      complete: wholeShare(records, column.unit),
      review: reviews.get(`${kind.id} ${node.level} ${node.code}`) ?? null,
    };
  };
} // prettier-ignore

function countResults(verdicts: readonly { result: DutyResult }[]): Counts {
  const counts = { met: 0, met_by_substitute: 0, not_met: 0, not_applicable: 0, unknown: 0 };
  for (const { result } of verdicts) counts[result] += 1;
  return counts;
}

const quotient = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Reach of an area; of the region, the sum of its leagues. */
function reachIn(world: World, { measured }: MatrixPart, node: UnitNode): Pick<Cell, 'settlements' | 'within' | 'share' | 'gap' | 'borderline' | 'beyond' | 'p90Km'> {
  if (node.level === 'province') return sumOfLeagues(world, measured);
  const { reach, burden, robustness } = measured.get(node.level)?.of(node.code) ?? { reach: null, burden: null, robustness: null };
  return {
    settlements: reach?.settlements ?? 0,
    within: reach?.within ?? 0,
    share: reach?.share ?? null,
    gap: reach?.gap ?? null,
    borderline: robustness?.borderline ?? false,
    beyond: burden?.beyond ?? null,
    p90Km: reach?.p90Km ?? null,
  };
} // prettier-ignore

function sumOfLeagues({ units }: World, measured: MatrixPart['measured']): ReturnType<typeof reachIn> {
  const leagues = units.filter(({ level }) => level === 'prefecture').flatMap(({ code }) => measured.get('prefecture')?.of(code).reach ?? []);
  const settlements = leagues.reduce((sum, one) => sum + one.settlements, 0);
  const within = leagues.reduce((sum, one) => sum + one.within, 0);
  return { settlements, within, share: shareOfAll(measured.get('prefecture')) ?? quotient(within, settlements), gap: null, borderline: false, beyond: measured.size === 0 ? null : settlements - within, p90Km: null };
} // prettier-ignore

/** Share of the people of all leagues; null where those of one are not known. */
function shareOfAll(leagues: Measured | undefined): number | null {
  if (leagues === undefined || leagues.rows.size === 0 || leagues.weighed.size < leagues.rows.size) return null;
  const sums = [...leagues.weighed.values()];
  return quotient(sums.reduce((sum, one) => sum + one.within[0]!, 0), sums.reduce((sum, one) => sum + one.total, 0));
} // prettier-ignore

/** What lies in an area, by the first digits of the codes. */
function byArea<T>(items: readonly T[], codeOf: (item: T) => string): (node: UnitNode) => readonly T[] {
  const pairs = items.flatMap((item) => {
    const code = codeOf(item);
    return [...new Set([code.slice(0, 2), code.slice(0, 4), code.slice(0, 6), code])].map((area) => ({ area, item }));
  });
  const groups = groupBy(pairs, ({ area }) => area);
  return ({ level, code }) => (groups.get(areaPrefix(level, code)) ?? []).map(({ item }) => item);
} // prettier-ignore

import type { Query } from '../api/endpoint.ts';
import type * as api from '../api/coverage-matrix.ts';
import type { Cell, Matrix, MatrixColumn, MatrixRow } from '../api/coverage-matrix.ts';
import type { DutyResult, Unit } from '../api/coverage.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { badRequest } from '../http/problem.ts';
import { asOf, isSample, sampleNotice } from './answer.ts';
import type { UnitNode } from './as-of.ts';
import { noBasis } from './cite.ts';
import { completenessOf } from './completeness.ts';
import { groupBy, tagsOf, zoneFinder } from './facts.ts';
import { judgeUnits, type Duties } from './flags.ts';
import { indicatorOf } from './indicator.ts';
import { byNumber, measureUnits, thresholdOf, type Measured } from './measure.ts';
import { lastReviews, type KindRow } from './queries.ts';
import { inputsOf, roadsHash, runOf } from './runs.ts';
import { settlementState, type SettlementState } from './settlement-state.ts';
import { readWorld, type World } from './world.ts';

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
  const cellsOf = parts.map((part) => cellMaker(world, part, settlements, reviews));
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
    notice: sample ? sampleNotice : null,
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
const none = (): Counts => ({ met: 0, met_by_substitute: 0, not_met: 0, not_applicable: 0, unknown: 0 });

function cellMaker(world: World, part: MatrixPart, settlements: SettlementState, reviews: Awaited<ReturnType<typeof lastReviews>>): (node: UnitNode) => Cell {
  const { kind, column, duties, measured } = part;
  const own = world.facilities.filter((one) => one.kind === kind.id);
  const verdicts = world.units.filter(({ level }) => level === column.unit).map(({ code }) => ({ code, ...duties.of(code) }));
  const byCode = new Map(verdicts.map((verdict) => [verdict.code, verdict]));
  const inAreas = groupByAreas(verdicts);
  const records = groupByAreas(own.map((one) => ({ code: one.township_code ?? one.county_code, one })));
  const complete = levels.map((level) => [level, completenessOf(world.facilities, kind.id, level, settlements)] as const);
  const completeOf = new Map<string, (typeof complete)[number][1]>(complete);
  return (node) => {
    const verdict = byCode.get(node.code);
    const below = ranks[node.level]! > ranks[column.unit]!;
    const inside = inAreas.get(areaPrefix(node.level, node.code)) ?? [];
    const facilities = (records.get(areaPrefix(node.level, node.code)) ?? []).map(({ one }) => one);
    const reached = reachIn(world, part, node);
    const whole = facilities.filter(({ lon, now, township_code }) => lon !== null && now !== 'unknown' && township_code !== null);
    return {
      kind: kind.id,
      duty: verdict?.result ?? null,
      reason: verdict?.reason ?? null,
      counts: below ? null : inside.reduce((sum, { result }: { result: DutyResult }) => ({ ...sum, [result]: sum[result] + 1 }), none()),
      facilities: facilities.filter(({ now }) => now === 'operating').length,
      unknownFacilities: facilities.filter(({ now }) => now === 'unknown').length,
      ...reached,
      gaps: below || measured.size === 0 ? null : inside.filter(({ code }) => measured.get(column.unit)?.of(code).reach?.gap === true).length,
      complete: node.level === 'province' ? part0(whole.length, facilities.length) : part0(whole.length, completeOf.get(node.level)!(node.code).facilities),
      review: reviews.get(`${kind.id} ${node.level} ${node.code}`) ?? null,
    };
  };
} // prettier-ignore

const part0 = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Reach of a row; of the region, the sum of its leagues. */
function reachIn(world: World, { measured }: MatrixPart, node: UnitNode): Pick<Cell, 'settlements' | 'within' | 'share' | 'gap' | 'borderline' | 'beyond' | 'p90Km'> {
  const { reach = null, burden = null, robustness = null } = node.level === 'province' ? {} : (measured.get(node.level)?.of(node.code) ?? {});
  if (node.level !== 'province' || measured.size === 0)
    return { settlements: reach?.settlements ?? 0, within: reach?.within ?? 0, share: reach?.share ?? null, gap: reach?.gap ?? null, borderline: robustness?.borderline ?? false, beyond: burden?.beyond ?? null, p90Km: reach?.p90Km ?? null };
  const leagues = world.units.filter(({ level }) => level === 'prefecture').map(({ code }) => measured.get('prefecture')!.of(code));
  const sum = (read: (one: (typeof leagues)[number]) => number | undefined): number => leagues.reduce((total, one) => total + (read(one) ?? 0), 0);
  const [settlements, within] = [sum(({ reach: one }) => one?.settlements), sum(({ reach: one }) => one?.within)];
  return { settlements, within, share: part0(within, settlements), gap: null, borderline: false, beyond: settlements - within, p90Km: null };
} // prettier-ignore

/** Items by the first digits of every area that they lie in: region, league, county, township. */
function groupByAreas<T extends { code: string }>(items: readonly T[]): Map<string, T[]> {
  const pairs = items.flatMap((item) => [...new Set([item.code.slice(0, 2), item.code.endsWith('00') && item.code.length === 6 ? item.code.slice(0, 4) : item.code.slice(0, 4), item.code.slice(0, 6), item.code])].map((area) => ({ area, item })));
  return new Map([...groupBy(pairs, ({ area }) => area)].map(([area, found]) => [area, found.map(({ item }) => item)]));
} // prettier-ignore

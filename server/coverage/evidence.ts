import type { Answer, Query } from '../api/endpoint.ts';
import type * as api from '../api/coverage-evidence.ts';
import type { Evidence } from '../api/coverage-evidence.ts';
import type { CoverageUnit, Unit } from '../api/coverage.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { divisionTree } from '../divisions/tree.ts';
import { notFound } from '../http/problem.ts';
import { judge, noticeOf, type Judged, type Question } from './answer.ts';
import { cite, noBasis } from './cite.ts';
import type { DutyFacts } from './duty.ts';
import { serves, unitOf, type FacilityFact } from './facts.ts';
import { aboutKm, aboutMinutes } from './kilometres.ts';
import { readThresholds } from './matrix.ts';
import { listReviewsOf } from './reviews.ts';
import { citable, dataLine, evidenceLine, reviewLine, robustnessLine, ruleLines } from './sentences.ts';
import { dataSources, listSources } from './sources.ts';
import { roadFacts, roadSource } from '../roads/state.ts';
import { isAsStored } from './reach-then.ts';
import { pathsIn, readWorld } from './world.ts';
import { listWorst, listWorstThen, nearestByRoad, nearestToSeat } from './worst.ts';

type How = Evidence['evidence']['facilities'][number]['how'];

/** The six lines of the flag of one unit and one kind (frontend.md 3.4). @throws Problem 404 */
export async function evidence({ db }: Context, code: string, query: Query<typeof api.getEvidence>): Promise<Evidence> {
  const judged = await judge(db, { ...query, unit: query.unit ?? levelOf(code) });
  const { answer } = judged;
  const unit = answer.items.find((item) => item.code === code);
  if (unit === undefined) throw notFound(`${answer.unit} ${code} on ${answer.on}`);
  const [card] = await cards(db, judged, [unit], query);
  return card!;
} // prettier-ignore

/**
 * The cards of a report in one answer, each as `evidence` makes it: of units of any level whose duty is not met, and of banners with a gap in
 * reach; `of=all` adds the other banners, for the kinds that are asked of a banner.
 */
export async function listEvidence({ db }: Context, { T, kinds, division, of, ...query }: Query<typeof api.listEvidence>): Promise<Answer<typeof api.listEvidence>> {
  const thresholds = readThresholds(T);
  const world = await readWorld(db, query.on, kinds?.split(',') ?? null);
  const prefix = codePrefix(division ?? '').replace('%', '');
  const found: { judged: Judged; units: CoverageUnit[] }[] = [];
  for (const kind of world.kinds) {
    if (kinds !== undefined && !kinds.split(',').includes(kind.id)) continue;
    const bound = world.policies.filter((policy) => policy.kinds.includes(kind.id) && policy.rule !== 'none').map(({ unit }) => unit as Unit);
    for (const unit of new Set<Unit>([...bound, 'county'])) {
      const judged = await judge(db, { ...query, kind: kind.id, unit, T: thresholds[kind.id] });
      const isShown = ({ duty, reach }: CoverageUnit): boolean =>
        duty.result === 'not_met' || (unit === 'county' && (reach?.gap === true || (of === 'all' && isAskedOf(judged))));
      found.push({ judged, units: judged.answer.items.filter((item) => item.code.startsWith(prefix) && isShown(item)) });
    }
  }
  const items: Evidence[] = [];
  for (const { judged, units } of found) items.push(...(await cards(db, judged, units, query)));
  items.sort((one, other) => (one.unit.code < other.unit.code ? -1 : one.unit.code > other.unit.code ? 1 : 0));
  const sample = found.some(({ judged }) => judged.answer.sample); // also where nothing is found wanting
  return { on: world.on, items, total: items.length, next: null, sample, notice: noticeOf(world, sample) };
} // prettier-ignore

/** Whether a policy, or the kind itself, is about units of the level that was judged. */
const isAskedOf = ({ answer, world }: Judged): boolean =>
  answer.policy !== null || world.kinds.find(({ id }) => id === answer.kind.id)!.unit === answer.unit;

async function cards(db: Db, judged: Judged, units: readonly CoverageUnit[], { method, detour }: Pick<Question, 'method' | 'detour'>): Promise<Evidence[]> {
  if (units.length === 0) return [];
  const { answer, world, duties, settlements } = judged;
  const tree = await divisionTree(db);
  const listed = await listSources(db);
  const kind = answer.kind.id;
  const codes = units.map(({ code }) => code);
  const operating = world.facilities.filter((one) => one.kind === kind && one.now === 'operating');
  const isRoad = answer.thresholdMinutes !== null;
  const nearestOf = isRoad ? await nearestByRoad(db, kind, codes) : await nearestToSeat(db, operating.map(({ id }) => id), codes);
  const worstOf = answer.thresholdKm === null && !isRoad ? null
    : isAsStored(world.facilities, kind) ? await listWorst(db, kind, method, answer.unit, codes) : await listWorstThen(db, kind, world.facilities, codes);
  const reviewsOf = await listReviewsOf(db, kind, answer.unit, codes);
  const roadsOf = isRoad ? await roadFacts(db, kind, answer.unit, codes) : null;
  const roads = isRoad ? await roadSource(db) : [];
  const about = (metres: number, seconds: number | null = null): string => seconds === null ? aboutKm(metres, detour) : aboutMinutes(seconds, metres);
  const pathOf = pathsIn(world);
  return units.map((unit): Evidence => {
    const { code } = unit;
    const { facts, policy } = duties.of(code);
    const cited = policy === null ? null : cite(policy, world.plans, world.on);
    const said = { ...answer, policy: cited };
    const nearest = nearestOf.get(code);
    const nearestOne = nearest === undefined ? null : {
      id: nearest.id, name: nearest.name, km: Math.round(nearest.metres) / 1000, text: about(nearest.metres, nearest.seconds),
      minutes: nearest.seconds === null ? null : Math.round(nearest.seconds / 6) / 10,
      inUnit: (nearest.township_code ?? nearest.county_code).startsWith(areaOf(answer.unit, code)),
      division: tree.pathOf(nearest.township_code ?? nearest.county_code).at(-1) ?? null,
    };
    const sources = [...dataSources(world, duties, answer.reachNote === null ? settlements.sourcesOf(code) : new Map(), listed), ...roads];
    const history = reviewsOf.get(code) ?? [];
    return {
      kind: answer.kind,
      unit: { ...unit, level: answer.unit, path: pathOf(code) },
      on: answer.on,
      basis: { text: cited?.basis ?? noBasis, citations: cited?.citations ?? [], policy: cited },
      rule: ruleLines(said),
      evidence: { text: evidenceLine(answer, unit, nearestOne), facilities: countedFacilities(judged, code, facts), nearest: nearestOne, worst: (worstOf?.get(code) ?? []).map((one) => ({
        id: one.id, name: one.name, path: tree.pathOf(one.division_code), point: one.point, km: one.metres / 1000,
        minutes: one.seconds === null ? null : Math.round(one.seconds / 6) / 10, text: about(one.metres, one.seconds), facility: { id: one.facility_id, name: one.facility_name },
      })) },
      data: { text: dataLine(answer, unit, sources, roadsOf?.get(code) ?? null), asOf: answer.asOf, sources },
      robustness: robustnessLine(answer, unit),
      review: { text: reviewLine(history[0]), last: history[0] ?? null, history },
      citable: citable(said, unit),
      sample: answer.sample,
      notice: answer.notice,
      weighting: answer.weighting,
      method: answer.method,
      run: answer.run,
    };
  });
} // prettier-ignore

const levelOf = (code: string): Unit => (code.length > 6 ? 'township' : code.endsWith('00') ? 'prefecture' : 'county'); // prettier-ignore

/** The digits that everything inside a unit begins with. */
const areaOf = (unit: Unit, code: string): string => (unit === 'prefecture' ? code.slice(0, 4) : code);

const mostNamed = 50;
const isThere = ({ now }: FacilityFact): boolean => now === 'operating' || now === 'unknown';

/** Which facilities the duty of the unit was judged by, and how each stands to it. */
function countedFacilities({ answer, duties }: Judged, code: string, facts: DutyFacts): Evidence['evidence']['facilities'] {
  const found: { facility: FacilityFact; how: How }[] = [];
  for (const facility of duties.facilities) {
    const isHere = unitOf(answer.unit, facility) === code;
    const isOwn = facility.kind === answer.kind.id;
    if (isHere && isOwn) found.push({ facility, how: facility.hosted_in === null ? 'own' : 'hosted' });
    else if (isHere) found.push({ facility, how: 'substitute' });
    else if (isOwn && isThere(facility) && serves(facility, code)) found.push({ facility, how: 'serves' });
    else if (isOwn && isThere(facility) && facility.level === 'prefecture' && facility.name === facts.municipal?.name && facility.county_code.startsWith(code.slice(0, 4)) && facts.servedBy === null && facts.operating === 0) found.push({ facility, how: 'municipal' });
  }
  return found.slice(0, mostNamed).map(({ facility, how }) => ({ id: facility.id, name: facility.name, status: facility.now, how }));
} // prettier-ignore

import type { Query } from '../api/endpoint.ts';
import type * as api from '../api/coverage-evidence.ts';
import type { Evidence } from '../api/coverage-evidence.ts';
import type { Unit } from '../api/coverage.ts';
import type { Context } from '../context.ts';
import { divisionTree } from '../divisions/tree.ts';
import { notFound } from '../http/problem.ts';
import { judge, type Judged } from './answer.ts';
import { cite, noBasis } from './cite.ts';
import type { DutyFacts } from './duty.ts';
import { serves, unitOf, type FacilityFact } from './facts.ts';
import { aboutKm, aboutMinutes } from './kilometres.ts';
import { listReviewsOf } from './reviews.ts';
import { citable, dataLine, evidenceLine, reviewLine, robustnessLine, ruleLines } from './sentences.ts';
import { dataSources } from './sources.ts';
import { roadFacts, roadSource } from '../roads/state.ts';
import { isAsStored } from './reach-then.ts';
import { pathsIn } from './world.ts';
import { listWorst, listWorstThen, nearestByRoad, nearestToSeat } from './worst.ts';

type How = Evidence['evidence']['facilities'][number]['how'];

/** The six lines of the flag of one unit and one kind (frontend.md 3.4). @throws Problem 404 */
export async function evidence({ db }: Context, code: string, query: Query<typeof api.getEvidence>): Promise<Evidence> {
  const judged = await judge(db, { ...query, unit: query.unit ?? levelOf(code) });
  const { answer, world, duties } = judged;
  const unit = answer.items.find((item) => item.code === code);
  if (unit === undefined) throw notFound(`${answer.unit} ${code} on ${answer.on}`);
  const kind = world.kinds.find(({ id }) => id === query.kind)!;
  const tree = await divisionTree(db);
  const { facts, policy } = duties.of(code);
  const cited = policy === null ? null : cite(policy, world.plans, world.on);
  const said = { ...answer, policy: cited };
  const operating = world.facilities.filter((one) => one.kind === kind.id && one.now === 'operating');
  const isRoad = answer.thresholdMinutes !== null;
  const nearest = isRoad ? await nearestByRoad(db, kind.id, code) : await nearestToSeat(db, operating.map(({ id }) => id), code);
  const hasReach = answer.thresholdKm !== null || isRoad;
  const worst = !hasReach ? [] : isAsStored(world.facilities, kind.id) ? await listWorst(db, kind.id, query.method, answer.unit, code) : await listWorstThen(db, kind.id, world.facilities, code);
  const history = await listReviewsOf(db, { kind: kind.id, unit: answer.unit, division: code });
  const sources = await dataSources(db, world, duties, answer.reachNote === null ? code : null);
  const roads = isRoad ? await roadFacts(db, kind.id, code) : null;
  if (isRoad) sources.push(...(await roadSource(db)));
  const about = (metres: number, seconds: number | null = null): string => seconds === null ? aboutKm(metres, query.detour) : aboutMinutes(seconds, metres);
  const nearestOne = nearest === undefined ? null : {
    id: nearest.id, name: nearest.name, km: Math.round(nearest.metres) / 1000, text: about(nearest.metres, nearest.seconds),
    minutes: nearest.seconds === null ? null : Math.round(nearest.seconds / 6) / 10,
    inUnit: (nearest.township_code ?? nearest.county_code).startsWith(areaOf(answer.unit, code)),
    division: tree.pathOf(nearest.township_code ?? nearest.county_code).at(-1) ?? null,
  };
  return {
    kind: answer.kind,
    unit: { ...unit, level: answer.unit, path: pathsIn(world)(code) },
    on: answer.on,
    basis: {
      text: cited?.basis ?? noBasis,
      citations: cited?.citations ?? [],
      policy: cited,
    },
    rule: ruleLines(said),
    evidence: { text: evidenceLine(answer, unit, nearestOne), facilities: countedFacilities(judged, code, facts), nearest: nearestOne, worst: worst.map((one) => ({
      id: one.id, name: one.name, path: tree.pathOf(one.division_code), point: one.point, km: one.metres / 1000,
      minutes: one.seconds === null ? null : Math.round(one.seconds / 6) / 10, text: about(one.metres, one.seconds), facility: { id: one.facility_id, name: one.facility_name },
    })) },
    data: { text: dataLine(answer, unit, sources, roads), asOf: answer.asOf, sources },
    robustness: robustnessLine(answer, unit),
    review: { text: reviewLine(history[0]), last: history[0] ?? null, history },
    citable: citable(said, unit),
    sample: answer.sample,
    notice: answer.notice,
    weighting: answer.weighting,
    method: answer.method,
    run: answer.run,
  };
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

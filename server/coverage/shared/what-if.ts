import type { FacilityFact, Figures, Outcome, ScenarioBasis, ScenarioChange, UnitOutcome } from '../../api/scenarios.ts'; // prettier-ignore
import { judgeByFirst } from '../duty.ts';
import { collectFacts, unsureIn } from '../facts.ts';
import { gapOf } from './gap.ts';
import { nearest, placeOnEllipsoid, type Placed } from '../nearest.ts';
import { none, type Ground } from './ground.ts';

/** What is asked of a scenario: the changes, and how reach is measured. */
export interface Question {
  changes: readonly ScenarioChange[];
  threshold: number | null; // T in km, by road in minutes; null: no reach
  detour: number; // factor on the straight line
  gapShare?: number; // 0..1, a unit with a smaller share within T is a gap; left out: that of the basis
  seconds?: Int32Array; // of each settlement to its nearest facility by road, with the changes made; left out: kilometres
}

type Basis = Omit<
  ScenarioBasis,
  'candidates' | 'traits' | 'version' | 'reachKm' | 'hasRoads' | 'sample' | 'weighting'
>;

/** The same duty, reach and burden as of the register (design.md section 6), with the changes made in thought. */
export function computeOutcome(basis: Basis, ground: Ground, question: Question): Outcome {
  const facilities = changeFacilities(basis, question.changes);
  const judge = dutyOf(basis, facilities);
  const { threshold, seconds } = question;
  const distances = threshold === null ? null : (seconds ?? changeMetres(basis, ground, question.changes));
  const isCounted = (at: number): boolean => seconds === undefined || seconds[at]! >= 0; // by road the unknown is in no share
  const weight = weightsOf(basis, ground, isCounted);
  const groups = distances === null ? null : groupSettlements(basis, ground);
  const limit = threshold === null ? 0 : seconds === undefined ? reachMetres(threshold, question.detour) : Math.round(threshold * 60); // prettier-ignore
  const unsure = unsureIn(facilities, basis.kind.id, basis.unit);
  const figuresOf = (members: Int32Array, unsureHere: number): Figures =>
    measure(members.filter(isCounted), distances!, weight, { limit, isRoad: seconds !== undefined, gapShare: question.gapShare ?? basis.gapShare, unsure: unsureHere }); // prettier-ignore
  const units = basis.units
    .filter(({ level }) => level === basis.unit)
    .map(({ code }): UnitOutcome => ({
      code,
      duty: judge(code),
      reach: groups === null ? null : figuresOf(groups.get(code) ?? new Int32Array(), unsure(code)),
    }));
  return {
    units,
    notMet: units.filter((unit) => unit.duty.result === 'not_met').length,
    reachGaps: units.filter((unit) => unit.reach?.gap === true).length,
    region: distances === null ? null : { ...figuresOf(Int32Array.from(distances.keys()), 0), gap: null }, // a unit is judged, not the region
  };
}

/** The facilities as the scenario has them: what is closed stays, closed. A change of a facility that is gone changes nothing. */
export function changeFacilities(basis: Basis, changes: readonly ScenarioChange[]): FacilityFact[] {
  const facilities = basis.facilities.map((facility) => ({ ...facility }));
  const byId = new Map(facilities.map((facility) => [facility.id, facility]));
  changes.forEach((change, at) => {
    if (change.act === 'add') {
      facilities.push({
        id: -1 - at,
        kind: basis.kind.id,
        name: change.name,
        county_code: change.county,
        township_code: change.township,
        status: 'operating',
        now: 'operating',
        level: null,
        serves: change.serves,
        hosted_in: null,
        ownership: basis.judges.find((judge) => judge.ownership.length > 0)?.ownership[0] ?? null, // a facility that is added is one that counts
        opened_on: null,
        closed_on: null,
        status_history: [],
        source_id: 'scenario',
        sample: false,
        lon: change.point[0],
        lat: change.point[1],
      });
      return;
    }
    const facility = byId.get(change.facility);
    if (facility === undefined) return;
    if (change.act === 'close') facility.now = 'closed';
    else Object.assign(facility, { lon: change.point[0], lat: change.point[1], county_code: change.county, township_code: change.township }); // prettier-ignore
  });
  return facilities;
}

function dutyOf(basis: Basis, facilities: readonly FacilityFact[]): (code: string) => UnitOutcome['duty'] {
  const { kind, unit, units, hasZones } = basis;
  const known = { zones: new Map(basis.known.zones), persons: new Map(basis.known.persons), population: new Map(basis.known.population), tags: new Map(basis.known.tags) }; // prettier-ignore
  const kindNames = new Map(basis.kindNames);
  const judges = basis.judges.map(({ rule, kinds, ownership }) => ({
    rule,
    factsOf: collectFacts({
      kind, unit, units, ownership, kindNames, known, hasZones, facilities: facilities.filter((one) => one.kind === kind.id || kinds.includes(one.kind)),
    }),
  })); // prettier-ignore
  return (code) => {
    const { result, reason, facts } = judgeByFirst(judges, code);
    return { result, reason, facilities: facts.operating };
  };
}

export const reaches = (facility: FacilityFact, kind: string): boolean =>
  facility.kind === kind && facility.now === 'operating' && facility.lon !== null;

const placedOf = (facilities: readonly FacilityFact[]): Placed =>
  placeOnEllipsoid({
    lon: Float64Array.from(facilities, ({ lon }) => lon!),
    lat: Float64Array.from(facilities, ({ lat }) => lat!),
  });

/** Which of the scenario's facilities are not as the register has them. */
export const touchedBy = (basis: Pick<Basis, 'facilities'>, after: readonly FacilityFact[]): boolean[] =>
  after.map((facility, at) => JSON.stringify(basis.facilities[at]) !== JSON.stringify(facility));

/** Metres of each settlement to its nearest facility of the scenario; -1 where there is none. Only what can have changed is computed. */
export function changeMetres(basis: Basis, ground: Ground, changes: readonly ScenarioChange[]): Int32Array {
  const metres = ground.metres.slice();
  const after = changeFacilities(basis, changes);
  const touched = touchedBy(basis, after);
  const own = after.filter((facility) => reaches(facility, basis.kind.id));
  const kept = placedOf(after.filter((facility, at) => !touched[at] && reaches(facility, basis.kind.id)));
  const made = placedOf(own.filter((facility) => touched[after.indexOf(facility)]));
  const lost = new Uint8Array(none + 1);
  touched.forEach((yes, at) => {
    if (yes && at < basis.facilities.length) lost[at] = 1;
  });
  const orphans = Int32Array.from(metres.keys()).filter((at) => lost[ground.facility[at]!] === 1);
  const again = nearest(placedAt(ground.placed, orphans), kept);
  orphans.forEach((at, order) => (metres[at] = again.index[order]! < 0 ? -1 : again.metres[order]!));
  if (made.length === 0) return metres;
  const offered = nearest(ground.placed, made).metres;
  for (let at = 0; at < metres.length; at += 1)
    if (metres[at]! < 0 || offered[at]! < metres[at]!) metres[at] = offered[at]!;
  return metres;
}

function placedAt(placed: Placed, members: Int32Array): Placed {
  const some = new Float64Array(members.length * 3);
  members.forEach((at, order) => some.set(placed.subarray(at * 3, at * 3 + 3), order * 3));
  return some;
}

/** Which settlements each unit has, by its code. */
function groupSettlements(basis: Basis, ground: Ground): Map<string, Int32Array> {
  const index = basis.unit === 'township' ? ground.township : ground.county;
  const codes = basis.unit === 'township' ? basis.townships : basis.counties.map(({ code }) => code);
  const groups = new Map<string, number[]>();
  for (let at = 0; at < index.length; at += 1) {
    const found = codes[index[at]!];
    if (found === undefined) continue;
    const code = basis.unit === 'prefecture' ? `${found.slice(0, 4)}00` : found;
    const group = groups.get(code);
    if (group === undefined) groups.set(code, [at]);
    else group.push(at);
  }
  return new Map([...groups].map(([code, members]) => [code, Int32Array.from(members)]));
}

/** How far the threshold reaches in a straight line, metres. */
export const reachMetres = (reachKm: number, detour: number): number => Math.round((reachKm * 1000) / detour);

/** Whether so many metres, straight, are within the threshold. One rule for the server, the browser and SQL. */
export const isWithin = (metres: number, reachKm: number, detour: number): boolean =>
  metres >= 0 && metres <= reachMetres(reachKm, detour);

interface Measuring {
  limit: number; // metres or seconds
  isRoad: boolean;
  gapShare: number;
  unsure: number; // facilities that may bring the share up
}

/**
 * The population of each settlement: that of its township spread evenly over its settlements (frontend.md 3.2); NaN where it is not known.
 * Null where no population is loaded: every settlement weighs the same.
 * @param isCounted settlements that share in it
 */
export function weightsOf(
  { known, townships }: Basis,
  { township }: Ground,
  isCounted: (at: number) => boolean = () => true,
): Float64Array | null {
  // prettier-ignore
  if (known.population.length === 0) return null;
  const people = new Map(known.population);
  const counted = new Float64Array(townships.length);
  township.forEach((at, settlement) => {
    if (at < counted.length && isCounted(settlement)) counted[at] = counted[at]! + 1;
  });
  const each = townships.map((code, at) => (people.get(code) ?? NaN) / counted[at]!);
  return Float64Array.from(township, (at) => each[at] ?? NaN);
}

/** Share, percentiles (those of percentile_cont) and burden of some settlements. Of a unit without any, all is unknown. */
function measure(members: Int32Array, distances: Int32Array, weight: Float64Array | null, { limit, isRoad, gapShare, unsure }: Measuring): Figures {
  const known = members.map((at) => distances[at]!).filter((value) => value >= 0).sort();
  let [within, reached, people] = [0, 0, 0];
  for (const at of members) {
    const own = weight?.[at] ?? NaN;
    people += own;
    if (distances[at]! < 0 || distances[at]! > limit) continue;
    within += 1;
    reached += own;
  }
  const weighed = people > 0; // of every settlement: one that is not known makes the sum unknown
  const share = known.length === 0 ? null : weighed ? reached / people : within / members.length;
  const km = (part: number): number | null => (known.length === 0 || isRoad ? null : Math.round(percentile(known, part)) / 1000);
  const minutes = (part: number): number | null => (known.length === 0 || !isRoad ? null : Math.round(percentile(known, part) / 6) / 10);
  return {
    settlements: members.length,
    within,
    share,
    p50Km: km(0.5),
    p90Km: km(0.9),
    maxKm: km(1),
    p50Minutes: minutes(0.5),
    p90Minutes: minutes(0.9),
    maxMinutes: minutes(1),
    gap: share === null ? null : gapOf(share, gapShare, unsure),
    beyond: members.length - within,
    population: weighed && share !== null ? Math.round(people - reached) : null,
  };
} // prettier-ignore

/** @param sorted ascending, not empty */
function percentile(sorted: Int32Array, part: number): number {
  const rank = part * (sorted.length - 1);
  const low = Math.floor(rank);
  const [one, next] = [sorted[low]!, sorted[Math.min(low + 1, sorted.length - 1)]!];
  return one + (next - one) * (rank - low);
}

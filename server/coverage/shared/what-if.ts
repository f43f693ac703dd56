import type { FacilityFact, Figures, Outcome, ScenarioBasis, ScenarioChange, UnitOutcome } from '../../api/scenarios.ts'; // prettier-ignore
import { judgeDuty } from '../duty.ts';
import { collectFacts } from '../facts.ts';
import { nearest, placeOnEllipsoid, type Placed } from '../nearest.ts';
import { none, type Ground } from './ground.ts';

/** What is asked of a scenario: the changes, and how reach is measured. */
export interface Question {
  changes: readonly ScenarioChange[];
  reachKm: number | null; // T; null: no reach
  detour: number; // factor on the straight line
}

type Basis = Pick<
  ScenarioBasis,
  'kind' | 'kindNames' | 'unit' | 'gapShare' | 'counties' | 'townships' | 'units' | 'facilities' | 'policy' | 'zones' | 'designations'
>; // prettier-ignore

/** The same duty, reach and burden as of the register (design.md section 6), with the changes made in thought. */
export function computeOutcome(basis: Basis, ground: Ground, question: Question): Outcome {
  const facilities = changeFacilities(basis, question.changes);
  const judge = dutyOf(basis, facilities);
  const { reachKm } = question;
  const metres = reachKm === null ? null : changeMetres(basis, ground, question.changes);
  const groups = metres === null ? null : groupSettlements(basis, ground);
  const figuresOf = (members: Int32Array): Figures =>
    measure(members, metres!, ground.weight, { reachKm: reachKm!, detour: question.detour, gapShare: basis.gapShare }); // prettier-ignore
  const units = basis.units.map(({ code }): UnitOutcome => ({
    code,
    duty: judge(code),
    reach: groups === null ? null : figuresOf(groups.get(code) ?? new Int32Array()),
  }));
  return {
    units,
    notMet: units.filter((unit) => unit.duty.result === 'not_met').length,
    reachGaps: units.filter((unit) => unit.reach?.gap === true).length,
    region: metres === null ? null : figuresOf(Int32Array.from(metres.keys())),
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
        level: null,
        serves: change.serves,
        hosted_in: null,
        sample: false,
        point: change.point,
      });
      return;
    }
    const facility = byId.get(change.facility);
    if (facility === undefined) return;
    if (change.act === 'close') facility.status = 'closed';
    else Object.assign(facility, { point: change.point, county_code: change.county, township_code: change.township }); // prettier-ignore
  });
  return facilities;
}

function dutyOf(basis: Basis, facilities: readonly FacilityFact[]): (code: string) => UnitOutcome['duty'] {
  const factsOf = collectFacts({
    kind: basis.kind,
    unit: basis.unit,
    facilities,
    kindNames: new Map(Object.entries(basis.kindNames)),
    zones: basis.zones === null ? null : new Map(basis.zones),
    designations: basis.designations === null ? null : new Map(basis.designations),
  });
  return (code) => {
    const facts = factsOf(code);
    return { ...judgeDuty(basis.policy, facts), facilities: facts.operating };
  };
}

const reaches = (facility: FacilityFact, kind: string): boolean =>
  facility.kind === kind && facility.status === 'operating' && facility.point !== null;

const placedOf = (facilities: readonly FacilityFact[]): Placed =>
  placeOnEllipsoid({
    lon: Float64Array.from(facilities, ({ point }) => point![0]),
    lat: Float64Array.from(facilities, ({ point }) => point![1]),
  });

/** Metres of each settlement to its nearest facility of the scenario; -1 where there is none. Only what can have changed is computed. */
export function changeMetres(basis: Basis, ground: Ground, changes: readonly ScenarioChange[]): Int32Array {
  const metres = ground.metres.slice();
  const after = changeFacilities(basis, changes);
  const touched = after.map((facility, at) => JSON.stringify(basis.facilities[at]) !== JSON.stringify(facility)); // prettier-ignore
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
  reachKm: number;
  detour: number;
  gapShare: number;
}

/** Share, percentiles (those of percentile_cont) and burden of some settlements. Of a unit without any, all is unknown. */
function measure(
  members: Int32Array,
  metres: Int32Array,
  weight: Float32Array | null,
  { reachKm, detour, gapShare }: Measuring,
): Figures {
  const known = members.map((at) => metres[at]!).filter((value) => value >= 0).sort(); // prettier-ignore
  let [within, reached, whole] = [0, 0, 0];
  for (const at of members) {
    const own = weight === null ? 1 : weight[at]!;
    whole += own;
    if (!isWithin(metres[at]!, reachKm, detour)) continue;
    within += 1;
    reached += own;
  }
  const share = whole > 0 && known.length > 0 ? reached / whole : null;
  const km = (part: number): number | null => (known.length === 0 ? null : Math.round(percentile(known, part)) / 1000); // prettier-ignore
  return {
    settlements: members.length,
    within,
    share,
    p50Km: km(0.5),
    p90Km: km(0.9),
    maxKm: km(1),
    gap: share === null ? null : share < gapShare,
    beyond: members.length - within,
  };
}

/** @param sorted ascending, not empty */
function percentile(sorted: Int32Array, part: number): number {
  const rank = part * (sorted.length - 1);
  const low = Math.floor(rank);
  const [one, next] = [sorted[low]!, sorted[Math.min(low + 1, sorted.length - 1)]!];
  return one + (next - one) * (rank - low);
}

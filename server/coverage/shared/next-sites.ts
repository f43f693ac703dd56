import type { Candidate, ScenarioBasis, ScenarioChange } from '../../api/scenarios.ts';
import { chordOf, placeOnEllipsoid } from '../nearest.ts';
import type { Ground } from './ground.ts';
import {
  changeFacilities,
  changeMetres,
  isWithin,
  reachMetres,
  weightsOf,
  type Question,
} from './what-if.ts';

/** Priorities of the plan (domain.md 7.5), each 0 = does not count ... 3. All of them 0: settlements (or people) alone. */
export const priorities = ['unserved', 'border', 'dense', 'transport'] as const;
export type Priority = (typeof priorities)[number];
export type Priorities = Readonly<Record<Priority, number>>;

/** In kilometres: by road each of a thousand candidates would be a search of its own. */
export interface SitesQuestion extends Omit<Question, 'threshold' | 'seconds'> {
  reachKm: number;
  steps: number;
  priorities: Priorities;
  candidates: readonly Candidate[]; // those that are not excluded, with own points
}

/** One step of the greedy choice. */
export interface Site {
  candidate: Candidate;
  gain: number; // settlements that are newly within T
  gainShare: number; // 0..1 of the weight of all settlements
  score: number; // the same gain, weighed by the priorities: what is greatest
  coveredShare: number; // 0..1 within T after this step
  lifted: string[]; // codes of banners whose share comes up to the required one
}

/**
 * Where the next facilities reach the most settlements that nothing reaches within T: the maximal covering location problem (Church and
 * ReVelle 1974), step by step the greatest gain. Settlements are weighed and no weight depends on the choice, so the gain is submodular and
 * the choice is worth at least 1 - 1/e = 63 % of the best one (Nemhauser, Wolsey and Fisher 1978).
 */
export function nextSites(basis: ScenarioBasis, ground: Ground, question: SitesQuestion): Site[] {
  const { reachKm, detour, steps, candidates } = question;
  const metres = changeMetres(basis, ground, question.changes);
  const open = Int32Array.from(metres.keys()).filter((at) => !isWithin(metres[at]!, reachKm, detour));
  const base = baseOf(basis, ground);
  const value = valueOf(basis, ground, question, base);
  const covers = coverOf(ground, open, candidates, reachKm, detour);
  const tally = tallyOf(basis, ground, metres, question, base);
  const isOpen = new Uint8Array(metres.length);
  for (const at of open) isOpen[at] = 1;
  const sites: Site[] = [];
  for (let step = 0; step < steps; step += 1) {
    const best = greatest(covers, isOpen, value);
    if (best === null) break;
    const gained = covers[best.candidate]!.filter((at) => isOpen[at] === 1);
    const lifted = tally.add(gained);
    for (const at of gained) isOpen[at] = 0;
    sites.push({
      candidate: candidates[best.candidate]!,
      gain: gained.length,
      gainShare: gained.reduce((sum, at) => sum + base(at), 0) / tally.whole,
      score: best.score,
      coveredShare: tally.reached() / tally.whole,
      lifted,
    });
  }
  return sites;
}

/** The candidate with the greatest gain, the first of equals; null when nothing more is gained. */
function greatest(
  covers: readonly Int32Array[],
  isOpen: Uint8Array,
  value: Float64Array,
): { candidate: number; score: number } | null {
  let best: { candidate: number; score: number } | null = null;
  covers.forEach((members, candidate) => {
    let score = 0;
    for (let order = 0; order < members.length; order += 1) {
      const at = members[order]!;
      if (isOpen[at] === 1) score += value[at]!;
    }
    if (score > (best?.score ?? 0)) best = { candidate, score };
  });
  return best;
}

/** Which open settlements each candidate has within T. */
function coverOf(
  ground: Ground,
  open: Int32Array,
  candidates: readonly Candidate[],
  reachKm: number,
  detour: number,
): Int32Array[] {
  const sites = placeOnEllipsoid({
    lon: Float64Array.from(candidates, ({ point }) => point[0]),
    lat: Float64Array.from(candidates, ({ point }) => point[1]),
  });
  const square = chordOf(reachMetres(reachKm, detour) + 0.5) ** 2; // metres are rounded before they are compared
  const [xs, ys, zs] = [0, 1, 2].map((axis) => Float64Array.from(open, (at) => ground.placed[at * 3 + axis]!)) as [Float64Array, Float64Array, Float64Array]; // prettier-ignore
  const found = new Int32Array(open.length);
  return candidates.map((_, candidate) => {
    const [x, y, z] = [sites[candidate * 3]!, sites[candidate * 3 + 1]!, sites[candidate * 3 + 2]!];
    let count = 0;
    for (let order = 0; order < open.length; order += 1) {
      const dz = zs[order]! - z;
      if (dz * dz >= square) continue; // most of them
      const [dx, dy] = [xs[order]! - x, ys[order]! - y];
      if (dx * dx + dy * dy + dz * dz < square) found[count++] = open[order]!;
    }
    return found.slice(0, count);
  });
}

/** People where they are known of every settlement, else 1 each. */
function baseOf(basis: ScenarioBasis, ground: Ground): (at: number) => number {
  const weight = weightsOf(basis, ground);
  return weight === null || weight.some(Number.isNaN) ? () => 1 : (at) => weight[at]!;
}

/** What each settlement counts: its weight, more where the banner has what the priorities name. */
function valueOf(basis: ScenarioBasis, ground: Ground, { changes, priorities: wanted }: SitesQuestion, base: (at: number) => number): Float64Array {
  const served = servedBanners(basis, changes);
  const traits = new Map(basis.traits.map((one) => [one.code, one]));
  const factor = basis.counties.map(({ code }) => {
    const trait = traits.get(code);
    const has: Readonly<Record<Priority, boolean>> = { unserved: !served.has(code), border: trait?.border === true, dense: trait?.dense === true, transport: trait?.transport === true };
    return 1 + priorities.reduce((sum, priority) => sum + (has[priority] ? wanted[priority] : 0), 0);
  });
  return Float64Array.from(ground.county, (county, at) => base(at) * (factor[county] ?? 1));
} // prettier-ignore

/** Codes of banners in which a facility of the kind operates. */
const servedBanners = (basis: ScenarioBasis, changes: readonly ScenarioChange[]): Set<string> =>
  new Set(
    changeFacilities(basis, changes)
      .filter(({ kind, now }) => kind === basis.kind.id && now === 'operating')
      .map((facility) => facility.county_code),
  );

/** Keeps count of the weight within T, of all and by banner. */
function tallyOf(
  basis: ScenarioBasis,
  { county }: Ground,
  metres: Int32Array,
  { reachKm, detour, gapShare = basis.gapShare }: SitesQuestion,
  weightOf: (at: number) => number,
) {
  const { counties } = basis;
  const [all, within] = [new Float64Array(counties.length), new Float64Array(counties.length)];
  let [whole, reached] = [0, 0];
  const add = (at: number): void => {
    reached += weightOf(at);
    const banner = county[at]!;
    if (banner < counties.length) within[banner] = within[banner]! + weightOf(at);
  };
  for (let at = 0; at < metres.length; at += 1) {
    whole += weightOf(at);
    const banner = county[at]!;
    if (banner < counties.length) all[banner] = all[banner]! + weightOf(at);
    if (isWithin(metres[at]!, reachKm, detour)) add(at);
  }
  const isShort = (banner: number): boolean => all[banner]! > 0 && within[banner]! / all[banner]! < gapShare;
  return {
    whole,
    reached: () => reached,
    add: (gained: Int32Array): string[] => {
      const touched = [...new Set(Array.from(gained, (at) => county[at]!))].filter((banner) => banner < counties.length && isShort(banner)); // prettier-ignore
      gained.forEach(add);
      return touched
        .filter((banner) => !isShort(banner))
        .map((banner) => counties[banner]!.code)
        .sort();
    },
  };
}

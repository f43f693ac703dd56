import { gapOf } from '../../server/coverage/shared/gap.ts';
import type { CoverageMethod } from './url.ts';

/** How far the settlements of one unit are from the nearest facility of a kind: metres along a straight line, or seconds by road; ascending. */
export interface Distances {
  values: readonly number[];
  weights: readonly number[] | null; // in the same order; null: all weigh the same
  unsure?: number; // facilities of the unit that may bring its share up; none if left out
}

/** What units are measured with. */
export interface Yard {
  method: CoverageMethod;
  T: number; // km, or minutes by road
  detour: number; // km of road to one of straight line, where the method reckons with it
  gapShare: number; // a smaller share within T is a gap
}

export interface Reached {
  settlements: number;
  within: number;
  share: number | null; // of the weights; null: there is no settlement with a position
  gap: boolean | null;
}

/** How many of the ascending values are not above `limit`. */
export function countWithin(values: readonly number[], limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

const sum = (values: readonly number[], until = values.length): number => {
  let total = 0;
  for (let index = 0; index < until; index += 1) total += values[index]!;
  return total;
};

/** The largest stored value that is within T: in whole metres or seconds, as the server has it. */
export const limitOf = ({ method, T, detour }: Yard): number =>
  Math.round(method === 'road' ? T * 60 : (T * 1000) / (method === 'detour' ? detour : 1));

/** Reach of one unit for any threshold, from its distances alone: what getCoverage answers, without asking. */
export function reachOf({ values, weights, unsure = 0 }: Distances, yard: Yard): Reached {
  const within = countWithin(values, limitOf(yard));
  const all = weights === null ? values.length : sum(weights);
  const share = all === 0 ? null : (weights === null ? within : sum(weights, within)) / all;
  return {
    settlements: values.length,
    within,
    share,
    gap: share === null ? null : gapOf(share, yard.gapShare, unsure),
  };
}

const BAND = 0.2;
const DETOURS = [1.2, 1.5];

/** What else is tried, to see whether the result turns over: T a fifth shorter and longer, the other detours. */
export const variantsOf = (yard: Yard): Yard[] => [
  { ...yard, T: yard.T * (1 - BAND) },
  { ...yard, T: yard.T * (1 + BAND) },
  ...(yard.method === 'road' ? [] : DETOURS.map((detour): Yard => ({ ...yard, method: 'detour', detour }))),
];

/** 临界: some variant turns the gap over. */
export function isBorderline(distances: Distances, yard: Yard): boolean {
  const { gap } = reachOf(distances, yard);
  return gap !== null && variantsOf(yard).some((variant) => reachOf(distances, variant).gap !== gap);
}

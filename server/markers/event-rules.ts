import { isWithin, type Thing } from '../accounts/policy.ts';
import type { Action } from '../api/actions.ts';
import type { MarkerEventFlag, MarkerEventKind } from '../api/marker-events.ts';
import type { MarkerCondition } from '../api/markers.ts';

/** What may record it: upkeep is the managing side's; moving, adding and retiring need papers (domain.md 5.1, 5.6). */
export const actionOf: Readonly<Record<MarkerEventKind, Action>> = {
  inspect: 'marker.inspect',
  repair: 'marker.repair',
  restore: 'marker.repair',
  replace: 'marker.repair',
  repaint: 'marker.repair',
  relocate: 'marker.relocate',
  add: 'marker.add',
  retire: 'marker.retire',
  resurvey: 'line.edit', // it changes the registered coordinates
};

const upkeep: readonly MarkerEventKind[] = ['repair', 'restore', 'replace', 'repaint'];
const withNeighbour: readonly MarkerEventKind[] = ['repair', 'restore', 'replace']; // 令353 art. 6
export const setsPosition: readonly MarkerEventKind[] = ['relocate', 'resurvey'];

/** How a marker is left by work on it, unless somebody says otherwise. */
export const conditionAfter = (kind: MarkerEventKind, said: MarkerCondition | null): MarkerCondition | null =>
  said ?? (upkeep.includes(kind) || kind === 'add' ? 'intact' : null);

interface Touched {
  county_a: string | null;
  county_b: string | null;
  county_c: string | null;
  side_a: string | null;
  side_b: string | null;
  managing: string | null;
}

/** The sides of a marker: its banners where they are known, else those of its line. */
export function sidesOf({ county_a, county_b, county_c, side_a, side_b }: Touched): string[] {
  const own = [county_a ?? side_a, county_b ?? side_b, county_c].filter((code) => code !== null);
  return [...new Set(own)];
}

/** Every division that a marker touches, at any level. */
export const divisionsOf = (marker: Touched): string[] =>
  [...new Set([...sidesOf(marker), marker.side_a, marker.side_b].filter((code) => code !== null))].sort();

/** One is a part of the other: the county, the league or the province may act for a side. */
export const isOneSide = (code: string, other: string): boolean =>
  isWithin(code, other) || isWithin(other, code);

/** What a decision about a marker needs to know. An application of a league or province counts for its side. */
export function thingOf(
  marker: Touched,
  papers: { applications?: readonly string[]; approvalNo?: string | null } = {},
): Thing {
  const parties = sidesOf(marker);
  return {
    divisions: divisionsOf(marker),
    managing: marker.managing,
    parties,
    applications: parties.filter((side) => (papers.applications ?? []).some((code) => isOneSide(code, side))),
    approvalNo: papers.approvalNo ?? null,
  };
}

interface Judged {
  kind: MarkerEventKind;
  side: string | null;
  neighbourPresent: boolean | null;
}
interface Measurement {
  isMeasured: boolean;
  displacementM: number | null;
  toleranceM: number | null;
  isOlder: boolean; // than what is known already
}

/** What is wrong with how it was done. That the neighbour was there must be said: not known is not present. */
export function flagsOf(event: Judged, managing: string | null, measurement: Measurement): MarkerEventFlag[] {
  const { kind, side, neighbourPresent } = event;
  const { isMeasured, displacementM, toleranceM, isOlder } = measurement;
  const isOff = displacementM !== null && toleranceM !== null && displacementM > toleranceM;
  const found: readonly (readonly [MarkerEventFlag, boolean])[] = [
    ['neighbour-absent', withNeighbour.includes(kind) && neighbourPresent !== true],
    ['not-managing-side', upkeep.includes(kind) && side !== null && managing !== null && !isOneSide(side, managing)], // prettier-ignore
    ['beyond-tolerance', kind !== 'relocate' && isOff],
    ['no-measurement', setsPosition.includes(kind) && !isMeasured],
    ['outdated', isOlder],
  ];
  return found.filter(([, holds]) => holds).map(([flag]) => flag);
}

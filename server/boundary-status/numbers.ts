import type { BoundaryNumbers, ClockState, InspectedLevel } from '../api/boundary-status.ts';
import type { DivisionTree } from '../divisions/tree.ts';
import type { LineRow } from './clock.ts';
import { conditions, type DisputeGroup, type FindingGroup, type MarkerGroup } from './counts.ts';

/** Everything that is counted, read at one moment. */
export interface Situation {
  lines: LineRow[];
  markers: MarkerGroup[];
  findings: FindingGroup[];
  disputes: DisputeGroup[];
}

export const clockStates: readonly ClockState[] = ['overdue', 'due_this_year', 'under_way', 'planned', 'done', 'unknown']; // prettier-ignore
const levels: readonly InspectedLevel[] = ['province', 'prefecture', 'county'];

const noStates = (): Record<ClockState, number> => Object.fromEntries(clockStates.map((state) => [state, 0])) as Record<ClockState, number>; // prettier-ignore
const noShare = () => ({ yes: 0, no: 0, unknown: 0 });
const noResults = () => ({ total: 0, converted: noShare(), vectorised: noShare(), smart: noShare() });
type Share = ReturnType<typeof noShare>;

export const nothing = (): BoundaryNumbers => ({
  lines: {
    total: 0,
    states: noStates(),
    levels: levels.map((level) => ({ level, total: 0, states: noStates() })),
  },
  markers: { total: 0, conditions: Object.fromEntries(conditions.map((one) => [one, 0])), checked: noShare() }, // prettier-ignore
  findings: { open: 0, low: 0, medium: 0, high: 0, overdue: 0 },
  disputes: { open: 0, dispute: 0, hiddenRisk: 0 },
  target: { lines: noResults(), markers: noResults() },
});

function add(share: Share, yes: number, no: number, unknown: number): void {
  share.yes += yes;
  share.no += no;
  share.unknown += unknown;
}

const addKnown = (share: Share, value: boolean | null): void => add(share, Number(value === true), Number(value === false), Number(value === null)); // prettier-ignore

function addLine({ lines, target }: BoundaryNumbers, row: LineRow): void {
  const level = lines.levels.find((one) => one.level === row.level)!;
  for (const counted of [lines, level]) {
    counted.total += 1;
    counted.states[row.state] += 1;
  }
  target.lines.total += 1;
  for (const result of ['converted', 'vectorised', 'smart'] as const) addKnown(target.lines[result], row[result]); // prettier-ignore
}

function addMarkers({ markers, target }: BoundaryNumbers, group: MarkerGroup): void {
  markers.total += group.total;
  for (const condition of conditions) markers.conditions[condition]! += group[condition];
  add(markers.checked, group.checked, group.unchecked, group.no_round);
  target.markers.total += group.total;
  add(target.markers.converted, group.converted, group.total - group.converted, 0);
  add(target.markers.vectorised, group.vectorised, group.total - group.vectorised, 0);
  add(target.markers.smart, group.smart, group.not_smart, group.total - group.smart - group.not_smart);
}

function addFindings({ findings }: BoundaryNumbers, group: FindingGroup): void {
  findings.open += group.open;
  findings[group.severity] += group.open;
  findings.overdue += group.overdue;
}

function addDisputes({ disputes }: BoundaryNumbers, group: DisputeGroup): void {
  disputes.open += group.open;
  disputes[group.kind === 'dispute' ? 'dispute' : 'hiddenRisk'] += group.open;
}

/** Where a row belongs: to the sums of its line or of its counties. */
export type Sums = (counties: readonly string[], line: string) => Iterable<BoundaryNumbers>;

/**
 * Adds each row once to every sum that it belongs to. Findings and disputes belong to all counties along their line, as in their lists;
 * those of a line that is not there any more to none.
 */
export function addUp({ lines, markers, findings, disputes }: Situation, sums: Sums): void {
  const along = new Map(lines.map(({ code, counties }) => [code, counties]));
  for (const row of lines) for (const sum of sums(row.counties, row.code)) addLine(sum, row);
  for (const row of markers) for (const sum of sums(row.counties, row.line_code)) addMarkers(sum, row);
  for (const row of findings) for (const sum of sums(along.get(row.line_code) ?? [], row.line_code)) addFindings(sum, row); // prettier-ignore
  for (const row of disputes) for (const sum of sums(along.get(row.line_code) ?? [], row.line_code)) addDisputes(sum, row); // prettier-ignore
}

/** Sums by league and by banner: a line between two of them counts for both, one inside a league once for it. */
export function byUnit(situation: Situation, tree: DivisionTree): ReadonlyMap<string, BoundaryNumbers> {
  const units = new Map(tree.nodes().filter(({ level }) => level === 'prefecture' || level === 'county').map(({ code }) => [code, nothing()])); // prettier-ignore
  const unitsOf = remembered((counties) => {
    const codes = counties.flatMap((code) => [code, ...(tree.get(code) === undefined ? [] : [tree.get(code)!.parent!])]); // prettier-ignore
    return [...new Set(codes)].map((code) => units.get(code)).filter((sum) => sum !== undefined);
  });
  addUp(situation, unitsOf);
  return units;
}

/** Markers of the same counties come many times over. */
function remembered<T>(of: (counties: readonly string[]) => T): (counties: readonly string[]) => T {
  const known = new Map<string, T>();
  return (counties) => {
    const key = counties.join();
    if (!known.has(key)) known.set(key, of(counties));
    return known.get(key)!;
  };
}

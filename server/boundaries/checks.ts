import { isWithin } from '../accounts/policy.ts';
import type { BoundaryCheck, BoundaryFinding } from '../api/boundary-checks.ts';
import type { Db } from '../database/open.ts';
import { fitsLine } from '../imports/kinds/marker-line.ts';
import { offLineRule, standsOnLine } from '../imports/kinds/marker-rules.ts';
import { checkNumbers } from './check-numbers.ts';
import { metresOff } from './check-offsets.ts';
import { readRegister, type CheckedLine, type CheckedMarker, type CheckedMeeting, type Register, type Round } from './check-read.ts'; // prettier-ignore

/** What a check has found, of a marker, of a line or of a meeting point. */
export interface Doubt {
  check: BoundaryCheck;
  severity: BoundaryFinding['severity'];
  marker?: CheckedMarker;
  line?: CheckedLine;
  meeting?: CheckedMeeting;
  reason: string;
  rule: string | null;
}

const leastObjects = 3; // 方位物 of a marker (domain.md 5.5, from a weak source)
const years = 5; // a line is inspected every five years (令353 art. 12)

/** Everything that is doubtful, line by line. @param today for the round that runs */
export async function checkBoundaries(
  db: Db,
  filter: { line?: string | undefined; division?: string | undefined },
  today: string,
): Promise<BoundaryFinding[]> {
  const register = await readRegister(db, filter, today);
  const standing = register.markers.filter(({ retired }) => !retired);
  const off = await metresOff(db, register.lines, standing.filter(({ type }) => standsOnLine(type))); // prettier-ignore
  const byLine = new Map<string, CheckedMarker[]>();
  for (const marker of register.markers)
    byLine.set(marker.line, [...(byLine.get(marker.line) ?? []), marker]);
  const doubts = [
    ...[...byLine].flatMap(([code, markers]) => checkNumbers(register.lines.get(code)!, markers, (number) => register.retiredNumbers.has(`${code} ${number}`))), // prettier-ignore
    ...standing.flatMap((marker) => checkMarker(register, marker, off.get(marker.id), today)),
    ...register.meetings.flatMap(checkMeeting),
  ];
  return doubts
    .filter(({ marker }) => marker === undefined || isInside(marker, filter.division))
    .map((doubt) => toFinding(doubt, register.lines))
    .sort(inOrder);
}

/** Markers whose sides are not known belong to all of their line's divisions. */
const isInside = ({ sides }: CheckedMarker, division: string | undefined): boolean =>
  division === undefined || sides.length === 0 || sides.some((side) => isWithin(side, division));

function checkMarker(
  { lines, rounds }: Register,
  marker: CheckedMarker,
  off: number | undefined,
  today: string,
): Doubt[] {
  const line = lines.get(marker.line)!;
  const doubts: Doubt[] = [];
  const tell = (check: BoundaryCheck, severity: Doubt['severity'], reason: string, rule: string | null): unknown => doubts.push({ check, severity, marker, reason, rule }); // prettier-ignore
  const { metres, rule } = offLineRule(line.legal);
  if (off !== undefined && off > metres) tell('marker-off-line', 'warning', `离界线 ${off < 10_000 ? `${Math.round(off)} m` : `${(off / 1000).toFixed(1)} km`}`, rule); // prettier-ignore
  const stray = marker.sides.filter((side) => !touches(line, side));
  if (stray.length > 0) tell('side-off-line', 'error', `${stray.join('、')} 不在界线 ${line.name} 上`, '两侧须是界线经过的旗县'); // prettier-ignore
  const { managing, sides } = marker;
  if (managing !== null && sides.length > 0 && !sides.some((side) => fitsLine({ sideA: side, sideB: side }, [managing]))) tell('managing-side', 'error', `管理方 ${managing} 不是两侧之一 (${sides.join('、')})`, '令353 第六条: 分工管理'); // prettier-ignore
  if (marker.objects < leastObjects) tell('reference-objects', 'warning', marker.objects === 0 ? '没有方位物' : `方位物只有 ${marker.objects} 个`, '每桩至少三个方位物'); // prettier-ignore
  const late = lateness(marker, rounds.get(line.level), today);
  if (late !== null) tell('not-checked', 'warning', late, '令353 第十二条: 每五年联检一次');
  return doubts;
}

/** Whether a division has a segment of the line. Where a side of the line is not known, the other province's counties cannot be told. */
function touches(line: CheckedLine, side: string): boolean {
  if (!fitsLine(line, [side])) return false;
  if (line.counties.length === 0 || (line.open && !side.startsWith('15'))) return true;
  return line.counties.some((county) => isWithin(county, side) || isWithin(side, county));
}

function lateness({ seenOn }: CheckedMarker, round: Round | undefined, today: string): string | null {
  const seen = seenOn === null ? '没有检查记录' : `上次检查 ${seenOn}`;
  if (round !== undefined)
    return seenOn !== null && Number(seenOn.slice(0, 4)) >= round.yearFrom ? null : `第 ${round.number} 轮未检查; ${seen}`; // prettier-ignore
  const since = `${Number(today.slice(0, 4)) - years}${today.slice(4)}`;
  return seenOn !== null && seenOn >= since ? null : `五年内未检查; ${seen}`;
}

/** A meeting point against what its agreement says; a junction may have one three-sided marker or none. */
function checkMeeting(meeting: CheckedMeeting): Doubt[] {
  const { agreement, documents, parties, markers, standing, divisions } = meeting;
  const rule = '与交会点协议核对';
  const doubts: Doubt[] = [];
  if (agreement === null && documents === 0) doubts.push({ check: 'meeting-agreement', severity: 'note', meeting, reason: '没有登记交会点协议', rule }); // prettier-ignore
  if (parties !== null && parties !== divisions.length) doubts.push({ check: 'meeting-parties', severity: 'warning', meeting, reason: `协议为 ${parties} 方, 实际交会 ${divisions.length} 方`, rule }); // prettier-ignore
  if (markers !== null && markers !== standing) doubts.push({ check: 'meeting-markers', severity: 'warning', meeting, reason: `协议应立 ${markers} 根, 登记 ${standing} 根`, rule }); // prettier-ignore
  return doubts;
}

function toFinding(
  { check, severity, marker, line: own, meeting, reason, rule }: Doubt,
  lines: ReadonlyMap<string, CheckedLine>,
): BoundaryFinding {
  const line = own ?? (marker === undefined ? undefined : lines.get(marker.line));
  const common = { check, severity, reason, rule, line: line === undefined ? null : { code: line.code, name: line.name } }; // prettier-ignore
  if (marker !== undefined) return { ...common, record: { type: 'marker', id: String(marker.id) }, name: marker.number, point: marker.point, sample: marker.sample }; // prettier-ignore
  if (meeting !== undefined) return { ...common, record: { type: 'meeting-point', id: meeting.code }, name: meeting.name, point: meeting.point, sample: meeting.sample }; // prettier-ignore
  return { ...common, record: { type: 'boundary-line', id: line!.code }, name: line!.name, point: null, sample: line!.sample }; // prettier-ignore
}

/** Where a finding stands in the list: meeting points last. No two have the same. */
export const keyOf = ({ line, check, name, record, reason }: BoundaryFinding): [string, string, string] => [
  line?.code ?? '~',
  check,
  `${record.type === 'marker' ? name : ''} ${record.id} ${reason}`.slice(0, 70), // a cursor has at most 400 bytes
];

export function inOrder(one: BoundaryFinding, other: BoundaryFinding): number {
  const [a, b] = [keyOf(one), keyOf(other)];
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : a[at]! < b[at]! ? -1 : 1;
}

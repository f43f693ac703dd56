import type { Position } from 'geojson';
import type { LineLevel } from '../api/boundaries.ts';
import { arcSides, decoded, joined, type ArcSides, type DivisionTopology } from './arcs.ts';
import { lengthKm } from './geodesic.ts';
import { meetingPoints, type MeetingPointRow } from './meeting-points.ts';
import {
  nationalLineName,
  pairLineName,
  prefectureLineName,
  provinceName,
  provincialLineName,
} from './names.ts';
import { shapesOf, type DivisionShape } from './shapes.ts';

/** A boundary line, the legal unit: one per pair of provinces, leagues, or banners of one league (domain.md section 5). */
export interface LineRow {
  code: string;
  name: string;
  level: LineLevel;
  sideA: string;
  sideAName: string;
  sideB: string | null;
  sideBName: string | null;
  lengthKm: number;
  lines: Position[][];
  segments: number;
}

/** A piece of a line: what two neighbouring counties share, or one county and what lies across the outer edge. */
export interface SegmentRow {
  lineCode: string;
  countyA: string;
  countyB: string | null;
  countyBName: string | null;
  lengthKm: number;
  lines: Position[][];
}

export interface BoundaryRows {
  divisions: DivisionShape[];
  lines: LineRow[];
  segments: SegmentRow[];
  meetingPoints: MeetingPointRow[];
}

export type LineHead = Omit<LineRow, 'lengthKm' | 'lines' | 'segments'>;

/**
 * Lines, segments, meeting points and polygons of one county coverage. The arcs that two counties share are the boundary,
 * so a line and its polygons cannot disagree. Lengths and areas are geodesic (GRS 80).
 * @param nameOf name of a division by its 6-digit code
 * @throws Error when the topology is no county coverage, or a ring is not closed
 */
export function deriveBoundaries(input: DivisionTopology, nameOf: (code: string) => string): BoundaryRows {
  const topology = decoded(input);
  const sides = arcSides(topology);
  const pieces = new Map<string, { line: LineHead; sides: ArcSides; arcs: number[] }>();
  const levelOf = new Map<number, LineLevel>();
  for (const [arc, side] of sides) {
    const line = lineOf(side, nameOf);
    levelOf.set(arc, line.level);
    const key = [line.code, ...side.counties, side.across?.neighbour ?? ''].join(' ');
    const piece = pieces.get(key);
    if (piece === undefined) pieces.set(key, { line, sides: side, arcs: [arc] });
    else piece.arcs.push(arc);
  }
  const segments: (SegmentRow & { arcs: number[]; line: LineHead })[] = [...pieces.values()].map((piece) => {
    const { counties, across } = piece.sides;
    const lines = joined(topology, piece.arcs);
    return {
      line: piece.line,
      arcs: piece.arcs,
      lineCode: piece.line.code,
      countyA: counties[0]!,
      countyB: counties[1] ?? across?.neighbour ?? null,
      countyBName: counties[1] === undefined ? (across?.neighbourName ?? null) : nameOf(counties[1]),
      lengthKm: sum(lines.map(lengthKm)),
      lines,
    };
  });
  return {
    divisions: shapesOf(topology),
    lines: gather(topology, segments),
    segments: segments.map(({ arcs: _arcs, line: _line, ...segment }) => segment),
    meetingPoints: meetingPoints(topology, sides, levelOf, nameOf),
  };
}

function gather(
  topology: DivisionTopology,
  segments: readonly (SegmentRow & { arcs: number[]; line: LineHead })[],
): LineRow[] {
  const byCode = new Map<string, typeof segments>();
  for (const segment of segments)
    byCode.set(segment.lineCode, [...(byCode.get(segment.lineCode) ?? []), segment]);
  return [...byCode.values()]
    .map((own) => ({
      ...own[0]!.line,
      lengthKm: sum(own.map((segment) => segment.lengthKm)),
      lines: joined(
        topology,
        own.flatMap((segment) => segment.arcs),
      ),
      segments: own.length,
    }))
    .sort((one, other) => (one.code < other.code ? -1 : 1));
}

/** The legal line to which the border between two counties, or an outer edge, belongs. */
export function lineOf({ counties, across }: ArcSides, nameOf: (code: string) => string): LineHead {
  const a = counties[0]!;
  const b = counties[1];
  if (b === undefined) {
    if (across?.kind === 'national') return nationalLine(a.slice(0, 2));
    if (across?.kind === 'province' && across.province !== null)
      return provincialLine(a.slice(0, 2), across.province);
    const name = `${nameOf(a)}外侧边界`;
    return { code: `${a}-outside`, name, level: 'unclassified', ...oneSide(a, nameOf(a)) };
  }
  if (a.slice(0, 2) !== b.slice(0, 2)) return provincialLine(a.slice(0, 2), b.slice(0, 2));
  if (a.slice(0, 4) === b.slice(0, 4)) {
    const [sideAName, sideBName] = [nameOf(a), nameOf(b)];
    return { code: `${a}-${b}`, name: pairLineName(sideAName, sideBName), level: 'county', sideA: a, sideAName, sideB: b, sideBName }; // prettier-ignore
  }
  const [sideA, sideB] = [`${a.slice(0, 4)}00`, `${b.slice(0, 4)}00`];
  const name = prefectureLineName(sideA, sideB, nameOf);
  return { code: `${sideA}-${sideB}`, name, level: 'prefecture', sideA, sideAName: nameOf(sideA), sideB, sideBName: nameOf(sideB) }; // prettier-ignore
}

const oneSide = (
  sideA: string,
  sideAName: string,
): Pick<LineHead, 'sideA' | 'sideAName' | 'sideB' | 'sideBName'> => ({
  sideA,
  sideAName,
  sideB: null,
  sideBName: null,
});

/** The state border is shown, nothing more: it is not civil affairs' line. */
const nationalLine = (code2: string): LineHead => ({
  code: `${code2}0000-national`,
  name: nationalLineName(code2),
  level: 'national',
  ...oneSide(`${code2}0000`, provinceName(code2)),
});

/** 1521 蒙辽线: the two province codes, the smaller first (domain.md 5.3). */
function provincialLine(one: string, other: string): LineHead {
  const [a, b] = one < other ? [one, other] : [other, one];
  return {
    code: `${a}${b}`,
    name: provincialLineName(a, b),
    level: 'province',
    sideA: `${a}0000`,
    sideAName: provinceName(a),
    sideB: `${b}0000`,
    sideBName: provinceName(b),
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

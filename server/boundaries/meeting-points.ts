import type { Position } from 'geojson';
import type { LineLevel } from '../api/boundaries.ts';
import type { ArcSides, DivisionTopology } from './arcs.ts';
import { meetingPointName, provinceName } from './names.ts';

/** A 交会点: where three or more divisions meet. */
export interface MeetingPointRow {
  code: string;
  name: string;
  level: LineLevel;
  divisions: string[]; // county codes, or the 6-digit province code where the county across is not known
  point: Position;
}

const rank: readonly LineLevel[] = ['national', 'province', 'prefecture', 'county', 'unclassified'];

/**
 * Nodes of the topology where three or more divisions meet. Across the outer edge a whole province, the state border or
 * the unknown outside counts as one, so two counties of another province on this region's edge make no point of ours.
 */
export function meetingPoints(
  topology: DivisionTopology,
  sides: ReadonlyMap<number, ArcSides>,
  levelOf: ReadonlyMap<number, LineLevel>,
  nameOf: (code: string) => string,
): MeetingPointRow[] {
  const nodes = new Map<string, { point: Position; arcs: Set<number> }>();
  for (const arc of sides.keys()) {
    const points = topology.arcs[arc]!;
    for (const point of [points[0]!, points.at(-1)!]) {
      const node = nodes.get(point.join());
      if (node === undefined) nodes.set(point.join(), { point, arcs: new Set([arc]) });
      else node.arcs.add(arc);
    }
  }
  const rows = [...nodes.values()].flatMap(({ point, arcs }) => {
    const meeting = parties([...arcs].map((arc) => sides.get(arc)!));
    if (meeting.count < 3) return [];
    const level = rank.find((candidate) => [...arcs].some((arc) => levelOf.get(arc) === candidate))!;
    const names = meeting.divisions.map(({ code, name }) => name ?? nameOf(code));
    return [
      {
        code: meeting.divisions.map(({ code }) => code).join('-') + (meeting.national ? '-national' : ''),
        name: meetingPointName(meeting.provinces, names, meeting.national),
        level,
        divisions: meeting.divisions.map(({ code }) => code),
        point,
      },
    ];
  });
  rows.sort((one, other) => (one.code === other.code ? one.point[0]! - other.point[0]! : one.code < other.code ? -1 : 1)); // prettier-ignore
  return rows.map((row, index) => {
    const before = rows.slice(0, index).filter(({ code }) => code === row.code).length; // the same three can meet twice
    return before === 0 ? row : { ...row, code: `${row.code}-${before + 1}` };
  });
}

interface Party {
  code: string;
  name: string | null;
}

function parties(around: readonly ArcSides[]): {
  count: number;
  divisions: Party[];
  provinces: string[];
  national: boolean;
} {
  const inside = new Set(around.flatMap((side) => side.counties));
  const outer = around.filter((side) => side.counties.length === 1);
  const national = outer.some((side) => side.across?.kind === 'national');
  const unknown = outer.some((side) => side.across === null);
  const outsideProvinces = new Set(outer.flatMap((side) => side.across?.province ?? []));
  const divisions = new Map<string, Party>([...inside].map((code) => [code, { code, name: null }]));
  for (const { across } of outer) {
    if (across === null || across.province === null) continue;
    const code = across.neighbour ?? `${across.province}0000`;
    divisions.set(code, { code, name: across.neighbourName ?? provinceName(across.province) });
  }
  return {
    count: inside.size + outsideProvinces.size + (national ? 1 : 0) + (unknown ? 1 : 0),
    divisions: [...divisions.values()].sort((a, b) => (a.code < b.code ? -1 : 1)),
    provinces: [...new Set([...[...inside].map((code) => code.slice(0, 2)), ...outsideProvinces])],
    national,
  };
}

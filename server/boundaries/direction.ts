import type { Position } from 'geojson';

export type Direction = 'west-east' | 'north-south';

/** How a line runs: markers are numbered from west to east, or from north to south (GB/T 17796; domain.md 5.3). */
export function directionOf(lines: readonly (readonly Position[])[]): Direction {
  const [lons, lats] = [0, 1].map((axis) => lines.flat().map((point) => point[axis]!)) as [number[], number[]]; // prettier-ignore
  const [west, east, south, north] = [least(lons), most(lons), least(lats), most(lats)];
  const wide = (east - west) * Math.cos(((south + north) / 2) * (Math.PI / 180)) >= north - south;
  return wide ? 'west-east' : 'north-south';
}

/**
 * The parts of a line turned and put in order as it runs, so that a chainage means the same place however the parts were stored. A
 * ring begins at its first point in that direction and runs clockwise.
 */
export function inOrder(lines: readonly (readonly Position[])[]): Position[][] {
  const wide = directionOf(lines) === 'west-east';
  const along = (point: Position): number => (wide ? point[0]! : -point[1]!);
  const across = (point: Position): number => (wide ? -point[1]! : point[0]!);
  const before = (one: Position, other: Position): number => along(one) - along(other) || across(one) - across(other); // prettier-ignore
  const turned = lines.map((line) => {
    if (isRing(line)) return unrolled(line, before);
    return before(line[0]!, line.at(-1)!) > 0 ? line.toReversed() : [...line];
  });
  return turned.sort((one, other) => before(one[0]!, other[0]!));
}

const isRing = (line: readonly Position[]): boolean =>
  line.length > 3 && line[0]![0] === line.at(-1)![0] && line[0]![1] === line.at(-1)![1];

function unrolled(ring: readonly Position[], before: (one: Position, other: Position) => number): Position[] {
  const open = ring.slice(1);
  const first = open.reduce((best, point, at) => (before(point, open[best]!) < 0 ? at : best), 0);
  const rolled = [...open.slice(first), ...open.slice(0, first)];
  const closed = [...rolled, rolled[0]!];
  return doubleArea(closed) > 0 ? closed.reverse() : closed;
}

/** Positive where a ring runs anticlockwise. */
const doubleArea = (ring: readonly Position[]): number =>
  ring.slice(1).reduce((sum, [x, y], at) => sum + ring[at]![0]! * y! - x! * ring[at]![1]!, 0);

const least = (values: readonly number[]): number => values.reduce((best, value) => Math.min(best, value), Infinity); // prettier-ignore
const most = (values: readonly number[]): number => values.reduce((best, value) => Math.max(best, value), -Infinity); // prettier-ignore

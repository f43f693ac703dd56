import type { Position } from 'geojson';
import { lengthKm } from '../../../../server/boundaries/geodesic.ts';
import type { LineRow, SegmentRow } from '../../../../server/boundaries/topology.ts';
import type { Random } from './random.ts';

/** A place on a boundary line where markers stand. */
export interface Station {
  km: number; // chainage from the beginning of the line
  point: Position;
  bearing: number; // of the line, degrees from north
  countyA: string;
  countyB: string;
  isEnd: boolean; // an end of a part of the line
}

/** Ends of each part, and between them a station about every `step` km. */
export function alongLine(
  line: LineRow,
  segments: readonly SegmentRow[],
  step: number,
  random: Random,
): Station[] {
  const sideAt = sides(segments.filter((segment) => segment.lineCode === line.code));
  const stations: Station[] = [];
  let before = 0; // km of the parts before
  for (const part of line.lines) {
    const total = lengthKm(part);
    const inner = Math.max(0, Math.round(total / step) - 1);
    const wanted = Array.from(
      { length: inner },
      (_, at) => ((at + 1 + random.between(-0.25, 0.25)) * total) / (inner + 1),
    );
    let done = 0; // km from the beginning of the part
    for (let vertex = 1; vertex < part.length; vertex += 1) {
      const [from, to] = [part[vertex - 1]!, part[vertex]!];
      const length = lengthKm([from, to]);
      const at = (km: number, point: Position, isEnd: boolean): void => {
        stations.push({ km: before + km, point, bearing: bearing(from, to), ...sideAt(from, to), isEnd });
      };
      if (vertex === 1) at(0, from, true);
      while (wanted.length > 0 && wanted[0]! <= done + length) {
        const share = length === 0 ? 0 : (wanted[0]! - done) / length;
        at(
          wanted.shift()!,
          [from[0]! + (to[0]! - from[0]!) * share, from[1]! + (to[1]! - from[1]!) * share],
          false,
        );
      }
      done += length;
      if (vertex === part.length - 1) at(total, to, true);
    }
    before += total;
  }
  return stations;
}

/** Finds the two counties of an edge of the line; county codes, the smaller first. */
function sides(
  segments: readonly SegmentRow[],
): (from: Position, to: Position) => Pick<Station, 'countyA' | 'countyB'> {
  const key = (one: Position, other: Position): string => [one.join(), other.join()].sort().join(' ');
  const owner = new Map<string, SegmentRow>();
  for (const segment of segments) {
    for (const part of segment.lines) {
      for (let at = 1; at < part.length; at += 1) owner.set(key(part[at - 1]!, part[at]!), segment);
    }
  }
  return (from, to) => {
    const segment = owner.get(key(from, to));
    if (segment === undefined) throw new Error(`no segment has the edge ${from.join()} ${to.join()}`);
    const [countyA, countyB] = [segment.countyA, segment.countyB ?? ''].sort() as [string, string];
    return countyA === '' ? { countyA: countyB, countyB: '' } : { countyA, countyB };
  };
}

function bearing(from: Position, to: Position): number {
  const east = (to[0]! - from[0]!) * Math.cos((((from[1]! + to[1]!) / 2) * Math.PI) / 180);
  return (Math.atan2(east, to[1]! - from[1]!) * 180) / Math.PI;
}

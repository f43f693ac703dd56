import { toWebMap } from '../../crs/gcj02.ts';

/** How far one division lies from where the present version has it. */
export interface Move {
  lon: number; // of the present version, degrees
  lat: number;
  east: number; // m
  north: number;
}

export interface Displacement {
  east: number; // m, median
  north: number;
  metres: number;
  spread: number; // m: half of the divisions are nearer to the median than this
  /** The new coverage is off as GCJ-02 is from WGS84 (or the present one, the other way round). */
  looksLike: 'gcj02' | 'gcj02-reversed' | null;
}

const smallestM = 100;
const fewest = 3; // divisions
const metresPerDegree = 111_320;

/** The move from one position to another, both in degrees. */
export const moveOf = (from: readonly [number, number], to: readonly [number, number]): Move => ({
  lon: from[0],
  lat: from[1],
  east: (to[0] - from[0]) * metresPerDegree * Math.cos((from[1] * Math.PI) / 180),
  north: (to[1] - from[1]) * metresPerDegree,
});

/**
 * A shift that most divisions have in common: its median is 100 m or more, and they differ from it, or from the shift of
 * GCJ-02 at their places, by less than half as much. Null when there is none: single divisions that were drawn anew do not move the median.
 */
export function displacementOf(moves: readonly Move[]): Displacement | null {
  if (moves.length < fewest) return null;
  const [east, north] = [median(moves.map((move) => move.east)), median(moves.map((move) => move.north))];
  const metres = Math.hypot(east, north);
  if (metres < smallestM) return null;
  const spread = median(moves.map((move) => Math.hypot(move.east - east, move.north - north)));
  const off = (sign: 1 | -1): number =>
    median(
      moves.map((move) => {
        const shift = moveOf([move.lon, move.lat], toWebMap('gcj02', move.lon, move.lat));
        return Math.hypot(move.east - sign * shift.east, move.north - sign * shift.north);
      }),
    );
  const likeGcj = (sign: 1 | -1): boolean => off(sign) < metres / 4;
  const looksLike = likeGcj(1) ? 'gcj02' : likeGcj(-1) ? 'gcj02-reversed' : null;
  return spread < metres / 2 || looksLike !== null ? { east, north, metres, spread, looksLike } : null;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

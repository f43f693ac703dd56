import { mercatorX, mercatorY } from './mercator.ts';

/** True when a tile touches the box (west, south, east, north in degrees). */
export function isInBounds(
  [west, south, east, north]: readonly [number, number, number, number],
  z: number,
  x: number,
  y: number,
): boolean {
  const side = 2 ** z;
  const column = (lon: number): number => Math.min(side - 1, Math.floor(mercatorX(lon) * side));
  const row = (lat: number): number => Math.min(side - 1, Math.floor(mercatorY(lat) * side));
  return x >= column(west) && x <= column(east) && y >= row(north) && y <= row(south);
}

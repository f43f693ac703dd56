import type { Path } from './feature.ts';

/** 0 cuts at two x, 1 at two y. */
export type Axis = 0 | 1;

/**
 * Where the edge a-b meets the line `axis = k`, as the other coordinate in whole units. The ends are put in one order
 * first, so two neighbours that walk a common edge in opposite directions get the same point to the last unit.
 */
function crossing(path: Path, i: number, j: number, k: number, axis: Axis): number {
  const [low, high] = path[i + axis]! < path[j + axis]! ? [i, j] : [j, i];
  const along = path[low + axis]!;
  const across = path[low + 1 - axis]!;
  const rise = (path[high + 1 - axis]! - across) * (k - along);
  return Math.round(across + rise / (path[high + axis]! - along));
}

/** Appends a point unless the path already ends there. */
function append(out: Path, x: number, y: number): void {
  if (out.length === 0 || out[out.length - 2] !== x || out[out.length - 1] !== y) out.push(x, y);
}

/** Appends the point where the edge i-j meets the line `axis = k`. */
function appendCrossing(out: Path, path: Path, i: number, j: number, k: number, axis: Axis): void {
  const other = crossing(path, i, j, k, axis);
  if (axis === 0) append(out, k, other);
  else append(out, other, k);
}

/** True when all of the path lies between the two lines. */
function isInside(path: Path, k1: number, k2: number, axis: Axis): boolean {
  for (let i = axis; i < path.length; i += 2) if (path[i]! < k1 || path[i]! > k2) return false;
  return true;
}

/**
 * Cuts a path to k1 <= axis <= k2. A ring stays one ring (Sutherland-Hodgman, edges run along the cut); a line falls
 * into as many pieces as it has inside.
 */
function clip(path: Path, k1: number, k2: number, axis: Axis, isRing: boolean): Path[] {
  if (isInside(path, k1, k2, axis)) return [path];
  const pieces: Path[] = [];
  let out: Path = [];
  const last = path.length - 2;
  for (let i = 0; i < last; i += 2) {
    const a = path[i + axis]!;
    const b = path[i + 2 + axis]!;
    let leaves = false;
    if (a < k1) {
      if (b >= k1) appendCrossing(out, path, i, i + 2, k1, axis);
    } else if (a > k2) {
      if (b <= k2) appendCrossing(out, path, i, i + 2, k2, axis);
    } else append(out, path[i]!, path[i + 1]!);
    if (b < k1 && a >= k1) {
      appendCrossing(out, path, i, i + 2, k1, axis);
      leaves = true;
    } else if (b > k2 && a <= k2) {
      appendCrossing(out, path, i, i + 2, k2, axis);
      leaves = true;
    }
    if (leaves && !isRing) {
      if (out.length >= 4) pieces.push(out);
      out = [];
    }
  }
  if (path[last + axis]! >= k1 && path[last + axis]! <= k2) append(out, path[last]!, path[last + 1]!);
  if (isRing && out.length >= 4) append(out, out[0]!, out[1]!);
  if (out.length >= 4) pieces.push(out);
  return pieces;
}

/** The part of a closed ring between two lines; null when nothing is left. */
export function clipRing(ring: Path, k1: number, k2: number, axis: Axis): Path | null {
  const [piece] = clip(ring, k1, k2, axis, true);
  return piece !== undefined && piece.length >= 8 ? piece : null;
}

/** The pieces of a line between two lines. */
export const clipLine = (line: Path, k1: number, k2: number, axis: Axis): Path[] =>
  clip(line, k1, k2, axis, false);

import { sql } from 'kysely';
import type { MultiLineString } from 'geojson';
import type { Db } from '../database/open.ts';
import { createRuler } from '../imports/kinds/line-ruler.ts';
import type { CheckedLine, CheckedMarker } from './check-read.ts';
import { inOrder } from './direction.ts';

const most = 50_000; // distances that are remembered

/** Distances of markers from their lines, m, measured once for each position and each version of a line. */
const measured = new WeakMap<Db, Map<string, number>>();

/** How far markers stand from their lines. Line by line, with a short statement each: the embedded engine has one connection. */
export async function metresOff(
  db: Db,
  lines: ReadonlyMap<string, CheckedLine>,
  markers: readonly CheckedMarker[],
): Promise<ReadonlyMap<number, number>> {
  const known = measured.get(db) ?? new Map<string, number>();
  measured.set(db, known);
  if (known.size > most) known.clear();
  const keyOf = ({ line, point }: CheckedMarker): string =>
    `${line} ${lines.get(line)!.stamp} ${point!.join()}`;
  const waiting = new Map<string, CheckedMarker[]>();
  const placed = markers.filter(({ point }) => point !== null);
  for (const marker of placed) if (!known.has(keyOf(marker))) waiting.set(marker.line, [...(waiting.get(marker.line) ?? []), marker]); // prettier-ignore
  for (const [code, own] of waiting) {
    const { rows } = await sql<{ geometry: MultiLineString }>`select ST_AsGeoJSON(geom, 7)::json as geometry from boundary_line where code = ${code}`.execute(db); // prettier-ignore
    if (rows[0] === undefined) continue;
    const ruler = createRuler(inOrder(rows[0].geometry.coordinates));
    for (const marker of own) known.set(keyOf(marker), ruler(marker.point!).metres);
  }
  return new Map(placed.flatMap((marker) => { const metres = known.get(keyOf(marker)); return metres === undefined ? [] : [[marker.id, metres] as const]; })); // prettier-ignore
}

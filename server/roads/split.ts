import type { Position } from 'geojson';
import { metresBetween } from '../coverage/nearest.ts';

/** A road as a file has it, in degrees EPSG:4490; oneway: in the order of its points. */
export interface Road {
  class: string;
  speedKmh: number;
  oneway: boolean;
  points: readonly Position[];
}

const perDegree = 1e7; // positions that agree to 1e-7 degrees (1 cm) are one

export const nodeKey = (lon: number, lat: number): string =>
  `${Math.round(lon * perDegree)} ${Math.round(lat * perDegree)}`;

const longestMetres = 2000; // of an edge, where the road has points to cut it at: places go on the road at the ends of edges

/**
 * Cuts every road where another one (or itself) has a point too: those are junctions; and long ones between them. Roads that only cross, as on a
 * bridge, are not joined.
 */
export function splitAtJunctions(roads: readonly Road[]): Road[] {
  const uses = new Map<string, number>();
  for (const { points } of roads)
    for (const [lon, lat] of points) {
      const key = nodeKey(lon!, lat!);
      uses.set(key, (uses.get(key) ?? 0) + 1);
    }
  const edges: Road[] = [];
  for (const road of roads) {
    let from = 0;
    let metres = 0;
    for (let at = 1; at < road.points.length; at += 1) {
      const [lon, lat] = road.points[at]!;
      const [fromLon, fromLat] = road.points[at - 1]!;
      metres += metresBetween([fromLon!, fromLat!], [lon!, lat!]);
      const isEnd = at === road.points.length - 1 || uses.get(nodeKey(lon!, lat!))! > 1;
      if (!isEnd && metres < longestMetres) continue;
      if (metres > 0) edges.push({ ...road, points: road.points.slice(from, at + 1) }); // else a point that the file repeats
      from = at;
      metres = 0;
    }
  }
  return edges;
}

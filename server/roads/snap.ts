import { around } from 'geokdbush';
import KDBush from 'kdbush';
import { metresBetween, type Points } from '../coverage/nearest.ts';
import type { Graph } from './graph.ts';

/** Off the network one goes straight, in km/h. 部门设定 */
export const offRoadKmh = 20;
/** Farther than this from any node a place is not in the graph: its time is unknown. */
export const farthestMetres = 50_000;

/** The nearest node of each point; -1: none that is near enough. */
export interface Snapped {
  node: Int32Array;
  seconds: Float64Array; // of the way to it
  metres: Float64Array;
}

export type Snap = (points: Points, from: number, to: number) => Snapped;

export function createSnap({ lon, lat }: Graph): Snap {
  const index = new KDBush(lon.length);
  for (let node = 0; node < lon.length; node += 1) index.add(lon[node]!, lat[node]!);
  index.finish();
  return (points, from, to) => {
    const snapped: Snapped = {
      node: new Int32Array(to - from).fill(-1),
      seconds: new Float64Array(to - from),
      metres: new Float64Array(to - from),
    };
    for (let at = from; at < to; at += 1) {
      const [x, y] = [points.lon[at]!, points.lat[at]!];
      const [node] = around(index, x, y, 1, farthestMetres / 1000);
      if (node === undefined) continue;
      const metres = metresBetween([x, y], [lon[node]!, lat[node]!]);
      snapped.node[at - from] = node;
      snapped.metres[at - from] = metres;
      snapped.seconds[at - from] = (metres / 1000 / offRoadKmh) * 3600;
    }
    return snapped;
  };
}

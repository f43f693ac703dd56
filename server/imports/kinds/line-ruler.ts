import type { Position } from 'geojson';
import { lengthKm } from '../../boundaries/geodesic.ts';

/** The nearest point of a line: how far it is, and where along the line it lies. */
export interface Foot {
  metres: number;
  km: number; // chainage from the beginning of the first part
  /** Nearest point, degrees. */
  at: Position;
  part: number; // which of the parts it lies on
}

/** Measures from points to one line. Parts follow each other in their order; a part that begins elsewhere goes on counting. */
export type Ruler = (point: Position) => Foot;

const blockSize = 32; // edges that are passed over together
const metresPerDegree = 111_195; // of latitude
const farDegrees = 0.9; // beyond it the planar distance is good enough

/** @param parts EPSG:4490 degrees, as the database has them: the order in which markers are numbered */
export function createRuler(parts: readonly (readonly Position[])[]): Ruler {
  const edges = flatten(parts);
  const { fromX, fromY, toX, toY, count } = edges;
  if (count === 0) throw new Error('a line without edges cannot be measured from');
  const boxes = boxesOf(edges);
  const blocks = boxes.length / 4;
  return ([lon, lat]) => {
    const [x, y] = [lon!, lat!];
    const shrink = Math.cos((y * Math.PI) / 180);
    let [best, found, bestShare] = [Infinity, 0, 0]; // degrees of latitude, squared
    for (let block = 0; block < blocks; block += 1) {
      const outX = Math.max(boxes[block * 4]! - x, 0, x - boxes[block * 4 + 2]!) * shrink;
      const outY = Math.max(boxes[block * 4 + 1]! - y, 0, y - boxes[block * 4 + 3]!);
      if (outX * outX + outY * outY >= best) continue;
      const end = Math.min(count, (block + 1) * blockSize);
      for (let edge = block * blockSize; edge < end; edge += 1) {
        const [dx, dy] = [(toX[edge]! - fromX[edge]!) * shrink, toY[edge]! - fromY[edge]!];
        const [px, py] = [(x - fromX[edge]!) * shrink, y - fromY[edge]!];
        const length = dx * dx + dy * dy;
        const share = length === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length));
        const square = (px - dx * share) ** 2 + (py - dy * share) ** 2;
        if (square < best) [best, found, bestShare] = [square, edge, share];
      }
    }
    const at: Position = [
      fromX[found]! + (toX[found]! - fromX[found]!) * bestShare,
      fromY[found]! + (toY[found]! - fromY[found]!) * bestShare,
    ];
    const planar = Math.sqrt(best);
    const metres = planar < farDegrees ? lengthKm([[x, y], at]) * 1000 : planar * metresPerDegree;
    const km = edges.km[found]! + lengthKm([[fromX[found]!, fromY[found]!], at]);
    return { metres, km, at, part: edges.part[found]! };
  };
}

interface Edges {
  fromX: Float64Array;
  fromY: Float64Array;
  toX: Float64Array;
  toY: Float64Array;
  km: Float64Array; // chainage of the beginning
  part: Int32Array;
  count: number;
}

function flatten(parts: readonly (readonly Position[])[]): Edges {
  const count = parts.reduce((sum, part) => sum + Math.max(0, part.length - 1), 0);
  const [fromX, fromY, toX, toY, km] = [0, 1, 2, 3, 4].map(() => new Float64Array(count)) as [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array]; // prettier-ignore
  const own = new Int32Array(count);
  let [edge, chainage] = [0, 0];
  for (const [index, part] of parts.entries()) {
    for (let at = 1; at < part.length; at += 1) {
      [fromX[edge], fromY[edge]] = part[at - 1] as [number, number];
      [toX[edge], toY[edge]] = part[at] as [number, number];
      [km[edge], own[edge]] = [chainage, index];
      chainage += lengthKm([part[at - 1]!, part[at]!]);
      edge += 1;
    }
  }
  return { fromX, fromY, toX, toY, km, part: own, count };
}

/** West, south, east, north of every block of edges. */
function boxesOf({ fromX, fromY, toX, toY, count }: Edges): Float64Array {
  const boxes = new Float64Array(Math.ceil(count / blockSize) * 4);
  for (let edge = 0; edge < count; edge += 1) {
    const box = Math.floor(edge / blockSize) * 4;
    const first = edge % blockSize === 0;
    boxes[box] = Math.min(first ? Infinity : boxes[box]!, fromX[edge]!, toX[edge]!);
    boxes[box + 1] = Math.min(first ? Infinity : boxes[box + 1]!, fromY[edge]!, toY[edge]!);
    boxes[box + 2] = Math.max(first ? -Infinity : boxes[box + 2]!, fromX[edge]!, toX[edge]!);
    boxes[box + 3] = Math.max(first ? -Infinity : boxes[box + 3]!, fromY[edge]!, toY[edge]!);
  }
  return boxes;
}

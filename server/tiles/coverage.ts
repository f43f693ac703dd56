import { gunzipSync } from 'node:zlib';
import { mergeArcs, transform } from 'topojson-client';
import { presimplify } from 'topojson-simplify';
import type { GeometryCollection, MultiPolygon, Polygon, Topology } from 'topojson-specification';
import { mercatorX, mercatorY } from './mercator.ts';

/** Polygons of arc numbers: polygon > ring > arc; `~n` is arc n backwards. */
export type ArcPolygons = number[][][];

/** A vertex: x and y of 0..1 (Web Mercator), and the area of 0..1 squared that goes when the vertex goes (Visvalingam). */
export type Vertex = [x: number, y: number, weight: number];

/** What lies across a piece of the outer edge, as the pack tells it. */
interface OuterEdge {
  county: string;
  neighbour: string | null;
}

export type CountyTopology = Topology<{
  county: GeometryCollection;
  outer?: GeometryCollection<OuterEdge>;
}>;

/** The divisions as arcs: every polygon and every line is made of these and nothing else. */
export interface Coverage {
  arcs: Vertex[][];
  counties: Map<string, ArcPolygons>; // by code
  /** `150102|150103` (smaller code first) or, on the outer edge, `150102|211382` or `150102|`, to its arcs. */
  edges: Map<string, number[]>;
  merge(codes: readonly string[]): ArcPolygons;
}

/** The name of the edge between two counties; `b` is null where nothing is known to lie across. */
export const edgeKey = (a: string, b: string | null): string =>
  b === null || a < b || b === '' ? `${a}|${b ?? ''}` : `${b}|${a}`;

/** Reads the stored topology: gzipped TopoJSON in degrees, EPSG:4490 (migrations/0003_divisions.ts). */
export function readCoverage(gzipped: Uint8Array): Coverage {
  return coverageOf(JSON.parse(gunzipSync(gzipped).toString('utf8')) as CountyTopology);
}

/** Projects the arcs and weighs every vertex once; the zooms then only compare weights. */
export function coverageOf(topology: CountyTopology): Coverage {
  const toDegrees = transform(topology.transform ?? null);
  const projected = topology.arcs.map((arc) =>
    arc.map((position, index) => {
      const [lon = 0, lat = 0] = toDegrees([...position], index > 0);
      return [mercatorX(lon), mercatorY(lat)];
    }),
  );
  const flat = { type: 'Topology', objects: topology.objects, arcs: projected } as CountyTopology;
  const counties = new Map<string, ArcPolygons>();
  const shapes = new Map<string, Polygon | MultiPolygon>();
  for (const shape of topology.objects.county.geometries) {
    if (shape.type !== 'Polygon' && shape.type !== 'MultiPolygon') continue;
    const oriented = orient(shape.type === 'Polygon' ? [shape.arcs] : shape.arcs, projected);
    counties.set(String(shape.id), oriented);
    shapes.set(String(shape.id), { type: 'MultiPolygon', arcs: oriented });
  }
  return {
    arcs: presimplify(flat).arcs as unknown as Vertex[][],
    counties,
    edges: findEdges(counties, topology.objects.outer),
    merge: (codes) => {
      const members = codes.flatMap((code) => shapes.get(code) ?? []);
      return orient(mergeArcs(flat, members as never).arcs, projected);
    },
  };
}

/** Weighs lines that are not in the coverage the same way. Degrees in. */
export function weighLines(lines: readonly number[][][]): Vertex[][] {
  const arcs = lines.map((line) => line.map(([lon = 0, lat = 0]) => [mercatorX(lon), mercatorY(lat)]));
  return presimplify({ type: 'Topology', objects: {}, arcs } as never).arcs as unknown as Vertex[][];
}

/** Turns exterior rings clockwise on the screen and holes the other way. */
function orient(polygons: ArcPolygons, arcs: number[][][]): ArcPolygons {
  return polygons.map((rings) =>
    rings.map((ring, index) => {
      const isClockwise = signedArea(ring, arcs) > 0;
      return isClockwise === (index === 0) ? ring : ring.map((arc) => ~arc).reverse();
    }),
  );
}

function signedArea(ring: readonly number[], arcs: number[][][]): number {
  let sum = 0;
  for (const arc of ring) {
    const points = arcs[arc < 0 ? ~arc : arc]!;
    let part = 0;
    for (let i = 1; i < points.length; i += 1) {
      const [ax = 0, ay = 0] = points[i - 1]!;
      const [bx = 0, by = 0] = points[i]!;
      part += ax * by - bx * ay;
    }
    sum += arc < 0 ? -part : part;
  }
  return sum;
}

function findEdges(
  counties: Map<string, ArcPolygons>,
  outer: GeometryCollection<OuterEdge> | undefined,
): Map<string, number[]> {
  const users = new Map<number, string[]>();
  for (const [code, polygons] of counties) {
    for (const arc of polygons.flat(2)) {
      const number = arc < 0 ? ~arc : arc;
      users.set(number, [...(users.get(number) ?? []), code]);
    }
  }
  const across = new Map<number, string | null>();
  for (const shape of outer?.geometries ?? []) {
    if (shape.type !== 'LineString' && shape.type !== 'MultiLineString') continue;
    for (const arc of shape.arcs.flat())
      across.set(arc < 0 ? ~arc : arc, shape.properties?.neighbour ?? null);
  }
  const edges = new Map<string, number[]>();
  for (const [arc, [a, b]] of users) {
    const key = edgeKey(a!, b ?? across.get(arc) ?? null);
    edges.set(key, [...(edges.get(key) ?? []), arc]);
  }
  return edges;
}

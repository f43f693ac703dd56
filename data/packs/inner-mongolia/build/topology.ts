import type { MultiPolygon, Position } from 'geojson';
import { topology as buildTopology } from 'topojson-server';
import type { GeometryCollection, MultiLineString, Topology } from 'topojson-specification';
import { fromGcj02 } from './gcj02.ts';
import type { CleanShape } from './heal.ts';

/** What is known of one piece of the region's outer edge: the county inside and what lies across. */
export type OuterEdge = {
  county: string;
  kind: 'province' | 'national';
  /** 6-digit code and name of the county across and the 2 digits of its province; null along the state border. */
  neighbour: string | null;
  neighbourName: string | null;
  province: string | null;
};

/** The pack's topology, EPSG:4490 degrees: counties by code, and the outer edge made of the same arcs. */
export type DivisionTopology = Topology<{ county: GeometryCollection; outer: GeometryCollection<OuterEdge> }>;

/** Size of the coordinate grid, degrees (0.11 m or less). */
const grid = 1e-6;

function toGrid(position: Position): Position {
  const [x = 0, y = 0] = fromGcj02(position);
  return [Math.round(x / grid), Math.round(y / grid)];
}

/** A ring in grid steps without repeated points; a ring that has collapsed is null. */
function ringToGrid(ring: Position[]): Position[] | null {
  const points = ring
    .map(toGrid)
    .filter(([x, y], index, all) => x !== all[index - 1]?.[0] || y !== all[index - 1]?.[1]);
  return points.length < 4 ? null : points;
}

function toGridShape({ code, geometry }: CleanShape): MultiPolygon & { id: string } {
  const polygons = geometry.type === 'Polygon' ? [geometry.coordinates] : geometry.coordinates;
  const coordinates = polygons
    .map((rings) => rings.map(ringToGrid).filter((ring) => ring !== null))
    .filter((rings) => rings.length > 0);
  return { type: 'MultiPolygon', coordinates, id: code };
}

/** Arc numbers (direction dropped) of a county of the topology. */
function arcsOf(polygons: number[][][]): number[] {
  return polygons.flat(2).map((arc) => (arc < 0 ? ~arc : arc));
}

/** Chains arcs that follow each other end to end into lines, keeping the direction that the county's ring has. */
function chain(arcs: number[], ends: (arc: number) => [string, string]): number[][] {
  const byStart = new Map(arcs.map((arc) => [ends(arc)[0], arc]));
  const targets = new Set(arcs.map((arc) => ends(arc)[1]));
  const left = new Set(arcs);
  const lines: number[][] = [];
  const follow = (first: number): void => {
    const line: number[] = [];
    for (
      let arc: number | undefined = first;
      arc !== undefined && left.has(arc);
      arc = byStart.get(ends(arc)[1])
    ) {
      left.delete(arc);
      line.push(arc);
    }
    if (line.length > 0) lines.push(line);
  };
  arcs.filter((arc) => !targets.has(ends(arc)[0])).forEach(follow);
  arcs.forEach(follow);
  return lines;
}

/** Delta-encodes arcs given in grid steps and states the transform back to degrees. */
function encode(arcs: Position[][]): Pick<Topology, 'arcs' | 'transform' | 'bbox'> {
  const xs = arcs.flat().map(([x = 0]) => x);
  const ys = arcs.flat().map(([, y = 0]) => y);
  const min = (values: number[]): number => values.reduce((a, b) => Math.min(a, b));
  const max = (values: number[]): number => values.reduce((a, b) => Math.max(a, b));
  const [left, bottom] = [min(xs), min(ys)];
  const degrees = (steps: number): number => Number((steps * grid).toFixed(6));
  return {
    bbox: [degrees(left), degrees(bottom), degrees(max(xs)), degrees(max(ys))],
    transform: { scale: [grid, grid], translate: [degrees(left), degrees(bottom)] },
    arcs: arcs.map((arc) =>
      arc.map(([x = 0, y = 0], index) => {
        const [px = left, py = bottom] = index === 0 ? [left, bottom] : (arc[index - 1] ?? []);
        return [x - px, y - py];
      }),
    ),
  };
}

/**
 * Builds the region's topology from a clean coverage in GCJ-02 degrees: to WGS84 (used as EPSG:4490) on a grid of 1e-6
 * degrees, arcs split wherever a county, inside or across the outer edge, begins. Of the neighbours only the
 * names stay, in the `outer` object; an outer arc without a county across is the state border.
 */
export function regionTopology(
  shapes: CleanShape[],
  region: string,
  names: Map<string, string>,
): DivisionTopology {
  const all = buildTopology(Object.fromEntries(shapes.map((shape) => [shape.code, toGridShape(shape)])));
  const polygonsOf = new Map<string, number[][][]>();
  const users = new Map<number, string[]>();
  for (const [code, object] of Object.entries(all.objects)) {
    const polygons =
      object.type === 'MultiPolygon' ? object.arcs : object.type === 'Polygon' ? [object.arcs] : [];
    polygonsOf.set(code, polygons);
    for (const arc of arcsOf(polygons)) users.set(arc, [...(users.get(arc) ?? []), code]);
  }
  const counties = [...polygonsOf.keys()].filter((code) => code.startsWith(region)).sort();
  const kept = new Map<number, number>();
  for (const code of counties) {
    for (const arc of arcsOf(polygonsOf.get(code) ?? [])) if (!kept.has(arc)) kept.set(arc, kept.size);
  }
  const renumber = (arc: number): number => (arc < 0 ? ~(kept.get(~arc) ?? 0) : (kept.get(arc) ?? 0));
  const ends = (arc: number): [string, string] => {
    const points = all.arcs[arc < 0 ? ~arc : arc] ?? [];
    const pair: [string, string] = [String(points[0]), String(points.at(-1))];
    return arc < 0 ? [pair[1], pair[0]] : pair;
  };

  const outer = counties.flatMap((county) => {
    const across = new Map<string, number[]>();
    for (const arc of (polygonsOf.get(county) ?? []).flat(2)) {
      const others = (users.get(arc < 0 ? ~arc : arc) ?? []).filter((code) => code !== county);
      if (others.some((code) => code.startsWith(region))) continue;
      const other = others[0] ?? '';
      across.set(other, [...(across.get(other) ?? []), arc]);
    }
    return [...across]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([other, arcs]) => outerEdge(county, other, chain(arcs, ends)));
  });
  function outerEdge(county: string, other: string, lines: number[][]): MultiLineString<OuterEdge> {
    const name = names.get(other);
    if (other !== '' && name === undefined) throw new Error(`no name for the neighbouring county ${other}`);
    const properties: OuterEdge = {
      county,
      kind: other === '' ? 'national' : 'province',
      neighbour: other || null,
      neighbourName: name ?? null,
      province: other.slice(0, 2) || null,
    };
    return { type: 'MultiLineString', properties, arcs: lines.map((line) => line.map(renumber)) };
  }

  return {
    type: 'Topology',
    ...encode([...kept.keys()].map((arc) => (all.arcs[arc] ?? []) as Position[])),
    objects: {
      county: {
        type: 'GeometryCollection',
        geometries: counties.map((id) => {
          const polygons = (polygonsOf.get(id) ?? []).map((rings) => rings.map((ring) => ring.map(renumber)));
          const single = polygons.length === 1 ? polygons[0] : undefined;
          return single
            ? { type: 'Polygon', id, arcs: single }
            : { type: 'MultiPolygon', id, arcs: polygons };
        }),
      },
      outer: { type: 'GeometryCollection', geometries: outer },
    },
  } as DivisionTopology;
}

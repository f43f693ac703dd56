import { mesh } from 'topojson-client';
import type { Position } from 'geojson';
import type {
  GeometryCollection,
  MultiLineString,
  Polygon,
  MultiPolygon,
  Topology,
} from 'topojson-specification';
import { inOrder } from './direction.ts';

/** What lies across one piece of the outer edge. */
export interface OuterEdge {
  county: string; // 6 digits
  kind: 'province' | 'national';
  neighbour: string | null; // 6-digit code of the county across
  neighbourName: string | null;
  province: string | null; // 2 digits
}

/** A county coverage as TopoJSON, EPSG:4490 degrees. Without `outer`, the outer edge is `unclassified`. */
export type DivisionTopology = Topology<{
  county: GeometryCollection;
  outer?: GeometryCollection<OuterEdge>;
}>;

export type CountyObject = (Polygon | MultiPolygon) & { id: string };

/** The counties of a topology. @throws Error when one is no polygon, or its id no 6-digit code */
export function countiesOf(topology: DivisionTopology): CountyObject[] {
  return topology.objects.county.geometries.map((object) => {
    const id = String(object.id ?? '');
    if (!/^\d{6}$/.test(id)) throw new Error(`county object with id "${id}": a 6-digit code is needed`);
    if (object.type !== 'Polygon' && object.type !== 'MultiPolygon')
      throw new Error(`county ${id} is a ${object.type}, not a polygon`);
    return Object.assign(object, { id });
  });
}

/** The topology with absolute coordinates, rounded to 7 decimals of a degree (1 cm). */
export function decoded(topology: DivisionTopology): DivisionTopology {
  const round = (value: number): number => Math.round(value * 1e7) / 1e7;
  const { transform } = topology;
  const arcs = topology.arcs.map((arc) => {
    let [x, y] = [0, 0];
    return arc.map((step): Position => {
      if (transform === undefined) return [round(step[0]!), round(step[1]!)];
      x += step[0]!;
      y += step[1]!;
      return [
        round(x * transform.scale[0]! + transform.translate[0]!),
        round(y * transform.scale[1]! + transform.translate[1]!),
      ];
    });
  });
  const { transform: _done, ...rest } = topology;
  return { ...rest, arcs } as DivisionTopology;
}

export const forwards = (arc: number): number => (arc < 0 ? ~arc : arc);

/** The counties on the two sides of every arc, and what lies across the outer ones. */
export interface ArcSides {
  counties: string[]; // one or two, smaller first
  across: OuterEdge | null;
}

/** @throws Error when an arc belongs to more than two counties: they overlap */
export function arcSides(topology: DivisionTopology): Map<number, ArcSides> {
  const sides = new Map<number, ArcSides>();
  for (const county of countiesOf(topology)) {
    for (const arc of new Set((county.arcs as number[][] | number[][][]).flat(2).map(forwards))) {
      const known = sides.get(arc);
      if (known === undefined) sides.set(arc, { counties: [county.id], across: null });
      else known.counties.push(county.id);
    }
  }
  for (const [arc, { counties }] of sides) {
    counties.sort();
    if (counties.length > 2)
      throw new Error(`arc ${arc} belongs to ${counties.join(', ')}: at most two can share it`);
  }
  for (const edge of topology.objects.outer?.geometries ?? []) {
    for (const arc of (edge as MultiLineString).arcs.flat().map(forwards)) {
      const known = sides.get(arc);
      if (known?.counties.length === 1) known.across = (edge.properties as OuterEdge | undefined) ?? null;
    }
  }
  return sides;
}

/** Joins arcs end to end into lines that run as markers are numbered. */
export function joined(topology: DivisionTopology, arcs: readonly number[]): Position[][] {
  const object: MultiLineString = { type: 'MultiLineString', arcs: arcs.map((arc) => [arc]) };
  return inOrder(mesh(topology, object).coordinates);
}

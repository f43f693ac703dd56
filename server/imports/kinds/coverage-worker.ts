import { parentPort, workerData } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import type { FeatureCollection, MultiPolygon, Position } from 'geojson';
import { topology as toTopology } from 'topojson-server';
import { arcSides, type DivisionTopology } from '../../boundaries/arcs.ts';
import { shapesOf } from '../../boundaries/shapes.ts';
import { polygonWkb } from '../../boundaries/wkb.ts';
import { assignFaces, type Face } from './coverage-faces.ts';

/** Work on all polygons of a coverage that would hold up the event loop. */
export type CoverageTask =
  | { task: 'topology'; counties: readonly { code: string; geometry: string }[] } // GeoJSON
  | {
      task: 'assign';
      faces: readonly (Omit<Face, 'rings'> & { geometry: string })[];
      areas: ReadonlyMap<string, number>;
    };

export interface TopologyResult {
  topology: Uint8Array; // gzipped TopoJSON
  /** Length of all edges, in degrees; a shared one counts once. */
  length: number;
  /** The polygons of counties, leagues and provinces as they will be published. */
  shapes: { code: string; wkb: Uint8Array }[];
}
export type AssignResult = (string | null)[];

const work = (workerData as { data: CoverageTask }).data;
parentPort!.postMessage(work.task === 'topology' ? topologyOf(work.counties) : assign(work));

function topologyOf(counties: readonly { code: string; geometry: string }[]): TopologyResult {
  const collection: FeatureCollection<MultiPolygon> = {
    type: 'FeatureCollection',
    features: counties.map(({ code, geometry }) => ({ type: 'Feature', id: code, properties: {}, geometry: JSON.parse(geometry) as MultiPolygon })), // prettier-ignore
  };
  const topology = toTopology({ county: collection }) as unknown as DivisionTopology;
  arcSides(topology); // throws where an arc has three counties
  return {
    topology: gzipSync(JSON.stringify(topology), { level: 6 }),
    length: topology.arcs.reduce((sum, arc) => sum + lengthOf(arc), 0),
    shapes: shapesOf(topology).map(({ code, polygons }) => ({ code, wkb: polygonWkb(polygons) })),
  };
}

function lengthOf(line: readonly Position[]): number {
  let sum = 0;
  for (let at = 1; at < line.length; at += 1)
    sum += Math.hypot(line[at]![0]! - line[at - 1]![0]!, line[at]![1]! - line[at - 1]![1]!);
  return sum;
}

function assign({ faces, areas }: Extract<CoverageTask, { task: 'assign' }>): AssignResult {
  return assignFaces(
    faces.map(({ geometry, ...face }) => ({
      ...face,
      rings: (JSON.parse(geometry) as { coordinates: Position[][] }).coordinates,
    })),
    areas,
  );
}

import { sql } from 'kysely';
import { andPublic } from '../../database/public.ts';
import { meshArcs } from 'topojson-client';
import { edgeKey, readCoverage, weighLines, type Coverage, type Vertex } from '../coverage.ts';
import type { Feature, Path } from '../feature.ts';
import { generalise, simplify, tolerance } from '../generalise.ts';
import { mercatorX, mercatorY, toUnits, worldSize } from '../mercator.ts';
import { inSlices } from '../slices.ts';
import { currentTopology, type Drawing, type TileSet } from '../tile-set.ts';

interface LineRow {
  id: number;
  code: string;
  name: string;
  level: string;
  sample: boolean;
  geom: { type: 'MultiLineString'; coordinates: number[][][] }; // degrees, EPSG:4490
}

interface SegmentRow {
  id: number;
  line: number;
  a: string;
  b: string | null;
}

interface MeetingPointRow {
  id: number;
  code: string;
  name: string;
  level: string;
  lon: number;
  lat: number;
}

type BoundaryTables = {
  topology: { topology: Uint8Array }[];
  line: LineRow[];
  segment: SegmentRow[];
  meetingPoint: MeetingPointRow[];
};

/** Boundary lines from the arcs of the divisions, and the points where three or more divisions meet (交会点). */
export const boundaries: TileSet<BoundaryTables> = {
  id: 'boundaries',
  minzoom: 0,
  maxzoom: 10,
  hidden: ['boundary_line', 'meeting_point'],
  datasets: ['divisions', 'boundaries'],
  crossOrigin: true,
  layers: [
    { id: 'boundary', fields: { code: 'String', name: 'String', level: 'String', sample: 'Boolean' } },
    { id: 'meeting_point', fields: { code: 'String', name: 'String', level: 'String' } },
  ],
  edited: null,
  async *read(db, audience) {
    yield {
      topology: await currentTopology(db),
    };
    const lines = inSlices(
      db,
      'boundary_line',
      25,
      (after, upTo) => sql<LineRow>`
        select id, code, name, level, sample, ST_AsGeoJSON(geom, 15)::json as geom from boundary_line
        where id > ${after} and id <= ${upTo} ${andPublic(audience)} order by id`,
    );
    for await (const line of lines) yield { line };
    const segments = inSlices(
      db,
      'boundary_segment',
      5000,
      (after, upTo) => sql<SegmentRow>`
        select s.id, s.line_id as line, s.county_a as a, s.county_b as b from boundary_segment s
        where s.id > ${after} and s.id <= ${upTo} order by s.id`,
    );
    for await (const segment of segments) yield { segment };
    const points = inSlices(
      db,
      'meeting_point',
      5000,
      (after, upTo) => sql<MeetingPointRow>`
        select id, code, name, level, ST_X(geom) as lon, ST_Y(geom) as lat from meeting_point
        where id > ${after} and id <= ${upTo} ${andPublic(audience)} order by id`,
    );
    for await (const meetingPoint of points) yield { meetingPoint };
  },
  draw: ({ topology: [topology] = [], line = [], segment = [], meetingPoint = [] }) =>
    drawBoundaries(
      topology === undefined ? null : readCoverage(topology.topology),
      line,
      segment,
      meetingPoint,
    ),
};

export function drawBoundaries(
  coverage: Coverage | null,
  lines: readonly LineRow[],
  segments: readonly SegmentRow[],
  meetingPoints: readonly MeetingPointRow[],
): Drawing {
  const warnings: string[] = [];
  const arcsOf = coverage === null ? new Map<number, number[]>() : matchArcs(coverage, lines, segments);
  const drawn = lines.map((line) => ({ line, chains: chain(coverage, arcsOf.get(line.id) ?? []) }));
  const own = new Map<number, Vertex[][]>();
  for (const { line, chains } of drawn) {
    if (chains.length > 0) continue;
    if (coverage !== null)
      warnings.push(`line ${line.code} has no arc of the divisions: drawn from its own geometry`);
    own.set(line.id, weighLines(line.geom.coordinates));
  }
  return {
    warnings,
    at: (zoom) => {
      const size = worldSize(zoom);
      const arcs = coverage === null ? [] : generalise(coverage, zoom).arcs;
      const boundary = drawn.map(({ line, chains }): Feature => {
        const alone = own.get(line.id)?.map((part) => simplify(part, (tolerance / size) ** 2, size)) ?? [];
        return lineFeature(line, [...chains.map((parts) => joined(parts, arcs)), ...alone]);
      });
      const points = zoom < 6 ? [] : meetingPoints.map((point) => pointFeature(point, size));
      return [{ name: 'boundary', features: boundary }, { name: 'meeting_point', features: points }]; // prettier-ignore
    },
  };
}

function lineFeature({ id, code, name, level, sample }: LineRow, lines: Path[]): Feature {
  return {
    kind: 'line',
    id,
    properties: { code, name, level, sample },
    lines: drawable(lines),
  };
}

/** Without the parts that the zoom makes a point of; a line of which nothing else is left is one unit long, so that it never vanishes. */
export function drawable(lines: Path[]): Path[] {
  const longer = lines.filter((line) => line.length >= 4);
  const [x, y] = lines[0] ?? [];
  return longer.length > 0 || x === undefined || y === undefined ? longer : [[x, y, x + 1, y]];
}

function pointFeature({ id, code, name, level, lon, lat }: MeetingPointRow, size: number): Feature {
  const [x, y] = [toUnits(mercatorX(lon), size), toUnits(mercatorY(lat), size)];
  return { kind: 'point', id, properties: { code, name, level }, x, y };
}

/**
 * The arcs of each line: by the pair of counties on its two sides; where a pair belongs to several lines (or the
 * counties are not known), by the edges that the arc and the line's own geometry have in common.
 */
function matchArcs(
  coverage: Coverage,
  lines: readonly LineRow[],
  segments: readonly SegmentRow[],
): Map<number, number[]> {
  const known = new Set(lines.map((line) => line.id));
  const linesOf = new Map<string, Set<number>>();
  for (const { line, a, b } of segments) {
    if (known.has(line)) linesOf.set(edgeKey(a, b), (linesOf.get(edgeKey(a, b)) ?? new Set()).add(line));
  }
  const byEdge = new Map<string, number>();
  for (const { id, geom } of lines) {
    for (const part of geom.coordinates) {
      const points = part.map(([lon = 0, lat = 0]): [number, number] => [mercatorX(lon), mercatorY(lat)]);
      points.slice(1).forEach((point, index) => byEdge.set(segmentKey(points[index]!, point), id));
    }
  }
  const found = new Map<number, number[]>();
  for (const [pair, arcs] of coverage.edges) {
    const candidates = [...(linesOf.get(pair) ?? [])];
    for (const arc of arcs) {
      const line = candidates.length === 1 ? candidates[0] : lineUnder(coverage.arcs[arc]!, byEdge);
      if (line !== undefined) found.set(line, [...(found.get(line) ?? []), arc]);
    }
  }
  return found;
}

/** Rounds to about 0.3 m, so that both copies of an edge get one key. */
const grid = (value: number): number => Math.round(value * 2 ** 27);

function segmentKey([ax, ay]: readonly number[], [bx, by]: readonly number[]): string {
  const [a, b] = [`${grid(ax!)},${grid(ay!)}`, `${grid(bx!)},${grid(by!)}`];
  return a < b ? `${a};${b}` : `${b};${a}`;
}

function lineUnder(arc: readonly Vertex[], byEdge: ReadonlyMap<string, number>): number | undefined {
  for (let i = 1; i < arc.length; i += 1) {
    const line = byEdge.get(segmentKey(arc[i - 1]!, arc[i]!));
    if (line !== undefined) return line;
  }
  return undefined;
}

/** Joins arcs that follow each other, so that dashes run on. */
function chain(coverage: Coverage | null, arcs: readonly number[]): number[][] {
  if (coverage === null || arcs.length === 0) return [];
  const mesh = { type: 'MultiLineString' as const, arcs: arcs.map((arc) => [arc]) };
  const topology = { type: 'Topology' as const, objects: {}, arcs: coverage.arcs as unknown as number[][][] };
  return meshArcs(topology as never, mesh as never).arcs;
}

/** The points of a chain of arcs, without the doubled joints. */
function joined(parts: readonly number[], arcs: readonly Path[]): Path {
  const out: Path = [];
  for (const arc of parts) {
    const path = arcs[arc < 0 ? ~arc : arc]!;
    for (let i = 0; i < path.length; i += 2) {
      const at = arc < 0 ? path.length - 2 - i : i;
      if (out[out.length - 2] !== path[at] || out[out.length - 1] !== path[at + 1])
        out.push(path[at]!, path[at + 1]!);
    }
  }
  return out;
}

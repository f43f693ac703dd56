import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Feature, MultiPolygon, Polygon, Position } from 'geojson';
import { feature, mergeArcs, neighbors } from 'topojson-client';
import { contains, planarArea, polygonsOf, ringAreaKm2 } from './planar.ts';
import { findCrossings } from './crossings.ts';
import type { DivisionTopology } from './topology.ts';
import { readTsv } from './tsv.ts';

/** Check figures of a built pack; every list is empty and every count is as stated in a good one. */
export type GeometryFigures = {
  counties: number;
  arcs: number;
  /** Rings that touch or cross themselves. */
  invalidRings: string[];
  /** Places where two edges meet other than at a common end: crossings or overlaps, as `lon,lat`. */
  crossings: string[];
  /** Sum of the counties' areas less that of their outline, square degrees: not zero where counties overlap. */
  areaSurplus: number;
  /** Areas of the holes of the whole region, km2 (one: 加格达奇). */
  holesKm2: number[];
  neighbourPairs: { county: number; prefecture: number };
  /** Pairs of a county of the region and a county, or a province, across its outer edge. */
  outerPairs: { counties: number; provincePairs: number; provinces: string[]; national: string[] };
  /** Outer arcs that are in no `outer` geometry or in more than one. */
  outerArcsNotOnce: number[];
  totalKm2: number;
  divisions: Record<string, number>;
  synthetic: Record<string, number>;
  codesWithoutPolygon: string[];
  /** Codes of divisions whose seat is outside their county's polygon. */
  seatsOutside: string[];
};

/** Reads the topology of a built pack. */
export async function readTopology(packDir: string): Promise<DivisionTopology> {
  const file = await readFile(path.join(packDir, 'divisions.topo.json.gz'));
  return JSON.parse(gunzipSync(file).toString('utf8')) as DivisionTopology;
}

/** County polygons of a topology by code, EPSG:4490 degrees. */
export function countyPolygons(topology: DivisionTopology): Map<string, Polygon | MultiPolygon> {
  const { features } = feature(topology, topology.objects.county);
  return new Map(features.map(({ id, geometry }) => [String(id), geometry as Polygon | MultiPolygon]));
}

/** Checks `divisions.topo.json.gz` and `divisions.tsv` as they stand in a pack's folder. */
export async function verifyGeometry(packDir: string): Promise<GeometryFigures> {
  const topology = await readTopology(packDir);
  const rows = await readTsv(path.join(packDir, 'divisions.tsv'));
  const polygons = countyPolygons(topology);
  const count = (keys: string[]): Record<string, number> =>
    keys.reduce<Record<string, number>>((sums, key) => ({ ...sums, [key]: (sums[key] ?? 0) + 1 }), {});
  const levels = rows.map((row) => row('level'));
  const codes = new Set(rows.filter((row) => row('level') === 'county').map((row) => row('code')));
  return {
    ...edges(topology),
    ...outerFigures(topology),
    ...areas(topology, polygons),
    counties: polygons.size,
    divisions: count(levels),
    synthetic: count(rows.filter((row) => row('seat_position') === 'synthetic').map((row) => row('level'))),
    codesWithoutPolygon: [...codes].filter((code) => !polygons.has(code)),
    seatsOutside: rows.filter((row) => !seatInside(row, polygons)).map((row) => row('code')),
  };
}

function seatInside(row: (column: string) => string, polygons: Map<string, Polygon | MultiPolygon>): boolean {
  const seat: Position = [Number(row('seat_lon')), Number(row('seat_lat'))];
  if (row('seat_lon') === '' || row('seat_lat') === '') return false;
  const level = row('level');
  const prefix = { province: 2, prefecture: 4, county: 6, township: 6 }[level] ?? 6;
  const within = row('code').slice(0, prefix);
  return [...polygons].some(([code, polygon]) => code.startsWith(within) && contains(polygon, seat));
}

function edges(
  topology: DivisionTopology,
): Pick<GeometryFigures, 'arcs' | 'invalidRings' | 'crossings' | 'neighbourPairs'> {
  const counties = topology.objects.county.geometries;
  const pairs = neighbors(counties).flatMap((others, index) =>
    others
      .filter((other) => other > index)
      .map((other) => [counties[index], counties[other]].map((each) => String(each?.id))),
  );
  const sameLeague = pairs.filter(([a, b]) => a?.slice(0, 4) === b?.slice(0, 4)).length;
  const invalidRings = countyRings(topology)
    .filter(({ ring }) => ring.length < 4 || new Set(ring.slice(1).map(String)).size !== ring.length - 1)
    .map(({ code }) => code);
  return {
    arcs: topology.arcs.length,
    invalidRings,
    crossings: findCrossings(topology),
    neighbourPairs: { county: sameLeague, prefecture: pairs.length - sameLeague },
  };
}

function countyRings(topology: DivisionTopology): { code: string; ring: Position[] }[] {
  return [...countyPolygons(topology)].flatMap(([code, polygon]) =>
    polygonsOf(polygon)
      .flat()
      .map((ring) => ({ code, ring })),
  );
}

function areas(
  topology: DivisionTopology,
  polygons: Map<string, Polygon | MultiPolygon>,
): Pick<GeometryFigures, 'areaSurplus' | 'holesKm2' | 'totalKm2'> {
  const { geometries } = topology.objects.county;
  const whole = feature(topology, mergeArcs(topology, geometries as never[])) as Feature<MultiPolygon>;
  const planar = (rings: Position[][]): number =>
    rings.reduce((sum, ring, index) => sum + (index === 0 ? 1 : -1) * Math.abs(planarArea(ring)), 0);
  const sum = (all: Position[][][], size: (rings: Position[][]) => number): number =>
    all.reduce((total, rings) => total + size(rings), 0);
  const spherical = (rings: Position[][]): number =>
    rings.reduce((total, ring, index) => total + (index === 0 ? 1 : -1) * Math.abs(ringAreaKm2(ring)), 0);
  const parts = [...polygons.values()].flatMap(polygonsOf);
  return {
    areaSurplus: sum(parts, planar) - sum(whole.geometry.coordinates, planar),
    holesKm2: whole.geometry.coordinates.flatMap((rings) =>
      rings.slice(1).map((ring) => Math.abs(ringAreaKm2(ring))),
    ),
    totalKm2: sum(parts, spherical),
  };
}

function outerFigures(topology: DivisionTopology): Pick<GeometryFigures, 'outerPairs' | 'outerArcsNotOnce'> {
  const number = (arc: number): number => (arc < 0 ? ~arc : arc);
  const uses = topology.arcs.map(() => 0);
  const named = topology.arcs.map(() => 0);
  const add = (counts: number[], arcs: number[]): void => {
    for (const arc of arcs) counts[number(arc)] = (counts[number(arc)] ?? 0) + 1;
  };
  for (const county of topology.objects.county.geometries) {
    if (county.type === 'Polygon') add(uses, county.arcs.flat());
    if (county.type === 'MultiPolygon') add(uses, county.arcs.flat(2));
  }
  const outer = topology.objects.outer.geometries;
  for (const line of outer) if (line.type === 'MultiLineString') add(named, line.arcs.flat());
  const properties = outer.flatMap((line) =>
    line.properties && 'county' in line.properties ? [line.properties] : [],
  );
  const across = properties.filter(({ kind }) => kind === 'province');
  return {
    outerPairs: {
      counties: across.length,
      provincePairs: new Set(across.map(({ county, province }) => `${county}-${province}`)).size,
      provinces: [...new Set(across.map(({ province }) => province ?? ''))].sort(),
      national: properties.filter(({ kind }) => kind === 'national').map(({ county }) => county),
    },
    outerArcsNotOnce: topology.arcs
      .map((_, arc) => arc)
      .filter((arc) => (named[arc] ?? 0) !== (uses[arc] === 1 ? 1 : 0)),
  };
}

import type { FeatureCollection, Polygon, Position } from 'geojson';
import { gzipSync } from 'node:zlib';
import { topology } from 'topojson-server';
import { coverageOf, type CountyTopology } from '../../server/tiles/coverage.ts';

/** A made-up region: 4 x 3 counties with crooked borders, one enclave, one county of about 100 m, one exclave. */
const columns = 4;
const rows = 3;
const west = 110;
const north = 45;
const cell = 2; // degrees

/** A crooked line between two grid points, the same whichever end one starts from. */
function border(a: Position, b: Position): Position[] {
  const swap = a[0]! > b[0]! || (a[0] === b[0] && a[1]! > b[1]!);
  const [from, to] = swap ? [b, a] : [a, b];
  const [dx, dy] = [to[0]! - from[0]!, to[1]! - from[1]!];
  const line = Array.from({ length: 301 }, (_, index): Position => {
    const t = index / 300;
    const bend =
      Math.sin(Math.PI * t) *
      (0.25 * Math.sin(9 * t + from[0]!) + 0.06 * Math.sin(71 * t) + 0.012 * Math.sin(613 * t));
    return [round(from[0]! + dx * t - dy * bend * 0.5), round(from[1]! + dy * t + dx * bend * 0.5)];
  });
  return swap ? line.reverse() : line;
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6;
const corner = (column: number, row: number): Position => [west + column * cell, north - row * cell];

function ring(corners: Position[]): Position[] {
  return corners
    .flatMap((point, index) => border(point, corners[(index + 1) % corners.length]!).slice(0, -1))
    .concat([corners[0]!]);
}

const square = (lon: number, lat: number, half: number): Position[] => [
  [lon - half, lat - half], [lon + half, lat - half], [lon + half, lat + half], [lon - half, lat + half], [lon - half, lat - half],
]; // prettier-ignore

const code = (index: number): string =>
  `1501${String(index + 1).padStart(2, '0')}`.replace(/^1501/, index % columns < 2 ? '1501' : '1502');

export interface Region {
  topology: CountyTopology;
  gzipped: Buffer;
  divisions: {
    id: number;
    code: string;
    name: string;
    level: 'province' | 'prefecture' | 'county' | 'township';
    parent: string | null;
    roman: null;
    mn: null;
    sample: boolean;
    lon: number | null;
    lat: number | null;
  }[];
  lines: {
    id: number;
    code: string;
    name: string;
    level: string;
    sample: boolean;
    geom: { type: 'MultiLineString'; coordinates: number[][][] };
  }[];
  segments: { id: number; line: number; a: string; b: string | null }[];
}

export const enclave = '150190';
export const speck = '150291';

export function makeRegion(): Region {
  const counties: FeatureCollection<Polygon | { type: 'MultiPolygon'; coordinates: Position[][][] }> = {
    type: 'FeatureCollection',
    features: [],
  };
  const add = (id: string, coordinates: Position[][][]): void =>
    void counties.features.push({
      type: 'Feature',
      id,
      properties: {},
      geometry: { type: 'MultiPolygon', coordinates },
    });
  const inside = square(west + 1, north - 1, 0.2).reverse(); // a hole of county 1, filled by the enclave
  const tiny = square(west + 5, north - 3, 0.0005).reverse(); // a hole of county 7, filled by the speck
  const exclave = square(west + 3, north - 5, 0.3).reverse(); // a hole of county 10 that belongs to county 1
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const index = row * columns + column;
      const outline = ring([
        corner(column, row),
        corner(column, row + 1),
        corner(column + 1, row + 1),
        corner(column + 1, row),
      ]);
      const holes = index === 0 ? [inside] : index === 6 ? [tiny] : index === 9 ? [exclave] : [];
      const parts = [[outline, ...holes]];
      if (index === 0) parts.push([[...exclave].reverse()]);
      add(code(index), parts);
    }
  }
  add(enclave, [[[...inside].reverse()]]);
  add(speck, [[[...tiny].reverse()]]);
  const built = topology({ county: counties as never }) as unknown as CountyTopology;
  return { topology: built, gzipped: gzipSync(JSON.stringify(built)), ...records(built) };
}

function records(built: CountyTopology): Pick<Region, 'divisions' | 'lines' | 'segments'> {
  const blank = { roman: null, mn: null, sample: true, lon: null, lat: null };
  const coverage = coverageOf(built);
  const counties = [...coverage.counties.keys()];
  const divisions: Region['divisions'] = [
    { id: 1, code: '150000', name: '内蒙古自治区', level: 'province', parent: null, ...blank },
    { id: 2, code: '150100', name: '甲盟', level: 'prefecture', parent: '150000', ...blank },
    { id: 3, code: '150200', name: '乙盟', level: 'prefecture', parent: '150000', ...blank },
    ...counties.map((county, index) => ({
      id: 10 + index,
      code: county,
      name: `${index}旗`,
      level: 'county' as const,
      parent: `${county.slice(0, 4)}00`,
      ...blank,
    })),
    {
      id: 90,
      code: '150101001',
      name: '某苏木',
      level: 'township',
      parent: '150101',
      ...blank,
      lon: 110.7,
      lat: 44.2,
    },
  ];
  const lines: Region['lines'] = [];
  const segments: Region['segments'] = [];
  for (const [index, pair] of [...coverage.edges.keys()].entries()) {
    const [a = '', b = ''] = pair.split('|');
    const level = b === '' ? 'unclassified' : a.slice(0, 4) === b.slice(0, 4) ? 'county' : 'prefecture';
    lines.push({
      id: index + 1,
      code: `X${index + 1}`,
      name: `${a}${b}线`,
      level,
      sample: true,
      geom: { type: 'MultiLineString', coordinates: [] },
    });
    segments.push({ id: index + 1, line: index + 1, a, b: b === '' ? null : b });
  }
  return { divisions, lines, segments };
}

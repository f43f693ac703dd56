import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FeatureCollection, Geometry, Position } from 'geojson';
import { topology as toTopology } from 'topojson-server';
import { describe, expect, test } from 'vitest';
import type { DivisionTopology } from '../../server/boundaries/arcs.ts';
import { deriveBoundaries } from '../../server/boundaries/topology.ts';

const folder = fileURLToPath(new URL('../../../shared/data/divisions/', import.meta.url));
interface Pair {
  a: string;
  b: string | null;
  b_name: string;
  level: string;
}
const read = <P>(name: string): FeatureCollection<Geometry, P> =>
  JSON.parse(readFileSync(`${folder}${name}`, 'utf8')) as FeatureCollection<Geometry, P>;

/** Called the state border in the file, and not on it. */
const astray = ['150430', '150622', '150623'];
const near = (one: Position, other: Position): boolean => Math.abs(one[0]! - other[0]!) < 2e-6 && Math.abs(one[1]! - other[1]!) < 2e-6; // prettier-ignore

describe.skipIf(!existsSync(folder))('103 counties with the neighbours that the file of lines names', () => {
  test('make 8 provincial, 18 league and 173 banner lines, and all 213 junctions of the file', () => {
    const counties = read<{ code: string }>('divisions-county-vonng2018-wgs84.geojson');
    for (const feature of counties.features) feature.id = feature.properties.code;
    const outer = read<Pair>('boundary-lines-derived-vonng2018-wgs84.geojson');
    outer.features = outer.features.filter(({ properties: { a, level } }) => level === 'province' || (level === 'national' && !astray.includes(a))); // prettier-ignore
    const edges = outer.features.map(({ geometry, properties: { a, b, b_name, level } }) => ({
      type: 'Feature' as const,
      geometry,
      properties: { county: a, kind: level, neighbour: b, neighbourName: b_name, province: b?.slice(0, 2) ?? null }, // prettier-ignore
    }));
    const topology = toTopology({ county: counties, outer: { type: 'FeatureCollection', features: edges } as FeatureCollection }) as unknown as DivisionTopology; // prettier-ignore
    const { lines, segments, meetingPoints } = deriveBoundaries(topology, (code) => code);
    const count = (level: string): number => lines.filter((line) => line.level === level).length;
    expect(['province', 'prefecture', 'county', 'national'].map(count)).toEqual([8, 18, 173, 1]);
    const codes = new Set(lines.filter(({ level }) => level === 'province').map(({ code }) => code));
    expect(segments.filter(({ lineCode }) => codes.has(lineCode))).toHaveLength(49);
    const junctions = read<{ codes: string[] }>(
      'boundary-junctions-derived-vonng2018-wgs84.geojson',
    ).features;
    const at = (junction: (typeof junctions)[number]): Position => (junction.geometry as { coordinates: Position }).coordinates; // prettier-ignore
    const missing = junctions.filter((junction) => !meetingPoints.some(({ point }) => near(point, at(junction)))); // prettier-ignore
    const strange = meetingPoints.filter(({ point }) => !junctions.some((junction) => near(point, at(junction)))); // prettier-ignore
    expect([junctions.length, missing.map(({ properties }) => properties.codes)]).toEqual([213, []]);
    // What the file does not have: where the state border begins, and the ends of the slivers that are called so.
    expect(strange.filter(({ level, divisions }) => level !== 'national' && !astray.some((code) => divisions.includes(code)))).toEqual([]); // prettier-ignore
  });
});

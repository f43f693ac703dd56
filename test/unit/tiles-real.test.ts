import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { VectorTileFeature } from '@mapbox/vector-tile';
import type { FeatureCollection } from 'geojson';
import { topology } from 'topojson-server';
import { describe, expect, test } from 'vitest';
import { coverageOf, type CountyTopology } from '../../server/tiles/coverage.ts';
import { generalise, toPolygons } from '../../server/tiles/generalise.ts';
import { buildPyramid } from './tiles-build.ts';
import { areaOf, difference, EdgeSum, featuresOf, tilesIn } from './tiles-decode.ts';

/** The two real coverages: the pack's, and the much finer one that developers have beside the repository. */
const packFile = new URL('../../data/packs/inner-mongolia/divisions.topo.json.gz', import.meta.url);
const fineFile = new URL(
  '../../../shared/data/divisions/divisions-county-vonng2018-wgs84.geojson',
  import.meta.url,
);

function fine(): CountyTopology {
  const counties = JSON.parse(readFileSync(fineFile, 'utf8')) as FeatureCollection<never, { code: string }>;
  for (const county of counties.features) county.id = county.properties.code;
  return topology({ county: counties }) as unknown as CountyTopology;
}

const sources: [string, URL, () => CountyTopology][] = [
  ['the pack', packFile, () => JSON.parse(gunzipSync(readFileSync(packFile)).toString()) as CountyTopology],
  ['the fine coverage', fineFile, fine],
];

describe.each(sources.filter(([, file]) => existsSync(file)))('%s', (_name, _file, read) => {
  const coverageTopology = read();
  const counties = coverageTopology.objects.county.geometries.map((geometry) => String(geometry.id));
  const prefectures = [...new Set(counties.map((code) => `${code.slice(0, 4)}00`))];
  const row = (code: string, level: string, parent: string | null) => ({
    id: Number(code), code, name: code, level, parent, roman: null, mn: null, sample: false, lon: null, lat: null,
  }); // prettier-ignore
  const division = [
    row('150000', 'province', null),
    ...prefectures.map((code) => row(code, 'prefecture', '150000')),
    ...counties.map((code) => row(code, 'county', `${code.slice(0, 4)}00`)),
  ];
  const pyramid = buildPyramid('divisions', {
    topology: [{ topology: gzipSync(JSON.stringify(coverageTopology)) }],
    division,
  });
  const ofLevel = (features: VectorTileFeature[], level: string): VectorTileFeature[] =>
    features.filter((feature) => feature.properties['level'] === level);
  const coverage = coverageOf(coverageTopology);
  /** Counties that the zoom flattens: they are drawn as a square of 2 units on top of their neighbours. */
  const flattened = (zoom: number): Set<string> => {
    const { arcs } = generalise(coverage, zoom);
    return new Set(
      [...coverage.counties]
        .filter(([, shape]) => toPolygons(shape, arcs).length === 0)
        .map(([code]) => code),
    );
  };

  test.each(Array.from({ length: 11 }, (_, zoom) => zoom))(
    'z%i: exact fit, nothing vanished, small tiles',
    (zoom) => {
      const seen = new Set<number | undefined>();
      const flat = flattened(zoom);
      for (const [x, y, tile] of tilesIn(pyramid, zoom)) {
        const all = featuresOf(tile, 'division');
        const solid = all.filter((feature) => !flat.has(String(feature.id)));
        const [province, prefectures, parts] = ['province', 'prefecture', 'county'].map((level) =>
          ofLevel(solid, level),
        );
        const whole = new EdgeSum().add(province!);
        expect(difference(new EdgeSum().add(prefectures!), whole)).toEqual([]);
        // a county without an area leaves an edge that one neighbour has in one piece and the other in two
        if (flat.size === 0) expect(difference(new EdgeSum().add(parts!), whole)).toEqual([]);
        expect(areaOf(parts!)).toBe(areaOf(province!));
        for (const feature of all) seen.add(feature.id);
        expect(pyramid.get(zoom, x, y)!.gzip.length).toBeLessThan(60_000);
      }
      expect(seen.size).toBe(1 + prefectures.length + counties.length);
      if (zoom >= 3) expect([...flat]).toEqual([]);
    },
  );

  test('no border crosses another at any zoom', () => {
    for (let zoom = 0; zoom <= 10; zoom += 1)
      expect(generalise(coverage, zoom).crossings, `z${zoom}`).toBe(0);
  });
});
if (!sources.some(([, file]) => existsSync(file))) test.skip('no real coverage here', () => undefined);

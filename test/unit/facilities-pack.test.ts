import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import proj4 from 'proj4';
import { describe, expect, test } from 'vitest';
import { plans, policies } from '../../data/packs/inner-mongolia/build/policies.ts';
import { cite } from '../../server/coverage/cite.ts';
import type { PlanRow, PolicyRow } from '../../server/coverage/queries.ts';
import { parseTable, range, type Table } from '../../server/packs/table.ts';

const folder = new URL('../../data/packs/inner-mongolia/', import.meta.url);
const read = (name: string): Table => {
  const bytes = readFileSync(new URL(name, folder));
  return parseTable((name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('utf8'));
};
const column = (table: Table, name: string) => range(0, table.length, (row) => table.cell(row, name));
const tally = (values: (string | null)[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) counts[value ?? ''] = (counts[value ?? ''] ?? 0) + 1;
  return counts;
};

describe('markers of the pack', () => {
  const markers = read('markers.tsv.gz');
  test('about 4,000, numbered once a line', () => {
    expect(markers.length).toBeGreaterThan(3800);
    expect(markers.length).toBeLessThan(4400);
    const keys = range(
      0,
      markers.length,
      (row) => `${markers.cell(row, 'line_code')} ${markers.cell(row, 'number')}`,
    );
    expect(new Set(keys).size).toBe(markers.length);
  });
  test('provincial numbers have eight characters: line, sequence, type letter', () => {
    const provincial = column(markers, 'number').filter((number) => !number!.includes('-'));
    expect(provincial.length).toBeGreaterThan(1000);
    expect(provincial.every((number) => /^\d{4}\d{3}[QABCDE]$/.test(number!))).toBe(true);
  });
  test('no marker stands on the state border', () => {
    expect(column(markers, 'line_code').filter((code) => code!.endsWith('national'))).toEqual([]);
  });
  test('registered CGCS2000 coordinates and the point agree to a millimetre; others have no point', () => {
    let [untransformed, worst] = [0, 0];
    for (let row = 0; row < markers.length; row += 1) {
      const crs = Number(markers.cell(row, 'crs'));
      if (crs < 4513) {
        untransformed += 1;
        expect(markers.cell(row, 'lon')).toBeNull();
        continue;
      }
      const zone = crs - 4488;
      const grid = `+proj=tmerc +lat_0=0 +lon_0=${zone * 3} +k=1 +x_0=${zone}500000 +y_0=0 +ellps=GRS80 +units=m +no_defs`;
      const [east, north] = proj4('+proj=longlat +ellps=GRS80 +no_defs', grid, [
        Number(markers.cell(row, 'lon')),
        Number(markers.cell(row, 'lat')),
      ]);
      worst = Math.max(worst, Math.hypot(north! - Number(markers.cell(row, 'x')), east! - Number(markers.cell(row, 'y')))); // prettier-ignore
    }
    expect(worst).toBeLessThan(0.001);
    expect(untransformed / markers.length).toBeGreaterThan(0.03);
    expect(untransformed / markers.length).toBeLessThan(0.08);
  });
});

describe('facilities of the pack', () => {
  const facilities = read('facilities.tsv');
  test('are all 示例数据, without telephone numbers', () => {
    expect(tally(column(facilities, 'sample'))).toEqual({ '1': facilities.length });
    expect(tally(column(facilities, 'phone'))).toEqual({ '': facilities.length });
  });
  test('848 townships have a child-protection station, each one', () => {
    const rows = range(0, facilities.length, (row) => row).filter((row) => facilities.cell(row, 'kind') === 'child_protection_station'); // prettier-ignore
    expect(new Set(rows.map((row) => facilities.cell(row, 'township_code'))).size).toBe(848);
    expect(rows).toHaveLength(848);
    const persons = read('designated_persons.tsv');
    expect(persons.length).toBe(1033 - 848);
  });
  test('a position is there exactly where it is known', () => {
    for (let row = 0; row < facilities.length; row += 1)
      expect(facilities.cell(row, 'lon') === null).toBe(facilities.cell(row, 'position') === 'unknown');
  });
  test('codes are codes of the pack', () => {
    const codes = new Set(column(read('divisions.tsv'), 'code'));
    const used = [
      ...column(facilities, 'county_code'),
      ...column(facilities, 'township_code'),
      ...column(facilities, 'serves').flatMap((cell) => cell?.split('|') ?? []),
      ...column(read('cremation_zones.tsv'), 'division_code'),
      ...column(read('designated_persons.tsv'), 'township_code'),
    ];
    expect(used.filter((code) => code !== null && !codes.has(code))).toEqual([]);
  });
});

describe('policies of the pack', () => {
  const cited = (id: string, on: string) => cite(policies.find((policy) => policy.id === id) as unknown as PolicyRow, plans as unknown as PlanRow[], on); // prettier-ignore
  test('are what was built', () => {
    expect(JSON.parse(readFileSync(new URL('policies.json', folder), 'utf8'))).toEqual({ plans, policies });
  });
  test('cite the plan while its period lasts and no longer, and say that its successor is not known', () => {
    const then = cited('elderly-centre', '2025-12-31');
    expect(then).toMatchObject({ plan: { ended: false }, citations: [{ article: '指标12' }] });
    const now = cited('elderly-centre', '2026-06-30');
    expect(now).toMatchObject({ citations: [], plan: { ended: true, successor: { state: 'unknown' } } });
    expect(now.basis).toMatch(/^部门设定, 无法定依据 .*规划期已满, 后续规划是否发布未知/);
  });
  test('the successor has no figure', () => {
    expect(policies.filter(({ plan_id }) => plan_id === 'plan-15')).toEqual([]);
  });
  test('cite 殡葬管理条例 by no article, and only since it is in force', () => {
    const citations = policies.flatMap(({ citation }) => citation);
    expect(citations.filter(({ title }) => title.startsWith('殡葬管理条例')).every(({ article, validFrom }) => article === null && validFrom === '2026-03-30')).toBe(true); // prettier-ignore
    const titles = (on: string) => cited('basic-funeral', on).citations.map(({ title }) => title);
    expect(titles('2026-03-29')).toEqual([]);
    expect(titles('2026-03-30')).toEqual(['殡葬管理条例 (2026年修订)']);
  });
  test('50 %, 75 % and 60 % bind the region: no unit passes or fails them', () => {
    const shares = policies.filter(({ target_share }) => target_share < 1);
    expect(shares.map(({ target_share, target_scope }) => [target_share, target_scope])).toEqual([[0.5, 'region'], [0.75, 'region'], [0.6, 'region']]); // prettier-ignore
    expect(shares.filter(({ id }) => id !== 'child-station').every(({ rule }) => rule === 'none')).toBe(true);
  });
  test('nineteen banners and cities lie on the state border', () => {
    const tags = read('unit_tags.tsv');
    expect(tags.length).toBe(19);
    expect(column(tags, 'division_code')).toContain('152501'); // 二连浩特市
  });
});

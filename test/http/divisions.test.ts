import { describe, expect, test } from 'vitest';
import type { DivisionDetail } from '../../server/api/divisions.ts';
import { ask, everything, json, problem } from '../support/http.ts';

interface Item {
  code: string;
  name: string;
  level: string;
}

describe('divisions', () => {
  test.each([
    ['province', 1],
    ['prefecture', 12],
    ['county', 103],
    ['township', 1033],
  ])('there are as many of level %s as the official list has', async (level, count) => {
    const { items, total } = await everything<Item>(`/api/v1/divisions?level=${level}&limit=100`);
    expect(total).toBe(count);
    expect(new Set(items.map((item) => item.code)).size).toBe(count);
    expect(items.map((item) => item.code)).toEqual(items.map((item) => item.code).sort());
  });
  test('a last page that is exactly full leads to no empty one', async () => {
    expect(await everything<Item>('/api/v1/divisions?level=prefecture&limit=6')).toMatchObject({ total: 12, pages: 2 }); // prettier-ignore
  });
  test('division= takes what lies inside, at any depth', async () => {
    const league = await json<{ total: number }>('/api/v1/divisions?division=150100&level=county');
    expect(league.total).toBe(9);
    const banner = await json<{ total: number; items: Item[] }>('/api/v1/divisions?division=150102');
    expect(banner.items.every((item) => item.code.startsWith('150102') && item.level === 'township')).toBe(
      true,
    );
  });
  test('bbox= takes what touches it', async () => {
    const { items } = await json<{ items: Item[] }>(
      '/api/v1/divisions?level=county&bbox=111.6,40.8,111.7,40.85',
    );
    expect(items.map((item) => item.name)).toContain('新城区');
    expect(items.length).toBeLessThan(10);
  });
  test('one division has its names in all scripts, path, seat and counts', async () => {
    const division = await json<DivisionDetail>('/api/v1/divisions/150100');
    expect(division).toMatchObject({
      name: '呼和浩特市',
      roman: 'Hohhot Shi',
      level: 'prefecture',
      children: { county: 9, township: 84 },
    });
    expect(division.mongolian).toMatch(/^[\u1800-\u18af\s\u202f]+$/u);
    expect(division.path).toEqual([{ code: '150000', name: '内蒙古自治区' }]);
    expect(division.geometryNote).toBe('示意数据, 非法定界线');
    expect(division.point![0]).toBeCloseTo(111.65, 0);
    expect(division.areaKm2).toBeGreaterThan(10_000);
  });
  test('an abolished code answers with its last version and its successor', async () => {
    const old = await json<DivisionDetail>('/api/v1/divisions/152701');
    expect(old.name).toBe('东胜市');
    expect(old.validTo).toMatch(/^2001/);
    expect(old.successors.map((successor) => successor.code)).toContain('150602');
    const present = await json<DivisionDetail>('/api/v1/divisions/150602');
    expect(present.predecessors.map((predecessor) => predecessor.code)).toContain('152701');
  });
  test('at= answers as things stood on that day', async () => {
    await problem('/api/v1/divisions/150602?at=1995-01-01', 404);
    expect(await json('/api/v1/divisions/152701?at=1995-01-01')).toMatchObject({ name: '东胜市' });
    await problem('/api/v1/divisions/152701?at=2010-01-01', 404);
    const before = await json<{ items: Item[] }>('/api/v1/divisions?level=county&at=2015-06-01&limit=200');
    expect(before.items.map((item) => item.code)).not.toContain('150603'); // 康巴什区, set up in 2016
  });
  test('GeoJSON by f= and by Accept, with polygons', async () => {
    for (const [path, accept] of [
      ['/api/v1/divisions/150102?f=geojson', '*/*'],
      ['/api/v1/divisions/150102', 'application/geo+json'],
    ] as const) {
      const response = await ask(path, { headers: { accept } });
      expect(response.headers.get('content-type')).toContain('application/geo+json');
      expect(await response.json()).toMatchObject({
        type: 'Feature',
        id: '150102',
        geometry: { type: 'MultiPolygon' },
      });
    }
    const all = await json<{ features: { geometry: { type: string } }[]; numberMatched: number }>(
      '/api/v1/divisions?level=county&f=geojson&limit=200',
    );
    expect(all.numberMatched).toBe(103);
    expect(all.features.every((feature) => feature.geometry.type === 'MultiPolygon')).toBe(true);
  });
});

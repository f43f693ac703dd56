import { describe, expect, inject, test } from 'vitest';
import type { BoundaryLine, BoundaryLineDetail, MeetingPoint } from '../../server/api/boundaries.ts';
import type { CoverageAnswer } from '../../server/api/coverage.ts';
import type { Facility, FacilityKind } from '../../server/api/facilities.ts';
import type { Marker, MarkerDetail } from '../../server/api/markers.ts';
import type { Place, PlaceDetail } from '../../server/api/places.ts';
import { everything, json } from '../support/http.ts';

interface List<T> {
  items: T[];
  total: number;
  next: string | null;
}

describe('places', () => {
  test('the gazetteer has exactly 265,800 entries, the most important first', async () => {
    const page = await json<List<Place>>('/api/v1/places?limit=5');
    expect(page.total).toBe(265_800);
    expect(page.items[0]!.name).toBe('内蒙古自治区');
    const importance = page.items.map((place) => place.importance);
    expect(importance).toEqual([...importance].sort((a, b) => b - a));
  });
  test('paging reaches every entry of a banner once', async () => {
    const { items, total } = await everything<Place>('/api/v1/places?division=150102&limit=1000');
    expect(items.length).toBe(total);
    expect(new Set(items.map((place) => place.id)).size).toBe(total);
    expect(items.every((place) => place.division.startsWith('150102'))).toBe(true);
    expect(total).toBeGreaterThan(200);
  });
  test('class=, sample= and bbox= narrow it', async () => {
    const villages = await json<List<Place>>('/api/v1/places?class=216&limit=20');
    expect(villages.items.every((place) => place.class.code.startsWith('216'))).toBe(true);
    const real = await json<List<Place>>('/api/v1/places?sample=false&limit=1');
    const generated = await json<List<Place>>('/api/v1/places?sample=true&limit=1');
    expect(real.total + generated.total).toBe(265_800);
    expect(generated.items[0]!.sample).toBe(true);
    const box = await json<List<Place>>('/api/v1/places?bbox=111.5,40.7,111.8,40.9&limit=500');
    expect(
      box.items.every(
        ({ point }) => point![0] >= 111.5 && point![0] <= 111.8 && point![1] >= 40.7 && point![1] <= 40.9,
      ),
    ).toBe(true);
  });
  test('an entry has all its names, by kind, script and reading', async () => {
    const { items } = await json<List<Place>>('/api/v1/places?class=21300&limit=20');
    const hohhot = items.find((place) => place.name === '呼和浩特市')!;
    const detail = await json<PlaceDetail>(`/api/v1/places/${hohhot.id}`);
    expect(detail.denotes).toBe('150100');
    expect(detail.names).toContainEqual(
      expect.objectContaining({ kind: 'standard', lang: 'zh-Hans', reading: 'hū hé hào tè shì' }),
    );
    expect(detail.names.some((name) => name.lang === 'mn-Mong')).toBe(true);
    expect(detail.names.some((name) => name.kind === 'short' && name.text === '呼市')).toBe(true);
  });
  test('classes carry their number of entries', async () => {
    const { items } = await json<{ items: { code: string; parentCode: string | null; places: number }[] }>(
      '/api/v1/place-classes',
    );
    const top = items.filter((entry) => entry.parentCode === null);
    expect(top.reduce((sum, entry) => sum + entry.places, 0)).toBe(265_800); // a class takes in its subclasses
  });
});

describe('boundaries', () => {
  test('8 provincial and 18 league lines, one for each of the 173 banner pairs inside a league', async () => {
    const { items } = await everything<BoundaryLine>('/api/v1/boundary-lines?limit=500');
    const count = (level: string): number => items.filter((line) => line.level === level).length;
    expect([count('province'), count('prefecture'), count('county')]).toEqual([8, 18, 173]);
    expect(
      items
        .filter((line) => line.level === 'province')
        .map((line) => line.name)
        .sort(),
    ).toEqual(['冀蒙线', '晋蒙线', '蒙吉线', '蒙宁线', '蒙甘线', '蒙辽线', '蒙陕线', '蒙黑线'].sort());
    expect(items.every((line) => !line.legal)).toBe(true);
  });
  test('a record is sent whole though its version is known: its answer says more than its row', async () => {
    const url = new URL('/api/v1/boundary-lines/1521', inject('baseUrl'));
    const etag = (await fetch(url)).headers.get('etag')!;
    expect(etag).toMatch(/^"[0-9a-f]{16}"$/);
    const again = await fetch(url, { headers: { 'if-none-match': etag } });
    expect([again.status, again.headers.get('etag')]).toEqual([200, etag]);
  });
  test('a line has its segments, whose lengths add up to its own', async () => {
    const line = await json<BoundaryLineDetail>('/api/v1/boundary-lines/1521');
    expect(line.name).toBe('蒙辽线');
    const sum = line.segmentList.reduce((total, segment) => total + segment.lengthKm, 0);
    expect(Math.abs(sum - line.lengthKm) / line.lengthKm).toBeLessThan(1e-6);
    expect(line.lengthKm).toBeGreaterThan(600);
  });
  test('division= gives the lines that touch a banner', async () => {
    const { items } = await json<List<BoundaryLine>>('/api/v1/boundary-lines?division=150102&level=county');
    expect(items.length).toBeGreaterThan(0);
    expect(items.every((line) => line.sides.some((side) => side.code === '150102'))).toBe(true);
  });
  test('meeting points join three or more divisions', async () => {
    const { items, total } = await everything<MeetingPoint>('/api/v1/meeting-points?limit=100');
    expect(items.length).toBe(total);
    expect(total).toBeGreaterThan(150);
    expect(items.some((point) => point.name.includes('冀蒙辽'))).toBe(true);
  });
});

describe('markers', () => {
  test('paging walks all of them once', async () => {
    const { items, total } = await everything<Marker>('/api/v1/markers?limit=1000');
    expect(new Set(items.map((marker) => marker.id)).size).toBe(total);
    expect(total).toBeGreaterThan(3500);
    expect(total).toBeLessThan(4500);
    expect(items.every((marker) => marker.sample)).toBe(true);
  });
  test('a provincial number is line, sequence and type letter', async () => {
    const { items } = await json<List<Marker>>('/api/v1/markers?line=1521&limit=500');
    expect(items.length).toBeGreaterThan(10);
    expect(items.every((marker) => /^\d{4}\d{3}[QABCDE]$/.test(marker.number))).toBe(true);
    const found = await json<List<Marker>>(`/api/v1/markers?number=${items[0]!.number}`);
    expect(found.items.map((marker) => marker.id)).toContain(items[0]!.id);
  });
  test('registered coordinates stand as surveyed; a legacy datum is not shifted silently', async () => {
    const { items } = await json<List<Marker>>('/api/v1/markers?limit=1000');
    const legacy = items.find((marker) => marker.transformStatus === 'untransformed')!;
    expect(legacy.point).toBeNull();
    const detail = await json<MarkerDetail>(`/api/v1/markers/${legacy.id}`);
    expect(detail.registered!.x).toBeGreaterThan(4_000_000); // northing, m
    expect(detail.registered!.crs).toBeLessThan(2400); // Xi'an 1980
    const shifted = await json<MarkerDetail>(
      `/api/v1/markers/${items.find((marker) => marker.point !== null)!.id}`,
    );
    expect(shifted.transformStatus).toBe('transformed');
    expect(shifted.referenceObjects.length).toBeGreaterThan(0);
  });
});

describe('facilities', () => {
  test('all kinds of the plan, 848 child-protection stations', async () => {
    const { items } = await json<{ items: FacilityKind[] }>('/api/v1/facility-kinds');
    expect(items.map((kind) => kind.id).sort()).toEqual([
      'child_protection_institution',
      'child_protection_station',
      'columbarium',
      'elderly_care_centre',
      'funeral_home',
      'funeral_service_station',
      'public_cemetery',
      'relief_station',
    ]);
    expect(items.find((kind) => kind.id === 'child_protection_station')!.facilities).toBe(848);
  });
  test('kind= and division= narrow it; every one is 示例数据', async () => {
    const { items, total } = await everything<Facility>('/api/v1/facilities?kind=funeral_home&limit=100');
    expect(items.length).toBe(total);
    expect(items.every((facility) => facility.kind.id === 'funeral_home' && facility.sample)).toBe(true);
    const league = await json<List<Facility>>('/api/v1/facilities?kind=funeral_home&division=150200');
    expect(league.total).toBeLessThan(total);
    expect(league.items.every((facility) => facility.path.some((step) => step.code === '150200'))).toBe(true);
  });
});

describe('coverage', () => {
  test('funeral homes: 103 banners, every result accounted for, marked 示例数据', async () => {
    const answer = await json<CoverageAnswer>('/api/v1/coverage?kind=funeral_home');
    expect(answer.items.length).toBe(103);
    const { met, met_by_substitute, not_met, not_applicable, unknown } = answer.totals;
    expect(met + met_by_substitute + not_met + not_applicable + unknown).toBe(103);
    expect(answer.notice).toContain('示例数据');
    expect(
      answer.items.every((unit) =>
        unit.zone === 'unknown' || unit.zone === null ? unit.duty.result !== 'not_met' : true,
      ),
    ).toBe(true);
  });
  test('a wider threshold never reaches fewer settlements', async () => {
    const [near, far] = [
      await json<CoverageAnswer>('/api/v1/coverage?kind=funeral_home&T=20'),
      await json<CoverageAnswer>('/api/v1/coverage?kind=funeral_home&T=80'),
    ];
    expect(far.totals.beyond).toBeLessThan(near.totals.beyond);
    for (const [index, unit] of far.items.entries()) {
      const reach = near.items[index]!.reach!;
      expect(unit.reach!.within).toBeGreaterThanOrEqual(reach.within);
      expect(unit.reach!.settlements).toBe(reach.settlements);
      expect(unit.burden!.beyond).toBe(unit.reach!.settlements - unit.reach!.within);
    }
  });
  test('child-protection stations are tested per township', async () => {
    const answer = await json<CoverageAnswer>('/api/v1/coverage?kind=child_protection_station');
    expect(answer.unit).toBe('township');
    expect(answer.items.length).toBe(1033);
    expect(answer.totals.met).toBeLessThanOrEqual(848);
    expect(answer.totals.unknown).toBeGreaterThan(0);
    expect(
      answer.policy!.citations.some(
        (citation) => citation.text.includes('未成年人保护法') || citation.title.includes('未成年人保护法'),
      ),
    ).toBe(true);
  });
});

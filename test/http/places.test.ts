import { inject, describe, expect, test } from 'vitest';
import type { MeetingPoint } from '../../server/api/boundaries.ts';
import type { Place, PlaceDetail, PlaceFacets } from '../../server/api/places.ts';
import type { NearPlace } from '../../server/api/reverse.ts';
import { json } from '../support/http.ts';

interface List<T> {
  items: T[];
  total: number;
  next: string | null;
}

const post = (path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> => {
  const url = new URL(path, inject('baseUrl'));
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', origin: url.origin, ...headers }, body: JSON.stringify(body) }); // prettier-ignore
};
const triangle = { type: 'Polygon', coordinates: [[[111, 40.5], [112, 40.5], [111.5, 41.2], [111, 40.5]]] }; // prettier-ignore

describe('facets', () => {
  test('their sums are the total of the list, with and without filters', async () => {
    for (const query of ['', 'division=150100', 'class=2&language=mn-Mong', 'bbox=110,40,112,42&sample=false', 'division=150102&class=22200&source=nutag-sample', 'q=巴彦', 'q=bayin&division=152500&language=mn-Mong']) {
      const facets = await json<PlaceFacets>(`/api/v1/places/facets?${query}`);
      const list = await json<List<Place>>(`/api/v1/places?${query}&limit=1`);
      expect(facets.total, query).toBe(list.total);
      for (const { items } of [facets.class, facets.division]) expect(items.reduce((sum, { places }) => sum + places, 0), query).toBe(list.total);
    }
  }, 60_000); // prettier-ignore
  test('each branch has as many places as the list that it leads to', async () => {
    const { division, class: classes } = await json<PlaceFacets>('/api/v1/places/facets?division=150100');
    expect(division.items.length).toBeGreaterThan(8);
    for (const { code, places } of division.items.slice(0, 4))
      expect((await json<List<Place>>(`/api/v1/places?division=${code}&limit=1`)).total).toBe(places);
    for (const { code, places } of classes.items)
      expect((await json<List<Place>>(`/api/v1/places?division=150100&class=${code}&limit=1`)).total).toBe(places); // prettier-ignore
  });
  test('an unknown filter, language or day is refused', async () => {
    for (const query of ['nothing=1', 'language=klingon', 'at=2025-02-30', 'status=x', 'secrecy=x', 'q=', 'q=%00', 'q=%E2%80%8B'])
      expect((await fetch(new URL(`/api/v1/places/facets?${query}`, inject('baseUrl')))).status, query).toBe(400); // prettier-ignore
  });
});

describe('a spot', () => {
  test('nearest places, the nearest first, in metres', async () => {
    const { items } = await json<{ items: NearPlace[] }>(
      '/api/v1/places/nearest?point=111.65,40.82&limit=20',
    );
    expect(items.length).toBe(20);
    const metres = items.map((place) => place.metres);
    expect(metres).toEqual(metres.toSorted((a, b) => a - b));
    expect(metres[0]!).toBeLessThan(2000);
  });
  test('its divisions; outside the region it says so', async () => {
    const at = (point: string) => json<{ inside: boolean; path: { name: string }[]; outsideKm: number | null; note: string }>(`/api/v1/divisions/at?point=${point}`); // prettier-ignore
    const inside = await at('111.65,40.82');
    expect(inside.path.map(({ name }) => name)).toEqual(['内蒙古自治区', '呼和浩特市', '回民区']);
    expect(inside.note).toContain('非法定界线');
    const beijing = await at('116.4,39.9');
    expect(beijing).toMatchObject({ inside: false, path: [] });
    expect(beijing.outsideKm!).toBeGreaterThan(150);
  });
  test('every county contains the point that its record gives', async () => {
    const { items } = await json<List<{ code: string; point: [number, number] }>>('/api/v1/divisions?level=county&limit=200'); // prettier-ignore
    let elsewhere = 0;
    for (const { code, point } of items) {
      const { path } = await json<{ path: { code: string }[] }>(`/api/v1/divisions/at?point=${point.join(',')}`); // prettier-ignore
      if (!path.some((step) => step.code === code)) elsewhere += 1;
    }
    expect(elsewhere).toBeLessThan(items.length / 10); // seats of some suburban counties lie in the city beside
  });
});

describe('a polygon', () => {
  test('pages to its end, and its facets sum to the total', async () => {
    const seen = new Set<number>();
    let next: string | null = null;
    let total = 0;
    do {
      const answer: Response = await post(`/api/v1/places/within?limit=700${next === null ? '' : `&next=${next}`}`, triangle); // prettier-ignore
      const page = (await answer.json()) as List<Place>;
      for (const { id } of page.items) seen.add(id);
      ({ next, total } = page);
    } while (next !== null);
    expect(seen.size).toBe(total);
    expect(total).toBeGreaterThan(1000);
    const facets = (await (await post('/api/v1/places/within/facets', triangle)).json()) as PlaceFacets;
    expect(facets.total).toBe(total);
  });
  test('as GeoJSON', async () => {
    const answer = await post('/api/v1/places/within?limit=3&f=geojson', triangle);
    expect(answer.headers.get('content-type')).toContain('application/geo+json');
    expect(await answer.json()).toMatchObject({ type: 'FeatureCollection', numberReturned: 3 });
  });
  test('one that crosses itself is refused with the place where', async () => {
    const answer = await post('/api/v1/places/within', { type: 'Polygon', coordinates: [[[110, 40], [111, 41], [111, 40], [110, 41], [110, 40]]] }); // prettier-ignore
    expect(answer.status).toBe(400);
    expect(((await answer.json()) as { detail: string }).detail).toContain('110.500000, 40.500000');
  });
  test('what is no polygon is refused', async () => {
    for (const body of [{}, { type: 'Point', coordinates: [1, 2] }, { type: 'Polygon', coordinates: [] }, { type: 'Polygon', coordinates: [[]] }, { type: 'Polygon', coordinates: 'x' }])
      expect((await post('/api/v1/places/within', body)).status, JSON.stringify(body)).toBe(400); // prettier-ignore
  });
});

test('a place as of a day: 呼和浩特市 and the names that it had', async () => {
  const { items } = await json<List<Place>>('/api/v1/places?class=21300&division=150100&limit=1');
  const detail = await json<PlaceDetail>(`/api/v1/places/${items[0]!.id}?at=2020-01-01`);
  expect(detail.asOf?.at).toBe('2020-01-01');
  expect(detail.asOf?.standard?.text).toBe('呼和浩特市');
  expect(detail.asOf?.names.length).toBeGreaterThan(3);
  expect((await json<PlaceDetail>(`/api/v1/places/${items[0]!.id}`)).asOf).toBeNull();
});

test('one meeting point is the one of the list; an unknown one is 404', async () => {
  const { items } = await json<List<MeetingPoint>>('/api/v1/meeting-points?limit=3');
  for (const item of items) expect(await json(`/api/v1/meeting-points/${item.code}`)).toMatchObject(item);
  expect((await fetch(new URL('/api/v1/meeting-points/000000-000001', inject('baseUrl')))).status).toBe(404);
});

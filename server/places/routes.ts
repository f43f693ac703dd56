import type { Audience } from '../accounts/audience.ts';
import type { Query } from '../api/endpoint.ts';
import type { Page } from '../api/paging.ts';
import * as api from '../api/places.ts';
import type { Place, PlaceDetail } from '../api/places.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { featurePage, pointFeature } from '../http/geojson.ts';
import { decodeCursor, encodeCursor } from '../http/paging.ts';
import { notFound } from '../http/problem.ts';
import { route, type Reading } from '../http/route.ts';
import * as queries from './queries.ts';

function toPlace(row: queries.PlaceRow, tree: DivisionTree): Place {
  const path = tree.pathOf(row.denotes_code ?? row.division_code);
  return {
    id: row.id,
    name: row.name,
    roman: row.roman,
    mongolian: row.mongolian,
    class: { code: row.class_code, name: row.class_name },
    path: path.filter(({ code }) => code !== row.denotes_code),
    division: row.division_code,
    denotes: row.denotes_code,
    status: row.status,
    importance: row.importance,
    point: row.point,
    position: row.position,
    source: row.source_id,
    sample: row.sample,
    public: row.public,
    secrecy: row.secrecy,
    updatedAt: row.updated_at,
  };
}

/** The filter of a list or an export, from its parameters. */
export const placeFilter = (
  audience: Audience,
  {
    division,
    class: classCode,
    status,
    sample,
    bbox,
  }: Omit<Query<typeof api.listPlaces>, 'limit' | 'next' | 'f'>,
): queries.PlaceFilter => ({
  audience,
  division,
  class: classCode,
  status,
  sample: sample === undefined ? undefined : sample === 'true',
  bbox,
});

async function page(
  { context, audience }: Reading,
  query: Query<typeof api.listPlaces>,
): Promise<Page<Place>> {
  const { limit, next } = query;
  const filter = placeFilter(audience, query);
  const after = next === undefined ? null : readCursor(next);
  const rows = await queries.listPlaces(context.db, filter, { limit: limit + 1, after });
  const tree = await divisionTree(context.db);
  const items = rows.slice(0, limit).map((row) => toPlace(row, tree));
  const last = items.at(-1);
  return {
    items,
    total: await queries.countPlaces(context.db, filter),
    next: rows.length > limit && last !== undefined ? encodeCursor([last.importance, last.id]) : null,
  };
}

/** A cursor is [importance, id]. */
function readCursor(next: string): { importance: number; id: number } {
  const [importance, id] = decodeCursor(next, 'number', 'number').map((part) =>
    Math.max(0, Math.min(2 ** 31 - 1, Math.trunc(part))),
  );
  return { importance: importance!, id: id! };
}

async function detail({ context, audience }: Reading, id: number): Promise<PlaceDetail> {
  const row = await queries.findPlace(context.db, id, audience);
  if (row === undefined) throw notFound(`Place ${id}`);
  const tree = await divisionTree(context.db);
  const names = row.names.map(({ valid_from, valid_to, ...name }) => ({
    ...name,
    validFrom: valid_from,
    validTo: valid_to,
  }));
  return { ...toPlace(row, tree), names, placeCode: row.place_code, version: row.version };
}

export const placeRoutes = [
  route(
    api.listPlaces,
    (input) => page(input, input.query),
    async (input) => featurePage(await page(input, input.query), (place) => pointFeature(place, place.id)),
  ),
  route(
    api.getPlace,
    (input) => detail(input, input.params.id),
    async (input) => pointFeature(await detail(input, input.params.id), input.params.id),
  ),
  route(api.listPlaceClasses, async ({ context, audience }) => ({
    items: await queries.listPlaceClasses(context.db, audience),
  })),
];

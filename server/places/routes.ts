import type { Audience } from '../accounts/audience.ts';
import type { Query } from '../api/endpoint.ts';
import type { Page } from '../api/paging.ts';
import * as api from '../api/places.ts';
import type { Place, PlaceDetail } from '../api/places.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { featurePage, pointFeature } from '../http/geojson.ts';
import { decodeCursor, encodeCursor } from '../http/paging.ts';
import { badRequest, notFound } from '../http/problem.ts';
import { route, type Input, type Reading } from '../http/route.ts';
import * as reverse from '../api/reverse.ts';
import { textsOf } from '../edits/findings.ts';
import { readText } from '../search/query.ts';
import { countFacets } from './facets.ts';
import type { PlaceFilter } from './filter.ts';
import * as queries from './queries.ts';
import { checkPolygon, nearestPlaces } from './reverse.ts';
import { namesOn } from './names-on.ts';

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

type Filters = Query<typeof api.getPlaceFacets>;
const isTrue = (text: 'true' | 'false' | undefined): boolean | undefined =>
  text === undefined ? undefined : text === 'true';

/** @throws Problem 400 when nothing is left of it: it was control characters or punctuation alone */
function folded(q: string | undefined): string | undefined {
  if (q === undefined) return undefined;
  const { text } = readText(q);
  if (text === '') throw badRequest('query: q has no letter, digit or character of a name.', [{ where: 'query: q', what: '没有可检索的字 nothing in it can be looked up' }]); // prettier-ignore
  return text;
}

/** The filter of a list, of facets or of an export, from its parameters. */
export const placeFilter = (audience: Audience, { q, division, class: classCode, status, source, language, origin, at, bbox, secrecy, ...flags }: Filters): PlaceFilter => ({
  audience, q: folded(q), division, class: classCode, status, source, language, origin, at, bbox, secrecy, sample: isTrue(flags.sample), public: isTrue(flags.public),
}); // prettier-ignore

async function page(
  { context }: Reading,
  filter: PlaceFilter,
  { limit, next }: { limit: number; next?: string | undefined },
): Promise<Page<Place>> {
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

const listed = (input: Input<typeof api.listPlaces>): Promise<Page<Place>> =>
  page(input, placeFilter(input.audience, input.query), input.query);

type InPolygon = Pick<Input<typeof reverse.getFacetsWithin>, 'context' | 'audience' | 'body' | 'query'>;

const insideOf = async (input: InPolygon): Promise<PlaceFilter> => ({
  ...placeFilter(input.audience, input.query),
  inside: await checkPolygon(input.context.db, input.body),
});

const listedInside = async (input: Input<typeof reverse.listPlacesWithin>): Promise<Page<Place>> =>
  page(input, await insideOf(input), input.query);

/** A cursor is [importance, id]. */
function readCursor(next: string): { importance: number; id: number } {
  const [importance, id] = decodeCursor(next, 'number', 'number').map((part) =>
    Math.max(0, Math.min(2 ** 31 - 1, Math.trunc(part))),
  );
  return { importance: importance!, id: id! };
}

/** Texts of the census that are about the name: what else was written down is for staff. */
const openTexts = new Set(['origin', 'meaning', 'history', 'government_history', 'description', 'story', 'language', 'hanzi', 'sound_local', 'sound_standard', 'generic_roman', 'media', 'references', 'spans']); // prettier-ignore

async function detail(
  { context, audience }: Reading,
  id: number,
  at: string | undefined,
): Promise<PlaceDetail> {
  const row = await queries.findPlace(context.db, id, audience);
  if (row === undefined) throw notFound(`Place ${id}`);
  const tree = await divisionTree(context.db);
  const names = row.names.map(({ valid_from, valid_to, ...name }) => ({
    ...name,
    validFrom: valid_from,
    validTo: valid_to,
  }));
  const texts = Object.entries(textsOf(row.attributes));
  return {
    ...toPlace(row, tree),
    names,
    asOf: at === undefined ? null : namesOn(at, names),
    placeCode: row.place_code,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    attributes: Object.fromEntries(texts.filter(([name]) => audience === 'staff' || openTexts.has(name))),
    version: row.version,
  };
}

export const placeRoutes = [
  route(api.listPlaces, listed, async (input) =>
    featurePage(await listed(input), (place) => pointFeature(place, place.id)),
  ),
  route(api.getPlaceFacets, (input) =>
    countFacets(input.context.db, placeFilter(input.audience, input.query)),
  ),
  route(reverse.listNearestPlaces, async ({ context, audience, query }) => {
    const rows = await nearestPlaces(context.db, query.point, query.limit, { audience, class: query.class });
    const tree = await divisionTree(context.db);
    return { items: rows.map((row) => ({ ...toPlace(row, tree), metres: row.metres })) };
  }),
  route(reverse.listPlacesWithin, listedInside, async (input) =>
    featurePage(await listedInside(input), (place) => pointFeature(place, place.id)),
  ),
  route(reverse.getFacetsWithin, async (input) => countFacets(input.context.db, await insideOf(input))),
  route(
    api.getPlace,
    (input) => detail(input, input.params.id, input.query.at),
    async (input) => pointFeature(await detail(input, input.params.id, input.query.at), input.params.id),
  ),
  route(api.listPlaceClasses, async ({ context, audience }) => ({
    items: await queries.listPlaceClasses(context.db, audience),
  })),
];

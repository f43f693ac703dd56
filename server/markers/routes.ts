import type { Query } from '../api/endpoint.ts';
import * as api from '../api/markers.ts';
import type { Marker, MarkerCondition, MarkerDetail } from '../api/markers.ts';
import type { DivisionRef } from '../api/record.ts';
import { neighbourNames } from '../boundaries/queries.ts';
import type { Context } from '../context.ts';
import { divisionTree } from '../divisions/tree.ts';
import { featurePage, pointFeature } from '../http/geojson.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { notFound } from '../http/problem.ts';
import { route } from '../http/route.ts';
import * as queries from './queries.ts';
import type { MarkerDetailRow, MarkerRow } from './queries.ts';

type NameOf = (code: string) => DivisionRef;

/** Names of the region's divisions and of the counties across its outer edge. */
async function namesFor(context: Context): Promise<NameOf> {
  const tree = await divisionTree(context.db);
  const across = await neighbourNames(context.db);
  return (code) => ({ code, name: tree.get(code)?.name ?? across.get(code) ?? code });
}

const toMarker = (row: MarkerRow, nameOf: NameOf): Marker => ({
  id: row.id,
  number: row.number,
  line: { code: row.line_code, name: row.line_name, level: row.line_level },
  type: row.type as Marker['type'],
  material: row.material,
  condition: row.condition as MarkerCondition,
  sides: [row.county_a, row.county_b].filter((code) => code !== null).map(nameOf),
  managing: row.managing_code === null ? null : nameOf(row.managing_code),
  chainageKm: row.chainage_km,
  establishedOn: row.established_on,
  checkedOn: row.checked_on,
  point: row.point,
  transformStatus: row.transform_status as Marker['transformStatus'],
  source: row.source_id,
  sample: row.sample,
  public: row.public,
  secrecy: row.secrecy,
  updatedAt: row.updated_at,
});

async function markers(context: Context, query: Query<typeof api.listMarkers>) {
  const after = query.next === undefined ? null : decodeCursor(query.next, 'string', 'number', 'number');
  const { rows, total } = await queries.listMarkers(context.db, query, query.limit + 1, after as queries.MarkerKey | null); // prettier-ignore
  const nameOf = await namesFor(context);
  const { items, next } = cutPage(rows, query.limit, keyOf);
  return { items: items.map((row) => toMarker(row, nameOf)), total, next };
}

const keyOf = (row: MarkerRow): queries.MarkerKey => [row.line_code, row.sequence ?? 0, row.id];

/** Registered coordinates are shown as they stand; the point is derived from them and may be missing. */
async function detail(context: Context, id: number): Promise<MarkerDetail> {
  const row = await queries.findMarker(context.db, id);
  if (row === undefined) throw notFound(`Marker ${id}`);
  const previous = await queries.neighbourMarker(context.db, keyOf(row), -1);
  const following = await queries.neighbourMarker(context.db, keyOf(row), 1);
  return {
    ...toMarker(row, await namesFor(context)),
    version: row.version,
    registered: registered(row),
    accuracyM: row.accuracy_m,
    surveyMethod: row.survey_method,
    description: row.description,
    transformMethod: row.transform_method,
    attributes: row.attributes as MarkerDetail['attributes'],
    referenceObjects: row.reference_objects as MarkerDetail['referenceObjects'],
    previous: previous ?? null,
    following: following ?? null,
  };
}

const registered = (row: MarkerDetailRow): MarkerDetail['registered'] =>
  row.registered_x === null && row.registered_y === null
    ? null
    : { x: row.registered_x, y: row.registered_y, crs: row.registered_crs, height: row.registered_height };

export const markerRoutes = [
  route(
    api.listMarkers,
    ({ query, context }) => markers(context, query),
    async ({ query, context }) =>
      featurePage(await markers(context, query), (item) => pointFeature(item, item.id)),
  ),
  route(
    api.getMarker,
    ({ params, context }) => detail(context, params.id),
    async ({ params, context }) => pointFeature(await detail(context, params.id), params.id),
  ),
];

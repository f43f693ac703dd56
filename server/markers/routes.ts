import type { Query } from '../api/endpoint.ts';
import * as edits from '../api/marker-edits.ts';
import * as api from '../api/markers.ts';
import { actorOf } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { featurePage, pointFeature } from '../http/geojson.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { route, type Route } from '../http/route.ts';
import { addMarker } from './add-marker.ts';
import { keyOf, readMarker, toMarker } from './detail.ts';
import { editMarker } from './edit-marker.ts';
import { divisionNames } from '../boundaries/division-names.ts';
import * as queries from './queries.ts';
import { markerResults } from './results.ts';

async function markers(context: Context, query: Query<typeof api.listMarkers>) {
  const after = query.next === undefined ? null : decodeCursor(query.next, 'string', 'number', 'number');
  const { rows, total } = await queries.listMarkers(context.db, query, query.limit + 1, after as queries.MarkerKey | null); // prettier-ignore
  const nameOf = await divisionNames(context.db);
  const { items, next } = cutPage(rows, query.limit, keyOf);
  return { items: items.map((row) => toMarker(row, nameOf)), total, next };
}

export const markerRoutes: readonly Route[] = [
  route(
    api.listMarkers,
    ({ query, context }) => markers(context, query),
    async ({ query, context }) =>
      featurePage(await markers(context, query), (item) => pointFeature(item, item.id)),
  ),
  route(
    api.getMarker,
    ({ params, context }) => readMarker(context, params.id),
    async ({ params, context }) => pointFeature(await readMarker(context, params.id), params.id),
  ),
  route(edits.addMarker, ({ body, account, exchange, context }) =>
    addMarker(context, account, actorOf(account, exchange), body),
  ),
  route(edits.editMarker, ({ params, match, body, account, exchange, context }) =>
    editMarker(context, account, actorOf(account, exchange), { id: params.id, match, change: body }),
  ),
  route(edits.listMarkerResults, ({ query, context }) => markerResults(context, query.line)),
];

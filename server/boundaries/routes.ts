import * as api from '../api/boundaries.ts';
import type { MeetingPoint } from '../api/boundaries.ts';
import type { Query } from '../api/endpoint.ts';
import { featurePage, pointFeature } from '../http/geojson.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { route, type Reading } from '../http/route.ts';
import { divisionNames } from './division-names.ts';
import { lineDetail, lineFeature, oneLine, toLine } from './line-detail.ts';
import { meetingDetail, toMeetingPoint } from './meeting-detail.ts';
import * as queries from './queries.ts';

const pageOf = (query: Query<typeof api.listBoundaryLines>, geometry: boolean): queries.Page => ({
  limit: query.limit + 1,
  after: query.next === undefined ? null : decodeCursor(query.next, 'string')[0],
  geometry,
});

const keyOf = ({ code }: { code: string }): [string] => [code];

async function lines(
  { context, audience }: Reading,
  query: Query<typeof api.listBoundaryLines>,
  geometry: boolean,
) {
  const { rows, total } = await queries.listBoundaryLines(
    context.db,
    { ...query, audience },
    pageOf(query, geometry),
  );
  return { ...cutPage(rows, query.limit, keyOf), total };
}

async function points({
  context,
  audience,
  query,
}: Reading & { query: Query<typeof api.listMeetingPoints> }) {
  const { rows, total } = await queries.listMeetingPoints(
    context.db,
    { ...query, audience },
    pageOf(query, false),
  );
  const { items, next } = cutPage(rows, query.limit, keyOf);
  const nameOf = await divisionNames(context.db);
  return { items: items.map((row): MeetingPoint => toMeetingPoint(row, nameOf)), total, next };
}

export const boundaryRoutes = [
  route(
    api.listBoundaryLines,
    async (input) => {
      const page = await lines(input, input.query, false);
      return { ...page, items: page.items.map(toLine) };
    },
    async (input) => featurePage(await lines(input, input.query, true), lineFeature),
  ),
  route(
    api.getBoundaryLine,
    (input) => lineDetail(input, input.params.code),
    async (input) => lineFeature(await oneLine(input, input.params.code, true)),
  ),
  route(api.listMeetingPoints, points, async (input) =>
    featurePage(await points(input), (item) => pointFeature(item, item.code)),
  ),
  route(
    api.getMeetingPoint,
    (input) => meetingDetail(input, input.params.code),
    async (input) => pointFeature(await meetingDetail(input, input.params.code), input.params.code),
  ),
];

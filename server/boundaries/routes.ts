import type { Feature, Geometry } from 'geojson';
import * as api from '../api/boundaries.ts';
import type { BoundaryLine, BoundaryLineDetail, LineLevel, MeetingPoint } from '../api/boundaries.ts';
import type { Query } from '../api/endpoint.ts';
import { divisionTree } from '../divisions/tree.ts';
import { featurePage, pointFeature } from '../http/geojson.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { notFound } from '../http/problem.ts';
import { route, type Reading } from '../http/route.ts';
import { provinceName } from './names.ts';
import * as queries from './queries.ts';
import type { LineRow } from './queries.ts';

const side = (code: string | null, name: string | null): { code: string; name: string }[] =>
  code === null ? [] : [{ code, name: name ?? code }];

const toLine = (row: LineRow): BoundaryLine => ({
  id: row.id,
  code: row.code,
  name: row.name,
  level: row.level as LineLevel,
  sides: [...side(row.side_a, row.side_a_name), ...side(row.side_b, row.side_b_name)],
  lengthKm: row.length_km,
  segments: row.segment_count,
  markers: row.markers ?? 0,
  bbox: row.bbox ?? [],
  legal: row.legal,
  source: row.source_id,
  sample: row.sample,
  public: row.public,
  secrecy: row.secrecy,
  updatedAt: row.updated_at,
});

const toFeature = (row: LineRow): Feature<Geometry | null> => ({
  type: 'Feature',
  id: row.code,
  geometry: row.geometry ?? null,
  properties: toLine(row),
});

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

async function oneLine({ context, audience }: Reading, code: string, geometry: boolean) {
  const row = await queries.findBoundaryLine(context.db, code, geometry, audience);
  if (row === undefined) throw notFound(`Boundary line ${code}`);
  return row;
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
  return { items: await named(context, items), total, next };
}

async function named(
  context: Reading['context'],
  rows: readonly queries.MeetingPointRow[],
): Promise<MeetingPoint[]> {
  const tree = await divisionTree(context.db);
  const across = await queries.neighbourNames(context.db);
  const nameOf = (code: string): string =>
    tree.get(code)?.name ??
    across.get(code) ??
    (code.endsWith('0000') ? provinceName(code.slice(0, 2)) : code);
  return rows.map((row): MeetingPoint => ({
    id: row.id,
    code: row.code,
    name: row.name,
    level: row.level as LineLevel,
    divisions: row.divisions.map((code) => ({ code, name: nameOf(code) })),
    point: row.point!,
    source: row.source_id,
    sample: row.sample,
    public: row.public,
    secrecy: row.secrecy,
    updatedAt: row.updated_at,
  }));
}

async function onePoint({ context, audience }: Reading, code: string): Promise<MeetingPoint> {
  const row = await queries.findMeetingPoint(context.db, code, audience);
  if (row === undefined) throw notFound(`Meeting point ${code}`);
  return (await named(context, [row]))[0]!;
}

export const boundaryRoutes = [
  route(
    api.listBoundaryLines,
    async (input) => {
      const page = await lines(input, input.query, false);
      return { ...page, items: page.items.map(toLine) };
    },
    async (input) => featurePage(await lines(input, input.query, true), toFeature),
  ),
  route(
    api.getBoundaryLine,
    async (input) => {
      const { context } = input;
      const row = await oneLine(input, input.params.code, false);
      const segments = await queries.listSegments(context.db, row.id);
      const conditions = await queries.countConditions(context.db, row.code);
      const tree = await divisionTree(context.db);
      return {
        ...toLine(row),
        version: row.version,
        origin: row.origin as 'derived' | 'surveyed',
        statedLengthKm: row.stated_length_km,
        agreement: row.agreement,
        approval: row.approval,
        approvedOn: row.approved_on,
        attributes: row.attributes as BoundaryLineDetail['attributes'],
        segmentList: segments.map((segment) => ({
          id: segment.id,
          sides: [
            ...side(segment.county_a, tree.get(segment.county_a)?.name ?? null),
            ...side(segment.county_b, segment.county_b_name),
          ],
          lengthKm: segment.length_km,
          carrier: segment.carrier,
        })),
        conditions,
      };
    },
    async (input) => toFeature(await oneLine(input, input.params.code, true)),
  ),
  route(api.listMeetingPoints, points, async (input) =>
    featurePage(await points(input), (item) => pointFeature(item, item.code)),
  ),
  route(
    api.getMeetingPoint,
    (input) => onePoint(input, input.params.code),
    async (input) => pointFeature(await onePoint(input, input.params.code), input.params.code),
  ),
];

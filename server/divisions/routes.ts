import type { Feature, Geometry } from 'geojson';
import * as api from '../api/divisions.ts';
import type { Division } from '../api/divisions.ts';
import { locateDivision } from '../api/reverse.ts';
import type { Query } from '../api/endpoint.ts';
import { featurePage } from '../http/geojson.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { notFound } from '../http/problem.ts';
import { route, type Reading } from '../http/route.ts';
import { divisionsAt } from './at.ts';
import { listOutlines } from './outlines.ts';
import * as queries from './queries.ts';
import type { DivisionRow } from './queries.ts';
import { divisionTree, type DivisionTree } from './tree.ts';

const illustrative = '示意数据, 非法定界线';

function toDivision(row: DivisionRow, tree: DivisionTree): Division {
  const path =
    tree.get(row.code)?.path ?? (row.parent_code === null ? [] : (tree.get(row.parent_code)?.path ?? []));
  return {
    code: row.code,
    level: row.level,
    kind: row.kind,
    name: row.name,
    short: row.short,
    roman: row.roman,
    mongolian: row.mongolian,
    path: path.filter((step) => step.code !== row.code),
    point: row.point,
    pointPosition: row.point === null ? 'unknown' : (row.seat_position ?? 'synthetic'),
    bbox: row.bbox,
    areaKm2: row.area_km2,
    validFrom: row.valid_from,
    validTo: row.valid_to,
    source: row.source_id,
    sample: row.sample,
    public: row.public,
    secrecy: row.secrecy,
    updatedAt: row.updated_at,
  };
}

async function page(
  { context, audience }: Reading,
  query: Query<typeof api.listDivisions>,
  geometry: boolean,
) {
  const after = query.next === undefined ? null : decodeCursor(query.next, 'string')[0];
  const { rows, total } = await queries.listDivisions(
    context.db,
    { ...query, audience },
    {
      limit: query.limit + 1,
      after,
      geometry,
    },
  );
  return { ...cutPage(rows, query.limit, ({ code }) => [code]), total };
}

const toFeature = (row: DivisionRow, tree: DivisionTree): Feature<Geometry | null> => ({
  type: 'Feature',
  id: row.code,
  geometry: row.geometry ?? null,
  properties: toDivision(row, tree),
});

async function one(
  { context, audience }: Reading,
  code: string,
  at: string | undefined,
  geometry: boolean,
): Promise<DivisionRow> {
  const row = await queries.findDivision(context.db, code, at, audience, geometry);
  if (row === undefined) throw notFound(at === undefined ? `Division ${code}` : `Division ${code} on ${at}`);
  return row;
}

export const divisionRoutes = [
  route(
    api.listDivisions,
    async (input) => {
      const tree = await divisionTree(input.context.db);
      const { items, ...rest } = await page(input, input.query, false);
      return { items: items.map((row) => toDivision(row, tree)), ...rest };
    },
    async (input) => {
      const tree = await divisionTree(input.context.db);
      return featurePage(await page(input, input.query, true), (row) => toFeature(row, tree));
    },
  ),
  route(locateDivision, async ({ context, query }) => ({
    point: query.point,
    ...(await divisionsAt(context.db, query.point)),
    note: illustrative,
  })),
  route(
    api.getDivision,
    async (input) => {
      const { params, query, context, audience } = input;
      const row = await one(input, params.code, query.at, false);
      const [tree, children, succession, placeId] = [
        await divisionTree(context.db),
        await queries.countChildren(context.db, row.code, audience),
        await queries.successions(context.db, row.code),
        await queries.placeNaming(context.db, row.code, audience),
      ];
      return {
        ...toDivision(row, tree),
        children: {
          prefecture: children['prefecture'] ?? 0,
          county: children['county'] ?? 0,
          township: children['township'] ?? 0,
        },
        ...succession,
        placeId,
        geometryNote: row.bbox === null ? null : illustrative,
      };
    },
    async (input) =>
      toFeature(
        await one(input, input.params.code, input.query.at, true),
        await divisionTree(input.context.db),
      ),
  ),
  route(api.listDivisionOutlines, async ({ context, query }) => ({
    items: await listOutlines(context.db, query.division),
    note: illustrative,
  })),
];

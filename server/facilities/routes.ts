import type { Query } from '../api/endpoint.ts';
import * as api from '../api/facilities.ts';
import type { Facility, FacilityDetail } from '../api/facilities.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { featurePage, pointFeature } from '../http/geojson.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { notFound } from '../http/problem.ts';
import { route, type Reading } from '../http/route.ts';
import { listNearestFacilities } from '../api/nearest-facilities.ts';
import { nearestFacilities } from './nearest.ts';
import * as queries from './queries.ts';
import type { FacilityRow } from './queries.ts';

const toFacility = (row: FacilityRow, tree: DivisionTree): Facility => ({
  id: row.id,
  kind: { id: row.kind, name: row.kind_name },
  name: row.name,
  path: tree.pathOf(row.township_code ?? row.county_code),
  address: row.address,
  point: row.point,
  position: row.position as Facility['position'],
  status: row.status as Facility['status'],
  level: row.level,
  openedOn: row.opened_on,
  capacity: row.capacity,
  serves: row.serves.map((code) => ({ code, name: tree.get(code)?.name ?? code })),
  source: row.source_id,
  sample: row.sample,
  public: row.public,
  secrecy: row.secrecy,
  updatedAt: row.updated_at,
});

async function facilities({ context, audience }: Reading, query: Query<typeof api.listFacilities>) {
  const after = query.next === undefined ? null : decodeCursor(query.next, 'string', 'string', 'number');
  const { rows, total } = await queries.listFacilities(context.db, { ...query, audience }, query.limit + 1, after as queries.FacilityKey | null); // prettier-ignore
  const tree = await divisionTree(context.db);
  const { items, next } = cutPage(rows, query.limit, (row) => [row.kind, row.county_code, row.id]);
  return { items: items.map((row) => toFacility(row, tree)), total, next };
}

async function detail({ context, audience }: Reading, id: number): Promise<FacilityDetail> {
  const row = await queries.findFacility(context.db, id, audience);
  if (row === undefined) throw notFound(`Facility ${id}`);
  return {
    ...toFacility(row, await divisionTree(context.db)),
    version: row.version,
    code: row.code,
    ownership: row.ownership,
    hostedIn: row.hosted_in,
    phone: row.phone,
    hours: row.hours,
    condition: row.condition,
    equipmentYear: row.equipment_year,
    approvalNo: row.approval_no,
    closedOn: row.closed_on,
    verifiedOn: row.verified_on,
    attributes: row.attributes as FacilityDetail['attributes'],
  };
}

export const facilityRoutes = [
  route(
    api.listFacilities,
    (input) => facilities(input, input.query),
    async (input) => featurePage(await facilities(input, input.query), (item) => pointFeature(item, item.id)),
  ),
  route(
    api.getFacility,
    (input) => detail(input, input.params.id),
    async (input) => pointFeature(await detail(input, input.params.id), input.params.id),
  ),
  route(listNearestFacilities, (input) => nearestFacilities(input, input.query)),
  route(api.listFacilityKinds, async ({ context, audience }) => {
    const kinds = await queries.listFacilityKinds(context.db, audience);
    return {
      items: kinds.map((kind) => ({
        id: kind.id,
        name: kind.name,
        nameEn: kind.name_en,
        unit: kind.unit as 'township' | 'county' | 'prefecture',
        reachKm: kind.reach_km,
        symbol: kind.symbol,
        facilities: kind.facilities ?? 0,
      })),
    };
  }),
];

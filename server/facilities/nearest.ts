import { sql } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import { defaultDetour } from '../api/coverage.ts';
import type { Answer, Query } from '../api/endpoint.ts';
import type { Position } from '../api/geo.ts';
import type * as api from '../api/nearest-facilities.ts';
import type { NearestFacility } from '../api/nearest-facilities.ts';
import { aboutKm } from '../coverage/kilometres.ts';
import type { Db } from '../database/open.ts';
import { divisionTree } from '../divisions/tree.ts';
import { badRequest, notFound } from '../http/problem.ts';
import type { Reading } from '../http/route.ts';
import { todayInChina } from '../naming/today.ts';

interface Row {
  id: number;
  name: string;
  county_code: string;
  township_code: string | null;
  address: string | null;
  phone: string | null;
  hours: string | null;
  status: NearestFacility['status'];
  point: Position;
  position: NearestFacility['position'];
  sample: boolean;
  metres: number;
  total: number;
}

/** 就近可办: what the audience may see of the facilities of a kind that operate, or may, the nearest first. @throws Problem 400, 404 */
export async function nearestFacilities({ context: { db }, audience }: Reading, { kind, limit, ...start }: Query<typeof api.listNearestFacilities>): Promise<Answer<typeof api.listNearestFacilities>> {
  const known = await db.selectFrom('facility_kind').where('id', '=', kind).select('name').executeTakeFirst();
  if (known === undefined) throw notFound(`Facility kind ${kind}`);
  const from = await startOf(db, audience, start);
  const [lon, lat] = from.point;
  const today = todayInChina();
  const { rows } = await sql<Row>`
    select f.id, f.name, f.county_code, f.township_code, f.address, f.phone, f.hours, f.status, f.position, f.sample,
      array[ST_X(f.geom), ST_Y(f.geom)] as point, count(*) over ()::int4 as total,
      ST_Distance(f.geom::geography, ST_SetSRID(ST_MakePoint(${lon}::float8, ${lat}::float8), 4490)::geography) as metres
    from facility f where f.kind = ${kind} and f.geom is not null and f.status in ('operating', 'unknown')
      and (f.opened_on is null or f.opened_on <= ${today}::date) and (f.closed_on is null or f.closed_on > ${today}::date)
      and ${audience === 'public' ? sql`f.public` : sql`true`}
    order by metres, f.id limit ${limit}`.execute(db);
  const tree = await divisionTree(db);
  const sample = rows.some((row) => row.sample);
  return {
    from,
    items: rows.map((row) => ({
      id: row.id,
      kind: { id: kind, name: known.name },
      name: row.name,
      km: Math.round(row.metres) / 1000,
      roadKm: Math.round(row.metres * defaultDetour) / 1000,
      text: aboutKm(row.metres, defaultDetour),
      path: tree.pathOf(row.township_code ?? row.county_code),
      address: row.address,
      phone: row.phone,
      hours: row.hours,
      status: row.status,
      point: row.point,
      position: row.position,
      sample: row.sample,
    })),
    total: rows[0]?.total ?? 0,
    next: null,
    notice: sample ? '示例数据, 不反映实际' : null,
  };
} // prettier-ignore

/** @throws Problem 400, 404 */
async function startOf(db: Db, audience: Audience, { near, place, division }: Pick<Query<typeof api.listNearestFacilities>, 'near' | 'place' | 'division'>): Promise<From> {
  if ([near, place, division].filter((one) => one !== undefined).length !== 1)
    throw badRequest('query: 请给出 near、place、division 之一。Give one of near, place and division.');
  if (near !== undefined) return { point: near, place: null, division: null };
  return place !== undefined ? placeOf(db, audience, place) : seatOf(db, division!);
} // prettier-ignore

type From = Answer<typeof api.listNearestFacilities>['from'];

/** @throws Problem 404 for a division that is not there today; 400 for one whose seat is not known */
async function seatOf(db: Db, code: string): Promise<From> {
  const division = (await divisionTree(db)).get(code);
  if (division === undefined) throw notFound(`Division ${code}`);
  const { rows } = await sql<{ point: Position }>`
    select array[ST_X(seat), ST_Y(seat)] as point from division where code = ${code} and valid_to is null and seat is not null`.execute(db);
  if (rows[0] === undefined) throw badRequest(`query: division: ${division.name} 的驻地位置未知, 请在地图上选点。The position of its seat is not known.`);
  return { point: rows[0].point, place: null, division: { code, name: division.name } };
} // prettier-ignore

/** @throws Problem 404 for a place that is not there, or is not for this audience; 400 for one whose position is not known */
async function placeOf(db: Db, audience: Audience, id: number): Promise<From> {
  const row = await db
    .selectFrom('place')
    .where('id', '=', id)
    .$if(audience === 'public', (query) => query.where('public', '=', true))
    .select([
      'id',
      'name',
      sql<Position | null>`case when geom is null then null else array[ST_X(geom), ST_Y(geom)] end`.as(
        'point',
      ),
    ]) // prettier-ignore
    .executeTakeFirst();
  if (row === undefined) throw notFound(`Place ${id}`);
  if (row.point === null) throw badRequest(`query: place: ${row.name} 的位置未知, 请在地图上选点。Its position is not known.`); // prettier-ignore
  return { point: row.point, place: { id: row.id, name: row.name }, division: null };
}

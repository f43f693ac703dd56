import { given } from '../given.ts';
import { sql } from 'kysely';
import type { FacilityChange, FacilityContent, FacilityRecord } from '../api/facility-edits.ts';
import type { Db } from '../database/open.ts';
import { rowVersion } from '../database/record-version.ts';
import { notFound } from '../http/problem.ts';
import { mergeAttributes, textsOf } from './findings.ts';
import { placed } from './place-record.ts';
import { headOf } from './head.ts';

/** A facility as it is stored, public or not. @throws Problem 404 */
export async function readFacilityRecord(db: Db, id: number): Promise<FacilityRecord> {
  const row = await db
    .selectFrom('facility as f')
    .where('id', '=', id)
    .selectAll('f')
    .select([
      sql<number | null>`ST_X(f.geom)`.as('lon'),
      sql<number | null>`ST_Y(f.geom)`.as('lat'),
      rowVersion('f').as('version'),
    ]) // prettier-ignore
    .executeTakeFirst();
  if (row === undefined) throw notFound(`Facility ${id}`);
  return {
    ...headOf(row),
    content: {
      kind: row.kind,
      name: row.name,
      code: row.code,
      county: row.county_code,
      township: row.township_code,
      address: row.address,
      point: row.lon === null ? null : [row.lon, row.lat!],
      position: row.position as FacilityContent['position'],
      status: row.status as FacilityContent['status'],
      openedOn: row.opened_on,
      closedOn: row.closed_on,
      level: row.level as FacilityContent['level'],
      ownership: row.ownership,
      hostedIn: row.hosted_in,
      capacity: row.capacity,
      serves: row.serves,
      phone: row.phone,
      hours: row.hours,
      condition: row.condition,
      equipmentYear: row.equipment_year,
      envCompliant: row.env_compliant,
      creditCode: row.credit_code,
      services: row.services,
      statusHistory: row.status_history as FacilityContent['statusHistory'],
      approvalNo: row.approval_no,
      verifiedOn: row.verified_on,
      attributes: textsOf(row.attributes),
      public: row.public,
      secrecy: row.secrecy as FacilityContent['secrecy'],
    },
  };
}

const empty: FacilityContent = {
  kind: '', name: '', code: null, county: '', township: null, address: null, point: null, position: 'unknown', status: 'unknown',
  openedOn: null, closedOn: null, level: null, ownership: null, hostedIn: null, capacity: null, serves: [], phone: null, hours: null,
  condition: null, equipmentYear: null, envCompliant: null, creditCode: null, services: [], statusHistory: [], approvalNo: null, verifiedOn: null, attributes: {}, public: true, secrecy: '公开',
}; // prettier-ignore

/** The content after a change. */
export function changeFacility(before: FacilityContent | null, change: FacilityChange): FacilityContent {
  const { attributes, point, position, ...rest } = change;
  const base = before ?? empty;
  return {
    ...base,
    ...(change.statusHistory === undefined && historyAfter(before, change)),
    ...given(rest),
    attributes: mergeAttributes(base.attributes, attributes),
    ...placed(base, { point, position }),
  };
}

/** A status that is changed without its history adds to it, with the day that the change names, if it does. */
function historyAfter(
  before: FacilityContent | null,
  { status, openedOn, closedOn }: FacilityChange,
): Pick<FacilityContent, 'statusHistory'> | undefined {
  if (before === null || status === undefined || status === before.status) return undefined;
  const from = (status === 'closed' ? closedOn : status === 'operating' ? openedOn : null) ?? null;
  return { statusHistory: [...before.statusHistory, { status, from }] };
}

/** Where it stands. */
export const divisionsOf = ({ county, township }: FacilityContent): string[] =>
  township === null ? [county] : [county, township];

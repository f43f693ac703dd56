import type { ExpressionBuilder } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { Bbox } from '../api/geo.ts';
import { codePrefix } from '../divisions/prefix.ts';
import type { Db } from '../database/open.ts';
import { pointOf, within } from '../database/postgis.ts';
import { rowVersion } from '../database/record-version.ts';
import type { DB } from '../database/schema.ts';

export interface FacilityFilter {
  audience: Audience;
  kind?: string | undefined;
  division?: string | undefined;
  status?: string | undefined;
  position?: string | undefined;
  bbox?: Bbox | undefined;
}

/** Place of a facility in the order of the list. */
export type FacilityKey = [kind: string, county: string, id: number];

const matching = (filter: FacilityFilter) => (eb: ExpressionBuilder<DB & { f: DB['facility'] }, 'f'>) =>
  eb.and([
    ...(filter.audience === 'public' ? [eb('f.public', '=', true)] : []),
    ...(filter.kind === undefined ? [] : [eb('f.kind', '=', filter.kind)]),
    ...(filter.status === undefined ? [] : [eb('f.status', '=', filter.status)]),
    ...(filter.position === undefined ? [] : [eb('f.position', '=', filter.position)]),
    ...(filter.bbox === undefined ? [] : [within('f.geom', filter.bbox)]),
    ...(filter.division === undefined
      ? []
      : [
          eb(
            filter.division.length > 6 ? 'f.township_code' : 'f.county_code',
            'like',
            codePrefix(filter.division),
          ),
        ]),
  ]);

const selectFacilities = (db: Db) =>
  db
    .selectFrom('facility as f')
    .innerJoin('facility_kind as k', 'k.id', 'f.kind')
    .select([
      'f.id',
      'f.kind',
      'k.name as kind_name',
      'f.name',
      'f.county_code',
      'f.township_code',
      'f.address',
      'f.position',
      'f.status',
      'f.level',
      'f.opened_on',
      'f.capacity',
      'f.serves',
      'f.condition',
      'f.equipment_year',
      'f.env_compliant',
      'f.credit_code',
      'f.services',
      'f.status_history',
      'f.ownership',
      'f.approval_no',
      'f.closed_on',
      'f.verified_on',
      'f.phone',
      'f.hours',
      'f.hosted_in',
      'f.code',
      'k.equipment_years',
      'f.source_id',
      'f.sample',
      'f.public',
      'f.secrecy',
      'f.updated_at',
    ]) // prettier-ignore
    .select(pointOf('f.geom').as('point'));

export type FacilityRow = Awaited<ReturnType<typeof listFacilities>>['rows'][number];

/** A page of facilities by kind, county and id; `division` is where they stand, not whom they serve. */
export async function listFacilities(
  db: Db,
  filter: FacilityFilter,
  limit: number,
  after: FacilityKey | null,
) {
  const rows = await selectFacilities(db)
    .where(matching(filter))
    .$if(after !== null, (query) =>
      query.where((eb) => eb(eb.refTuple('f.kind', 'f.county_code', 'f.id'), '>', eb.tuple(...after!))),
    )
    .orderBy('f.kind')
    .orderBy('f.county_code')
    .orderBy('f.id')
    .limit(limit)
    .execute();
  const { total } = await db
    .selectFrom('facility as f')
    .where(matching(filter))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  return { rows, total };
}

export const findFacility = (db: Db, id: number, audience: Audience) =>
  selectFacilities(db)
    .where('f.id', '=', id)
    .$if(audience === 'public', (query) => query.where('f.public', '=', true))
    .select('f.attributes')
    .select(rowVersion('f').as('version'))
    .executeTakeFirst();

/** Kinds in their own order, with the number of facilities of any status. */
export const listFacilityKinds = (db: Db, audience: Audience) =>
  db
    .selectFrom('facility_kind as k')
    .select((eb) => [
      'k.id',
      'k.name',
      'k.name_en',
      'k.unit',
      'k.reach_km',
      'k.symbol',
      eb
        .selectFrom('facility as f')
        .whereRef('f.kind', '=', 'k.id')
        .$if(audience === 'public', (query) => query.where('f.public', '=', true))
        .select(eb.fn.countAll<number>().as('n'))
        .as('facilities'),
    ]) // prettier-ignore
    .orderBy('k.sort')
    .execute();

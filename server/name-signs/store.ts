import { sql, type RawBuilder } from 'kysely';
import type { Bbox } from '../api/geo.ts';
import type { NameSign, NewSign } from '../api/name-signs.ts';
import type { Db } from '../database/open.ts';
import { within } from '../database/postgis.ts';
import { rowVersion } from '../database/record-version.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { notFound } from '../http/problem.ts';
import type { Whole } from '../office/records.ts';

export interface SignRow {
  id: number;
  version: string;
  name: string;
  place_id: number | null;
  place_name: string | null;
  division_code: string;
  kind: NameSign['kind'];
  material: string | null;
  state: NameSign['state'];
  lon: number | null;
  lat: number | null;
  location: string | null;
  erected_on: string | null;
  checked_on: string | null;
  note: string | null;
  photo: number | null;
  created_by: string;
  updated_at: string;
}

export interface SignFilter {
  q?: string | undefined;
  division?: string | undefined;
  kind?: NameSign['kind'] | undefined;
  state?: NameSign['state'] | undefined;
  place?: number | undefined;
  bbox?: Bbox | undefined;
}

const selected = sql`s.*, ST_X(s.geom) as lon, ST_Y(s.geom) as lat, ${rowVersion('s')} as version,
  (select p.name from place p where p.id = s.place_id) as place_name,
  (select max(a.id) from attachment a where a.sign_id = s.id and a.media_type like 'image/%') as photo`;

function conditionOf({ q, division, kind, state, place, bbox }: SignFilter): RawBuilder<unknown> {
  return sql.join(
    [
      sql`true`,
      ...(q === undefined ? [] : [sql`(strpos(s.name, ${q}) > 0 or strpos(coalesce(s.location, ''), ${q}) > 0)`]), // prettier-ignore
      ...(division === undefined ? [] : [sql`s.division_code like ${codePrefix(division)}`]),
      ...(kind === undefined ? [] : [sql`s.kind = ${kind}`]),
      ...(state === undefined ? [] : [sql`s.state = ${state}`]),
      ...(place === undefined ? [] : [sql`s.place_id = ${place}`]),
      ...(bbox === undefined ? [] : [within('s.geom', bbox)]),
    ],
    sql` and `,
  );
}

/** A page of signs, the newest first, before the id `before`. */
export async function listSigns(
  db: Db,
  filter: SignFilter,
  { before, limit }: { before: number | null; limit: number },
): Promise<{ rows: SignRow[]; total: number }> {
  const where = conditionOf(filter);
  const { rows } = await sql<SignRow>`
    select ${selected} from name_sign s where ${where} and (${before}::int4 is null or s.id < ${before})
    order by s.id desc limit ${limit}`.execute(db);
  const { rows: count } = await sql<{ total: number }>`select count(*)::int4 as total from name_sign s where ${where}`.execute(db); // prettier-ignore
  return { rows, total: count[0]!.total };
}

/** @param lock for the rest of the transaction  @throws Problem 404 */
export async function findSign(db: Db, id: number, lock = false): Promise<SignRow> {
  const { rows } = await sql<SignRow>`select ${selected} from name_sign s where s.id = ${id} ${lock ? sql`for update of s` : sql``}`.execute(db); // prettier-ignore
  if (rows[0] === undefined) throw notFound(`Sign ${id}`);
  return rows[0];
}

const columnsOf = (content: NewSign) => ({
  name: content.name,
  place_id: content.placeId ?? null,
  division_code: content.division,
  kind: content.kind,
  material: content.material ?? null,
  state: content.state,
  geom: content.point == null ? null : sql<string>`ST_SetSRID(ST_MakePoint(${content.point[0]}, ${content.point[1]}), 4490)`, // prettier-ignore
  location: content.location ?? null,
  erected_on: content.erectedOn ?? null,
  checked_on: content.checkedOn ?? null,
  note: content.note ?? null,
});

export const contentOf = (row: SignRow): Whole<NewSign> => ({
  name: row.name,
  placeId: row.place_id,
  division: row.division_code,
  kind: row.kind,
  material: row.material,
  state: row.state,
  point: row.lon === null ? null : [row.lon, row.lat!],
  location: row.location,
  erectedOn: row.erected_on,
  checkedOn: row.checked_on,
  note: row.note,
});

export async function insertSign(trx: Db, content: NewSign, by: string): Promise<number> {
  const made = await trx
    .insertInto('name_sign')
    .values({ ...columnsOf(content), created_by: by })
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}

export async function updateSign(trx: Db, id: number, content: NewSign): Promise<void> {
  await trx.updateTable('name_sign').set({ ...columnsOf(content), updated_at: sql<string>`now()` }).where('id', '=', id).execute(); // prettier-ignore
}

export async function deleteSign(trx: Db, id: number): Promise<void> {
  await trx.deleteFrom('name_sign').where('id', '=', id).execute();
}

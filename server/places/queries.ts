import { createHash } from 'node:crypto';
import type { Audience } from '../accounts/audience.ts';
import { sql, type ExpressionBuilder } from 'kysely';
import type { Position, PositionKind } from '../api/geo.ts';
import type { Db } from '../database/open.ts';
import { pointOf } from '../database/postgis.ts';
import { placeVersion } from '../database/record-version.ts';
import type { DB } from '../database/schema.ts';
import { conditions, type PlaceFilter, type PlaceStatusValue } from './filter.ts';
import type { Name } from './keys.ts';

/** A place as stored, before its path is added. `point` is [lon, lat], EPSG:4490. */
export interface PlaceRow {
  id: number;
  name: string;
  roman: string | null;
  mongolian: string | null;
  class_code: string;
  class_name: string | null;
  division_code: string;
  denotes_code: string | null;
  status: PlaceStatusValue;
  importance: number;
  point: Position | null;
  position: PositionKind;
  source_id: string;
  sample: boolean;
  public: boolean;
  secrecy: string;
  updated_at: string;
}

/** Places as they are listed. */
export const selectPlaces = (db: Db) =>
  db
    .selectFrom('place')
    .leftJoin('place_class as c', 'c.code', 'place.class_code')
    .select([
      'place.id',
      'place.name',
      'roman',
      'mongolian',
      'class_code',
      'c.name as class_name',
      'division_code',
      'denotes_code',
      'status',
      'importance',
      'position',
      'source_id',
      'sample',
      'public',
      'secrecy',
      'updated_at',
    ]) // prettier-ignore
    .select(pointOf('place.geom').as('point'));

/** A page of places, the most important first and then by id, after `after`. */
export async function listPlaces(
  db: Db,
  filter: PlaceFilter,
  page: { limit: number; after: { importance: number; id: number } | null },
): Promise<PlaceRow[]> {
  const rows = await selectPlaces(db)
    .where((eb) => conditions(eb as unknown as ExpressionBuilder<DB, 'place'>, filter))
    .$if(page.after !== null, (query) =>
      query
        .where('importance', '<=', page.after!.importance)
        .where((eb) =>
          eb.or([eb('importance', '<', page.after!.importance), eb('place.id', '>', page.after!.id)]),
        ),
    )
    .orderBy('importance', 'desc')
    .orderBy('place.id')
    .limit(page.limit)
    .execute();
  return rows as PlaceRow[];
}

const counted = new WeakMap<Db, { version: number; totals: Map<string, number> }>();
const keptTotals = 2000;
const longestKey = 500;

/** The exact number of places that pass the filter; counted once for each data version. */
export async function countPlaces(db: Db, filter: PlaceFilter): Promise<number> {
  const version = await placesVersion(db);
  let known = counted.get(db);
  if (known === undefined || known.version !== version)
    counted.set(db, (known = { version, totals: new Map() }));
  const text = JSON.stringify(filter);
  const key = text.length < longestKey ? text : createHash('sha256').update(text).digest('base64'); // a polygon is long
  const kept = known.totals.get(key);
  if (kept !== undefined) return kept;
  const { total } = await db
    .selectFrom('place')
    .where((eb) => conditions(eb, filter))
    .select((eb) => eb.fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  if (known.totals.size >= keptTotals) known.totals.delete(known.totals.keys().next().value!);
  known.totals.set(key, total);
  return total;
}

/** Changes with every change of a place. */
export async function placesVersion(db: Db): Promise<number> {
  const row = await db
    .selectFrom('data_version')
    .where('dataset', '=', 'places')
    .select('version')
    .executeTakeFirst();
  return row?.version ?? 0;
}

export interface PlaceNameRow extends Name {
  valid_from: string | null;
  valid_to: string | null;
}

export interface PlaceDetailRow extends PlaceRow {
  version: string;
  place_code: string | null;
  valid_from: string | null;
  valid_to: string | null;
  attributes: unknown;
  names: PlaceNameRow[];
}

/** One place with all its names. */
export async function findPlace(db: Db, id: number, audience: Audience): Promise<PlaceDetailRow | undefined> {
  const row = await selectPlaces(db)
    .where('place.id', '=', id)
    .$if(audience === 'public', (query) => query.where('public', '=', true))
    .select(['place_code', 'valid_from', 'valid_to', 'attributes', placeVersion('place').as('version')])
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const names = await db
    .selectFrom('place_name')
    .where('place_id', '=', id)
    .select(['text', 'kind', 'lang', 'reading', 'valid_from', 'valid_to'])
    .orderBy(sql`array_position(array['standard', 'short', 'alias', 'former', 'variant'], kind)`)
    .orderBy('text')
    .execute();
  return {
    ...(row as Omit<PlaceDetailRow, 'names'>),
    names: names as PlaceNameRow[],
  };
}

/** Every class with the number of places in it and its subclasses, as far as the audience may count them. */
export async function listPlaceClasses(db: Db, audience: Audience) {
  return db
    .with(
      (cte) => cte('n').materialized(), // counted once, not once a class
      (cte) =>
        cte
          .selectFrom('place')
          .$if(audience === 'public', (query) => query.where('public', '=', true))
          .groupBy('class_code')
          .select(['class_code', (eb) => eb.fn.countAll<number>().as('places')]),
    )
    .selectFrom('place_class as c')
    .select([
      'c.code',
      'c.parent_code as parentCode',
      'c.name',
      'c.name_en as nameEn',
      'c.verified',
      'c.settlement',
    ])
    .select((eb) =>
      eb
        .selectFrom('n')
        .where('n.class_code', 'like', sql<string>`rtrim(c.code, '0') || '%'`)
        .select(sql<number>`coalesce(sum(n.places), 0)::int4`.as('places'))
        .as('places'),
    )
    .orderBy('c.code')
    .$castTo<ClassRow>()
    .execute();
}

interface ClassRow {
  code: string;
  parentCode: string | null;
  name: string;
  nameEn: string | null;
  verified: boolean;
  settlement: boolean;
  places: number;
}

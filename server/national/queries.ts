import { sql, type RawBuilder } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { Db } from '../database/open.ts';
import { andPublic } from '../database/public.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { classPrefix } from '../places/classes.ts';
import { fold, prefixEnd } from '../places/fold.ts';
import { kinds, terminator } from '../places/keys.ts';

type Sql = RawBuilder<unknown>;

export interface NationalFilter {
  audience: Audience;
  name: string; // '': any
  exact: boolean;
  class: string | null;
  division: string | null; // 6 or 9 digits
  year: number; // 0: today
}

export interface NationalRow {
  id: number;
  place_code: string | null;
  name: string;
  roman: string | null;
  mongolian: string | null;
  class_code: string;
  class_name: string | null;
  division_code: string;
  lon: number | null;
  lat: number | null;
  sample: boolean;
  attributes: Record<string, unknown> | null;
  former: string | null;
}

const all = (conditions: readonly Sql[]): Sql => sql.join([sql`true`, ...conditions], sql` and `);

/** Codes that begin so; the character after the digits is ':'. */
const begins = (column: Sql, prefix: string): Sql =>
  sql`${column} collate "C" >= ${prefix} and ${column} collate "C" < ${`${prefix}:`}`;

const inDivision = (division: string): Sql =>
  begins(sql`p.division_code`, codePrefix(division).replace('%', ''));

/** Ids of the places that have a whole name, or its end from some character on, that begins so. */
function named({ name, exact, audience }: NationalFilter): Sql {
  const folded = fold(name);
  const key = exact ? sql`key = ${folded + terminator}` : sql`key >= ${folded} and key < ${prefixEnd(folded)}`; // prettier-ignore
  const of = exact ? [kinds.standard] : [kinds.standard, kinds.hanziTail];
  const seen = audience === 'public' ? sql` and place_id > 0` : sql``; // ids of the others are negated
  return sql`p.id in (select abs(place_id) from name_key where ${key} and kind = any(${of}::int2[])${seen})`;
}

function conditions(filter: NationalFilter): Sql {
  const { audience, name, exact, year } = filter;
  const end = `${String(year).padStart(4, '0')}-12-31`;
  return all([
    ...(audience === 'public' ? [sql`p.public`] : []),
    ...(name === '' ? [] : [named(filter), exact ? sql`p.name = ${name}` : sql`position(${name} in p.name) > 0`]), // prettier-ignore
    ...(filter.class === null ? [] : [begins(sql`p.class_code`, classPrefix(filter.class))]),
    ...(filter.division === null ? [] : [inDivision(filter.division)]),
    year === 0
      ? sql`p.status = 'current'`
      : sql`p.status <> 'proposed' and (p.valid_from is null or p.valid_from <= ${end}::date) and (p.valid_to is null or p.valid_to > ${end}::date)
          and (p.status = 'current' or p.valid_to is not null)`,
  ]);
}

const columns = sql.raw(`
  p.id, p.place_code, p.name, p.roman, p.mongolian, p.class_code, c.name as class_name, p.division_code, ST_X(p.geom) as lon, ST_Y(p.geom) as lat,
  p.sample, p.attributes,
  (select string_agg(n.text, '、' order by n.text) from place_name n where n.place_id = p.id and n.kind = 'former' and n.lang = 'zh-Hans') as former`);

/** A page, equal names first, then by importance. @param skip entries before the page */
export async function listNational(
  db: Db,
  filter: NationalFilter,
  limit: number,
  skip: number,
): Promise<NationalRow[]> {
  const first = filter.name === '' ? sql`` : sql`p.name <> ${filter.name}, `;
  const { rows } = await sql<NationalRow>`
    select ${columns} from place p left join place_class c on c.code = p.class_code where ${conditions(filter)}
    order by ${first}p.importance desc, p.id limit ${limit} offset ${skip}`.execute(db);
  return rows;
}

export async function countNational(db: Db, filter: NationalFilter): Promise<number> {
  const { rows } = await sql<{ total: number }>`
    select count(*)::int4 as total from place p where ${conditions(filter)}`.execute(db);
  return rows[0]!.total;
}

export async function findNational(db: Db, id: number, audience: Audience): Promise<NationalRow | undefined> {
  const seen = andPublic(audience, 'p');
  const { rows } = await sql<NationalRow>`
    select ${columns} from place p left join place_class c on c.code = p.class_code where p.id = ${id} ${seen}`.execute(
    db,
  );
  return rows[0];
}

/** What is counted together: places of the same name, or of the same pinyin. */
export interface Same {
  audience: Audience;
  by: 'name' | 'pinyin';
  text: string;
  division: string | null;
}

/** The pinyin of the keys has neither tones nor spaces, and ü is u there. */
const same = ({ audience, by, text, division }: Same): Sql =>
  all([
    sql`p.status = 'current'`,
    ...(audience === 'public' ? [sql`p.public`] : []),
    ...(by === 'name' ? [sql`p.name = ${text}`] : []),
    sql`p.id in (select abs(place_id) from name_key where key = ${fold(by === 'name' ? text : text.replaceAll(/v/gi, 'u')) + terminator} and kind = ${by === 'name' ? kinds.standard : kinds.pinyin}::int2
      ${audience === 'public' ? sql`and place_id > 0` : sql``})`,
    ...(division === null ? [] : [inDivision(division)]),
  ]);

/** Number of places by the first `digits` of their division's code. */
export async function countByArea(
  db: Db,
  one: Same,
  digits: 4 | 6 | 9,
): Promise<{ code: string; count: number }[]> {
  const { rows } = await sql<{ code: string; count: number }>`
    select left(p.division_code, ${digits}::int4) as code, count(*)::int4 as count from place p where ${same(one)} group by 1 order by 2 desc, 1`.execute(
    db,
  );
  return rows;
}

export async function countByType(
  db: Db,
  one: Same,
): Promise<{ type: string | null; typeCode: string; count: number }[]> {
  const { rows } = await sql<{ type: string | null; typeCode: string; count: number }>`
    select c.name as type, p.class_code as "typeCode", count(*)::int4 as count
    from place p left join place_class c on c.code = p.class_code where ${same(one)} group by 1, 2 order by 3 desc, 2`.execute(
    db,
  );
  return rows;
}

import { sql, type Expression, type ExpressionBuilder, type SqlBool } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { Bbox } from '../api/geo.ts';
import type { NameLanguage } from '../api/places.ts';
import { within } from '../database/postgis.ts';
import type { DB } from '../database/schema.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { matchOf } from '../search/match.ts';
import { classPrefix } from './classes.ts';

export type PlaceStatusValue = 'current' | 'renamed' | 'abolished' | 'merged' | 'proposed';

/** Name, where and when: what facets count anew for each value. */
export interface Extent {
  q?: string | undefined; // folded
  at?: string | undefined; // ISO date
  bbox?: Bbox | undefined;
  inside?: string | undefined; // a valid GeoJSON polygon, EPSG:4490
}

export interface PlaceFilter extends Extent {
  audience: Audience;
  division?: string | undefined;
  class?: string | undefined;
  status?: PlaceStatusValue | undefined;
  source?: string | undefined;
  language?: NameLanguage | undefined;
  origin?: string | undefined; // 地名语种
  sample?: boolean | undefined;
  public?: boolean | undefined;
  secrecy?: string | undefined;
}

/** Codes that begin with `prefix`, as a range that the index answers; the character after the digits is ':'. */
const beginsWith = (column: 'division_code' | 'class_code', prefix: string): Expression<SqlBool> =>
  sql<SqlBool>`${sql.ref(`place.${column}`)} collate "C" >= ${prefix} and ${sql.ref(`place.${column}`)} collate "C" < ${`${prefix}:`}`;

/** What digits the division codes inside one begin with. */
export const divisionPrefix = (code: string): string => codePrefix(code).replace('%', '');

/** Of a name `n` in place_name. Chinese and English are no languages of minorities; `zh-Latn-pinyin` is Chinese. */
export const isMinority = sql<SqlBool>`n.lang collate "C" !~ '^(zh|en|und)'`;

const speaks = (language: NameLanguage): Expression<SqlBool> =>
  sql<SqlBool>`exists (select from place_name n where n.place_id = place.id and n.lang <> 'zh-Hans'
    and ${language === 'minority' ? isMinority : sql<SqlBool>`n.lang = ${language}`})`;

/** Ids of the keys are negated where a place is not public; the rows decide what is shown. */
const called = (text: string): Expression<SqlBool> =>
  sql<SqlBool>`place.id in (select abs(place_id) from name_key where ${matchOf(text, false).range})`;

export const extentConditions = ({ q, at, bbox, inside }: Extent): Expression<SqlBool>[] => [
  ...(q === undefined ? [] : [called(q)]),
  ...(at === undefined ? [] : [sql<SqlBool>`(place.valid_from is null or place.valid_from <= ${at}::date) and (place.valid_to is null or place.valid_to > ${at}::date)`]), // prettier-ignore
  ...(bbox === undefined ? [] : [within('place.geom', bbox)]),
  ...(inside === undefined ? [] : [sql<SqlBool>`ST_Covers(ST_SetSRID(ST_GeomFromGeoJSON(${inside}), 4490), place.geom)`]), // prettier-ignore
];

export const conditions = (eb: ExpressionBuilder<DB, 'place'>, filter: PlaceFilter): Expression<SqlBool> =>
  eb.and([
    ...(filter.audience === 'public' ? [eb('public', '=', true)] : []),
    ...(filter.public === undefined ? [] : [eb('public', '=', filter.public)]),
    ...(filter.secrecy === undefined ? [] : [eb('secrecy', '=', filter.secrecy)]),
    ...(filter.division === undefined ? [] : [beginsWith('division_code', divisionPrefix(filter.division))]),
    ...(filter.class === undefined ? [] : [beginsWith('class_code', classPrefix(filter.class))]),
    ...(filter.status === undefined ? [] : [eb('status', '=', filter.status)]),
    ...(filter.source === undefined ? [] : [eb('place.source_id', '=', filter.source)]),
    ...(filter.origin === undefined
      ? []
      : [sql<SqlBool>`place.attributes ->> 'language' = ${filter.origin}`]),
    ...(filter.sample === undefined ? [] : [eb('sample', '=', filter.sample)]),
    ...extentConditions(filter),
    ...(filter.language === undefined ? [] : [speaks(filter.language)]),
  ]);

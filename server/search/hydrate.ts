import { sql } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { Bbox, Position } from '../api/geo.ts';
import type { Db } from '../database/open.ts';
import { prepared } from '../database/prepared.ts';
import { pointOf } from '../database/postgis.ts';
import { andPublic } from '../database/public.ts';
import type { NamedPlace } from '../places/keys.ts';
import type { FeatureType } from './features.ts';

/** What a place shows in the box, and the names that explain why it is there. */
export interface PlaceRow extends NamedPlace {
  id: number;
  class_code: string;
  class_name: string | null;
  division_code: string;
  point: Position | null;
  sample: boolean;
}

/** The present versions of the keys and of the divisions, read along with the answers. */
export interface Versions {
  search_version: number;
  divisions_version: number;
}

export const versions = sql`(select version from data_version where dataset = 'search') as search_version,
  (select version from data_version where dataset = 'divisions') as divisions_version`;

/** The rows decide what the public may see, not the keys: those follow an edit a moment later. */
export async function placesById(db: Db, ids: readonly number[], audience: Audience): Promise<PlaceRow[]> {
  const { rows } = await sql<PlaceRow>`${sql.raw(prepared)}
    select p.id, p.name, p.roman, p.mongolian, p.denotes_code as denotes, p.class_code, c.name as class_name, p.division_code,
      ${pointOf('p.geom')} as point, p.sample,
      coalesce((select json_agg(json_build_object('text', text, 'kind', kind, 'lang', lang, 'reading', reading))
        from place_name where place_id = p.id), '[]'::json) as names
    from place p left join place_class c on c.code = p.class_code
    where p.id = any(${ids}::int4[]) ${andPublic(audience, 'p')}`.execute(db);
  return rows;
}

/** What a boundary line, a marker or a facility shows in the box. */
export interface FeatureRow {
  id: number;
  code: string; // line code; the id of the others
  name: string;
  detail: string | null;
  divisions: (string | null)[];
  point: Position | null;
  bbox: Bbox | null;
  sample: boolean;
}

export async function featuresById(
  db: Db,
  type: FeatureType,
  ids: readonly number[],
  audience: Audience,
): Promise<FeatureRow[]> {
  const wanted = sql`${ids}::int4[]`;
  const statements = {
    'boundary-line': sql<FeatureRow>`${sql.raw(prepared)} select id, code, name, level as detail, array[side_a, side_b] as divisions,
      null::float8[] as point, array[ST_XMin(box), ST_YMin(box), ST_XMax(box), ST_YMax(box)] as bbox, sample
      from boundary_line cross join lateral (select geom::box2d as box offset 0) b where id = any(${wanted}) ${andPublic(audience, 'boundary_line')}`,
    marker: sql<FeatureRow>`${sql.raw(prepared)} select m.id, m.id::text as code, m.number as name, coalesce(l.name, m.line_code) as detail,
      array[m.county_a, m.county_b] as divisions, ${pointOf('m.geom')} as point, null::float8[] as bbox, m.sample
      from boundary_marker m left join boundary_line l on l.code = m.line_code where m.id = any(${wanted}) ${andPublic(audience, 'm')}`,
    facility: sql<FeatureRow>`${sql.raw(prepared)} select f.id, f.id::text as code, f.name, k.name as detail,
      array[coalesce(f.township_code, f.county_code)] as divisions, ${pointOf('f.geom')} as point, null::float8[] as bbox, f.sample
      from facility f join facility_kind k on k.id = f.kind where f.id = any(${wanted}) ${andPublic(audience, 'f')}`,
  };
  return (await statements[type].execute(db)).rows;
}

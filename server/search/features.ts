import { sql } from 'kysely';
import type { HitType } from '../api/search.ts';
import { and, type Filter, type Sql } from './match.ts';

/** What is found through feature_key, in the order of its text. Their uid is 2^32 * (index + 1) + id; below are the places. */
export const featureTypes = ['boundary-line', 'facility', 'marker'] as const;
export type FeatureType = (typeof featureTypes)[number];
const span = 2 ** 32;

export const featureUid = sql`(${span}::int8 * (case feature when 'boundary-line' then 1 when 'facility' then 2 else 3 end) + feature_id)`;

export function readUid(uid: number): { type: HitType; id: number } {
  return uid < span
    ? { type: 'place', id: Math.abs(uid) }
    : { type: featureTypes[Math.floor(uid / span) - 1]!, id: uid % span };
}

const under = (column: string, prefix: string): Sql => sql`${sql.ref(column)} like ${`${prefix}%`}`;

/** Conditions of a filter on feature_key; null when no feature can pass it. */
export function featureFilterSql({
  type,
  division,
  class: placeClass,
  bbox,
  audience,
}: Filter): Sql[] | null {
  if (type === 'place' || type === 'division' || placeClass !== undefined) return null;
  const conditions: Sql[] = type === undefined ? [] : [sql`feature = ${type}`];
  if (audience === 'public') conditions.push(sql`public and feature <> 'marker'`);
  if (division !== undefined) {
    const prefix = division.length === 9 ? division : division.replace(/(?:0000|00)$/, '');
    const sides = (a: string, b: string): Sql => sql`(${under(a, prefix)} or ${under(b, prefix)})`;
    conditions.push(sql`case feature
      when 'facility' then exists (select from facility where id = feature_id and ${sides('county_code', 'township_code')})
      when 'marker' then exists (select from boundary_marker where id = feature_id and ${sides('county_a', 'county_b')})
      else exists (select from boundary_segment where line_id = feature_id and ${sides('county_a', 'county_b')}) end`);
  }
  if (bbox !== undefined) {
    const inside = sql`geom && ST_MakeEnvelope(${sql.join(bbox)}, 4490)`;
    conditions.push(sql`case feature
      when 'facility' then exists (select from facility where id = feature_id and ${inside})
      when 'marker' then exists (select from boundary_marker where id = feature_id and ${inside})
      else false end`); // a line has no point
  }
  return [and(conditions)];
}

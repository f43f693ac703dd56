import { expressionBuilder, sql, type Expression, type RawBuilder, type SqlBool } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { TileFilter } from '../api/dynamic-tiles.ts';
import type { TileSetId } from '../api/tiles.ts';
import { within } from '../database/postgis.ts';
import { andPublic } from '../database/public.ts';
import type { DB } from '../database/schema.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { stands } from '../markers/derive.ts';
import { todayInChina } from '../naming/today.ts';
import { conditions } from '../places/filter.ts';
import { placeFilter } from '../places/routes.ts';
import type { Properties } from '../tiles/feature.ts';
import { groupOf } from '../tiles/layers/places.ts';
import type { TileBox } from './tile-box.ts';

/** A row of a tile: where it is, degrees, and what the tile says of it. */
export interface DynamicRow extends Record<string, unknown> {
  layer: string;
  id: number;
  lon: number | null; // of a point
  lat: number | null;
  west?: number; // of a line or polygon: the box around it
  south?: number;
  east?: number;
  north?: number;
  rank: number; // the smaller, the sooner when there are too many
}

/** The caller orders rows by `rank`, and limits them. */
export type DynamicSet<S extends TileSetId> = {
  properties(row: DynamicRow): Properties;
  /** How many of the features say from or to when they are (`dated`), where the set can be asked for as of a day; the others are drawn as they are now. */
  dated?(audience: Audience): RawBuilder<{ features: number; dated: number }>;
} & (
  | {
      /** Points: asked for anew for each tile. */
      rows(filter: TileFilter<S>, audience: Audience, box: TileBox): RawBuilder<DynamicRow>;
    }
  | {
      /** Lines and polygons: all rows of a filter are kept as long as the data are the same, their geometries (`geom` of `table`) too. */
      allRows(filter: TileFilter<S>, audience: Audience): RawBuilder<DynamicRow>;
      table: string;
      minzoom: Readonly<Record<string, number>>; // of layers that begin later than the set
    }
);

type Sets = { [S in TileSetId]: DynamicSet<S> };

const test = (...tests: (RawBuilder<unknown> | null)[]): RawBuilder<SqlBool> =>
  sql<SqlBool>`${sql.join([sql`true`, ...tests.filter((one) => one !== null)], sql` and `)}`;
const is = (column: string, value: string | boolean | undefined): RawBuilder<unknown> | null =>
  value === undefined ? null : sql`${sql.ref(column)} = ${value}`;
const liesIn = (column: string, code: string | undefined): RawBuilder<unknown> | null =>
  code === undefined ? null : sql`${sql.ref(column)} like ${codePrefix(code)}`;
/** In force on a day; without one, now. An unknown day is no bound. */
const on = (day: string | undefined, from: string, to: string): RawBuilder<unknown> =>
  day === undefined
    ? sql`${sql.ref(to)} is null`
    : sql`(${sql.ref(from)} is null or ${sql.ref(from)} <= ${day}::date) and (${sql.ref(to)} is null or ${sql.ref(to)} > ${day}::date)`;

const boxOf = (geom: string): RawBuilder<unknown> => {
  const g = sql.ref(geom);
  return sql`null::float8 as lon, null::float8 as lat, ST_XMin(${g}) as west, ST_YMin(${g}) as south, ST_XMax(${g}) as east, ST_YMax(${g}) as north`;
}; // prettier-ignore

/** Below this zoom the first of every cell of 8 pixels is drawn, from here on every place. */
const thinBelow = 12;
const cells = 64;

/** What a cell of the list of places shows first. */
const places: DynamicSet<'places'> = {
  rows: (filter, audience, { z, box }) => {
    const wanted: Expression<SqlBool> = conditions(expressionBuilder<DB, 'place'>(), placeFilter(audience, filter));
    const within4490: Expression<SqlBool> = within('place.geom', box);
    const said = sql`
      select 'place' as layer, place.id, ST_X(place.geom) as lon, ST_Y(place.geom) as lat, 10000 - importance as rank,
        place.name, mongolian as mn, class_code as class, sample, status
      from place where`;
    if (z >= thinBelow) return sql<DynamicRow>`${said} place.geom is not null and ${within4490} and ${wanted}`;
    const [west, south, east, north] = box;
    return sql<DynamicRow>`
      ${said} place.id in (
        select (min((10000 - importance)::int8 * 4294967296 + id) % 4294967296)::int4 from (
          select id, importance, floor((ST_X(geom) - ${west}::float8) * ${cells / (east - west)}::float8) as across,
            floor((ST_Y(geom) - ${south}::float8) * ${cells / (north - south)}::float8) as up
          from place where geom is not null and ${within4490} and ${wanted}) p
        group by across, up)`;
  },
  properties: ({ name, mn, class: code, rank, sample, status }) => ({
    name: name as string, mn: mn === '' ? null : (mn as string | null), class: code as string, group: groupOf(code as string), rank, sample: sample as boolean, status: status as string,
  }),
}; // prettier-ignore

/**
 * What a facility was on a day, as coverage has it (coverage/as-of.ts, `statusOn`); one of which neither a day nor a history is known is drawn as
 * it is now. Those that had not opened or had closed are not drawn at all.
 */
const statusOn = (day: string | undefined): RawBuilder<string> =>
  day === undefined || day >= todayInChina() ? sql<string>`status` : sql<string>`(
    with entry as (select e->>'status' as status, e->>'from' as since, n from jsonb_array_elements(status_history) with ordinality as told(e, n)),
      last as (select coalesce(max(n), 0) as n from entry where since <= ${day}),
      next as (select min(n) as n from entry where since > ${day} and n > (select n from last)),
      said as (select (select status from entry where n = (select n from last)) as status),
      undated as (select exists (
        select from entry where since is null and n > (select n from last) and n < coalesce((select n from next), 2147483647)
          and status <> coalesce((select status from said), 'operating')) as other)
    select case
      when (select other from undated) then 'unknown'
      when said.status is not null then said.status
      when facility.status in ('planned', 'building') then facility.status
      when opened_on is not null and (facility.status = 'operating' or (facility.status = 'closed' and closed_on is not null)) then 'operating'
      when opened_on is null and closed_on is null and status_history = '[]'::jsonb then facility.status
      else 'unknown' end
    from said)`; // prettier-ignore

const facilities: DynamicSet<'facilities'> = {
  rows: ({ kind, status, division, sample, at }, audience, { box }) => sql<DynamicRow>`
    select 'facility' as layer, id, ST_X(geom) as lon, ST_Y(geom) as lat, case status when 'operating' then 0 else 1 end as rank, kind, name, status, county_code as county, sample
    from (select id, geom, kind, name, county_code, sample, public, opened_on, closed_on, ${statusOn(at)} as status from facility) facility
    where geom is not null ${andPublic(audience)} and ${within('geom', box)} and ${test(
      is('kind', kind), is('status', status), liesIn('county_code', division), is('sample', sample === undefined ? undefined : sample === 'true'),
      at === undefined ? null : on(at, 'opened_on', 'closed_on'),
    )}`,
  properties: ({ kind, name, status, county, sample }) => ({ kind, name, status, county, sample }) as Properties,
  dated: (audience) => sql`select count(*)::int4 as features, count(coalesce(opened_on, closed_on))::int4 as dated from facility where geom is not null ${andPublic(audience)}`,
}; // prettier-ignore

/**
 * The markers of a day: those that stood, where they stood (a relocation of a later day is taken back), in the condition that was known of them
 * then; what is not known to be of that day or before is unknown.
 */
const markersOn = (day: string, box: RawBuilder<unknown>): RawBuilder<unknown> => sql`(
  select m.id, m.number, m.type, m.line_code, m.county_a, m.county_b, m.county_c, m.valid_to, coalesce(m.valid_from, m.established_on) as valid_from,
    coalesce(seen.condition, case when m.stated_on <= ${day}::date then m.stated_condition end, case when m.stated_condition is null and m.checked_on <= ${day}::date then m.condition end, 'unknown') as condition,
    case when moved.id is null then m.geom else ST_SetSRID(ST_MakePoint(moved.lon, moved.lat), 4490) end as geom
  from boundary_marker m
  left join lateral (
    select e.condition from marker_event e
    where e.marker_id = m.id and e.condition <> 'unknown' and e.happened_on <= ${day}::date and ${stands}
      and e.happened_on >= coalesce(case when m.stated_on <= ${day}::date then m.stated_on end, '-infinity')
    order by e.happened_on desc, e.id desc limit 1) seen on true
  left join lateral (
    select e.id, (e.changes->'before'->>'lon')::float8 as lon, (e.changes->'before'->>'lat')::float8 as lat from marker_event e
    where e.marker_id = m.id and e.happened_on > ${day}::date and e.changes->'before' ? 'lon' and ${stands}
    order by e.happened_on, e.id limit 1) moved on true
  where m.geom && ${box} or m.id in (select marker_id from marker_event where happened_on > ${day}::date and changes is not null))`;

const markers: DynamicSet<'markers'> = {
  rows: ({ line, condition, division, at }, _audience, { box }) => sql<DynamicRow>`
    select 'marker' as layer, m.id, ST_X(m.geom) as lon, ST_Y(m.geom) as lat, case m.condition when 'intact' then 1 else 0 end as rank,
      m.number, m.condition, m.type, m.line_code as line, l.level
    from ${at === undefined ? sql`boundary_marker` : markersOn(at, sql`ST_MakeEnvelope(${sql.join(box)}, 4490)`)} m left join boundary_line l on l.code = m.line_code
    where m.geom is not null and ${within('m.geom', box)} and ${test(
      is('m.line_code', line), is('m.condition', condition), on(at, 'm.valid_from', 'm.valid_to'),
      division === undefined ? null : sql`(m.county_a like ${codePrefix(division)} or m.county_b like ${codePrefix(division)} or m.county_c like ${codePrefix(division)})`,
    )}`,
  properties: ({ number, condition, type, line, level }) => ({ number, condition, type, line, level }) as Properties,
  dated: () => sql`select count(*)::int4 as features, count(coalesce(valid_from, valid_to, established_on))::int4 as dated from boundary_marker where geom is not null`,
}; // prettier-ignore

const datedOf = (table: string, audience: Audience): RawBuilder<{ features: number; dated: number }> =>
  sql`select count(*)::int4 as features, count(coalesce(valid_from, valid_to))::int4 as dated from ${sql.table(table)} where geom is not null ${andPublic(audience)}`; // prettier-ignore

const lineRank = sql`array_position(array['national', 'province', 'prefecture', 'county', 'unclassified'], level)`;

const boundaries: DynamicSet<'boundaries'> = {
  table: 'boundary_line',
  minzoom: { meeting_point: 6 },
  allRows: ({ level, line, at }, audience) => sql<DynamicRow>`
    select 'boundary' as layer, id, ${boxOf('geom')}, ${lineRank} as rank, code, name, level, sample
    from boundary_line where true ${andPublic(audience)} and ${test(is('level', level), is('code', line), on(at, 'valid_from', 'valid_to'))}
    union all
    select 'meeting_point', id, ST_X(geom), ST_Y(geom), null, null, null, null, ${lineRank}, code, name, level, null
    from meeting_point where ${line === undefined} ${andPublic(audience)} and ${test(is('level', level))}`,
  properties: ({ layer, code, name, level, sample }) =>
    (layer === 'boundary' ? { code, name, level, sample } : { code, name, level }) as Properties,
  dated: (audience) => datedOf('boundary_line', audience),
}; // prettier-ignore

const levelRank = sql`array_position(array['province', 'prefecture', 'county', 'township'], level)`;

const divisions: DynamicSet<'divisions'> = {
  table: 'division',
  minzoom: {},
  allRows: ({ level, division, at }, audience) => {
    const wanted = test(is('level', level), liesIn('code', division), on(at, 'valid_from', 'valid_to'));
    const said = sql`code, name, level, parent_code as parent, sample, roman, mongolian as mn`;
    return sql<DynamicRow>`
      select 'division' as layer, id, ${boxOf('geom')}, ${levelRank} as rank, ${said}
      from division where geom is not null ${andPublic(audience)} and ${wanted}
      union all
      select 'division_label', id, ST_X(coalesce(seat, label)), ST_Y(coalesce(seat, label)), null, null, null, null, ${levelRank}, ${said}
      from division where coalesce(seat, label) is not null ${andPublic(audience)} and ${wanted}`;
  },
  properties: ({ layer, code, name, level, parent, sample, roman, mn, rank }) =>
    (layer === 'division' ? { code, name, level, parent, sample } : { code, name, roman, mn: mn === '' ? null : mn, level, rank: rank * 1000 }) as Properties,
  dated: (audience) => datedOf('division', audience),
}; // prettier-ignore

export const dynamicSets: Sets = { places, facilities, markers, boundaries, divisions };

import { expressionBuilder, sql, type Expression, type RawBuilder, type SqlBool } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { TileFilter } from '../api/dynamic-tiles.ts';
import type { TileSetId } from '../api/tiles.ts';
import { within } from '../database/postgis.ts';
import { andPublic } from '../database/public.ts';
import type { DB } from '../database/schema.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { conditions } from '../places/filter.ts';
import { placeFilter } from '../places/routes.ts';
import type { Properties } from '../tiles/feature.ts';
import { groupOf } from '../tiles/layers/places.ts';
import { extent } from '../tiles/mercator.ts';
import type { TileBox } from './tile-box.ts';

/** A row of a tile: where it is (TWKB in tile units, or a point in degrees) and what the tile says of it. */
export interface DynamicRow extends Record<string, unknown> {
  layer: string;
  id: number;
  shape: Buffer | null;
  lon: number | null;
  lat: number | null;
  rank: number; // the smaller, the sooner when there are too many
}

export interface DynamicSet<S extends TileSetId> {
  /** Columns of DynamicRow, with `rank`; the caller orders and limits. */
  rows(filter: TileFilter<S>, audience: Audience, box: TileBox): RawBuilder<DynamicRow>;
  properties(row: DynamicRow): Properties;
}

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

/** Units of the grid on which vertices fall before they are projected, half a pixel: borders stay together, and there are fewer of them. */
const gridBelow = 10;
const gridUnits = 4;

/** Clipped in degrees (the edges of a tile follow meridians and parallels), then in whole tile units. */
const twkb = (geom: string, { z, box, k, dx, dy }: TileBox): RawBuilder<Buffer> => {
  const step = (360 / (extent * 2 ** z)) * (z < gridBelow ? gridUnits : 1);
  const coarse = sql`ST_SnapToGrid(${sql.ref(geom)}, ${step}::float8)`;
  const clipped = sql`case when ${sql.ref(geom)} @ ST_MakeEnvelope(${sql.join(box)}, 4490) then ${coarse} else ST_SetSRID(ST_ClipByBox2D(${coarse}, ST_MakeEnvelope(${sql.join(box)})::box2d), 4490) end`;
  return sql<Buffer>`ST_AsTWKB(ST_Affine(ST_Transform(${clipped}, 3857), ${k}::float8, 0, 0, ${-k}::float8, ${dx}::float8, ${dy}::float8), 0)`;
}; // prettier-ignore

const noShape = sql`null::bytea as shape`;
const noPoint = sql`null::float8 as lon, null::float8 as lat`;

/** Below this zoom the first of every cell of 8 pixels is drawn, from here on every place. */
const thinBelow = 12;
const cells = 64;

/** What a cell of the list of places shows first. */
const places: DynamicSet<'places'> = {
  rows: (filter, audience, { z, box }) => {
    const wanted: Expression<SqlBool> = conditions(expressionBuilder<DB, 'place'>(), placeFilter(audience, filter));
    const within4490: Expression<SqlBool> = within('place.geom', box);
    const said = sql`
      select 'place' as layer, place.id, ${noShape}, ST_X(place.geom) as lon, ST_Y(place.geom) as lat, 10000 - importance as rank,
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

const facilities: DynamicSet<'facilities'> = {
  rows: ({ kind, status, division, sample, at }, audience, { box }) => sql<DynamicRow>`
    select 'facility' as layer, id, ${noShape}, ST_X(geom) as lon, ST_Y(geom) as lat, case status when 'operating' then 0 else 1 end as rank,
      kind, name, status, county_code as county, sample
    from facility where geom is not null ${andPublic(audience)} and ${within('geom', box)} and ${test(
      is('kind', kind), is('status', status), liesIn('county_code', division), is('sample', sample === undefined ? undefined : sample === 'true'),
      at === undefined ? null : on(at, 'opened_on', 'closed_on'),
    )}`,
  properties: ({ kind, name, status, county, sample }) => ({ kind, name, status, county, sample }) as Properties,
}; // prettier-ignore

const markers: DynamicSet<'markers'> = {
  rows: ({ line, condition, division, at }, _audience, { box }) => sql<DynamicRow>`
    select 'marker' as layer, m.id, ${noShape}, ST_X(m.geom) as lon, ST_Y(m.geom) as lat, case m.condition when 'intact' then 1 else 0 end as rank,
      m.number, m.condition, m.type, m.line_code as line, l.level
    from boundary_marker m left join boundary_line l on l.code = m.line_code
    where m.geom is not null and ${within('m.geom', box)} and ${test(
      is('m.line_code', line), is('m.condition', condition), on(at, 'm.valid_from', 'm.valid_to'),
      division === undefined ? null : sql`(m.county_a like ${codePrefix(division)} or m.county_b like ${codePrefix(division)} or m.county_c like ${codePrefix(division)})`,
    )}`,
  properties: ({ number, condition, type, line, level }) => ({ number, condition, type, line, level }) as Properties,
}; // prettier-ignore

const boundaries: DynamicSet<'boundaries'> = {
  rows: ({ level, line, at }, audience, box) => sql<DynamicRow>`
    select 'boundary' as layer, id, ${twkb('geom', box)} as shape, ${noPoint},
      array_position(array['national', 'province', 'prefecture', 'county', 'unclassified'], level) as rank, code, name, level, sample
    from boundary_line where ${within('geom', box.box)} ${andPublic(audience)} and ${test(is('level', level), is('code', line), on(at, 'valid_from', 'valid_to'))}`,
  properties: ({ code, name, level, sample }) => ({ code, name, level, sample }) as Properties,
}; // prettier-ignore

const levelRank = sql`array_position(array['province', 'prefecture', 'county', 'township'], level)`;

const divisions: DynamicSet<'divisions'> = {
  rows: ({ level, division, at }, audience, box) => {
    const wanted = test(is('level', level), liesIn('code', division), on(at, 'valid_from', 'valid_to'));
    const said = sql`code, name, level, parent_code as parent, sample, roman, mongolian as mn`;
    return sql<DynamicRow>`
      select 'division' as layer, id, ${twkb('geom', box)} as shape, ${noPoint}, ${levelRank} as rank, ${said}
      from division where geom is not null and ${within('geom', box.box)} ${andPublic(audience)} and ${wanted}
      union all
      select 'division_label', id, null, ST_X(coalesce(seat, label)), ST_Y(coalesce(seat, label)), ${levelRank}, ${said}
      from division where coalesce(seat, label) && ST_MakeEnvelope(${sql.join(box.box)}, 4490) ${andPublic(audience)} and ${wanted}`;
  },
  properties: ({ layer, code, name, level, parent, sample, roman, mn, rank }) =>
    (layer === 'division' ? { code, name, level, parent, sample } : { code, name, roman, mn: mn === '' ? null : mn, level, rank: rank * 1000 }) as Properties,
}; // prettier-ignore

export const dynamicSets: Sets = { places, facilities, markers, boundaries, divisions };

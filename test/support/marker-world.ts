import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { markerEventRoutes } from '../../server/markers/event-routes.ts';
import { markerRoutes } from '../../server/markers/routes.ts';
import { attachmentRoutes } from '../../server/attachments/routes.ts';
import { parseCrs } from '../../server/crs/registry.ts';
import { createReverse } from '../../server/crs/transform.ts';
import { caller } from './call.ts';
import { openEditWorld, person } from './edit-world.ts';

/** Line 150102-150103 runs along 112 E from 40 N to 41 N; 新城区 looks after its markers 1 and 2, 回民区 after 3. Number 4 is of Xi'an 1980. */
export async function openMarkerWorld() {
  const world = await openEditWorld();
  const { db } = world.database;
  await sql`insert into boundary_line (code, name, level, side_a, side_a_name, side_b, side_b_name, length_km, geom, segment_count, legal, source_id) values
    ('150102-150103', '新城区—回民区线', 'county', '150102', '新城区', '150103', '回民区', 111, ST_GeomFromText('MULTILINESTRING((112 40, 112 41))', 4490), 1, true, 'office')`.execute(db);
  await sql`insert into boundary_segment (line_id, county_a, county_b, length_km, geom) select id, '150102', '150103', 111, geom from boundary_line`.execute(db);
  for (const [n, managing, method] of [[1, '150102', 'GNSS RTK'], [2, '150102', null], [3, '150103', null]] as const) {
    const { x, y } = grid(112, 40 + n / 10);
    await sql`insert into boundary_marker (number, line_code, sequence, type, type_letter, condition, checked_on, county_a, county_b, managing_code, registered_x, registered_y, registered_crs,
        geom, transform_status, chainage_km, survey_method, source_id, reference_objects)
      values (${`01020103-00${n}Q`}, '150102-150103', ${n}, 'single', 'Q', 'intact', '2020-06-01', '150102', '150103', ${managing}, ${x}, ${y}, 4525,
        ST_SetSRID(ST_MakePoint(112, ${40 + n / 10}), 4490), 'transformed', ${n * 11.1}, ${method}, 'office', '[{"name": "敖包", "bearing": 90, "distanceM": 20}]')`.execute(db);
  }
  await sql`insert into boundary_marker (number, line_code, sequence, county_a, county_b, managing_code, registered_x, registered_y, registered_crs, transform_status, source_id)
    values ('01020103-004Q', '150102-150103', 4, '150102', '150103', '150102', 4473000.5, 37500000.25, 2361, 'untransformed', 'office')`.execute(db);
  const { rows } = await sql<{ id: number }>`select id from boundary_marker order by sequence`.execute(db);
  const [one, two, three, legacy] = rows.map(({ id }) => id) as [number, number, number, number];
  return {
    ...world,
    db,
    ids: { one, two, three, legacy },
    chief: person('chief', 'administrator', null),
    ours: person('ours', 'boundary_officer', '150102'),
    theirs: person('theirs', 'boundary_officer', '150103'),
    league: person('league', 'boundary_officer', '150100'),
    stranger: person('stranger', 'boundary_officer', '150200'),
    ...caller(world.context, [...markerRoutes, ...markerEventRoutes, ...attachmentRoutes]),
  };
} // prettier-ignore

/** Northing x and easting y of a point in CGCS2000, 3° zone 37, zone in the easting. */
export function grid(lon: number, lat: number): { x: number; y: number } {
  const { x, y } = reverse(lon, lat)!;
  return { x: Math.round(y * 1000) / 1000, y: Math.round(x * 1000) / 1000 };
}
const reverse = createReverse(parseCrs('EPSG:4525'), {});

/** An inspection of a marker, as it is sent. */
export const eventOf = (marker: number, more: object = {}) => ({
  uuid: randomUUID(),
  marker,
  kind: 'inspect',
  happenedOn: '2024-05-01',
  condition: 'intact',
  ...more,
});

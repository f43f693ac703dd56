import { sql } from 'kysely';
import type { Db } from '../../server/database/open.ts';
import { makeRegion } from '../unit/tiles-region.ts';

export const region = makeRegion();

/** Divisions, lines, 300 markers, 100 facilities and 6,000 places, some of each not public; into an empty database. */
export async function fillRegion(db: Db): Promise<void> {
  await sql`insert into source (id, title, attribution) values ('test', 'Test', '民政部 <b>')`.execute(db);
  for (const { code, name, level, parent } of region.divisions)
    await sql`insert into division (code, name, level, parent_code, source_id) values (${code}, ${name}, ${level}, ${parent}, 'test')`.execute(
      db,
    );
  await sql`update division set seat = ST_SetSRID(ST_MakePoint(110.7, 44.2), 4490) where level = 'township'`.execute(
    db,
  );
  await sql`insert into division (code, name, level, source_id, public) values ('150999', '内部', 'county', 'test', false)`.execute(
    db,
  );
  await sql`insert into division_topology (topology, content_hash, current, source_id) values (${region.gzipped}, 'x', true, 'test')`.execute(
    db,
  );
  for (const { code, name, level } of region.lines)
    await sql`
      insert into boundary_line (code, name, level, side_a, side_a_name, length_km, geom, segment_count, source_id)
      values (${code}, ${name}, ${level}, 'a', 'a', 1, ST_Multi(ST_GeomFromText('LINESTRING(110 44, 111 44)', 4490)), 1, 'test')`.execute(
      db,
    );
  for (const { line, a, b } of region.segments)
    await sql`
      insert into boundary_segment (line_id, county_a, county_b, length_km, geom)
      select id, ${a}, ${b}, 1, geom from boundary_line where code = ${region.lines[line - 1]!.code}`.execute(
      db,
    );
  await sql`
    insert into meeting_point (code, name, level, divisions, geom, source_id)
    values ('M1', '三旗交会点', 'county', '{150101,150102,150201}', ST_SetSRID(ST_MakePoint(112, 43), 4490), 'test')`.execute(
    db,
  );
  await sql`
    insert into boundary_marker (number, line_code, condition, geom, source_id)
    select n::text, 'X1', 'intact', ST_SetSRID(ST_MakePoint(110 + n / 100.0, 44), 4490), 'test' from generate_series(1, 300) n`.execute(
    db,
  );
  await sql`insert into boundary_marker (number, line_code, source_id) values ('nowhere', 'X1', 'test')`.execute(
    db,
  );
  await sql`insert into facility_kind (id, name, name_en, unit, sort, symbol) values ('funeral_home', '殡仪馆', 'funeral home', 'county', 1, 'x')`.execute(
    db,
  );
  await sql`
    insert into facility (kind, name, county_code, position, geom, status, source_id, sample, public, secrecy)
    select 'funeral_home', '馆' || n, '150101', 'synthetic', ST_SetSRID(ST_MakePoint(110 + n / 50.0, 44), 4490), 'operating', 'test', true,
      n > 2, case when n = 2 then '秘密' else '公开' end
    from generate_series(1, 100) n`.execute(db);
  await sql`
    insert into place (id, class_code, division_code, denotes_code, name, importance, status, position, geom, source_id, sample, public, secrecy)
    select n, '22200', '150101', case when n = 4 then '150101' end, '地' || n, 1 + n % 9000, case when n = 5 then 'abolished' else 'current' end,
      case when n = 6 then 'unknown' else 'synthetic' end,
      case when n = 6 then null else ST_SetSRID(ST_MakePoint(110 + (n * 7919 % 7000) / 1000.0, 40 + (n * 104729 % 5000) / 1000.0), 4490) end,
      'test', true, n not in (2, 3), case when n = 3 then '内部' else '公开' end
    from generate_series(1, 6000) n`.execute(db);
  await sql`update data_version set version = 1, source_id = 'test'`.execute(db);
}

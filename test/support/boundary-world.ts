import { sql } from 'kysely';
import type { Db } from '../../server/database/open.ts';

interface NewMarker {
  number: string;
  line?: string;
  lon?: number | null;
  lat?: number | null;
  type?: string | null;
  letter?: string | null;
  sequence?: number | null;
  sides?: readonly (string | null)[];
  managing?: string | null;
  objects?: number;
  checkedOn?: string | null;
  retiredOn?: string | null;
  condition?: string;
}

/**
 * Two leagues: 150100 (新城区 150102 in the north, 回民区 150103 in the south) west of 150200 (东河区 150202). Between them the league line
 * `150100-150200` along 110.5° E, in two parts with a break (40.3 to 40.35° N) that are stored the wrong way round; between the two
 * districts `150102-150103` from west to east; a provincial line of one segment; the state border. They meet at 110.5, 40.5.
 */
export async function loadBoundaryWorld(db: Db): Promise<void> {
  await sql`insert into source (id, title) values ('test', 'Test')`.execute(db);
  await sql`insert into division (code, level, name, parent_code, source_id) values
    ('150000', 'province', '内蒙古自治区', null, 'test'), ('150100', 'prefecture', '呼和浩特市', '150000', 'test'), ('150200', 'prefecture', '包头市', '150000', 'test'),
    ('150102', 'county', '新城区', '150100', 'test'), ('150103', 'county', '回民区', '150100', 'test'), ('150202', 'county', '东河区', '150200', 'test')`.execute(db);
  await sql`insert into boundary_line (code, name, level, side_a, side_a_name, side_b, side_b_name, length_km, geom, segment_count, source_id, legal, origin) values
    ('150100-150200', '呼包线', 'prefecture', '150100', '呼和浩特市', '150200', '包头市', 105.5, ST_GeomFromText('MULTILINESTRING((110.5 40, 110.5 40.2, 110.5 40.3), (110.5 41, 110.5 40.5, 110.5 40.35))', 4490), 2, 'test', true, 'surveyed'),
    ('150102-150103', '新城区—回民区线', 'county', '150102', '新城区', '150103', '回民区', 84.8, ST_Multi(ST_GeomFromText('LINESTRING(109.5 40.5, 110.5 40.5)', 4490)), 1, 'test', false, 'derived'),
    ('1521', '蒙辽线', 'province', '150000', '内蒙古自治区', '210000', '辽宁省', 85, ST_Multi(ST_GeomFromText('LINESTRING(111 42, 112 42)', 4490)), 1, 'test', true, 'surveyed'),
    ('150000-national', '国界(内蒙古段)', 'national', '150000', '内蒙古自治区', null, null, 85, ST_Multi(ST_GeomFromText('LINESTRING(111 45, 112 45)', 4490)), 1, 'test', false, 'derived')`.execute(db);
  await sql`insert into boundary_segment (line_id, county_a, county_b, county_b_name, length_km, carrier, geom)
    select l.id, s.a, s.b, s.b_name, s.km, s.carrier, ST_Multi(ST_GeomFromText(s.wkt, 4490)) from (values
    ('150100-150200', '150102', '150202', '东河区', 55.5, 'river', 'LINESTRING(110.5 40.5, 110.5 41)'),
    ('150100-150200', '150103', '150202', '东河区', 50.0, null, 'MULTILINESTRING((110.5 40, 110.5 40.2, 110.5 40.3), (110.5 40.35, 110.5 40.5))'),
    ('150102-150103', '150102', '150103', '回民区', 84.8, null, 'LINESTRING(109.5 40.5, 110.5 40.5)'),
    ('1521', '150102', '211322', '建平县', 85, null, 'LINESTRING(111 42, 112 42)'),
    ('150000-national', '150102', null, null, 85, null, 'LINESTRING(111 45, 112 45)')) as s(code, a, b, b_name, km, carrier, wkt) join boundary_line l on l.code = s.code`.execute(db);
  await sql`insert into meeting_point (code, name, level, divisions, geom, source_id) values
    ('150102-150103-150202', '新城区、回民区、东河区交会点', 'prefecture', '{150102,150103,150202}', ST_SetSRID(ST_MakePoint(110.5, 40.5), 4490), 'test')`.execute(db);
} // prettier-ignore

/** A marker of the league line, where nothing else is said: in order, and seen this year. @returns its id */
export async function addMarker(
  db: Db,
  { number, line = '150100-150200', lon = 110.5, lat = 40.1, type = 'single', letter = null, sequence = null, sides = ['150103', '150202'], managing = null, objects = 3, checkedOn = '2999-01-01', retiredOn = null, condition = 'intact' }: NewMarker,
): Promise<number> {
  const things = JSON.stringify(Array.from({ length: objects }, (_, at) => ({ name: `树${at}`, bearing: null, distanceM: null })));
  const { rows } = await sql<{ id: number }>`
    insert into boundary_marker (number, line_code, sequence, type, type_letter, county_a, county_b, managing_code, geom, reference_objects, checked_on, valid_to, condition, source_id)
    values (${number}, ${line}, ${sequence}, ${type}, ${letter}, ${sides[0] ?? null}, ${sides[1] ?? null}, ${managing},
      case when ${lon}::float8 is null then null else ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4490) end, ${things}::jsonb, ${checkedOn}, ${retiredOn}, ${condition}, 'test') returning id`.execute(db);
  return rows[0]!.id;
} // prettier-ignore

import { sql } from 'kysely';
import type { Db } from '../../server/database/open.ts';

/** A line between two counties with the markers that stand on it. */
export interface NewLine {
  code: string;
  level: string;
  a: string;
  b: string;
  conditions?: readonly string[];
}

/** Divisions, lines and markers of a test's own: three banners of two leagues, and one across the region's edge. */
export async function loadLines(db: Db, lines: readonly NewLine[]): Promise<void> {
  await sql`insert into source (id, title) values ('test', 'Test')`.execute(db);
  await sql`insert into division (code, level, name, parent_code, source_id) values
    ('150000', 'province', '内蒙古自治区', null, 'test'), ('150100', 'prefecture', '呼和浩特市', '150000', 'test'),
    ('150102', 'county', '新城区', '150100', 'test'), ('150103', 'county', '回民区', '150100', 'test'),
    ('150200', 'prefecture', '包头市', '150000', 'test'), ('150202', 'county', '东河区', '150200', 'test')`.execute(db); // prettier-ignore
  for (const { code, level, a, b, conditions = [] } of lines) {
    await sql`insert into boundary_line (code, name, level, side_a, side_a_name, side_b, side_b_name, length_km, geom, segment_count, source_id)
      values (${code}, ${`${code}线`}, ${level}, ${a}, ${a}, ${b}, ${b}, 10, ST_GeomFromText('MULTILINESTRING((110 40, 111 40))', 4490), 1, 'test')`.execute(db); // prettier-ignore
    await sql`insert into boundary_segment (line_id, county_a, county_b, county_b_name, length_km, geom)
      select id, ${a}, ${b}, ${b}, 10, geom from boundary_line where code = ${code}`.execute(db);
    for (const [at, condition] of conditions.entries())
      await sql`insert into boundary_marker (number, line_code, sequence, condition, county_a, county_b, established_on, geom, transform_status, source_id)
        values (${`${code}-${at + 1}`}, ${code}, ${at + 1}, ${condition}, ${a}, ${b}, '1998-06-01', ST_SetSRID(ST_MakePoint(110, 40), 4490), 'transformed', 'test')`.execute(db); // prettier-ignore
  }
}

export async function addRound(db: Db, level: string, number: number, from: number, to: number): Promise<number> {
  const { rows } = await sql<{ id: number }>`insert into inspection_round (level, number, year_from, year_to, created_by)
    values (${level}, ${number}, ${from}, ${to}, 'test') returning id`.execute(db);
  return rows[0]!.id;
} // prettier-ignore

export interface NewInspection {
  round: number | null; // null: a special one
  line: string;
  year: number;
  state?: string;
  office?: string;
  field?: string;
  signed?: string;
  filed?: string;
}

export async function addInspection(db: Db, given: NewInspection): Promise<number> {
  const { round, line, year, state = 'planned', office = null, field = null, signed = null, filed = null } = given;
  const { rows } = await sql<{ id: number }>`insert into inspection
    (kind, round_id, line_code, year, cause, lead_code, partner_code, state, office_on, field_from, signed_on, filed_on, filed_to, cancel_reason, created_by)
    values (${round === null ? 'special' : 'regular'}, ${round}, ${line}, ${year}, ${round === null ? '洪水' : null}, '150102', '150103', ${state},
      ${office}, ${field}, ${signed}, ${filed}, ${filed === null ? null : '民政厅'}, ${state === 'cancelled' ? '测试' : null}, 'test') returning id`.execute(db);
  return rows[0]!.id;
} // prettier-ignore

export async function addEvent(db: Db, marker: string, on: string, condition: string | null, more: { kind?: string; corrects?: number } = {}): Promise<number> {
  const { rows } = await sql<{ id: number }>`insert into marker_event (uuid, marker_id, line_code, marker_number, kind, happened_on, condition, corrects, recorded_by)
    select gen_random_uuid(), id, line_code, number, ${more.kind ?? 'inspect'}, ${on}, ${condition}, ${more.corrects ?? null}, 'test'
    from boundary_marker where number = ${marker} returning id`.execute(db);
  return rows[0]!.id;
} // prettier-ignore

export async function addFinding(db: Db, line: string, given: { severity: string; due?: string; state?: string; created?: string; closed?: string }): Promise<void> {
  const { severity, due = null, state = 'open', created = '2026-01-05', closed = null } = given;
  await sql`insert into finding (uuid, line_code, kind, severity, description, due_on, state, assignee_code, closed_on, created_by, created_at)
    values (gen_random_uuid(), ${line}, 'other', ${severity}, '问题', ${due}, ${state}, '150102', ${closed}, 'test', ${`${created}T12:00:00+08:00`})`.execute(db);
} // prettier-ignore

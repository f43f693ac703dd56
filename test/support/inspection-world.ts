import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Context } from '../../server/context.ts';
import { inTurn } from '../../server/in-turn.ts';
import { openTestDatabase, testContext } from './database.ts';

export interface InspectionWorld {
  context: Context;
  close(): Promise<void>;
}

/**
 * 新城区 150102, 回民区 150103 and 玉泉区 150104 in 150100, 东河区 150202 in 150200, and 河北 across the outer edge: three banner lines
 * that meet in one point, a line between the leagues with two segments, and a provincial line. Markers on the first and the last.
 */
export async function openInspectionWorld(): Promise<InspectionWorld> {
  const home = mkdtempSync(join(tmpdir(), 'nutag-inspections-'));
  const database = await openTestDatabase();
  const { db } = database;
  await sql`insert into source (id, title) values ('test', 'Test')`.execute(db);
  await sql`insert into division (code, level, name, parent_code, source_id) values
    ('150000', 'province', '内蒙古自治区', null, 'test'), ('150100', 'prefecture', '呼和浩特市', '150000', 'test'), ('150200', 'prefecture', '包头市', '150000', 'test'),
    ('150102', 'county', '新城区', '150100', 'test'), ('150103', 'county', '回民区', '150100', 'test'), ('150104', 'county', '玉泉区', '150100', 'test'),
    ('150202', 'county', '东河区', '150200', 'test')`.execute(db); // prettier-ignore
  for (const [code, name, level, a, b, from, to] of [
    ['150102-150103', '新城区—回民区线', 'county', '150102', '150103', '111.5 40', '111.5 41'],
    ['150102-150104', '新城区—玉泉区线', 'county', '150102', '150104', '111.5 40', '111.2 39.5'],
    ['150103-150104', '回民区—玉泉区线', 'county', '150103', '150104', '111.5 40', '111.8 39.5'],
    ['1501-1502', '呼包线', 'prefecture', '150100', '150200', '110.5 40', '110.5 41'],
    ['1315', '冀蒙线', 'province', '130000', '150000', '112.5 40', '112.5 41'],
  ] as const)
    await sql`insert into boundary_line (code, name, level, side_a, side_a_name, side_b, side_b_name, length_km, geom, segment_count, source_id)
      values (${code}, ${name}, ${level}, ${a}, ${nameOf(a)}, ${b}, ${nameOf(b)}, 111.2, ST_Multi(ST_GeomFromText(${`LINESTRING(${from}, ${to})`}, 4490)), 1, 'test')`.execute(db); // prettier-ignore
  for (const [line, a, b] of [
    ['150102-150103', '150102', '150103'],
    ['150102-150104', '150102', '150104'],
    ['150103-150104', '150103', '150104'],
    ['1501-1502', '150102', '150202'],
    ['1501-1502', '150103', '150202'],
    ['1315', '150104', null],
  ] as const)
    await sql`insert into boundary_segment (line_id, county_a, county_b, length_km, geom) select id, ${a}, ${b}, 55.6, geom from boundary_line where code = ${line}`.execute(db); // prettier-ignore
  await sql`insert into meeting_point (code, name, level, divisions, geom, source_id)
    values ('150102-150103-150104', '新城区、回民区、玉泉区交会点', 'county', '{150102,150103,150104}', ST_SetSRID(ST_MakePoint(111.5, 40), 4490), 'test')`.execute(db); // prettier-ignore
  for (const [line, number, lat, chainage] of [
    ['150102-150103', '1', 40.2, 22.2],
    ['150102-150103', '2', 40.6, 66.7],
    ['1315', '1315001Q', 40.5, 55.6],
  ] as const)
    await sql`insert into boundary_marker (number, line_code, sequence, type, county_a, county_b, managing_code, condition, chainage_km, geom, source_id)
      values (${number}, ${line}, ${Number(number.slice(-2, -1) || number)}, 'single', ${line === '1315' ? '150104' : '150102'}, ${line === '1315' ? null : '150103'},
        ${line === '1315' ? '150104' : '150102'}, 'intact', ${chainage}, ST_SetSRID(ST_MakePoint(${line === '1315' ? 112.5 : 111.5}, ${lat}), 4490), 'test')`.execute(db); // prettier-ignore
  await sql`update data_version set version = 1 where dataset = 'divisions'`.execute(db);
  const context = { ...testContext(db, home), exclusive: inTurn() };
  const close = async (): Promise<void> => {
    await database.close();
    rmSync(home, { recursive: true, force: true });
  };
  return { context, close };
}

const names: Record<string, string> = { 130000: '河北省', 150000: '内蒙古自治区', 150100: '呼和浩特市', 150200: '包头市', 150102: '新城区', 150103: '回民区', 150104: '玉泉区' }; // prettier-ignore
const nameOf = (code: string): string => names[code]!;

/** What markers of the inspection's line were found like, as events of it. @returns their ids */
export async function inspectMarkers(
  { context: { db } }: InspectionWorld,
  inspection: number,
  found: readonly (readonly [number: string, condition: string])[],
  {
    corrects = null,
    by = 'test',
    kind = 'inspect',
  }: { corrects?: number | null; by?: string; kind?: string } = {},
): Promise<number[]> {
  const ids: number[] = [];
  for (const [number, condition] of found) {
    const { rows } = await sql<{ id: number }>`insert into marker_event (uuid, marker_id, line_code, marker_number, kind, happened_on, condition, inspection_id, corrects, recorded_by)
      select ${randomUUID()}::uuid, m.id, m.line_code, m.number, ${kind}, (now() at time zone 'Asia/Shanghai')::date, ${condition}, i.id, ${corrects}, ${by}
      from inspection i join boundary_marker m on m.line_code = i.line_code where i.id = ${inspection} and m.number = ${number} returning id`.execute(db); // prettier-ignore
    ids.push(rows[0]!.id);
  }
  return ids;
}

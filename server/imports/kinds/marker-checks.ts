import { sql } from 'kysely';
import type { MultiLineString } from 'geojson';
import { editSource } from '../../edits/source.ts';
import type { CheckRun } from '../kind.ts';
import { createRuler } from './line-ruler.ts';
import type { KnownLine, LineBook } from './marker-line.ts';
import type { MarkerRow } from './marker-row.ts';
import { offLineRule, standsOnLine } from './marker-rules.ts';
import { stageOf } from './small-table.ts';

const outsideSides = 5000; // m: illustrative polygons are coarse
const surelyNear = 0.04; // degrees, less than 5 km: the planar test is much quicker than the geodesic one
const slice = 100; // markers a step

/** Chainage of every marker that has a point, and single ones that do not stand on their line. Sets chainage_km. */
export async function measureAlong(
  run: CheckRun,
  rows: readonly MarkerRow[],
  lines: LineBook,
): Promise<void> {
  const byLine = new Map<string, MarkerRow[]>();
  for (const row of rows) {
    if (row.lon === null || lines.get(row.line_code) === undefined) continue;
    byLine.set(row.line_code, [...(byLine.get(row.line_code) ?? []), row]);
  }
  for (const [code, own] of byLine) {
    const { rows: found } = await sql<{ geometry: MultiLineString }>`
      select ST_AsGeoJSON(geom, 9)::json as geometry from boundary_line where code = ${code}`.execute(run.db);
    const ruler = createRuler(found[0]!.geometry.coordinates);
    for (const [at, row] of own.entries()) {
      const foot = ruler([row.lon!, row.lat!]);
      row.chainage_km = Math.round(foot.km * 1000) / 1000;
      checkDistance(run, row, lines.get(code)!, foot.metres);
      if (at % slice === 0) await run.breathe();
    }
  }
}

function checkDistance(run: CheckRun, row: MarkerRow, line: KnownLine, metres: number): void {
  if (!standsOnLine(row.type) || metres <= offLineRule(line.legal).metres) return;
  run.report.warning({ check: 'marker-off-line', line: row.line, field: run.columns.header('number'), value: row.number, reason: `离界线 ${line.name} (${line.code}) ${(metres / 1000).toFixed(2)} km${line.legal ? '' : ' (示意界线)'}`, remedy: '核对坐标、坐标系、带号与界线', lon: row.lon!, lat: row.lat! }); // prettier-ignore
}

/** Markers that lie in neither of their two sides, nor near one. */
export async function checkSides(run: CheckRun, rows: readonly MarkerRow[]): Promise<void> {
  const placed = rows.filter((row) => row.lon !== null).map((row) => row.line);
  for (let from = 0; from < placed.length; from += slice) {
    const { rows: found } = await sql<{ line: number; number: string; names: string; metres: number; lon: number; lat: number }>`
      select s.line, s.number, string_agg(d.name, '、' order by d.code) as names,
        min(ST_Distance(s.geom::geography, d.geom::geography)) as metres, ST_X(s.geom) as lon, ST_Y(s.geom) as lat
      from ${stageOf(run)} s
      join division d on d.code in (s.county_a, s.county_b) and d.valid_to is null and d.geom is not null
      where s.accepted and s.line = any(${placed.slice(from, from + slice)}::int4[])
        and not exists (select from division i where i.code in (s.county_a, s.county_b) and i.valid_to is null and ST_DWithin(i.geom, s.geom, ${surelyNear}))
      group by s.line, s.number, s.geom order by s.line`.execute(run.db); // prettier-ignore
    for (const { line, number, names, metres, lon, lat } of found) {
      if (metres <= outsideSides) continue;
      run.report.warning({ check: 'marker-outside', line, field: run.columns.header('number'), value: number, reason: `离${names}都有 ${(metres / 1000).toFixed(1)} km 以上`, remedy: '核对坐标、坐标系、带号与行政区', lon, lat }); // prettier-ignore
    }
    await run.breathe();
  }
}

/** Different markers at one place (closer than 1 m): one of the two has the other's coordinates. */
export async function checkPlaces(run: CheckRun): Promise<void> {
  const stage = stageOf(run);
  await sql`create index on ${stage} using gist (geom)`.execute(run.db);
  const { rows } = await sql<{ line: number; number: string; other: string; lon: number; lat: number }>`
    select distinct on (s.line) s.line, s.number, o.number || coalesce(' (第 ' || o.line || ' 行)', '') as other, ST_X(s.geom) as lon, ST_Y(s.geom) as lat
    from ${stage} s cross join lateral (
      select t.number, t.line, t.geom from ${stage} t where t.accepted and t.line < s.line and t.geom && ST_Expand(s.geom, 0.00002)
      union all
      select m.number, null, m.geom from boundary_marker m
      where m.geom && ST_Expand(s.geom, 0.00002) and m.valid_to is null and not m.sample and m.source_id <> ${run.job.sourceId}
    ) o
    where s.accepted and s.geom is not null and ST_Distance(s.geom::geography, o.geom::geography) < 1
    order by s.line`.execute(run.db); // prettier-ignore
  for (const { line, number, other, lon, lat } of rows)
    run.report.warning({ check: 'position-duplicate', line, field: run.columns.header('number'), value: number, reason: `与界桩 ${other} 相距不到 1 m`, remedy: '核对两根界桩的坐标', lon, lat }); // prettier-ignore
}

/** Numbers of the file that another real source holds. @returns lines that are refused */
export async function checkTaken(run: CheckRun): Promise<number[]> {
  const { rows } = await sql<{ line: number; number: string; code: string; source: string }>`
    select s.line, s.number, s.line_code as code, src.title as source
    from ${stageOf(run)} s
    join boundary_marker m on m.line_code = s.line_code and m.number = s.number and m.source_id not in (${run.job.sourceId}, ${editSource}) and not m.sample and m.valid_to is null
    join source src on src.id = m.source_id
    where s.accepted order by s.line`.execute(run.db); // prettier-ignore
  for (const { line, number, code, source } of rows)
    run.report.error({ check: 'number-taken', line, field: run.columns.header('number'), value: number, reason: `界线 ${code} 上的这个编号已由来源 “${source}” 载入`, remedy: '用同一来源名称再次导入以更新它, 或先回退那一次导入' }); // prettier-ignore
  return rows.map(({ line }) => line);
}

/** Sample markers that give way to those of the file. */
export async function checkSamples(run: CheckRun): Promise<void> {
  const { rows } = await sql<{ n: number }>`
    select count(*)::int4 as n from boundary_marker m where m.sample and m.valid_to is null and exists (
      select from ${stageOf(run)} s where s.accepted and s.line_code = m.line_code and s.number = m.number)`.execute(run.db); // prettier-ignore
  const { n } = rows[0]!;
  if (n > 0) run.report.warning({ check: 'sample-superseded', reason: `${n} 根同编号的示例界桩将被替换`, remedy: '无需处理; 回退这次导入时它们会回来' }); // prettier-ignore
}

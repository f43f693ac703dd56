import { sql, type RawBuilder } from 'kysely';
import type { ImportCounts } from '../../api/imports.ts';
import type { CheckRun } from '../kind.ts';
import { areaText, gridDegrees } from './coverage-geometry.ts';
import { displacementOf, moveOf } from './coverage-displacement.ts';
import type { KnownCodes } from './division-known.ts';

type Changes = Pick<ImportCounts, 'added' | 'changed' | 'removed' | 'unchanged'>;
const reportedShare = 0.01; // of the area

/**
 * Compares the counties with their present polygons: new, gone, changed. What differs by less than 1 m² is the same, whatever
 * the order of its points. @param counties a table with `code` and `geom`
 */
export async function compareCoverage(
  run: CheckRun,
  counties: RawBuilder<unknown>,
  codes: readonly string[],
  known: KnownCodes,
): Promise<Changes> {
  run.step.message('与现有版本比较');
  const { report, db } = run;
  const nameOf = (code: string): string => known.get(code)?.name ?? code;
  const drawn = [...known.all()]
    .filter(({ level, drawn }) => level === 'county' && drawn)
    .map(({ code }) => code);
  const [fresh, gone] = [
    codes.filter((code) => !drawn.includes(code)),
    drawn.filter((code) => !codes.includes(code)),
  ];
  const counts: Changes = { added: fresh.length, changed: 0, removed: gone.length, unchanged: 0 };
  if (drawn.length === 0) return counts;
  for (const code of fresh) report.warning({ check: 'difference-new', field: 'code', value: code, reason: `新增: ${nameOf(code)} 以前没有面`, remedy: '核对后载入' }); // prettier-ignore
  for (const code of gone) report.warning({ check: 'difference-gone', field: 'code', value: code, reason: `缺失: ${nameOf(code)} 现在有面, 文件中没有; 载入后它没有面`, remedy: '补上该旗县的面, 或核对后载入' }); // prettier-ignore
  const { rows } = await sql<{ code: string }>`
    select n.code from ${counties} n join division d on d.code = n.code and d.valid_to is null
    where d.geom is not null and ST_AsBinary(ST_Normalize(n.geom)) <> ST_AsBinary(ST_Normalize(d.geom)) order by n.code`.execute(db); // prettier-ignore
  await run.breathe();
  counts.unchanged = codes.length - fresh.length - rows.length;
  for (const { code } of rows) {
    const { m2, before, after, lon, lat } = await difference(run, counties, code);
    if (m2 < 1) {
      counts.unchanged += 1;
    } else {
      counts.changed += 1;
      if (m2 / before > reportedShare) report.warning({ check: 'difference-changed', field: 'code', value: code, reason: `${nameOf(code)} 有变化: 原 ${areaText(before)}, 新 ${areaText(after)}, 不重合的部分 ${areaText(m2)} (${((100 * m2) / before).toFixed(1)}%)`, remedy: '核对后载入', areaM2: m2, ...(lon === null || lat === null ? {} : { lon, lat }) }); // prettier-ignore
    }
    await run.breathe();
  }
  return counts;
}

interface Difference {
  m2: number; // of what only one of the two covers
  before: number;
  after: number;
  lon: number | null; // inside the largest piece of it
  lat: number | null;
}

async function difference(run: CheckRun, counties: RawBuilder<unknown>, code: string): Promise<Difference> {
  const { rows } = await sql<Difference>`
    with pair as materialized (
      select n.geom as fresh, case when ST_IsValid(d.geom) then d.geom else ST_CollectionExtract(ST_MakeValid(d.geom), 3) end as old
      from ${counties} n join division d on d.code = n.code and d.valid_to is null where n.code = ${code}),
    odd as materialized (select fresh, old, ST_CollectionExtract(ST_SymDifference(fresh, old, ${gridDegrees}::float8), 3) as geom from pair)
    select ST_Area(geom::geography) as m2, ST_Area(old::geography) as before, ST_Area(fresh::geography) as after, ST_X(p) as lon, ST_Y(p) as lat
    from odd left join lateral (select ST_PointOnSurface(part.geom) as p from ST_Dump(odd.geom) part order by ST_Area(part.geom) desc limit 1) x on true`.execute(run.db); // prettier-ignore
  return rows[0]!;
}

/** Warns of a shift that the whole coverage has against the present one. @param counties a table with `code` and `geom` */
export async function checkDisplacement(run: CheckRun, counties: RawBuilder<unknown>): Promise<void> {
  const { rows } = await sql<{ x0: number; y0: number; x1: number; y1: number }>`
    select ST_X(o) as x0, ST_Y(o) as y0, ST_X(n) as x1, ST_Y(n) as y1
    from (select ST_Centroid(d.geom) as o, ST_Centroid(c.geom) as n from ${counties} c join division d on d.code = c.code and d.valid_to is null
      where d.geom is not null) x`.execute(run.db);
  await run.breathe();
  const moves = rows.map(({ x0, y0, x1, y1 }) => moveOf([x0, y0], [x1, y1]));
  const found = displacementOf(moves);
  if (found === null) return;
  const { east, north, metres, spread, looksLike } = found;
  const why = { gcj02: '; 与 GCJ-02 对 WGS84 的偏移一致: 文件像是 GCJ-02 坐标', 'gcj02-reversed': '; 与 WGS84 对 GCJ-02 的偏移一致: 现有数据像是 GCJ-02, 或文件被多转换了一次', none: '' }[looksLike ?? 'none']; // prettier-ignore
  const remedy =
    looksLike === 'gcj02' ? '用 --crs GCJ02 重新检查' : '检查坐标系与基准; 若是现有数据有误, 核对后载入';
  run.report.warning({
    check: 'displacement',
    field: 'geometry',
    value: `dx=${east.toFixed(0)} dy=${north.toFixed(0)}`,
    reason: `与现有版本相比整体偏移 ${metres.toFixed(0)} m: 向东 ${east.toFixed(0)} m, 向北 ${north.toFixed(0)} m (${moves.length} 个旗县的中位数, 离散 ${spread.toFixed(0)} m)${why}`,
    remedy,
    lon: mean(moves.map(({ lon }) => lon)),
    lat: mean(moves.map(({ lat }) => lat)),
  });
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

import { sql, type RawBuilder } from 'kysely';
import { polygonWkb } from '../../boundaries/wkb.ts';
import type { CheckRun, Run } from '../kind.ts';
import type { Part } from './coverage-read.ts';
import { areaText, gridDegrees } from './coverage-geometry.ts';

const batchBytes = 300_000; // of geometry in one statement: about 15 ms on the embedded engine

/** Staging tables of a coverage, as SQL: features, divisions as they are checked, and what came out of healing. */
export const partsOf = (run: Run): RawBuilder<unknown> => sql.table(run.stage('part'));
export const areasOf = (run: Run): RawBuilder<unknown> => sql.table(run.stage('area'));
export const healedOf = (run: Run): RawBuilder<unknown> => sql.table(run.stage('healed'));

/** Makes a table anew. @param columns SQL */
export async function remake(run: Run, part: string, columns: string): Promise<void> {
  await sql`drop table if exists ${sql.table(run.stage(part))}`.execute(run.db);
  await sql`create unlogged table ${sql.table(run.stage(part))} (${sql.raw(columns)})`.execute(run.db);
}

/**
 * Stages the features and makes one area of the features of each code. Reports invalid rings; the copy in the area table is
 * made valid, so that its overlaps are found all the same.
 */
export async function stageParts(run: CheckRun, parts: readonly Part[]): Promise<void> {
  run.step.message('检查环');
  await remake(run, 'part', 'n int4, code text, line int4, mended boolean, geom geometry(MultiPolygon, 4490), good geometry(MultiPolygon, 4490)'); // prettier-ignore
  for (const [from, to] of batches(parts)) {
    const batch = parts.slice(from, to);
    await sql`
      insert into ${partsOf(run)} (n, code, line, mended, geom)
      select n, code, line, mended, ST_GeomFromWKB(wkb, 4490)
      from unnest(${batch.map((_, index) => from + index)}::int4[], ${batch.map(({ code }) => code)}::text[],
        ${batch.map(({ line }) => line)}::int4[], ${batch.map(({ faulty }) => faulty)}::boolean[], ${batch.map(({ polygons }) => Buffer.from(polygonWkb(polygons)))}::bytea[])
        as t(n, code, line, mended, wkb)`.execute(run.db);
    await sql`update ${partsOf(run)} set good = geom where n >= ${from} and ST_IsValid(geom)`.execute(run.db);
    await run.breathe();
  }
  await reportInvalid(run);
  await uniteParts(run, parts);
}

function* batches(parts: readonly Part[]): Generator<[from: number, to: number]> {
  let [from, bytes] = [0, 0];
  for (const [index, { polygons }] of parts.entries()) {
    const size = polygons.flat().reduce((sum, ring) => sum + 16 * ring.length, 0);
    if (index > from && bytes + size > batchBytes) {
      yield [from, index];
      [from, bytes] = [index, 0];
    }
    bytes += size;
  }
  if (from < parts.length) yield [from, parts.length];
}

async function reportInvalid(run: CheckRun): Promise<void> {
  const { rows } = await sql<{ n: number; code: string; line: number; reason: string; lon: number; lat: number }>`
    select n, code, line, (d).reason, ST_X((d).location) as lon, ST_Y((d).location) as lat
    from (select n, code, line, ST_IsValidDetail(geom) as d from ${partsOf(run)} where good is null) x order by n`.execute(run.db); // prettier-ignore
  for (const { n, code, line, reason, lon, lat } of rows) {
    run.report.error({ check: 'ring-invalid', line, field: 'geometry', value: code, reason: `环无效: ${reasons[reason] ?? reason} (${lon}, ${lat})`, remedy: '用 GIS 软件修复后再导入, 或让系统自动修复 (--accept-valid)', lon, lat }); // prettier-ignore
    await mend(run, n);
    await run.breathe();
  }
}

/**
 * A valid copy: what the rings wind around. Not by ST_MakeValid, which nodes without a grid (see cutPlane); PostGIS tells
 * whether a point is inside without asking GEOS, so the rings may be as bad as they are.
 */
async function mend(run: Run, n: number): Promise<void> {
  await sql`
    update ${partsOf(run)} p set mended = true, good = (
      select ST_Multi(ST_CollectionExtract(ST_Union(face.geom), 3))
      from (select (ST_Dump(ST_Polygonize(line))).geom from (select ST_UnaryUnion(ST_Boundary(p.geom), ${gridDegrees}::float8) as line) x) face
      where ST_Intersects(p.geom, ST_PointOnSurface(face.geom)))
    where p.n = ${n}`.execute(run.db);
}

/** What ST_IsValidDetail says, in Chinese. */
const reasons: Readonly<Record<string, string>> = {
  'Self-intersection': '自相交',
  'Ring Self-intersection': '环与自身相接',
  'Hole lies outside shell': '内环在外环之外',
  'Holes are nested': '内环套内环',
  'Interior is disconnected': '内部不连通',
  'Nested shells': '外环套外环',
  'Duplicate Rings': '环重复',
  'Too few points in geometry component': '点太少',
};

/** One area a code. Several features of a code are parts of one division where they do not overlap, else a repetition. */
async function uniteParts(run: CheckRun, parts: readonly Part[]): Promise<void> {
  await remake(
    run,
    'area',
    'code text primary key, line int4, geom geometry(MultiPolygon, 4490), mended boolean',
  );
  await sql`insert into ${areasOf(run)}
    select code, min(line), case when count(*) = 1 then (array_agg(good))[1] else ST_Multi(ST_Union(good, ${gridDegrees}::float8)) end, bool_or(mended)
    from ${partsOf(run)} where not ST_IsEmpty(good) group by code`.execute(run.db);
  await sql`create index on ${areasOf(run)} using gist (geom)`.execute(run.db);
  await sql`analyze ${areasOf(run)}`.execute(run.db);
  const lines = new Map<string, number[]>();
  for (const { code, line } of parts) lines.set(code, [...(lines.get(code) ?? []), line]);
  for (const [code, own] of lines) {
    if (own.length === 1) continue;
    const { rows } = await sql<{ m2: number | null }>`
      select sum(ST_Area(ST_Intersection(a.good, b.good, ${gridDegrees}::float8)::geography)) as m2 from ${partsOf(run)} a
      join ${partsOf(run)} b on b.code = a.code and b.n > a.n and ST_Relate(a.good, b.good, '2********')
      where a.code = ${code}`.execute(run.db);
    const m2 = rows[0]?.m2 ?? 0;
    const finding = {
      check: 'code-duplicate',
      line: own[1]!,
      field: run.columns.header('code'),
      value: code,
    };
    if (m2 > 1) run.report.error({ ...finding, reason: `代码与第 ${own[0]} 个要素重复, 两个面重叠 ${areaText(m2)}`, remedy: '每个旗县只留一个面, 或改正代码', areaM2: m2 }); // prettier-ignore
    else run.report.warning({ ...finding, reason: `同一代码有 ${own.length} 个不重叠的面, 合并为一个旗县`, remedy: '若不是飞地, 检查代码' }); // prettier-ignore
    await run.breathe();
  }
}

/** Divisions with a ring that was invalid. */
export async function mendedCodes(run: Run): Promise<ReadonlySet<string>> {
  const { rows } = await sql<{ code: string }>`select code from ${areasOf(run)} where mended`.execute(run.db);
  return new Set(rows.map(({ code }) => code));
}

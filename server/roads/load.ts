import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { sql } from 'kysely';
import { z } from 'zod';
import { logChange } from '../audit/log.ts';
import type { Context } from '../context.ts';
import { insertBatch } from '../database/bulk.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { refreshDerived } from '../derived.ts';
import { createReport, ImportRefused, type Report } from '../imports/report.ts';
import { buildGraph, countComponents } from './graph.ts';
import { readRoads, type RoadFile } from './read.ts';
import { defaultSpeeds } from './speeds.ts';
import { splitAtJunctions, type Road } from './split.ts';

/** What `nutag import roads` asks for; it travels as JSON where the running server does the work. */
export const RoadsRequest = z.object({
  file: z.string(), // absolute path
  crs: z.string().optional(),
  encoding: z.string().optional(),
  layer: z.string().optional(),
  speeds: z.record(z.string(), z.number()),
  source: z.object({ id: z.string(), title: z.string(), publisher: z.string().nullable(), licence: z.string().nullable(), dataDate: z.string().nullable(), sample: z.boolean() }), // prettier-ignore
  dryRun: z.boolean(),
  actor: z.string(),
});
export type RoadsRequest = z.infer<typeof RoadsRequest>;

const batchRows = 2000;
type Say = (line: string) => void;
type Breathe = () => Promise<void>;

/**
 * Checks a file of roads and, unless it is a dry run or refused, replaces the road graph by it; then the times by road are made. To be called
 * inside context.exclusive().
 * @param signal stops it until the edges are swapped in
 * @returns 0 loaded or unchanged, 1 refused or cancelled: nothing was changed
 */
export async function loadRoads(context: Context, request: RoadsRequest, say: Say, signal?: AbortSignal): Promise<number> {
  const breathe = async (): Promise<void> => {
    await setImmediate();
    signal?.throwIfAborted();
  };
  try {
    const code = await bring(context, request, say, breathe);
    if (code !== null) return code;
  } catch (error) {
    if (!(error instanceof ImportRefused) && signal?.aborted !== true) throw error;
    say(error instanceof ImportRefused ? error.message : '已取消。Cancelled.');
    return refused(say);
  }
  await refreshDerived(context, 'coverage');
  await refreshDerived(context, 'road_reach');
  await sayReach(context.jobs, say);
  return 0;
} // prettier-ignore

/** @returns the exit code, or null where the edges are those of the file */
async function bring(context: Context, request: RoadsRequest, say: Say, breathe: Breathe): Promise<number | null> {
  const report = createReport(async () => undefined);
  const file = await context.progress.run('import:roads', `检查 ${basename(request.file)}`, () => check(context, request, report, breathe));
  report.lines().forEach(say);
  say(`错误 ${report.count('error')}, 提醒 ${report.count('warning')}`);
  if (report.count('error') > 0) return refused(say);
  const edges = splitAtJunctions(file.roads);
  sayWhat(file, edges, request, say);
  await breathe();
  const hash = createHash('sha256').update(JSON.stringify([edges, request.source])).digest('hex').slice(0, 16);
  const known = await context.jobs.selectFrom('data_version').where('dataset', '=', 'roads').select('inputs').executeTakeFirst();
  if (request.dryRun) {
    say('试运行: 可以导入; 原有数据未变。Dry run: nothing was changed.');
    return 0;
  }
  if (known?.inputs === hash) say('没有变化。Nothing is new in this file.');
  else await context.progress.run('import:edges', '写入路网', () => replace(context, edges, request, hash, breathe));
  return null;
} // prettier-ignore

async function check(context: Context, request: RoadsRequest, report: Report, breathe: Breathe): Promise<RoadFile> {
  const info = await stat(request.file).catch(() => null);
  if (info === null || !info.isFile()) throw new ImportRefused(`没有文件 ${request.file}。No such file.`);
  const { file, crs, encoding, layer, speeds } = request;
  const options = { path: file, name: basename(file), crs, encoding, layer };
  return readRoads(context.config, { ...options, speeds: { ...defaultSpeeds, ...speeds } }, report, breathe);
} // prettier-ignore

function refused(say: Say): number {
  say('未导入: 原有数据未变。Refused: nothing was changed.');
  return 1;
}

/** Edges by class with their speeds, and how many pieces they form. */
function sayWhat(file: RoadFile, edges: readonly Road[], { speeds }: RoadsRequest, say: Say): void {
  const counts = new Map<string, number>();
  for (const edge of edges) counts.set(edge.class, (counts.get(edge.class) ?? 0) + 1);
  const graph = buildGraph(edges.map(edgeEnds));
  say(`读取 ${file.rows} 行: 路段 ${edges.length}, 节点 ${graph.lon.length}, 连通块 ${countComponents(graph)}; 不可行车 ${file.leftOut} 行未读取`); // prettier-ignore
  for (const [name, count] of [...counts].sort(([, one], [, other]) => other - one)) {
    const usual = speeds[name] ?? defaultSpeeds[name];
    say(`  ${name} ${count} 段${usual === undefined ? '' : `, 没有标注速度的按 ${usual} km/h`}`);
  }
  for (const [name, count] of file.otherClasses) say(`  提醒: ${name} ${count} 行没有设定速度, 按 30 km/h; 可用 --speed ${name}=KMH 指明`); // prettier-ignore
}

/** Where an edge begins and ends, for a graph of which only the form counts. */
export const edgeEnds = ({ points, oneway }: Road) => ({
  fromLon: points[0]![0]!, fromLat: points[0]![1]!, toLon: points.at(-1)![0]!, toLat: points.at(-1)![1]!, seconds: 0, metres: 0, oneway,
}); // prettier-ignore

/** Makes a table of edges that are not yet the present ones. */
export async function stageEdges(db: Db, table: string, edges: readonly Road[], breathe: Breathe): Promise<void> {
  await sql`drop table if exists ${sql.table(table)}`.execute(db);
  await sql`create table ${sql.table(table)} (class text, speed_kmh float8, oneway boolean, geom geometry(LineString, 4490))`.execute(db);
  for (let from = 0; from < edges.length; from += batchRows) {
    const batch = edges.slice(from, from + batchRows);
    await insertBatch(db, table, {
      class: { type: 'text', values: batch.map((edge) => edge.class) },
      speed_kmh: { type: 'float8', values: batch.map((edge) => edge.speedKmh) },
      oneway: { type: 'boolean', values: batch.map((edge) => edge.oneway) },
      line: { type: 'text', values: batch.map(({ points }) => `LINESTRING(${points.map(([lon, lat]) => `${lon} ${lat}`).join(',')})`) },
    }, { geom: 'ST_GeomFromText(t.line, 4490)' }, ['line']);
    await breathe();
  }
} // prettier-ignore

/** Puts staged edges in the place of those that are there. Their times are made anew after it. */
export async function swapEdges(trx: Db, table: string, source: string): Promise<void> {
  await sql`delete from road_edge`.execute(trx);
  await sql`insert into road_edge (class, speed_kmh, oneway, length_m, geom, source_id)
    select class, speed_kmh, oneway, ST_Length(geom::geography), geom, ${source} from ${sql.table(table)} where ST_Length(geom::geography) > 0`.execute(trx);
  await sql`insert into data_version (dataset) values ('road_reach') on conflict do nothing`.execute(trx);
} // prettier-ignore

/** Stages the edges, then swaps them in, all or nothing. */
async function replace({ jobs: db }: Context, edges: readonly Road[], { source, actor }: RoadsRequest, hash: string, breathe: Breathe): Promise<void> {
  await stageEdges(db, 'road_edge_next', edges, breathe);
  await transaction(db, async (trx) => {
    const { dataDate, ...columns } = source;
    const row = { ...columns, data_date: dataDate };
    await trx.insertInto('source').values(row).onConflict((oc) => oc.column('id').doUpdateSet(row)).execute();
    await swapEdges(trx, 'road_edge_next', source.id);
    await sql`insert into data_version (dataset, version, row_count, inputs) values ('roads', 1, ${edges.length}, ${hash})
      on conflict (dataset) do update set version = data_version.version + 1, row_count = excluded.row_count, inputs = excluded.inputs, updated_at = now()`.execute(trx);
    await sql`drop table road_edge_next`.execute(trx);
    await logChange(trx, { name: actor, from: 'command' }, 'import.publish', { type: 'dataset', id: 'roads' }, { summary: { edges: edges.length, source: source.id } });
  });
} // prettier-ignore

async function sayReach(db: Db, say: Say): Promise<void> {
  const { rows } = await sql<{ length: number; distances: number; unknown: number }>`
    select (select coalesce(sum(length_m), 0) from road_edge)::float8 as length, count(seconds)::int4 as distances,
      (count(*) - count(seconds))::int4 as unknown from road_reach`.execute(db);
  const { length, distances, unknown } = rows[0]!;
  say(`已加载: 道路 ${Math.round(length / 1000)} km; 道路时间 ${distances} 个, 路网不通 (未知) ${unknown} 个。Loaded.`); // prettier-ignore
}

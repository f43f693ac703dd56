import { sql, type RawBuilder } from 'kysely';
import type { ImportCounts } from '../../api/imports.ts';
import type { Db } from '../../database/open.ts';
import { transaction } from '../../database/transaction.ts';
import { buildGraph, countComponents } from '../../roads/graph.ts';
import { edgeEnds, stageEdges, swapEdges } from '../../roads/load.ts';
import { readRoadRows, roadFields } from '../../roads/read.ts';
import { defaultSpeeds, otherSpeed } from '../../roads/speeds.ts';
import { splitAtJunctions } from '../../roads/split.ts';
import type { Checked, CheckRun, Kind, PublishRun, RollBackRun } from '../kind.ts';

const part = 'edges';

/** The road graph (../../roads): a file replaces all of it, whatever its source. */
export const roads: Kind = {
  id: 'roads',
  title: '道路',
  fields: roadFields,
  obfuscated: false,
  needsCrs: false,
  reads: ['roads'],
  tiles: [],
  check,
  publish,
  rollBack,
};

async function check(run: CheckRun): Promise<Checked> {
  const { context, db, report, source, columns, crs } = run;
  const file = await readRoadRows(context.config, { source, columns, crs, speeds: defaultSpeeds }, report, run.breathe);
  for (const [name, rows] of file.otherClasses)
    report.warning({ check: 'road-class', field: columns.header('class'), value: name, reason: `${rows} 行的等级没有设定速度, 按 ${otherSpeed} km/h`, remedy: '在文件的速度列写明, 或用命令行 --speed 指明' });
  const edges = splitAtJunctions(file.roads);
  await stageEdges(db, run.stage(part), edges, run.breathe);
  const graph = buildGraph(edges.map(edgeEnds));
  const pieces = countComponents(graph);
  if (pieces > 1)
    report.warning({ check: 'road-pieces', reason: `路网分成 ${pieces} 块, 互不相通`, remedy: '道路只在共有一个点处相接: 检查路口是否断开; 到不了设施的居民点记为未知' });
  const counts: ImportCounts = { rows: file.rows, accepted: edges.length, rejected: file.refused, changed: 0, ...(await compare(db, run.stage(part), edges.length)) };
  const summary = `路段 ${edges.length}, 节点 ${graph.lon.length}, 连通块 ${pieces}; 不可行车 ${file.leftOut} 行未读取; ${speedsOf(edges)}`;
  return { counts, summary, publishable: true };
} // prettier-ignore

/** How many edges there are of each class. */
function speedsOf(edges: readonly { class: string }[]): string {
  const counts = new Map<string, number>();
  for (const edge of edges) counts.set(edge.class, (counts.get(edge.class) ?? 0) + 1);
  return [...counts].sort(([, one], [, other]) => other - one).map(([name, count]) => `${name} ${count} 段`).join(', '); // prettier-ignore
}

const content = (table: string): RawBuilder<unknown> => sql`select class, speed_kmh, oneway, ST_AsBinary(geom) as line from ${sql.table(table)} where ST_Length(geom::geography) > 0`; // prettier-ignore

async function compare(
  db: Db,
  stage: string,
  accepted: number,
): Promise<Pick<ImportCounts, 'added' | 'removed' | 'unchanged'>> {
  const { rows } = await sql<{ added: number; removed: number }>`
    select (select count(*) from (${content(stage)} except all ${content('road_edge')}) added)::int4 as added,
      (select count(*) from (${content('road_edge')} except all ${content(stage)}) removed)::int4 as removed`.execute(
    db,
  );
  const { added, removed } = rows[0]!;
  return { added, removed, unchanged: accepted - added };
}

async function publish(run: PublishRun): Promise<void> {
  const archive = run.archive(part);
  await sql`drop table if exists ${sql.table(archive)}`.execute(run.db);
  await sql`create table ${sql.table(archive)} as select * from road_edge`.execute(run.db);
  await transaction(run.db, async (trx) => {
    await run.record(trx, { dataset: 'roads', counts: run.counts, archive: [archive], divisions: [] });
    await swapEdges(trx, run.stage(part), run.job.sourceId);
    await forgetInputs(trx);
  });
}

/** Puts the edges back that were there before. Where there were none, no roads are loaded any more. */
async function rollBack(run: RollBackRun): Promise<void> {
  const archive = sql.table(run.archive(part));
  await transaction(run.db, async (trx) => {
    await run.record(trx, { dataset: 'roads', counts: run.counts, archive: [] });
    await sql`delete from road_edge`.execute(trx);
    await sql`insert into road_edge (class, speed_kmh, oneway, length_m, geom, source_id)
      select class, speed_kmh, oneway, length_m, geom, source_id from ${archive}`.execute(trx);
    await forgetInputs(trx);
    const { rows } = await sql`select from road_edge limit 1`.execute(trx);
    if (rows.length > 0) return;
    for (const table of ['road_reach', 'road_seat']) await sql`delete from ${sql.table(table)}`.execute(trx);
    await sql`delete from unit_reach where method = 'road'`.execute(trx);
    await sql`delete from data_version where dataset = 'road_reach'`.execute(trx);
  });
}

/** `inputs` is the hash of a file that the command has loaded: these edges are of another. */
const forgetInputs = async (trx: Db): Promise<void> =>
  void (await sql`update data_version set inputs = null, row_count = (select count(*) from road_edge) where dataset = 'roads'`.execute(trx)); // prettier-ignore

import { gunzipSync } from 'node:zlib';
import type { DivisionTopology } from '../boundaries/arcs.ts';
import { replaceTopology, type TopologySource } from '../boundaries/publish.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import type { Step } from '../progress.ts';
import type { Pack } from './manifest.ts';
import { readPackFile } from './table.ts';

export const boundaryFiles = ['divisions.topo.json.gz'];

/**
 * Publishes the topology of a pack: polygons, lines, segments and meeting points. Where an office has imported a coverage of
 * its own, that one stays: it is published anew, since loading the divisions has replaced the rows that held it.
 */
export async function loadBoundaries(context: Context, pack: Pack, step: Step): Promise<number> {
  const own = await importedTopology(context.jobs, pack);
  if (own !== null) return replaceTopology(context, own, step);
  const bytes = await readPackFile(pack, 'divisions.topo.json.gz');
  const topology = JSON.parse(bytes.toString('utf8')) as DivisionTopology;
  return replaceTopology(context, { topology, sourceId: 'echarts-cities', sample: false }, step);
}

async function importedTopology(db: Db, pack: Pack): Promise<TopologySource | null> {
  const current = await db
    .selectFrom('division_topology')
    .where('current', '=', true)
    .select(['topology', 'source_id', 'sample'])
    .executeTakeFirst();
  if (current === undefined || pack.manifest.sources.some((source) => source.id === current.source_id))
    return null;
  const topology = JSON.parse(gunzipSync(current.topology).toString('utf8')) as DivisionTopology;
  return { topology, sourceId: current.source_id, sample: current.sample };
}

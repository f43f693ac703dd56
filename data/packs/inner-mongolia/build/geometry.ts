import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { writeDivisions } from './divisions.ts';
import { heal } from './heal.ts';
import { writeHistory } from './history.ts';
import { readCountyNames } from './neighbours.ts';
import { readCountyShapes } from './shapes.ts';
import { regionTopology } from './topology.ts';
import { countyPolygons } from './verify-geometry.ts';

/** First two digits of the region's codes. */
const region = '15';
const sources = path.join(import.meta.dirname, '..', 'sources');

/**
 * Builds `divisions.topo.json.gz`, `divisions.tsv` and `division_history.tsv` in `outDir` (EPSG:4490 degrees). The same
 * sources give the same bytes.
 */
export async function buildGeometry(outDir: string): Promise<void> {
  const log = (line: string): void => console.log(`  ${line}`);
  const shapes = await readCountyShapes();
  log(`county polygons read: ${shapes.length}`);
  const clean = await heal(shapes, region, log);
  const topology = regionTopology(clean, region, await readCountyNames());
  const bytes = gzipSync(JSON.stringify(topology), { level: 9 });
  await writeFile(path.join(outDir, 'divisions.topo.json.gz'), bytes);
  log(`divisions.topo.json.gz: ${topology.arcs.length} arcs, ${bytes.length} bytes`);
  const [west = 0, south = 0, east = 0, north = 0] = topology.bbox ?? [];
  const rows = await writeDivisions(sources, outDir, countyPolygons(topology), shapes, [
    west,
    south,
    east,
    north,
  ]);
  log(`divisions.tsv: ${rows} rows`);
  log(`division_history.tsv: ${await writeHistory(sources, outDir)} rows`);
}

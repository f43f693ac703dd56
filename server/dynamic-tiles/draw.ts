import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { TileFilter } from '../api/dynamic-tiles.ts';
import type { TileSetId } from '../api/tiles.ts';
import type { Db } from '../database/open.ts';
import { tileKey } from '../tiles/cut.ts';
import { spotAt, tileOf } from '../tiles/dirty.ts';
import type { TileFeature, TileLayer } from '../tiles/feature.ts';
import { extent, toUnits, worldSize } from '../tiles/mercator.ts';
import { encodeTile } from '../tiles/mvt.ts';
import { tileSets } from '../tiles/sets.ts';
import { dynamicSets, type DynamicRow, type DynamicSet } from './rows.ts';
import { tileBox, type TileBox } from './tile-box.ts';
import { readTwkb } from './twkb.ts';

/** More than this of a tile nobody can look at: the least important are left out. */
const mostFeatures = 4096;
const mostNumbers = 400_000; // coordinates

export interface Question<S extends TileSetId = TileSetId> {
  set: S;
  filter: TileFilter<S>;
  audience: Audience;
}

/** Changes with the data that a set is drawn from, and with the code that draws it. */
const stateOf = (set: TileSetId) => sql<string>`(
  select string_agg(dataset || ' ' || version || ' ' || extract(epoch from updated_at), ',' order by dataset) from data_version
  where dataset = any(${[...tileSets[set].datasets, ...(set === 'places' ? ['search'] : [])]}))`; // `q` reads search keys

/** To be raised when a tile of the same data is to look otherwise. */
const format = 1;
const versionOf = (state: string): string =>
  createHash('sha256').update(`${format} ${state}`).digest('hex').slice(0, 12);

export async function dynamicVersion(db: Db, set: TileSetId): Promise<string> {
  const { rows } = await sql<{ state: string }>`select ${stateOf(set)} as state`.execute(db);
  return versionOf(rows[0]!.state);
}

/**
 * Draws one tile from the database as it stands, in one statement.
 * @returns the version of the data that it shows with it; raw: null when there is nothing
 */
export async function drawTile(
  db: Db,
  { set, filter, audience }: Question,
  [z, x, y]: [z: number, x: number, y: number],
): Promise<{ version: string; raw: Uint8Array | null }> {
  const box = tileBox(z, x, y);
  const { rows: select, properties } = dynamicSets[set] as DynamicSet<TileSetId>;
  const { rows } = await sql<DynamicRow & { state: string }>`
    select s.state, f.* from (select ${stateOf(set)} as state) s
    left join (select * from (${select(filter, audience, box)}) r order by rank, id limit ${mostFeatures}) f on true
    order by f.rank, f.id`.execute(db);
  const version = versionOf(rows[0]!.state);
  const found = rows.filter((row) => row.id !== null);
  const layers: TileLayer[] = tileSets[set].layers.map(({ id: name }) => ({ name, features: [] }));
  let numbers = 0;
  for (const row of found) {
    const paths = pathsOf(row, box);
    if (paths === null) continue;
    numbers += paths.paths.reduce((sum, path) => sum + path.length, 0);
    if (numbers > mostNumbers) break;
    const id = set === 'divisions' ? Number(row['code']) : row.id;
    layers
      .find(({ name }) => name === row.layer)!
      .features.push({ id, properties: properties(row), ...paths });
  }
  const raw = layers.some(({ features }) => features.length > 0) ? encodeTile(layers) : null;
  return { version, raw };
}

function pathsOf(row: DynamicRow, { z, x, y }: TileBox): Pick<TileFeature, 'kind' | 'paths'> | null {
  if (row.lon !== null && row.lat !== null) {
    const spot = spotAt({ lon: row.lon, lat: row.lat });
    if (tileOf(spot, z) !== tileKey(x, y)) return null; // in the buffer: another tile draws it
    const size = worldSize(z);
    return {
      kind: 'point',
      paths: [[toUnits(spot.x, size) - x * extent, toUnits(spot.y, size) - y * extent]],
    };
  }
  if (row.shape === null) return null;
  const { lines, polygons } = readTwkb(row.shape);
  if (polygons.length > 0) return { kind: 'polygon', paths: polygons.flat() };
  return lines.length > 0 && row.layer === 'boundary' ? { kind: 'line', paths: lines } : null;
}

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import type { Origin } from './origin.ts';
import type { TileSet } from './tile-set.ts';

/** A record that was edited, and where it was before; more than one of a record that was edited again. */
export interface Change {
  record: number;
  lon: number | null; // degrees, EPSG:4490; null: nowhere
  lat: number | null;
}

/** More changes than this, and building the whole set costs less. */
const most = 300;

/**
 * Every edit that lies between two states of a set; null when something else has changed as well (an import, a roll-back, the
 * builder), when it is too long ago, or when they are not of one database.
 */
export async function changesBetween(
  trx: Db,
  { id, edited }: TileSet,
  from: Origin['datasets'],
  to: Origin['datasets'],
): Promise<Change[] | null> {
  if (edited === null || from.length !== to.length) return null;
  let range: { first: (typeof from)[number]; last: number } | null = null;
  for (const [index, { dataset, version, at }] of to.entries()) {
    const before = from[index]!;
    if (before.dataset !== dataset) return null;
    if (before.version === version && before.at === at) continue;
    if (dataset !== id) return null;
    range = { first: before, last: version };
  }
  return range === null ? [] : readChanges(trx, range.first, range.last);
}

/** Every edit of a dataset after one version, up to another; null when something else has changed as well, or too much. */
export async function readChanges(
  trx: Db,
  first: Origin['datasets'][number],
  last: number,
): Promise<Change[] | null> {
  if (first.version === last) return [];
  const { rows } = await sql<Change & { version: number; since: string }>`
    select version, since, record, lon, lat from tile_change
    where dataset = ${first.dataset} and version > ${first.version} and version <= ${last}
    order by version limit ${most + 1}`.execute(trx);
  const versions = new Set(rows.map((row) => row.version));
  const isWhole = versions.size === last - first.version && rows[0]?.since === first.at;
  return isWhole && rows.length <= most ? rows : null;
}

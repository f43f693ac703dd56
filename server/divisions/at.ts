import { sql } from 'kysely';
import type { DivisionRef } from '../api/record.ts';
import type { Position } from '../api/geo.ts';
import type { Db } from '../database/open.ts';
import { createLocator, readCountyAreas, type Locator } from './locate.ts';
import { divisionTree } from './tree.ts';

const held = new WeakMap<Db, { version: number; locator: Promise<Locator> }>();

/** The locator of the present counties, made once for each data version. */
async function countyLocator(db: Db, version: number): Promise<Locator> {
  const known = held.get(db);
  if (known !== undefined && known.version === version) return known.locator;
  const locator = readCountyAreas(db).then(createLocator);
  held.set(db, { version, locator });
  locator.catch(() => held.delete(db));
  return locator;
}

/** The divisions that a point lies in. A point on a shared edge lies in exactly one county. */
export async function divisionsAt(
  db: Db,
  [lon, lat]: Position,
): Promise<{ inside: boolean | null; path: DivisionRef[]; outsideKm: number | null }> {
  const tree = await divisionTree(db);
  const locator = await countyLocator(db, tree.version);
  if (locator.size === 0) return { inside: null, path: [], outsideKm: null };
  const county = locator.find(lon, lat);
  if (county === null) {
    const roots = tree.nodes().filter(({ parent }) => parent === null);
    const far = roots.flatMap(({ code }) => locator.distanceKm(code, lon, lat) ?? []);
    return { inside: false, path: [], outsideKm: far.length === 0 ? null : Math.min(...far) };
  }
  const { rows } = await sql<{ code: string }>`
    select code from division where level = 'township' and valid_to is null and public and parent_code = ${county} and geom is not null
      and ST_Covers(geom, ST_SetSRID(ST_MakePoint(${lon}::float8, ${lat}::float8), 4490)) order by code limit 1`.execute(
    db,
  );
  return { inside: true, path: tree.pathOf(rows[0]?.code ?? county), outsideKm: null };
}

import { gunzipSync } from 'node:zlib';
import { sql, type SqlBool } from 'kysely';
import type { Audience } from '../accounts/audience.ts';
import type { Db } from '../database/open.ts';
import type { Change } from './changes.ts';
import { keyX, keyY, tileKey } from './cut.ts';
import { dirtOf, spotAt, type Dirt, type Spot } from './dirty.ts';
import type { Feature, TileFeature } from './feature.ts';
import { extent, latitude, longitude, toUnits, worldSize } from './mercator.ts';
import { encodeTile } from './mvt.ts';
import { drawPoints, readPoints, type PointLayer, type PointRow } from './points.ts';
import type { Pyramid } from './pyramid.ts';
import { idsOf } from './tile-ids.ts';
import type { EditedPoints, TileSet } from './tile-set.ts';
import { Thinned } from './thinned.ts';

/** A tile that is made anew; null when nothing is left in it. */
export interface Patched {
  z: number;
  x: number;
  y: number;
  raw: Uint8Array | null;
}

/**
 * Reads what edits have touched, in one moment of the database: where the records were and are, at each zoom with what thinning
 * changes there.
 * @returns makes those tiles as a whole build would make them, a zoom at a time
 */
export async function readPatch(
  trx: Db,
  { minzoom, maxzoom }: TileSet,
  edited: EditedPoints,
  audience: Audience,
  base: Pyramid,
  changes: readonly Change[],
): Promise<Iterable<Patched[]>> {
  const { layer } = edited;
  const ids = [...new Set(changes.map(({ record }) => record))];
  const now = await rowsById(trx, layer, audience, ids);
  const before = changes.flatMap(({ lon, lat }) => (lon === null || lat === null ? [] : [{ lon, lat }]));
  const spots = [...before, ...now].map(spotAt);
  const dirt = Array.from({ length: maxzoom - minzoom + 1 }, (_, index) => dirtOf(spots, minzoom + index, layer.thinning)); // prettier-ignore
  return edited.readWhole
    ? redrawn(layer, await allRows(trx, layer, audience), dirt)
    : thinnedAgain(trx, layer, audience, base, { now, dirt });
}

const rowsById = async (
  trx: Db,
  layer: PointLayer,
  audience: Audience,
  ids: readonly number[],
): Promise<PointRow[]> =>
  (await layer.select(audience, sql<SqlBool>`${sql.ref(`${layer.alias}.id`)} = any(${[...ids]}::int4[])`).execute(trx)).rows; // prettier-ignore

async function allRows(trx: Db, layer: PointLayer, audience: Audience): Promise<PointRow[]> {
  const rows: PointRow[] = [];
  for await (const slice of readPoints(layer, trx, audience)) for (const row of slice) rows.push(row);
  return rows;
}

/** A set of few rows is drawn whole, and only what lies in dirty tiles is encoded. */
function* redrawn(layer: PointLayer, rows: readonly PointRow[], dirt: readonly Dirt[]): Generator<Patched[]> {
  const drawing = drawPoints(layer, rows);
  for (const { zoom, tiles } of dirt) {
    const features = drawing.at(zoom).flatMap((drawn) => drawn.features) as PointFeature[];
    yield encoded(layer.name, zoom, tiles, features);
  }
}

type PointFeature = Extract<Feature, { kind: 'point' }>;

/** Features in the order of the layer, dealt out to those of the tiles that are dirty. */
function encoded(
  name: string,
  z: number,
  tiles: ReadonlySet<number>,
  features: readonly PointFeature[],
): Patched[] {
  const dealt = new Map<number, TileFeature[]>([...tiles].map((tile) => [tile, []]));
  const last = 2 ** z - 1;
  const side = (units: number): number => Math.max(0, Math.min(last, Math.floor(units / extent)));
  for (const { id, properties, kind, x, y } of features) {
    const [column, row] = [side(x), side(y)];
    dealt.get(tileKey(column, row))?.push({ id, properties, kind, paths: [[x - column * extent, y - row * extent]] }); // prettier-ignore
  }
  return [...dealt].map(([key, inside]) => ({
    z,
    x: keyX(key),
    y: keyY(key),
    raw: inside.length === 0 ? null : encodeTile([{ name, features: inside }]),
  }));
}

/** Of a set of many rows only those are read that the dirty tiles had before, or that lie around the edited ones. */
async function thinnedAgain(
  trx: Db,
  layer: PointLayer,
  audience: Audience,
  base: Pyramid,
  { now, dirt }: { now: readonly PointRow[]; dirt: readonly Dirt[] },
): Promise<Iterable<Patched[]>> {
  const thinned = new Thinned(layer, (z, key) => idsIn(base, z, key), dirt);
  const around = await rowsAround(trx, layer, audience, thinned.closest());
  const known = new Map([...now, ...around].map((row) => [row.id, row]));
  const missing = (await thinned.idsWanted()).filter((id) => !known.has(id));
  for (const row of await rowsById(trx, layer, audience, missing)) known.set(row.id, row);
  thinned.know([...known.values()], around);
  return thinnedTiles(layer, thinned, { now, dirt });
}

function* thinnedTiles(
  layer: PointLayer,
  thinned: Thinned,
  { now, dirt }: { now: readonly PointRow[]; dirt: readonly Dirt[] },
): Generator<Patched[]> {
  for (const one of [...dirt].reverse()) {
    const shown = one.zoom >= layer.thinning.fullzoom ? thinned.allIn(one, now) : thinned.shownIn(one);
    const size = worldSize(one.zoom);
    const features = shown.sort((a, b) => layer.order(a, b)).map((row): PointFeature => {
      const { x, y } = spotAt(row);
      return { kind: 'point', id: row.id, properties: layer.properties(row), x: toUnits(x, size), y: toUnits(y, size) };
    }); // prettier-ignore
    yield encoded(layer.name, one.zoom, one.tiles, features);
  }
}

function idsIn(base: Pyramid, z: number, key: number): number[] {
  const tile = base.get(z, keyX(key), keyY(key));
  return tile === null ? [] : idsOf(gunzipSync(tile.gzip));
}

/** Degrees around a box, so that rounding loses no row at its edge. */
const margin = 1e-6;

/** Rows in boxes given as 0..1 in Web Mercator, and some more. */
async function rowsAround(
  trx: Db,
  layer: PointLayer,
  audience: Audience,
  boxes: readonly [from: Spot, to: Spot][],
): Promise<PointRow[]> {
  if (boxes.length === 0) return [];
  const { west, south, east, north } = degreesOf(boxes);
  const { rows } = await layer.select(audience, sql<SqlBool>`${sql.ref(`${layer.alias}.id`)} in (
    select p.id from unnest(${west}::float8[], ${south}::float8[], ${east}::float8[], ${north}::float8[]) as b (w, s, e, n)
    join ${sql.table(layer.table)} p on p.geom && ST_MakeEnvelope(b.w, b.s, b.e, b.n, 4490))`).execute(trx); // prettier-ignore
  return rows;
}

function degreesOf(boxes: readonly [from: Spot, to: Spot][]): Record<'west' | 'south' | 'east' | 'north', number[]> {
  return {
    west: boxes.map(([from]) => longitude(from.x) - margin),
    south: boxes.map(([, to]) => latitude(to.y) - margin),
    east: boxes.map(([, to]) => longitude(to.x) + margin),
    north: boxes.map(([from]) => latitude(from.y) + margin),
  };
} // prettier-ignore

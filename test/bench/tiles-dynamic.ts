/**
 * Cold tiles by zoom: ours (positions, or TWKB that is kept for a version, from SQL; drawn here) against ST_AsMVT over the raw tables in the query that Martin
 * 1.14 sends (no generalisation, no limit), both with gzip 6, one after the other for each tile, on the same connections. Needs
 * DATABASE_URL, a PostgreSQL with the built-in data. The map of a user who filters; the built-in map has its pyramid.
 */
import { Kysely, PostgresDialect, sql } from 'kysely';
import type { DB } from '../../server/database/schema.ts';
import type { Db } from '../../server/database/open.ts';
import { openPostgres } from '../../server/database/postgres.ts';
import { readConfig } from '../../server/config.ts';
import { createDrawing } from '../../server/dynamic-tiles/draw.ts';
import { dynamicVersion } from '../../server/dynamic-tiles/versions.ts';
import { storeAs } from '../../server/tiles/pack.ts';
import type { TileSetId } from '../../server/api/tiles.ts';

const { databaseUrl } = readConfig();
if (databaseUrl === null) {
  console.log('skipped: DATABASE_URL names no PostgreSQL');
  process.exit(0);
}
const db: Db = new Kysely<DB>({ dialect: new PostgresDialect({ pool: openPostgres(databaseUrl, 4, 0) }) });

/** What each set is in Martin: a table and its columns. */
const tables: Partial<Record<TileSetId, { table: string; columns: string }>> = {
  places: { table: 'place', columns: 'id, name, mongolian, class_code, importance, sample, status' },
  divisions: { table: 'division', columns: 'id, code, name, level, parent_code, sample' },
  boundaries: { table: 'boundary_line', columns: 'id, code, name, level, sample' },
};

const martin = async (set: TileSetId, [z, x, y]: [number, number, number]): Promise<Uint8Array> => {
  const { table, columns } = tables[set]!;
  const { rows } = await sql<{ mvt: Buffer }>`
    select ST_AsMVT(tile, ${set}, 4096, 'geom', 'id') as mvt from (
      select ST_AsMVTGeom(ST_Transform(ST_CurveToLine(geom), 3857), ST_TileEnvelope(${z}, ${x}, ${y}), 4096, 64, true) as geom, ${sql.raw(columns)}
      from ${sql.table(table)}
      where geom && ST_Transform(ST_TileEnvelope(${z}, ${x}, ${y}, margin => 64.0 / 4096), 4490)) tile`.execute(db);
  return rows[0]!.mvt;
}; // prettier-ignore
const drawing = createDrawing();
const versions = new Map<TileSetId, Promise<string>>();
/** The map reads it once, with the TileJSON. */
const versionOf = (set: TileSetId): Promise<string> => {
  if (!versions.has(set)) versions.set(set, dynamicVersion(db, set));
  return versions.get(set)!;
};
const ours = async (set: TileSetId, at: [number, number, number]): Promise<Uint8Array> =>
  (
    await drawing.tile({ set, filter: {}, audience: 'staff', text: '' }, at, await versionOf(set), (read) =>
      read(db),
    )
  ).raw ?? new Uint8Array();

const most = 40; // tiles of a zoom
function tilesOf(z: number): [number, number, number][] {
  const n = 2 ** z;
  const column = (lon: number): number => Math.floor((lon / 360 + 0.5) * n);
  const row = (lat: number): number => Math.floor((0.5 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / (2 * Math.PI)) * n); // prettier-ignore
  const all: [number, number, number][] = [];
  for (let x = column(97.2); x <= column(126); x += 1) for (let y = row(53.3); y <= row(37.5); y += 1) all.push([z, x, y]); // prettier-ignore
  const step = Math.max(1, Math.floor(all.length / most));
  return all.filter((_, index) => index % step === 0).slice(0, most);
}

interface Sum {
  ms: number[];
  bytes: number;
}
async function timed(sum: Sum, make: () => Promise<Uint8Array>): Promise<void> {
  const started = performance.now();
  const { body } = await storeAs(await make(), 'gzip');
  sum.ms.push(performance.now() - started);
  sum.bytes += body.length;
}
const total = ({ ms }: Sum): number => ms.reduce((a, b) => a + b, 0);
const p95 = ({ ms }: Sum): number => [...ms].sort((a, b) => a - b)[Math.floor(ms.length * 0.95)]!;

const report: object[] = [];
console.log(
  'set         zoom  tiles   ours tiles/s  p95 ms  KB a tile   ST_AsMVT tiles/s  p95 ms  KB a tile   ratio',
);
const whole: Record<string, [number, number]> = {};
for (const set of Object.keys(tables) as TileSetId[]) {
  const begun = performance.now();
  for (const at of tilesOf(4)) await ours(set, at);
  console.log(
    `${set.padEnd(11)} z4 after the data have changed: ${(performance.now() - begun).toFixed(0)} ms in all`,
  );
  for (let z = 4; z <= 9; z += 1) {
    const [a, b]: [Sum, Sum] = [{ ms: [], bytes: 0 }, { ms: [], bytes: 0 }]; // prettier-ignore
    const tiles = tilesOf(z);
    await ours(set, tiles[0]!); // both statements are known to the server
    await martin(set, tiles[0]!);
    for (const at of tiles) {
      await timed(a, () => ours(set, at));
      await timed(b, () => martin(set, at));
    }
    const rate = (sum: Sum): number => (tiles.length / total(sum)) * 1000;
    const kb = (sum: Sum): number => sum.bytes / tiles.length / 1000;
    const sums = (whole[set] ??= [0, 0]);
    sums[0] += total(a);
    sums[1] += total(b);
    const ratio = total(b) / total(a);
    report.push({ set, z, tiles: tiles.length, ours: rate(a), oursP95: p95(a), asMvt: rate(b), asMvtP95: p95(b), ratio }); // prettier-ignore
    console.log(`${set.padEnd(11)} ${String(z).padStart(4)} ${String(tiles.length).padStart(6)} ${rate(a).toFixed(0).padStart(14)} ${p95(a).toFixed(1).padStart(7)} ${kb(a).toFixed(1).padStart(10)} ${rate(b).toFixed(0).padStart(18)} ${p95(b).toFixed(1).padStart(7)} ${kb(b).toFixed(1).padStart(10)} ${ratio.toFixed(1).padStart(7)}`); // prettier-ignore
  }
}
for (const [set, [a, b]] of Object.entries(whole)) console.log(`${set}: z4-z9 together ${(b / a).toFixed(1)} x`); // prettier-ignore
const [a, b] = Object.values(whole).reduce(([x, y], [p, q]) => [x + p, y + q]);
console.log(`all: ${(b / a).toFixed(1)} x`);
console.log(JSON.stringify(report));
await db.destroy();

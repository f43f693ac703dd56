import { execFile, execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import sqlite from 'node-sqlite3-wasm';
import { afterAll, describe, expect, inject, test } from 'vitest';
import '../support/provided.ts';
import { askWhole, json } from '../support/http.ts';

/** A client that is not ours reads the OGC API: GDAL's OAPIF driver. */
const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'nutag-oapif-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const missing = (() => {
  try {
    return execFileSync('ogr2ogr', ['--formats'], { encoding: 'utf8' }).includes('OAPIF') ? null : 'this GDAL has no OAPIF driver'; // prettier-ignore
  } catch {
    return 'no ogr2ogr (gdal-bin)';
  }
})();

const root = (): string => `OAPIF:${new URL('/ogc', inject('baseUrl')).href}`;
const pages = ['-oo', 'PAGE_SIZE=10000'];
/** Copies a layer and returns the path of the GeoPackage. */
async function copy(layer: string, name: string, args: readonly string[] = []): Promise<string> {
  const path = join(folder, `${name}.gpkg`);
  await run('ogr2ogr', [path, root(), layer, ...pages, ...args], { maxBuffer: 1 << 24 });
  return path;
}
type Cells = Record<string, unknown>;
function rowsOf(path: string, query: string): Cells[] {
  const db = new sqlite.Database(path, { readOnly: true });
  try {
    return db.all(query);
  } finally {
    db.close();
  }
}
const count = (path: string, layer: string): number => Number(rowsOf(path, `select count(*) as n from "${layer}"`)[0]!['n']); // prettier-ignore

/** Longitude and latitude of a point in a GeoPackage: 8 bytes of head without an envelope, then WKB. */
function pointOf(blob: Uint8Array): [number, number] {
  const view = new DataView(blob.buffer, blob.byteOffset, blob.byteLength);
  expect(view.getUint8(3) & 0b1110).toBe(0);
  return [view.getFloat64(13, true), view.getFloat64(21, true)];
}

const words: Record<string, string> = { current: '现用', renamed: '已更名', abolished: '已废止', merged: '已合并', proposed: '拟用', surveyed: '实测', approximate: '近似', synthetic: '示意' }; // prettier-ignore
const yesNo = (value: unknown): string => (value === 1 ? '是' : '否');

describe.skipIf(missing !== null)(`GDAL${missing === null ? '' : ` (skipped: ${missing})`}`, () => {
  test('all places reach a GeoPackage as they stand in the database: each once, position and attributes', async () => {
    const started = new Date().toISOString(); // other tests edit places of this service meanwhile: theirs are left out
    const path = await copy('places', 'places');
    const rows = rowsOf(path, 'select * from places');
    expect(Math.abs(rows.length - 265_800)).toBeLessThanOrEqual(20);
    const byId = new Map(rows.map((row) => [Number(row['fid']), row]));
    expect(byId.size).toBe(rows.length);
    // the export reads the database by another way than items
    const exported = join(folder, 'places.geojsonl');
    writeFileSync(exported, await askWhole('/api/v1/exports/places?f=geojsonl'));
    let [compared, edited] = [0, 0];
    const different: unknown[] = [];
    for await (const line of createInterface(createReadStream(exported))) {
      const { id, properties: p } = JSON.parse(line) as { id: number; properties: Cells };
      if (Date.parse(p['updated_at'] as string) >= Date.parse(started)) {
        edited += 1;
        continue;
      }
      const row = byId.get(id)!;
      const [lon, lat] = pointOf(row['geom'] as Uint8Array);
      const found = [row['name'], row['roman'], row['mongolian'], row['class'], row['class_name'], row['division'], row['place_code'], words[row['status'] as string], words[row['position'] as string], row['source'], yesNo(row['sample']), yesNo(row['public']), row['secrecy'], row['updated_at']]; // prettier-ignore
      const expected = [p['name'], p['roman'], p['mongolian'], p['class'], p['class_name'], p['division'], p['place_code'], p['status'], p['position'], p['source'], p['sample'], p['public'], p['secrecy'], p['updated_at']]; // prettier-ignore
      const isSame = JSON.stringify(found) === JSON.stringify(expected) && Math.abs(lon - (p['longitude'] as number)) < 1e-6 && Math.abs(lat - (p['latitude'] as number)) < 1e-6; // prettier-ignore
      if (!isSame) different.push([found, expected]);
      compared += 1;
    }
    expect(edited).toBeLessThanOrEqual(200);
    expect(compared).toBeGreaterThanOrEqual(265_800 - 200);
    expect(different.slice(0, 3)).toEqual([]);
  }, 900_000);
  test.each([
    ['divisions', 116],
    ['townships', 1033],
    ['boundary-lines', 200],
    ['boundary-segments', 373],
    ['meeting-points', 215],
  ])('every feature of %s, of the type and with the fields of the schema', async (layer, features) => {
    const path = await copy(layer, layer);
    expect(count(path, layer)).toBe(features);
    const type = rowsOf(path, 'select geometry_type_name as type from gpkg_geometry_columns')[0]!['type'];
    expect(type).toBe(layer === 'divisions' ? 'MULTIPOLYGON' : layer.startsWith('boundary') ? 'MULTILINESTRING' : 'POINT'); // prettier-ignore
    const schema = await json<{ properties: { properties: { properties: object } } }>(`/ogc/collections/${layer}/feature-schema`); // prettier-ignore
    const columns = rowsOf(path, `select name from pragma_table_info('${layer}')`).map(({ name }) => name);
    expect(columns).toEqual(expect.arrayContaining(Object.keys(schema.properties.properties.properties)));
  }, 120_000); // prettier-ignore
  test('a filter by attribute, by place, by id and by day is answered by the server', async () => {
    const filtered = await copy('places', 'filtered', ['-where', "class = '21300' AND status = 'current'"]);
    expect(count(filtered, 'places')).toBe((await json<{ numberMatched: number }>('/ogc/collections/places/items?limit=1&class=21300&status=current')).numberMatched); // prettier-ignore
    expect(count(filtered, 'places')).toBeGreaterThan(0);
    const near = await copy('places', 'near', ['-spat', '111.6', '40.8', '111.7', '40.85']);
    expect(count(near, 'places')).toBe((await json<{ numberMatched: number }>('/ogc/collections/places/items?limit=1&bbox=111.6,40.8,111.7,40.85')).numberMatched); // prettier-ignore
    const { stdout } = await run('ogrinfo', [root(), 'divisions', '-fid', '150102']);
    expect(stdout).toContain('OGRFeature(divisions):150102');
    expect(stdout).toContain('新城区');
    const { stdout: dated } = await run('ogrinfo', [root(), 'former-divisions', '-so', '-where', "valid_to >= '2015/01/01'"]); // prettier-ignore
    expect(dated).toMatch(/Feature Count: \d+/);
  }, 120_000);
});

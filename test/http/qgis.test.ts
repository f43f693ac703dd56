import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, inject, test } from 'vitest';
import '../support/provided.ts';
import { json } from '../support/http.ts';

/** A client that is not ours: QGIS without a screen, asked by test/support/qgis-read.py. */
const script = fileURLToPath(new URL('../support/qgis-read.py', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'nutag-qgis-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const env = { ...process.env, QT_QPA_PLATFORM: 'offscreen', XDG_RUNTIME_DIR: folder, HOME: folder };
const python = ['/usr/bin/python3', 'python3'].find((program) => {
  try {
    execFileSync(program, ['-c', 'import qgis.core'], { stdio: 'ignore', env });
    return true;
  } catch {
    return false;
  }
});

async function asked<T>(mode: string, argument: string): Promise<T> {
  const service = new URL(inject('baseUrl')).origin;
  const { stdout } = await promisify(execFile)(python!, [script, service, mode, argument], { env, maxBuffer: 1 << 24 }); // prettier-ignore
  return JSON.parse(/^RESULT (.*)$/m.exec(stdout)![1]!) as T;
}

interface Found {
  count: number;
  valid: number; // of geometries
  first: string | null;
}
interface Features {
  collections: Record<string, { valid: boolean; type: number; crs: string; count: number; fields: string[] }>;
  all: Found;
  one: Found;
  box: Found;
  subset: Found;
}
interface Tiles {
  sets: Record<string, { valid: boolean; styled: boolean; colours: number; versioned: boolean }>;
  ogc: boolean;
  colours: number;
}

const types = ['POINT', 'LINE', 'POLYGON'];

describe.skipIf(python === undefined)(`QGIS${python === undefined ? ' (skipped: no PyQGIS; Debian: python3-qgis)' : ''}`, () => {
  test('every collection is a layer with the features, geometry and fields that the API says; filters find what they find there', async () => {
    const shapes: Record<string, string> = { divisions: 'POLYGON', townships: 'POINT', 'boundary-lines': 'LINE', 'boundary-segments': 'LINE', 'meeting-points': 'POINT', places: 'POINT', facilities: 'POINT', markers: 'POINT' };
    const found = await asked<Features>('features', Object.keys(shapes).join());
    for (const [id, shape] of Object.entries(shapes)) {
      const layer = found.collections[id]!;
      expect([layer.valid, types[layer.type], layer.crs], id).toEqual([true, shape, 'EPSG:4326']);
      const { numberMatched } = await json<{ numberMatched: number }>(`/ogc/collections/${id}/items?limit=1`);
      expect(Math.abs(layer.count - numberMatched), id).toBeLessThanOrEqual(id === 'places' ? 20 : 2); // other tests edit meanwhile
      const { properties } = await json<{ properties: Record<string, object> }>(`/ogc/collections/${id}/schema`);
      const missing = Object.keys(properties).filter((name) => name !== 'id' && name !== 'geometry' && !layer.fields.includes(name));
      expect(missing, id).toEqual([]);
    }
    expect(found.all).toMatchObject({ count: found.collections['divisions']!.count, valid: found.all.count });
    expect(found.one).toEqual({ count: 1, valid: 1, first: '新城区' });
    const box = await json<{ numberMatched: number }>('/ogc/collections/places/items?limit=1&bbox=111.6,40.8,111.7,40.85');
    expect(found.box).toMatchObject({ count: box.numberMatched, valid: box.numberMatched });
    const counties = await json<{ numberMatched: number }>('/ogc/collections/divisions/items?limit=1&level=county');
    expect(found.subset.count).toBe(counties.numberMatched);
  }, 300_000);

  test('every set is drawn from its tiles with our style, the same by version and by OGC API - Tiles', async () => {
    const path = join(folder, 'map.png');
    const found = await asked<Tiles>('tiles', path);
    for (const [id, set] of Object.entries(found.sets)) {
      expect(set, id).toMatchObject({ valid: true, styled: true });
      expect(set.colours, id).toBeGreaterThan(3);
      if (id !== 'places' && id !== 'divisions') expect(set.versioned, id).toBe(true); // QGIS places names as chance has it
    }
    expect(found.ogc).toBe(true); // markers, {z}/{y}/{x}
    expect(found.colours).toBeGreaterThan(200);
    expect(statSync(path).size).toBeGreaterThan(10_000);
  }, 300_000);
}); // prettier-ignore

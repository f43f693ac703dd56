import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Geometry, Position } from 'geojson';
import { expect } from 'vitest';
import { makeZip, readSource, type Reading } from './formats.ts';

/** Real data sets, which are no part of the project; see README.md there. */
export const dataFolder = fileURLToPath(new URL('../../../shared/data/', import.meta.url));

const program = 'ogr2ogr';

/** Why files cannot be compared with what GDAL makes of them; null when they can. */
export function gdalMissing(): string | null {
  return existsSync(dataFolder) ? programMissing() : `no data in ${dataFolder}`;
}

/** Why GDAL cannot be asked at all; null when it can. */
export function programMissing(): string | null {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' });
    return null;
  } catch {
    return 'no ogr2ogr (gdal-bin)';
  }
}

export type GdalFormat = 'GPKG' | 'ESRI Shapefile' | 'XLSX' | 'KML';
const extensions: Record<GdalFormat, string> = {
  GPKG: 'gpkg',
  'ESRI Shapefile': 'zip',
  XLSX: 'xlsx',
  KML: 'kml',
};

/** Has GDAL convert a file, and reads the outcome. */
export async function viaGdal(
  source: string,
  format: GdalFormat,
  folder: string,
  args: readonly string[] = [],
): Promise<Reading> {
  const name = `converted.${extensions[format]}`;
  const target = join(folder, format === 'ESRI Shapefile' ? 'shapes' : name);
  rmSync(target, { recursive: true, force: true });
  const shapefile = format === 'ESRI Shapefile';
  if (shapefile) mkdirSync(target);
  const own = shapefile ? ['-lco', 'ENCODING=UTF-8'] : [];
  execFileSync(program, ['-f', format, shapefile ? join(target, 'layer.shp') : target, source, ...own, ...args], { stdio: ['ignore', 'ignore', 'pipe'] }); // prettier-ignore
  if (!shapefile) return readSource(target, { name });
  const zip = join(folder, name);
  writeFileSync(zip, makeZip(readdirSync(target).map((path) => ({ path: `图层/${path}`, data: readFileSync(join(target, path)) })))); // prettier-ignore
  return readSource(zip, { name });
}

/** The cells of these columns, by the names that they have in the one and in the other file. */
export const columnsOf = (reading: Reading, names: readonly string[]): (string | null)[][] => {
  const at = names.map((name) =>
    reading.headers.findIndex((header) => header.toLowerCase() === name.toLowerCase()),
  );
  expect(at, `${reading.headers.join()} has ${names.join()}`).not.toContain(-1);
  return reading.cells.map((cells) => at.map((index) => asGdal(cells[index]!)));
};

/** GDAL writes a list as `(2:a,b)`. */
function asGdal(text: string | null): string | null {
  if (text === null || !text.startsWith('[')) return text;
  const list = JSON.parse(text) as string[];
  return `(${list.length}:${list.join()})`;
}

/** The rings or lines or points of a geometry: single and multi are the same, rings turn the same way. */
export function partsOf(geometry: Geometry | null): Position[][] {
  switch (geometry?.type) {
    case 'Point':
      return [[geometry.coordinates]];
    case 'LineString':
      return [geometry.coordinates];
    case 'MultiLineString':
      return geometry.coordinates;
    case 'Polygon':
      return geometry.coordinates.map((ring, at) => turned(ring, at === 0));
    case 'MultiPolygon':
      return geometry.coordinates.flatMap((rings) => rings.map((ring, at) => turned(ring, at === 0)));
    default:
      return [];
  }
}

function turned(ring: Position[], outer: boolean): Position[] {
  let area = 0;
  ring.forEach(([x = 0, y = 0], at) => {
    const [x1 = 0, y1 = 0] = ring[(at + 1) % ring.length]!;
    area += x * y1 - x1 * y;
  });
  return area > 0 === outer ? ring : [...ring].reverse();
}

/** Both have the same geometry, position by position, to a billionth of a degree (0.1 mm). */
export function expectSameGeometry(found: Reading, original: Reading): void {
  expect(found.rows.length).toBe(original.rows.length);
  original.rows.forEach(({ geometry }, row) => {
    const [one, other] = [partsOf(geometry), partsOf(found.rows[row]!.geometry)];
    expect(other.map((part) => part.length), `parts of row ${row + 1}`).toEqual(one.map((part) => part.length));
    const [flat, otherFlat] = [one.flat(2), other.flat(2)];
    const worst = flat.reduce((most, number, at) => Math.max(most, Math.abs(number - otherFlat[at]!)), 0);
    expect(worst, `row ${row + 1}`).toBeLessThan(1e-9);
  });
} // prettier-ignore

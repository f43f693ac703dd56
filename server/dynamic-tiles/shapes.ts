import { sql } from 'kysely';
import { buffer, lineIn, polygonIn } from '../tiles/cut.ts';
import type { Path, TileFeature } from '../tiles/feature.ts';
import { dot } from '../tiles/layers/divisions.ts';
import { drawable } from '../tiles/layers/boundaries.ts';
import { extent, mercatorX, mercatorY, toUnits, worldSize } from '../tiles/mercator.ts';
import { tileSets } from '../tiles/sets.ts';
import { ByteCache } from './byte-cache.ts';
import type { DynamicRow } from './rows.ts';
import { polygonOf, readTwkb } from './twkb.ts';
import { stateOf, versionOf, type Kept, type Read } from './versions.ts';

/** Units of a degree in which geometries come from the database: 0.1 m. */
const perDegree = 1_000_000;

/** Vertices fall on a grid of half a pixel where nobody can tell: borders stay together, and there are fewer of them. */
const gridUnits = 4;

const mostBytes = 64_000_000;
const yieldMs = 5;

/** A geometry at a zoom, in whole tile units of the world. */
interface Shape {
  kind: 'line' | 'polygon';
  parts: Part[];
  first: readonly [x: number, y: number]; // a vertex of it
}
/** A polygon (exterior ring, then its holes), or one line. */
interface Part {
  paths: Path[];
  box: [west: number, north: number, east: number, south: number];
}

/** Geometries of polygons and lines as they were at a version of their set: read and projected once, generalised once for each zoom. */
export class Shapes {
  readonly #shapes = new ByteCache<Shape>(mostBytes, weigh);

  get bytes(): number {
    return this.#shapes.bytes;
  }

  /**
   * What a tile shows of rows, in the order of the rows; null for those of which it shows nothing.
   * @param read asks the database, where it has to
   * @returns null when the data are no longer of that version
   */
  async inTile({ set, table, version }: Kept, rows: readonly DynamicRow[], [z, x, y]: [number, number, number], read: Read): Promise<(Geometry | null)[] | null> {
    const { maxzoom } = tileSets[set];
    const keyOf = (id: number, zoom: number): string => `${set} ${version} ${id} ${zoom}`;
    const keep = (id: number, zoom: number, shape: Shape): Shape => {
      this.#shapes.set(keyOf(id, zoom), shape);
      return shape;
    };
    const whole = new Map<number, Shape>();
    const drawn = new Map<number, Shape>();
    for (const { id } of rows) {
      const [atZoom, exact] = [this.#shapes.get(keyOf(id, z)), this.#shapes.get(keyOf(id, maxzoom))];
      if (atZoom !== undefined) drawn.set(id, atZoom);
      if (exact !== undefined) whole.set(id, exact);
    }
    const missing = rows.filter(({ id }) => !drawn.has(id) && !whole.has(id)).map(({ id }) => id);
    const found = missing.length === 0 ? [] : (await read((db) => sql<{ state: string; id: number; twkb: Buffer }>`
      select ${stateOf(set)} as state, id, ST_AsTWKB(ST_Affine(geom, ${perDegree}::float8, 0, 0, ${perDegree}::float8, 0, 0), 0) as twkb
      from ${sql.table(table)} where id = any(${missing})`.execute(db))).rows;
    if (found.length < missing.length || found.some(({ state }) => versionOf(state) !== version)) return null;
    const letOthers = politely();
    for (const { id, twkb } of found) {
      whole.set(id, keep(id, maxzoom, project(twkb, maxzoom)));
      await letOthers();
    }
    for (const { id } of rows) {
      if (drawn.has(id)) continue;
      drawn.set(id, z === maxzoom ? whole.get(id)! : keep(id, z, generalised(whole.get(id)!, 2 ** (maxzoom - z))));
      await letOthers();
    }
    return rows.map(({ id }) => inTile(drawn.get(id)!, x, y));
  } // prettier-ignore
}

type Geometry = Pick<TileFeature, 'kind' | 'paths'>;

/** Waits a turn of the event loop whenever it has been held for some ms. */
function politely(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < yieldMs) return;
    await new Promise(setImmediate);
    since = performance.now();
  };
}

function project(twkb: Buffer, zoom: number): Shape {
  const size = worldSize(zoom);
  const { first, lines, polygons } = readTwkb(twkb, (x) => toUnits(mercatorX(x / perDegree), size), (y) => toUnits(mercatorY(y / perDegree), size)); // prettier-ignore
  return shapeOf(first!, lines, polygons);
}

/** What is left at a zoom that shows so many times less: a dot, if nothing else is. */
function generalised({ kind, parts, first }: Shape, scale: number): Shape {
  const step = scale * gridUnits;
  const paths = parts.map((part) => part.paths.map((path) => onGrid(path, step)));
  if (kind === 'line') return shapeOf(first, paths.flat(), []);
  const [x = 0, y = 0] = onGrid([...first], step);
  return shapeOf([x, y], [], paths.map(polygonOf).filter((polygon) => polygon !== null));
} // prettier-ignore

/** The hot loop: every vertex of a set, for each zoom. */
function onGrid(path: Path, step: number): Path {
  const out: Path = [];
  let lastX = -1;
  let lastY = -1;
  for (let i = 0; i < path.length; i += 2) {
    const x = Math.round(path[i]! / step);
    const y = Math.round(path[i + 1]! / step);
    if (x === lastX && y === lastY) continue;
    out.push(x * gridUnits, y * gridUnits);
    lastX = x;
    lastY = y;
  }
  return out;
}

function shapeOf(first: Shape['first'], lines: Path[], polygons: Path[][]): Shape {
  if (lines.length > 0) return { kind: 'line', first, parts: drawable(lines).map((line) => partOf([line])) };
  return { kind: 'polygon', first, parts: (polygons.length > 0 ? polygons : [[dot(...first)]]).map(partOf) };
}

function partOf(paths: Path[]): Part {
  const box: Part['box'] = [Infinity, Infinity, -Infinity, -Infinity];
  const [outer = []] = paths;
  for (let i = 0; i < outer.length; i += 2) {
    box[0] = Math.min(box[0], outer[i]!);
    box[1] = Math.min(box[1], outer[i + 1]!);
    box[2] = Math.max(box[2], outer[i]!);
    box[3] = Math.max(box[3], outer[i + 1]!);
  }
  return { paths, box };
}

function inTile({ kind, parts }: Shape, x: number, y: number): Geometry | null {
  const [west, north] = [x * extent - buffer, y * extent - buffer];
  const reach = extent + 2 * buffer;
  const near = parts.filter(({ box }) => box[0] <= west + reach && box[2] >= west && box[1] <= north + reach && box[3] >= north); // prettier-ignore
  const paths = near.flatMap((part) => (kind === 'polygon' ? polygonIn(part.paths, x, y) : lineIn(part.paths[0]!, x, y)));
  return paths.length === 0 ? null : { kind, paths };
} // prettier-ignore

const weigh = ({ parts }: Shape): number =>
  parts.reduce((sum, { paths }) => sum + 100 + paths.reduce((all, path) => all + 8 * path.length + 40, 0), 0);

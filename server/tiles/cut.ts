import { clipLine, clipRing } from './clip.ts';
import { ringArea, type Feature, type Path, type TileFeature } from './feature.ts';
import { extent } from './mercator.ts';

/** Units that lines and polygons reach beyond the edge of their tile, so that strokes do not end at the edge. */
export const buffer = 64;

/** Tiles of one zoom by `tileKey`, each with the features that it shows. */
export type Cut = Map<number, TileFeature[]>;

export const tileKey = (x: number, y: number): number => x * 0x400000 + y;
export const keyX = (key: number): number => Math.floor(key / 0x400000);
export const keyY = (key: number): number => key % 0x400000;

/** Deals the features of one layer out to the tiles of a zoom. Points are in exactly one tile, without a buffer. */
export function cut(features: readonly Feature[], zoom: number): Cut {
  const tiles: Cut = new Map();
  const lastTile = 2 ** zoom - 1;
  for (const feature of features) {
    if (feature.kind === 'point') addPoint(tiles, feature, lastTile);
    else for (const [key, paths] of pieces(feature, lastTile)) add(tiles, key, feature, paths);
  }
  return tiles;
}

function add(tiles: Cut, key: number, { id, properties, kind }: Feature, paths: Path[]): void {
  const found = tiles.get(key);
  if (found === undefined) tiles.set(key, [{ id, properties, kind, paths }]);
  else found.push({ id, properties, kind, paths });
}

function addPoint(tiles: Cut, feature: Extract<Feature, { kind: 'point' }>, lastTile: number): void {
  const x = Math.max(0, Math.min(lastTile, Math.floor(feature.x / extent)));
  const y = Math.max(0, Math.min(lastTile, Math.floor(feature.y / extent)));
  add(tiles, tileKey(x, y), feature, [[feature.x - x * extent, feature.y - y * extent]]);
}

function pieces(feature: Exclude<Feature, { kind: 'point' }>, lastTile: number): Map<number, Path[]> {
  const tiles = new Map<number, Path[]>();
  const collect: Collect = (x, y, paths) => {
    const local = paths.map((path) => toTile(path, x, y));
    const found = tiles.get(tileKey(x, y));
    if (found === undefined) tiles.set(tileKey(x, y), local);
    else found.push(...local);
  };
  if (feature.kind === 'line') for (const line of feature.lines) cutLine(line, lastTile, collect);
  else for (const polygon of feature.polygons) cutPolygon(polygon, lastTile, collect);
  return tiles;
}

const toTile = (path: Path, x: number, y: number): Path =>
  path.map((value, index) => value - (index % 2 === 0 ? x : y) * extent);

const from = (tile: number): number => tile * extent - buffer;
const to = (tile: number): number => (tile + 1) * extent + buffer;

/** The first and the last tile that a path touches along an axis, buffers included. */
function range(paths: Path[], axis: 0 | 1, lastTile: number): [number, number] {
  let low = Infinity;
  let high = -Infinity;
  for (const path of paths) {
    for (let i = axis; i < path.length; i += 2) {
      if (path[i]! < low) low = path[i]!;
      if (path[i]! > high) high = path[i]!;
    }
  }
  const tile = (value: number): number => Math.max(0, Math.min(lastTile, Math.floor(value / extent)));
  return [tile(low - buffer), tile(high + buffer)];
}

type Collect = (x: number, y: number, paths: Path[]) => void;

function cutLine(line: Path, lastTile: number, collect: Collect): void {
  const [west, east] = range([line], 0, lastTile);
  for (let x = west; x <= east; x += 1) {
    const column = clipLine(line, from(x), to(x), 0);
    if (column.length === 0) continue;
    const [north, south] = range(column, 1, lastTile);
    for (let y = north; y <= south; y += 1) {
      const inside = column.flatMap((piece) => clipLine(piece, from(y), to(y), 1));
      if (inside.length > 0) collect(x, y, inside);
    }
  }
}

function cutPolygon(polygon: Path[], lastTile: number, collect: Collect): void {
  const [west, east] = range(polygon.slice(0, 1), 0, lastTile);
  for (let x = west; x <= east; x += 1) {
    const column = clipRings(polygon, from(x), to(x), 0);
    if (column.length === 0) continue;
    const [north, south] = range(column.slice(0, 1), 1, lastTile);
    for (let y = north; y <= south; y += 1) {
      const inside = withArea(clipRings(column, from(y), to(y), 1));
      if (inside.length > 0) collect(x, y, inside);
    }
  }
}

/** Cuts the exterior ring and its holes; nothing when the exterior is outside. */
function clipRings(polygon: Path[], k1: number, k2: number, axis: 0 | 1): Path[] {
  const [exterior, ...holes] = polygon.map((ring) => clipRing(ring, k1, k2, axis));
  if (exterior === undefined || exterior === null) return [];
  return [exterior, ...holes.filter((hole) => hole !== null)];
}

/** What one tile shows of a polygon or a line, buffer included, in its own units; nothing when there is none of it. */
export const polygonIn = (polygon: Path[], x: number, y: number): Path[] =>
  withArea(clipRings(clipRings(polygon, from(x), to(x), 0), from(y), to(y), 1)).map((ring) => toTile(ring, x, y)); // prettier-ignore
export const lineIn = (line: Path, x: number, y: number): Path[] =>
  clipLine(line, from(x), to(x), 0).flatMap((piece) => clipLine(piece, from(y), to(y), 1)).map((piece) => toTile(piece, x, y)); // prettier-ignore

/** Leaves out rings that the cut has flattened, and a polygon that its holes fill. */
function withArea(polygon: Path[]): Path[] {
  const [exterior, ...holes] = polygon;
  if (exterior === undefined) return [];
  const area = ringArea(exterior);
  const open = holes.map((hole) => ({ hole, area: ringArea(hole) })).filter((hole) => hole.area < 0);
  const left = open.reduce((sum, hole) => sum + hole.area, area);
  return area > 0 && left > 0 ? [exterior, ...open.map(({ hole }) => hole)] : [];
}

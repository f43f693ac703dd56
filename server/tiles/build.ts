import { cut, keyX, keyY } from './cut.ts';
import type { Feature, FeatureLayer, TileLayer } from './feature.ts';
import { latitude, longitude, worldSize } from './mercator.ts';
import { encodeTile } from './mvt.ts';
import { Pack } from './pack.ts';
import { emptyPyramid } from './pyramid.ts';
import type { TileSet, Tables } from './tile-set.ts';
import type { Expected } from './verify.ts';

export interface Built {
  pack: Pack;
  bounds: [west: number, south: number, east: number, north: number]; // degrees
  warnings: string[];
  last: Expected; // what the last zoom shows
}

/** Draws, cuts and encodes every tile of a set. @param onZoom is called after each zoom */
export function buildPack(
  set: TileSet,
  tables: Tables,
  onZoom: (zoom: number) => void = () => undefined,
): Built {
  const drawing = set.draw(tables);
  const pack = new Pack();
  let bounds: Built['bounds'] = [...emptyPyramid.bounds];
  let last: Expected = { zoom: set.maxzoom, tiles: [], ids: new Map() };
  for (let zoom = set.minzoom; zoom <= set.maxzoom; zoom += 1) {
    const layers = drawing.at(zoom);
    if (zoom === set.maxzoom) bounds = boundsOf(layers, zoom) ?? bounds;
    const tiles = addZoom(pack, layers, zoom);
    if (zoom === set.maxzoom) last = { zoom, tiles, ids: new Map(layers.map(({ name, features }) => [name, new Set(features.map(({ id }) => id))])) }; // prettier-ignore
    onZoom(zoom);
  }
  return { pack, bounds, warnings: drawing.warnings, last };
}

/** @returns the tiles, as tileKey() */
function addZoom(pack: Pack, layers: readonly FeatureLayer[], zoom: number): Set<number> {
  const cuts = layers.map(({ name, features }) => ({ name, tiles: cut(features, zoom) }));
  const keys = new Set(cuts.flatMap(({ tiles }) => [...tiles.keys()]));
  for (const key of keys) {
    const content = cuts.map(({ name, tiles }): TileLayer => ({ name, features: tiles.get(key) ?? [] }));
    pack.add(zoom, keyX(key), keyY(key), encodeTile(content));
  }
  return keys;
}

/** What the features cover, degrees, to the unit; null when there are none. */
function boundsOf(layers: readonly FeatureLayer[], zoom: number): Built['bounds'] | null {
  let [west, north, east, south] = [Infinity, Infinity, -Infinity, -Infinity];
  const see = (x: number, y: number): void => {
    if (x < west) west = x;
    if (x > east) east = x;
    if (y < north) north = y;
    if (y > south) south = y;
  };
  for (const feature of layers.flatMap((layer) => layer.features)) seeAll(feature, see);
  if (west > east) return null;
  const size = worldSize(zoom);
  const clamp = (units: number): number => Math.max(0, Math.min(size, units)) / size;
  return [longitude(clamp(west)), latitude(clamp(south)), longitude(clamp(east)), latitude(clamp(north))];
}

function seeAll(feature: Feature, see: (x: number, y: number) => void): void {
  if (feature.kind === 'point') {
    see(feature.x, feature.y);
    return;
  }
  const paths = feature.kind === 'line' ? feature.lines : feature.polygons.flat();
  for (const path of paths) for (let i = 0; i < path.length; i += 2) see(path[i]!, path[i + 1]!);
}

import { gunzipSync } from 'node:zlib';
import { PbfReader } from 'pbf';
import { keyX, keyY } from './cut.ts';
import type { Pyramid } from './pyramid.ts';
import { hashTile } from './tile-index.ts';

/** What the last zoom of a set is to show. */
export interface Expected {
  zoom: number;
  tiles: Iterable<number>; // tileKey()
  ids: ReadonlyMap<string, ReadonlySet<number>>; // of the features, by layer
}

/**
 * How many of the features of a layer may be in no tile, as a polygon that its holes fill: the others are not kept from the map by it. One may in the
 * smallest layer too.
 */
const mostLost = (features: number): number => Math.max(1, 0.01 * features);

/**
 * Reads a pyramid back as a client would, before anybody is shown it: each tile of the last zoom is there, unpacks to the content that its hash
 * names, and all together show the features of that zoom.
 * @returns warnings of single features that are not shown
 * @throws Error when a tile is not as it was drawn, or a layer has lost more than one and more than 1 % of its features
 */
export function verifyPyramid(pyramid: Pyramid, { zoom, tiles, ids }: Expected): string[] {
  const found = new Map([...ids.keys()].map((layer) => [layer, new Set<number>()]));
  for (const key of tiles) {
    const [x, y] = [keyX(key), keyY(key)];
    const tile = pyramid.get(zoom, x, y);
    if (tile === null) throw new Error(`tile ${zoom}/${x}/${y} is not in the file`);
    const raw = gunzipSync(tile.gzip);
    if (hashTile(raw).toString('base64url') !== tile.hash) throw new Error(`tile ${zoom}/${x}/${y} is not what was drawn`); // prettier-ignore
    readIds(raw, found);
  }
  return [...ids].flatMap(([layer, expected]) => {
    const missing = [...expected].filter((id) => !found.get(layer)!.has(id));
    if (missing.length === 0) return [];
    const text = `${layer}: ${missing.length} of ${expected.size} features are in no tile of zoom ${zoom}: ${missing.slice(0, 5).join(', ')}`;
    if (missing.length > mostLost(expected.size)) throw new Error(text);
    return [text];
  });
} // prettier-ignore

/** Ids of the features by layer: fields 3 (layer), 1 (name), 2 (feature) and its 1 (id) of the MVT schema. */
function readIds(raw: Uint8Array, into: Map<string, Set<number>>): void {
  new PbfReader(raw).readFields((field, _, tile) => {
    if (field !== 3) return;
    const layer = { name: '', ids: [] as number[] };
    tile.readMessage((part, one, pbf) => {
      if (part === 1) one.name = pbf.readString();
      if (part === 2) pbf.readMessage((key, list, feature) => key === 1 && list.push(feature.readVarint()), one.ids); // prettier-ignore
    }, layer);
    const known = into.get(layer.name);
    if (known === undefined) throw new Error(`there is no layer ${layer.name}`);
    for (const id of layer.ids) known.add(id);
  }, null);
}

import { PbfWriter } from 'pbf';
import type { Path, TileFeature, TileLayer } from './feature.ts';
import { extent } from './mercator.ts';

const geometryType = { point: 1, line: 2, polygon: 3 } as const;
const [moveTo, lineTo, closePath] = [1, 2, 7];
const command = (id: number, count: number): number => (count << 3) | id;

const writer = new PbfWriter(new Uint8Array(1 << 18));

/**
 * One tile as Mapbox Vector Tile 2.1 bytes. The same layers give the same bytes. Rings are written as they come
 * (exterior clockwise on the screen, holes the other way), without the closing point.
 */
export function encodeTile(layers: readonly TileLayer[]): Uint8Array {
  writer.pos = 0;
  writer.length = writer.buf.length;
  for (const layer of layers) if (layer.features.length > 0) writer.writeMessage(3, writeLayer, layer);
  return writer.buf.slice(0, writer.pos);
}

interface Dictionary {
  keys: Map<string, number>;
  values: Map<string | number | boolean, number>; // a Map tells 1, '1' and true apart
}

function writeLayer(layer: TileLayer, pbf: PbfWriter): void {
  const dictionary: Dictionary = { keys: new Map(), values: new Map() };
  pbf.writeVarintField(15, 2);
  pbf.writeStringField(1, layer.name);
  for (const feature of layer.features) pbf.writeMessage(2, writeFeature, { feature, dictionary });
  for (const key of dictionary.keys.keys()) pbf.writeStringField(3, key);
  for (const value of dictionary.values.keys()) pbf.writeMessage(4, writeValue, value);
  pbf.writeVarintField(5, extent);
}

const tags: number[] = []; // scratch of writeFeature

function writeFeature(
  { feature, dictionary }: { feature: TileFeature; dictionary: Dictionary },
  pbf: PbfWriter,
): void {
  const { properties } = feature;
  tags.length = 0;
  for (const key in properties) {
    const value = properties[key];
    if (value !== null && value !== undefined)
      tags.push(place(dictionary.keys, key), place(dictionary.values, value));
  }
  pbf.writeVarintField(1, feature.id);
  pbf.writePackedVarint(2, tags);
  pbf.writeVarintField(3, geometryType[feature.kind]);
  pbf.writePackedVarint(4, geometry(feature.kind, feature.paths));
}

function place<T>(dictionary: Map<T, number>, entry: T): number {
  const known = dictionary.get(entry);
  if (known !== undefined) return known;
  const index = dictionary.size;
  dictionary.set(entry, index);
  return index;
}

function writeValue(value: string | number | boolean, pbf: PbfWriter): void {
  if (typeof value === 'string') pbf.writeStringField(1, value);
  else if (typeof value === 'boolean') pbf.writeBooleanField(7, value);
  else if (!Number.isInteger(value)) pbf.writeDoubleField(3, value);
  else if (value < 0) pbf.writeSVarintField(6, value);
  else pbf.writeVarintField(5, value);
}

const zigzag = (value: number): number => (value << 1) ^ (value >> 31);

/** Commands and parameters of section 4.3 of the specification. */
function geometry(kind: TileFeature['kind'], paths: readonly Path[]): number[] {
  const out: number[] = [];
  let x = 0;
  let y = 0;
  for (const path of paths) {
    const end = kind === 'polygon' ? path.length - 2 : path.length;
    for (let i = 0; i < end; i += 2) {
      if (i === 0) out.push(command(moveTo, 1));
      else if (i === 2) out.push(command(lineTo, end / 2 - 1));
      out.push(zigzag(path[i]! - x), zigzag(path[i + 1]! - y));
      x = path[i]!;
      y = path[i + 1]!;
    }
    if (kind === 'polygon') out.push(command(closePath, 1));
  }
  return out;
}

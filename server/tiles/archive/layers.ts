import { PbfReader } from 'pbf';

/**
 * The layers of a vector tile that have these names, byte for byte as they stand in it.
 * @throws Error when the bytes are no vector tile
 */
export function onlyLayers(tile: Uint8Array, names: ReadonlySet<string>): Uint8Array {
  const pbf = new PbfReader(tile);
  const kept: Uint8Array[] = [];
  while (pbf.pos < tile.length) {
    const from = pbf.pos;
    if (pbf.readVarint() !== layerField) throw new Error('not a vector tile');
    const end = pbf.readVarint() + pbf.pos;
    if (end > tile.length) throw new Error('the vector tile ends too early');
    if (names.has(nameOf(pbf, end))) kept.push(tile.subarray(from, end));
    pbf.pos = end;
  }
  return Buffer.concat(kept);
}

const layerField = (3 << 3) | 2; // layers = 3, length-delimited
const nameField = (1 << 3) | 2;

function nameOf(pbf: PbfReader, end: number): string {
  while (pbf.pos < end) {
    const field = pbf.readVarint();
    if (field === nameField) return pbf.readString();
    pbf.skip(field);
  }
  throw new Error('a layer without a name');
}

import { PbfReader } from 'pbf';

/** Ids of the features of a tile's first layer, in their order. @param raw an MVT of ours, uncompressed */
export function idsOf(raw: Uint8Array): number[] {
  const ids: number[] = [];
  new PbfReader(raw).readFields((tag, _tile, pbf) => {
    if (tag === 3 && ids.length === 0) readLayer(pbf, ids);
  }, null);
  return ids;
}

function readLayer(pbf: PbfReader, ids: number[]): void {
  pbf.readMessage((tag, _layer, inLayer) => {
    if (tag !== 2) return;
    inLayer.readMessage((field, _feature, inFeature) => {
      if (field === 1) ids.push(inFeature.readVarint());
    }, null);
  }, null);
}

/** Column and row of a one-point feature are wanted rarely: the outermost points of a zoom. */
export function pointsOf(raw: Uint8Array): [x: number, y: number][] {
  const points: [number, number][] = [];
  const zigzag = (value: number): number => (value >> 1) ^ -(value & 1);
  new PbfReader(raw).readFields((tag, _tile, pbf) => {
    if (tag !== 3) return;
    pbf.readMessage((inner, _layer, inLayer) => {
      if (inner !== 2) return;
      inLayer.readMessage((field, _feature, inFeature) => {
        if (field !== 4) return;
        const [, x = 0, y = 0] = inFeature.readPackedVarint();
        points.push([zigzag(x), zigzag(y)]);
      }, null);
    }, null);
  }, null);
  return points;
}

import { createRequire } from 'node:module';

/** What is used of gcoord; its own types describe an ES module, but Node loads its CommonJS build. */
type Gcoord = Record<'WGS84' | 'GCJ02' | 'BD09', string> & {
  transform: (input: [number, number], from: string, to: string) => [number, number];
};
const gcoord = createRequire(import.meta.url)('gcoord') as Gcoord;

export type WebMapDatum = 'gcj02' | 'bd09';
type LonLat = [lon: number, lat: number];

const nearEnough = 1e-10; // degrees: 0.01 mm
const mostRounds = 20; // 5 suffice in China; at the edge of the box the formula jumps and has no inverse

/** Where the public formula shifts at all; degrees, the box that gcoord and its predecessors use. */
const inChina = (lon: number, lat: number): boolean =>
  lon >= 72.004 && lon <= 137.8347 && lat >= 0.8293 && lat <= 55.8271;

/** WGS 84 to GCJ-02 or BD-09 by the public formula; degrees. Unchanged outside China. */
export function toWebMap(datum: WebMapDatum, lon: number, lat: number): LonLat {
  if (!inChina(lon, lat)) return [lon, lat];
  return gcoord.transform([lon, lat], gcoord.WGS84, datum === 'gcj02' ? gcoord.GCJ02 : gcoord.BD09);
}

/**
 * GCJ-02 or BD-09 to WGS 84; degrees. Inverts the public formula to 0.01 mm, which itself stands for the real shift to about 1 m.
 * gcoord's own inverse stops at 0.1 m, and never at the edge of its box.
 */
export function fromWebMap(datum: WebMapDatum, lon: number, lat: number): LonLat {
  let [atLon, atLat]: LonLat = [lon, lat];
  if (!inChina(lon, lat)) return [atLon, atLat];
  for (let round = 0; round < mostRounds; round += 1) {
    const [shiftedLon, shiftedLat] = toWebMap(datum, atLon, atLat);
    const [offLon, offLat] = [shiftedLon - lon, shiftedLat - lat];
    atLon -= offLon;
    atLat -= offLat;
    if (Math.abs(offLon) < nearEnough && Math.abs(offLat) < nearEnough) break;
  }
  return [atLon, atLat];
}

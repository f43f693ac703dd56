import { createRequire } from 'node:module';
import type { Position } from 'geojson';

/** What is used of gcoord; its own types describe an ES module, but Node loads its CommonJS build. */
type Gcoord = {
  GCJ02: string;
  WGS84: string;
  transform: (input: [number, number], from: string, to: string) => [number, number];
};

const gcoord = createRequire(import.meta.url)('gcoord') as Gcoord;

/** A position of GCJ-02 (the shifted system of Chinese web maps) in WGS84, degrees, lon lat. */
export function fromGcj02([lon = 0, lat = 0]: Position): Position {
  return gcoord.transform([lon, lat], gcoord.GCJ02, gcoord.WGS84);
}

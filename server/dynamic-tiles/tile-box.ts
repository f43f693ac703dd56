import type { Bbox } from '../api/geo.ts';
import { buffer } from '../tiles/cut.ts';
import { extent, latitude, longitude } from '../tiles/mercator.ts';

/** Metres of Web Mercator (EPSG:3857) from one side of the world to the other. */
const world = 2 * Math.PI * 6_378_137;

export interface TileBox {
  z: number;
  x: number;
  y: number;
  box: Bbox; // degrees, with the buffer around the tile
  /** To tile units from EPSG:3857: x' = k x + dx, y' = -k y + dy. */
  k: number;
  dx: number;
  dy: number;
}

export function tileBox(z: number, x: number, y: number): TileBox {
  const side = 2 ** z;
  const reach = buffer / extent;
  const units = (extent * side) / world; // a metre
  const box: Bbox = [
    longitude(Math.max(0, (x - reach) / side)),
    latitude(Math.min(1, (y + 1 + reach) / side)),
    longitude(Math.min(1, (x + 1 + reach) / side)),
    latitude(Math.max(0, (y - reach) / side)),
  ];
  return { z, x, y, box, k: units, dx: extent * (side / 2 - x), dy: extent * (side / 2 - y) };
}

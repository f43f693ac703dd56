import type { Bbox } from '../api/geo.ts';
import { buffer } from '../tiles/cut.ts';
import { extent, latitude, longitude } from '../tiles/mercator.ts';

export interface TileBox {
  z: number;
  x: number;
  y: number;
  box: Bbox; // degrees, with the buffer around the tile
}

export function tileBox(z: number, x: number, y: number): TileBox {
  const side = 2 ** z;
  const reach = buffer / extent;
  const box: Bbox = [
    longitude(Math.max(0, (x - reach) / side)),
    latitude(Math.min(1, (y + 1 + reach) / side)),
    longitude(Math.min(1, (x + 1 + reach) / side)),
    latitude(Math.max(0, (y - reach) / side)),
  ];
  return { z, x, y, box };
}

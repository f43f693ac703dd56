/** Tile units along one side of a tile. */
export const extent = 4096;

/** Latitude, degrees, at which the Web Mercator square ends. */
export const maxLatitude = 85.0511287798066;

/** Longitude in degrees to 0..1 from west to east. */
export const mercatorX = (lon: number): number => lon / 360 + 0.5;

/** Latitude in degrees (EPSG:4490, taken as WGS84 for display) to 0..1 from north to south. */
export function mercatorY(lat: number): number {
  const sine = Math.sin((Math.max(-maxLatitude, Math.min(maxLatitude, lat)) * Math.PI) / 180);
  return 0.5 - (0.25 * Math.log((1 + sine) / (1 - sine))) / Math.PI;
}

/** 0..1 from west to east, back to degrees. */
export const longitude = (x: number): number => (x - 0.5) * 360;

/** 0..1 from north to south, back to degrees. */
export const latitude = (y: number): number =>
  (360 / Math.PI) * Math.atan(Math.exp((0.5 - y) * 2 * Math.PI)) - 90;

/** Tile units along one side of the world at a zoom. */
export const worldSize = (zoom: number): number => extent * 2 ** zoom;

/** A coordinate of 0..1 in whole tile units of the world: the same for every tile that draws it. */
export const toUnits = (value: number, size: number): number => Math.round(value * size);

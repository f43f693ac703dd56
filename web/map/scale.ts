/** CGCS2000: semi-major axis, m, and the square of the first eccentricity (GB 22021). */
const A = 6_378_137;
const E2 = 0.006_694_380_022_9;
const WORLD_PX = 512; // width of the world at zoom 0, CSS px
export const MM_PER_PX = 25.4 / 96;

/** True metres on the ellipsoid for one metre of web Mercator at a latitude: mean of the two directions, which differ by 0.7 % at most. */
function trueMetre(lat: number): number {
  const phi = (lat * Math.PI) / 180;
  const w = 1 - E2 * Math.sin(phi) ** 2;
  return (Math.cos(phi) * Math.sqrt(1 - E2)) / w; // sqrt(N M) cos / a
}

/** Metres on the ground that a CSS pixel covers. */
export const metresPerPixel = (lat: number, zoom: number): number =>
  ((2 * Math.PI * A) / (WORLD_PX * 2 ** zoom)) * trueMetre(lat);

/** N of 1:N where a CSS pixel is 1/96 inch, as on paper. */
export const scaleOf = (lat: number, zoom: number): number => metresPerPixel(lat, zoom) / (MM_PER_PX / 1000);

export const zoomOfScale = (lat: number, scale: number): number =>
  Math.log2(((2 * Math.PI * A) / WORLD_PX) * trueMetre(lat)) - Math.log2(scale * (MM_PER_PX / 1000));

/** Scales that a map is printed at. */
export const SCALES = [
  2_500, 5_000, 10_000, 20_000, 25_000, 50_000, 75_000, 100_000, 150_000, 200_000, 250_000, 300_000, 400_000, 500_000, 750_000,
  1_000_000, 1_500_000, 2_000_000, 2_500_000, 3_000_000, 4_000_000, 5_000_000, 6_000_000, 8_000_000, 10_000_000, 12_000_000, 15_000_000, 20_000_000,
]; // prettier-ignore

/** The largest of these scales at which so many metres fit into so many millimetres. */
export const scaleToFit = (metres: number, mm: number): number =>
  SCALES.find((scale) => (metres * 1000) / scale <= mm) ?? SCALES.at(-1)!;

export interface Bar {
  metres: number;
  px: number;
}

/** The longest round distance (1, 2 or 5 of a power of ten, m) that is no longer than `most` CSS pixels. */
export function barOf(perPixel: number, most: number): Bar {
  const room = perPixel * most;
  const power = 10 ** Math.floor(Math.log10(room));
  const metres = [5, 2, 1].map((step) => step * power).find((step) => step <= room)!;
  return { metres, px: metres / perPixel };
}

/** Degrees to units of the earth's radius: x to the east of the middle meridian, y to the north of the middle parallel. */
export type Project = (lon: number, lat: number) => [x: number, y: number];

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

/** Equal areas, so that a large banner looks as large as it is: Albers' conic with its parallels a sixth inside the box (Snyder 1987, p. 98). */
export function albers([west, south, east, north]: readonly [number, number, number, number]): Project {
  const height = Math.max(north - south, 0.1);
  const [low, high] = [radians(south + height / 6), radians(north - height / 6)];
  const n = (Math.sin(low) + Math.sin(high)) / 2;
  const c = Math.cos(low) ** 2 + 2 * n * Math.sin(low);
  const rho = (lat: number): number => Math.sqrt(c - 2 * n * Math.sin(radians(lat))) / n;
  const [middle, rhoMiddle] = [(west + east) / 2, rho((south + north) / 2)];
  return (lon, lat) => {
    const theta = n * radians(lon - middle);
    return [rho(lat) * Math.sin(theta), rhoMiddle - rho(lat) * Math.cos(theta)];
  };
}

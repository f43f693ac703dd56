import { CrsError, type Crs, type DatumShifts, type Located } from '../crs/crs.ts';
import { datumByName } from '../crs/datums.ts';
import { crsByEpsg } from '../crs/registry.ts';
import { createTransform } from '../crs/transform.ts';
import { looksSwapped, recogniseGaussKruger } from '../crs/zones.ts';
import { badRequest } from '../http/problem.ts';

/** A position as somebody has read it off: x north, y east in a CRS, or longitude and latitude in EPSG:4490. */
export interface GivenPosition {
  x?: number | string | null | undefined;
  y?: number | string | null | undefined;
  crs?: number | null | undefined;
  point?: readonly [number, number] | null | undefined;
  method?: string | null | undefined;
}

/** The same, as it is stored: what was read off unchanged, and the point that it is in EPSG:4490; null: 未转换. */
export interface Placed {
  x: string; // northing or latitude
  y: string; // easting or longitude
  crs: number;
  lon: number | null;
  lat: number | null;
  status: Located['status'];
  how: string | null;
}

const china = { west: 73, east: 136, south: 3, north: 54 };
const obfuscated = /GCJ|BD-?09|火星|高德|腾讯|百度/i;

/**
 * A position in EPSG:4490. Beijing 1954 and Xi'an 1980 without parameters stay as they are and have no point: never shifted silently.
 * @param where name of the field, for the problem
 * @returns null without a position
 * @throws Problem 400 for half a pair, a CRS that is not known, values that it cannot have, GCJ-02
 */
export function placeOf(given: GivenPosition, shifts: DatumShifts, where: string): Placed | null {
  const { x, y, crs, point, method } = given;
  const refuse = (field: string, what: string): never => {
    throw badRequest(`${where}.${field}: ${what}`, [{ where: `body: ${where}.${field}`, what }]);
  };
  if (method != null && isObfuscated(method)) refuse('method', '界线与界桩不接受 GCJ-02、BD-09 坐标 (偏移数百米)。Positions of GCJ-02 or BD-09 are not taken: they are off by hundreds of metres.'); // prettier-ignore
  if (x == null && y == null) {
    if (point == null) return null;
    const [lon, lat] = point;
    if (!isInChina(lon, lat)) refuse('point', `坐标不在经度 73-136、纬度 3-54 之内${looksSwapped(lon, lat) ? ': 经度与纬度像是互换了' : ''}。Not in China; longitude comes first.`); // prettier-ignore
    return { x: String(lat), y: String(lon), crs: 4490, lon, lat, status: 'transformed', how: 'same datum' };
  }
  if (x == null || y == null) return refuse(x == null ? 'x' : 'y', '两个坐标只有一个。One of the two coordinates is missing.'); // prettier-ignore
  if (point != null) refuse('point', '已给出 x、y, 不能再给经纬度。There are x and y already: leave the point out.'); // prettier-ignore
  if (crs == null)
    return refuse('crs', '须注明坐标系 (EPSG 代码)。Say in which CRS x and y are (EPSG code).');
  const known = crsByEpsg(crs);
  if (known === undefined) return refuse('crs', `不认识的坐标系 EPSG:${crs}。This CRS is not known here: CGCS2000, WGS 84, Xi’an 1980 or Beijing 1954, geographic or in Gauss-Kruger zones.`); // prettier-ignore
  const { lon, lat, status, method: how } = transform(known, Number(x), Number(y), shifts, refuse);
  if (lon !== null && lat !== null && !isInChina(lon, lat)) refuse('x', '坐标不在经度 73-136、纬度 3-54 之内: 检查坐标系、带号与坐标顺序 (x 为北)。Not in China: check the CRS, the zone and the order (x is north).'); // prettier-ignore
  return { x: String(x), y: String(y), crs, lon, lat, status, how };
}

function transform(crs: Crs, north: number, east: number, shifts: DatumShifts, refuse: (field: string, what: string) => never): Located {
  if (crs.form === 'projected' && recogniseGaussKruger(north, east)?.swapped === true) refuse('x', '纵坐标 X (北) 与横坐标 Y (东) 像是互换了。Northing and easting seem to be in each other’s place.');
  if (crs.form === 'geographic' && looksSwapped(east, north)) refuse('x', '经度与纬度像是互换了 (x 为纬度)。Longitude and latitude seem to be in each other’s place: x is the latitude.');
  try {
    return createTransform(crs, shifts)(east, north);
  } catch (error) {
    if (!(error instanceof CrsError)) throw error;
    return refuse('y', `${error.message.replace(/。$/, '')}。These values cannot stand in ${crs.id}.`);
  }
} // prettier-ignore

const isInChina = (lon: number, lat: number): boolean =>
  lon >= china.west && lon <= china.east && lat >= china.south && lat <= china.north;

function isObfuscated(method: string): boolean {
  const datum = datumByName(method);
  return datum === 'gcj02' || datum === 'bd09' || obfuscated.test(method);
}

import { meridianOf, zoneCrs, zoneNumbers, type ZoneWidth } from './catalogue.ts';
import { CrsError, type Crs, type Datum } from './crs.ts';
import { datums } from './datums.ts';

/** A Gauss-Kruger zone: width in degrees, and number. */
export interface Zone {
  width: ZoneWidth;
  number: number;
}

/**
 * The zone that an easting in metres carries in front: 37412345.67 is 3° zone 37. Null for 6 digits (the zone has to be given)
 * and for numbers that no zone of China has.
 */
export function zoneOfEasting(y: number): Zone | null {
  const number = Math.floor(y / 1_000_000);
  const width = ([3, 6] as const).find((each) => isZone(number, each));
  return width === undefined ? null : { width, number };
}

/** Number of the zone that a longitude (degrees) lies in, or null outside China's zones. On the edge of two, the eastern one. */
export function suggestZone(lon: number, width: ZoneWidth): number | null {
  const number = width === 3 ? Math.floor((lon + 1.5) / 3) : Math.floor(lon / 6) + 1;
  return isZone(number, width) ? number : null;
}

/**
 * The CRS of a zone; `prefixed` when the easting carries the zone number (8 digits).
 * @throws {CrsError} when the datum has no grid or no zone of that number
 */
export function crsOf(datum: Datum, zone: number, width: ZoneWidth, prefixed: boolean): Crs {
  const crs = zoneCrs(datum, zone, width, prefixed);
  if (crs) return crs;
  if (!datums[datum].offsets) throw new CrsError(`${datums[datum].name} 没有高斯-克吕格分带`);
  const [first, last] = zoneNumbers[width];
  throw new CrsError(
    `${width} 度带没有 ${zone} 带, 应为 ${first}-${last} (中央经线 ${meridianOf(first, width)}°-${meridianOf(last, width)}°)`,
  );
}

/** A pair of grid values, put into order; metres. */
export interface Recognised {
  northing: number;
  easting: number;
  /** The file has the northing in Y and the easting in X. */
  swapped: boolean;
  /** Null when the easting has 6 digits: the zone has to be given. */
  zone: Zone | null;
}

/**
 * What a pair of numbers is that stands in a file under the survey's words X (north) and Y (east), in metres, for 37-54 N.
 * Null when the two do not fit a Gauss-Kruger grid in exactly one way.
 */
export function recogniseGaussKruger(x: number, y: number): Recognised | null {
  const asNamed = isNorthing(x) && isEasting(y);
  const swapped = isNorthing(y) && isEasting(x);
  if (asNamed === swapped) return null;
  const [northing, easting] = asNamed ? [x, y] : [y, x];
  return { northing, easting, swapped, zone: zoneOfEasting(easting) };
}

/** Whether longitude and latitude (degrees) of a point in China stand in each other's place. */
export const looksSwapped = (lon: number, lat: number): boolean =>
  lon >= 3 && lon <= 54 && lat >= 73 && lat <= 136;

function isZone(number: number, width: ZoneWidth): boolean {
  const [first, last] = zoneNumbers[width];
  return Number.isInteger(number) && number >= first && number <= last;
}

const isNorthing = (metres: number): boolean => metres >= 4_000_000 && metres <= 6_000_000;

/** 200 to 800 km, with or without the number of a zone in front: at 37 N a 6° zone is 535 km wide, neighbours overlap. */
function isEasting(metres: number): boolean {
  const plain = zoneOfEasting(metres) ? metres % 1_000_000 : metres;
  return plain >= 200_000 && plain <= 800_000;
}

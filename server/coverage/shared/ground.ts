import { placeOnEllipsoid, type Placed } from '../nearest.ts';

/**
 * The settlements that reach and burden are counted over, with their nearest facility of one kind as it is stored: arrays of the same
 * length. Indices point into the lists of the basis (what-if.ts).
 */
export interface Ground {
  placed: Placed; // on the ellipsoid
  metres: Int32Array; // straight to the nearest operating facility; -1: there is none
  facility: Uint16Array; // index of that facility; `none`
  county: Uint16Array; // index; `none` = not one of the present divisions
  township: Uint16Array; // index; `none` = not known
}

export const none = 0xffff;
const magic = 0x3147474e; // "NGG1", little-endian
const degreesPerUnit = 1e-7; // a centimetre: both sides compute from the same rounded positions
const headBytes = 8;

/** What the server reads of a settlement, before it is packed. */
export interface GroundRow {
  lon: number;
  lat: number;
  metres: number;
  facility: number;
  county: number;
  township: number;
}

/** Packs the settlements: magic and count; then lon and lat in 1e-7 degrees, metres, and the indices. Little-endian. */
export function packGround(rows: readonly GroundRow[]): Uint8Array {
  const count = rows.length;
  const bytes = new Uint8Array(sizeOf(count));
  new DataView(bytes.buffer).setUint32(0, magic, true);
  new DataView(bytes.buffer).setUint32(4, count, true);
  const { lon, lat, metres, facility, county, township } = columnsOf(bytes.buffer, count);
  rows.forEach((row, at) => {
    lon[at] = Math.round(row.lon / degreesPerUnit);
    lat[at] = Math.round(row.lat / degreesPerUnit);
    metres[at] = row.metres;
    facility[at] = row.facility;
    county[at] = row.county;
    township[at] = row.township;
  });
  return bytes;
}

/** @throws Error when the bytes are not what packGround() makes */
export function unpackGround(buffer: ArrayBuffer): Ground {
  const head = new DataView(buffer);
  const isOurs = buffer.byteLength >= headBytes && head.getUint32(0, true) === magic;
  const count = isOurs ? head.getUint32(4, true) : 0;
  if (!isOurs || buffer.byteLength !== sizeOf(count)) throw new Error('These bytes hold no settlements.');
  const { lon, lat, ...rest } = columnsOf(buffer, count);
  const degrees = (units: Int32Array): Float64Array => Float64Array.from(units, (unit) => unit * degreesPerUnit); // prettier-ignore
  return { placed: placeOnEllipsoid({ lon: degrees(lon), lat: degrees(lat) }), ...rest };
}

const sizeOf = (count: number): number => headBytes + count * 18;

function columnsOf(buffer: ArrayBufferLike, count: number) {
  let at = headBytes;
  const wide = (): Int32Array => new Int32Array(buffer, (at += count * 4) - count * 4, count);
  const narrow = (): Uint16Array => new Uint16Array(buffer, (at += count * 2) - count * 2, count);
  return { lon: wide(), lat: wide(), metres: wide(), facility: narrow(), county: narrow(), township: narrow() }; // prettier-ignore
}

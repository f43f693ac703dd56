import type { Geometry, Position } from 'geojson';
import proj4 from 'proj4';
import { CrsError, type Crs, type DatumShift, type DatumShifts, type Located } from './crs.ts';
import { datums } from './datums.ts';
import { fromWebMap, toWebMap } from './gcj02.ts';
import { outOfRange } from './range.ts';

/** x = longitude or easting, y = latitude or northing (GIS order); degrees or metres. */
export type Transform = (x: number, y: number) => Located;
export type Reverse = (lon: number, lat: number) => { x: number; y: number } | null;

type Pair = [number, number];
type Step = (pair: Pair) => Pair;

const cgcs2000 = '+proj=longlat +ellps=GRS80 +no_defs';

/** A definition with a shift; CGCS2000 gets one of zeros, without which proj4 would leave out the other side's too. */
const shifted = (proj: string, parameters: readonly number[]): string =>
  `${proj.replace(' +no_defs', '')} +towgs84=${parameters.join(',')} +no_defs`;

/** Longitude and latitude (degrees) of grid values (metres, easting first) and back, both in the CRS's own datum: no shift. */
export function withinDatum(crs: Crs): { toGeographic: Step; fromGeographic: Step } {
  if (crs.form === 'geographic') return { toGeographic: (pair) => pair, fromGeographic: (pair) => pair };
  const { forward, inverse } = proj4(`+proj=longlat ${datums[crs.datum].ellipsoid.proj} +no_defs`, crs.proj);
  return { toGeographic: (pair) => inverse(pair), fromGeographic: (pair) => forward(pair) };
}

/**
 * Brings positions of a CRS to EPSG:4490. A legacy datum without parameters is never shifted: `untransformed`, lon and lat null.
 * Heights are taken as 0 on the legacy ellipsoid. The function is pure: equal input, equal output.
 * It throws CrsError for values that the CRS cannot have, such as swapped axes or another zone's number.
 */
export function createTransform(crs: Crs, shifts: DatumShifts): Transform {
  const shift = shiftOf(crs, shifts);
  if (shift === 'missing') return checked(crs, () => ({ ...untransformed }));
  const [method, accuracyM] = describe(crs, shift);
  const status = isWebMap(crs) ? 'approximate' : 'transformed';
  const step = toCgcs2000(crs, shift);
  return checked(crs, (x, y) => {
    const [lon, lat] = step([x, y]);
    if (!Number.isFinite(lon) || !Number.isFinite(lat))
      throw new CrsError(`坐标无法换算: ${x}, ${y} (${crs.name})`);
    return { lon, lat, status, method, accuracyM };
  });
}

/**
 * Shows a position of EPSG:4490 (degrees) in a CRS. The function returns null when that cannot be done: a legacy datum without
 * parameters, or a place too far from the zone's meridian.
 */
export function createReverse(crs: Crs, shifts: DatumShifts): Reverse {
  const shift = shiftOf(crs, shifts);
  if (shift === 'missing') return () => null;
  const step = fromCgcs2000(crs, shift);
  return (lon, lat) => {
    const [x, y] = step([lon, lat]);
    return outOfRange(crs, x, y) === null ? { x, y } : null;
  };
}

/**
 * A geometry brought to EPSG:4490, in two dimensions. Positions that are equal stay equal, so neighbours keep their shared edges.
 * @returns null when the datum is a legacy one without parameters
 * @throws {CrsError} when a position is not two numbers, or cannot stand in the CRS
 */
export function transformGeometry(geometry: Geometry, transform: Transform): Geometry | null {
  if (geometry.type === 'GeometryCollection') {
    const geometries = geometry.geometries.map((each) => transformGeometry(each, transform));
    return geometries.every((each) => each !== null) ? { type: 'GeometryCollection', geometries } : null;
  }
  const coordinates = transformNested(geometry.coordinates, depths[geometry.type], transform);
  return coordinates && ({ type: geometry.type, coordinates } as Geometry);
}

type Nested = Position | Nested[];

/** How many arrays there are around a position. */
const depths = { Point: 0, MultiPoint: 1, LineString: 1, MultiLineString: 2, Polygon: 2, MultiPolygon: 3 };

function transformNested(coordinates: Nested, depth: number, transform: Transform): Nested | null {
  if (!Array.isArray(coordinates)) throw new CrsError('几何图形的坐标不是数组');
  if (depth === 0) {
    const [x = NaN, y = NaN] = coordinates as Position;
    const { lon, lat } = transform(x, y);
    return lon === null || lat === null ? null : [lon, lat];
  }
  const parts: Nested[] = [];
  for (const part of coordinates as Nested[]) {
    const transformed = transformNested(part, depth - 1, transform);
    if (transformed === null) return null;
    parts.push(transformed);
  }
  return parts;
}

const untransformed: Located = {
  lon: null,
  lat: null,
  status: 'untransformed',
  method: null,
  accuracyM: null,
};

const checked =
  (crs: Crs, transform: Transform): Transform =>
  (x, y) => {
    const problem = outOfRange(crs, x, y);
    if (problem !== null) throw new CrsError(problem);
    return transform(x, y);
  };

/** The shift to CGCS2000 that a CRS needs: null for none. */
function shiftOf(crs: Crs, shifts: DatumShifts): DatumShift | 'missing' | null {
  return crs.datum === 'xian80' || crs.datum === 'beijing54' ? (shifts[crs.datum] ?? 'missing') : null;
}

const isWebMap = (crs: Crs): crs is Crs & { datum: 'gcj02' | 'bd09' } =>
  crs.datum === 'gcj02' || crs.datum === 'bd09';

/** Method, and the accuracy in metres that it adds to the survey's own; null when it adds none, or none is known. */
function describe(crs: Crs, shift: DatumShift | null): [method: string, accuracyM: number | null] {
  if (shift) return ['7 parameters (configured)', shift.accuracyM];
  if (crs.datum === 'gcj02') return ['GCJ-02 inverse', 1];
  if (crs.datum === 'bd09') return ['BD-09 inverse', 1];
  if (crs.epsg === 3857) return ['Web Mercator inverse', null];
  if (crs.form === 'projected') return ['Gauss-Kruger inverse', null];
  if (crs.datum === 'wgs84') return ['WGS 84 taken as CGCS2000', null];
  return ['same datum', null];
}

function toCgcs2000(crs: Crs, shift: DatumShift | null): Step {
  if (isWebMap(crs)) return ([lon, lat]) => fromWebMap(crs.datum, lon, lat);
  if (!shift) return withinDatum(crs).toGeographic;
  const { inverse } = proj4(shifted(cgcs2000, [0, 0, 0]), shifted(crs.proj, shift.parameters));
  return (pair) => inverse(pair);
}

function fromCgcs2000(crs: Crs, shift: DatumShift | null): Step {
  if (isWebMap(crs)) return ([lon, lat]) => toWebMap(crs.datum, lon, lat);
  if (!shift) return withinDatum(crs).fromGeographic;
  const { forward } = proj4(shifted(cgcs2000, [0, 0, 0]), shifted(crs.proj, shift.parameters));
  return (pair) => forward(pair);
}

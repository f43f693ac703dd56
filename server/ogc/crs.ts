import type { Geometry, Position } from 'geojson';
import { CrsError, type Crs } from '../crs/crs.ts';
import { crsByEpsg } from '../crs/registry.ts';
import { createTransform, transformGeometry, withinDatum } from '../crs/transform.ts';
import { badRequest } from '../http/problem.ts';

/** A CRS as OGC API names it. */
export interface OgcCrs {
  uri: string;
  crs: Crs;
  /** The authority puts latitude, or northing, first: coordinates follow it (OGC 18-058 clause 6). */
  northFirst: boolean;
  /** Decimals of a coordinate: 0.1 mm. */
  decimals: number;
}

const epsg = (code: number): string => `http://www.opengis.net/def/crs/EPSG/0/${code}`;
export const crs84Uri = 'http://www.opengis.net/def/crs/OGC/1.3/CRS84';
/** How the rows are stored. */
export const storageCrs = epsg(4490);

/** CGCS2000, WGS 84, web Mercator, and the 3-degree Gauss-Kruger zones with (4513-4533) and without (4534-4554) their number. */
const codes = [4490, 4326, 3857, ...Array.from({ length: 42 }, (_, index) => 4513 + index)];

const crs84: OgcCrs = { uri: crs84Uri, crs: crsByEpsg(4326)!, northFirst: false, decimals: 9 };

/** Every CRS that is answered in, CRS84 first. */
export const ogcCrs: readonly OgcCrs[] = [
  crs84,
  ...codes.map((code): OgcCrs => {
    const crs = crsByEpsg(code)!;
    const isGeographic = crs.form === 'geographic';
    return { uri: epsg(code), crs, northFirst: code !== 3857, decimals: isGeographic ? 9 : 4 };
  }),
];

const byUri = new Map(ogcCrs.map((each) => [each.uri, each]));

/** The CRS of a URI; CRS84 where none is asked for. @throws Problem 400 */
export function crsOf(uri: string | undefined, parameter: string): OgcCrs {
  if (uri === undefined) return crs84;
  const found = byUri.get(uri);
  if (found === undefined) throw badRequest(`query: \`${parameter}\` must be ${crs84Uri} or ${epsg(4490)}, 4326, 3857 or 4513 to 4554; not ${uri.slice(0, 100)}.`); // prettier-ignore
  return found;
}

/**
 * A stored geometry (GeoJSON text, EPSG:4490, longitude first) in another CRS, in the order of axes of its authority.
 * @throws Problem 400 for a position that the CRS has no place for, such as a pole in web Mercator
 */
export function geometryIn({ crs, northFirst, decimals, uri }: OgcCrs, text: string): string {
  if (uri === crs84Uri) return text;
  const { fromGeographic } = withinDatum(crs); // CGCS2000 and WGS 84 are one for display
  const rounding = 10 ** decimals;
  const put = ([lon, lat]: Position): Position => {
    const [x, y] = fromGeographic([lon!, lat!]).map((value) => Math.round(value * rounding) / rounding) as [number, number]; // prettier-ignore
    if (!Number.isFinite(x) || !Number.isFinite(y)) throw badRequest(`query: \`crs\` ${uri} has no place for ${lon}, ${lat}; ask in ${crs84Uri}.`); // prettier-ignore
    return northFirst ? [y, x] : [x, y];
  };
  return JSON.stringify(mapPositions(JSON.parse(text) as Geometry, put));
}

/** A geometry of a request, brought to EPSG:4490, longitude first. @throws Problem 400 */
export function geometryFrom({ crs, northFirst }: OgcCrs, geometry: Geometry, parameter: string): Geometry {
  const inGisOrder = northFirst ? mapPositions(geometry, ([y, x]) => [x!, y!]) : geometry;
  try {
    return transformGeometry(inGisOrder, createTransform(crs, {}))!; // no legacy datum is among them
  } catch (error) {
    if (error instanceof CrsError) throw badRequest(`query: \`${parameter}\`: ${error.message}. The coordinates do not fit their CRS; mind the order of its axes.`); // prettier-ignore
    throw error;
  }
}

type Nested = Position | Nested[];

function mapPositions(geometry: Geometry, put: (position: Position) => Position): Geometry {
  if (geometry.type === 'GeometryCollection') return { ...geometry, geometries: geometry.geometries.map((each) => mapPositions(each, put)) }; // prettier-ignore
  const walk = (nested: Nested): Nested =>
    typeof nested[0] === 'number' ? put(nested as Position) : (nested as Nested[]).map(walk);
  return { type: geometry.type, coordinates: walk(geometry.coordinates) } as Geometry;
}

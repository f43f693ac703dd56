import proj4 from 'proj4';
import type { Position } from 'geojson';

/** A position as it stands in a marker's register: x = northing, y = easting with the zone in front (domain.md 8). */
export interface Registered {
  x: string; // m, to the millimetre
  y: string;
  crs: number; // EPSG
  /** The same position in EPSG:4490, degrees; null where no transformation is known. */
  point: [lon: string, lat: string] | null;
}

const zoneOf = (lon: number): number => Math.round(lon / 3);
const gaussKruger = (zone: number, ellipsoid: 'GRS80' | 'IAU76'): string => {
  // IAU 1976, the ellipsoid of Xi'an 1980, by its axes: proj4 does not know it by this name
  const shape = ellipsoid === 'GRS80' ? '+ellps=GRS80' : '+a=6378140 +rf=298.257';
  return `+proj=tmerc +lat_0=0 +lon_0=${zone * 3} +k=1 +x_0=${zone}500000 +y_0=0 ${shape} +units=m +no_defs`;
};
const geographic = '+proj=longlat +ellps=GRS80 +no_defs';

/**
 * CGCS2000, Gauss-Kruger, zones of 3 degrees (EPSG:4513-4533). The point is computed back from the rounded grid values, so
 * both agree to a millimetre.
 */
export function inCgcs2000([lon, lat]: Position): Registered {
  const zone = zoneOf(lon!);
  const grid = proj4(geographic, gaussKruger(zone, 'GRS80'));
  const [east, north] = grid.forward([lon!, lat!]) as [number, number];
  const [x, y] = [north.toFixed(3), east.toFixed(3)];
  const [pointLon, pointLat] = grid.inverse([Number(y), Number(x)]) as [number, number];
  return { x, y, crs: 4488 + zone, point: [pointLon.toFixed(9), pointLat.toFixed(9)] };
}

/** Xi'an 1980 (EPSG:2349-2369). No public transformation to CGCS2000 exists, so there is no point: nothing is shifted silently. */
export function inXian1980([lon, lat]: Position): Registered {
  const zone = zoneOf(lon!);
  const grid = gaussKruger(zone, 'IAU76');
  const same = '+proj=longlat +a=6378140 +rf=298.257 +no_defs'; // sample data: the datum shift is not modelled
  const [east, north] = proj4(same, grid, [lon!, lat!]);
  return { x: north.toFixed(3), y: east.toFixed(3), crs: 2324 + zone, point: null };
}

/** Positions in the three forms that an office writes them in. Pure, but for the projection library, which is read when needed. */
export const decimal = ([lon, lat]: [number, number]): string => `${lon.toFixed(6)}°E, ${lat.toFixed(6)}°N`;

export function dms([lon, lat]: [number, number]): string {
  return `${sexagesimal(lon)}E, ${sexagesimal(lat)}N`;
}

function sexagesimal(degrees: number): string {
  const hundredths = Math.round(Math.abs(degrees) * 360_000);
  const seconds = (hundredths % 6000) / 100;
  const minutes = Math.floor(hundredths / 6000) % 60;
  return `${Math.floor(hundredths / 360_000)}°${String(minutes).padStart(2, '0')}′${seconds.toFixed(2).padStart(5, '0')}″`;
}

export interface Gauss {
  zone: number;
  meridian: number;
  epsg: number; // CGCS2000, zone number in the easting
  x: number; // northing, m
  y: number; // easting, m, with the zone number in front
}

/** 3° zone of a longitude: its central meridian is the multiple of 3° nearest to it. */
export const zoneOf = (lon: number): number => Math.round(lon / 3);

export async function gauss([lon, lat]: [number, number]): Promise<Gauss> {
  const { default: proj4 } = await import('proj4');
  const zone = zoneOf(lon);
  const target = `+proj=tmerc +lat_0=0 +lon_0=${zone * 3} +k=1 +x_0=${zone * 1_000_000 + 500_000} +y_0=0 +ellps=GRS80 +units=m +no_defs`;
  const [y, x] = proj4('+proj=longlat +ellps=GRS80 +no_defs', target).forward([lon, lat]) as [number, number];
  return { zone, meridian: zone * 3, epsg: 4488 + zone, x, y };
}

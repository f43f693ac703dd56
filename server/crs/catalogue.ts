import { CrsError, type Crs, type Datum } from './crs.ts';
import { datums } from './datums.ts';

export type ZoneWidth = 3 | 6;

/** Numbers of the zones in China, first and last (domain.md 8.2); the two widths do not overlap. */
export const zoneNumbers: Readonly<Record<ZoneWidth, readonly [number, number]>> = {
  3: [25, 45],
  6: [13, 23],
};

/** Central meridian of a zone, degrees east: 3° zones count from 1.5 E, 6° zones from 0. */
export const meridianOf = (number: number, width: ZoneWidth): number =>
  width === 3 ? number * 3 : number * 6 - 3;

/** Parameters of a transverse Mercator projection; degrees and metres. Gauss-Kruger has lat0 0, y0 0, k 1. */
export interface TransverseMercator {
  lon0: number;
  x0: number;
  lat0: number;
  y0: number;
  k: number;
}

/**
 * A transverse Mercator on a known datum that is no numbered zone, such as a city's own meridian. Its id is read back by
 * parseCrs: `CGCS2000;lon_0=111.5;x_0=500000`.
 * @throws {CrsError} when the datum has no grid (GCJ-02, BD-09) or a parameter is out of range
 */
export function customCrs(datum: Datum, { lon0, x0, lat0, y0, k }: TransverseMercator): Crs {
  if (datum === 'gcj02' || datum === 'bd09') throw new CrsError(`${datums[datum].name} 没有高斯投影`);
  const sane = Math.abs(lon0) <= 180 && Math.abs(lat0) < 90 && k > 0.9 && k < 1.1;
  if (!sane || !Number.isFinite(x0) || !Number.isFinite(y0)) {
    throw new CrsError(
      `投影参数不合理: 中央经线 ${lon0}°, 原点纬度 ${lat0}°, 东偏 ${x0} m, 北偏 ${y0} m, 比例 ${k}`,
    );
  }
  const rest = [lat0 === 0 ? '' : `lat_0=${lat0}`, y0 === 0 ? '' : `y_0=${y0}`, k === 1 ? '' : `k=${k}`];
  const id = [datum.toUpperCase(), `lon_0=${lon0}`, `x_0=${x0}`, ...rest.filter((part) => part !== '')].join(
    ';',
  );
  return {
    id,
    name: `${datums[datum].name} 横轴墨卡托 (中央经线 ${lon0}°, 东偏 ${x0} m${rest[2] === '' ? '' : `, 比例 ${k}`})`,
    epsg: null,
    datum,
    form: 'projected',
    proj: `+proj=tmerc +lat_0=${lat0} +lon_0=${lon0} +k=${k} +x_0=${x0} +y_0=${y0} ${datums[datum].ellipsoid.proj} +units=m +no_defs`,
  };
}

function geographic(datum: Datum, epsg = datums[datum].geographic): Crs {
  const { geographicName, ellipsoid } = datums[datum];
  return {
    id: epsg === null ? datum.toUpperCase() : `EPSG:${epsg}`,
    name: epsg === 4480 ? `${geographicName} 三维` : geographicName,
    epsg,
    datum,
    form: 'geographic',
    proj: `+proj=longlat ${ellipsoid.proj} +no_defs`,
  };
}

function gaussKruger(datum: Datum, width: ZoneWidth, number: number, prefixed: boolean): Crs {
  const { name, offsets } = datums[datum];
  const meridian = meridianOf(number, width);
  const x0 = (prefixed ? number * 1_000_000 : 0) + 500_000;
  const epsg = offsets![width][prefixed ? 'prefixed' : 'plain'] + number;
  return {
    ...customCrs(datum, { lon0: meridian, x0, lat0: 0, y0: 0, k: 1 }),
    id: `EPSG:${epsg}`,
    name: `${name} ${width} 度带 ${number} 带 (${prefixed ? '带号' : `中央经线 ${meridian}°`})`,
    epsg,
    zone: { width, number, meridian, prefixed },
  };
}

/** WGS 84 of web maps on a sphere of the ellipsoid's semi-major axis. Read only: not for measuring. */
const webMercator: Crs = {
  id: 'EPSG:3857',
  name: 'Web 墨卡托 (WGS 84)',
  epsg: 3857,
  datum: 'wgs84',
  form: 'projected',
  proj: '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +no_defs',
};

const gridDatums = (Object.keys(datums) as Datum[]).filter((datum) => datums[datum].offsets !== null);

function zonesOf(datum: Datum): Crs[] {
  return ([3, 6] as const).flatMap((width) => {
    const [first, last] = zoneNumbers[width];
    const numbers = Array.from({ length: last - first + 1 }, (_, index) => first + index);
    return [true, false].flatMap((prefixed) =>
      numbers.map((number) => gaussKruger(datum, width, number, prefixed)),
    );
  });
}

/** Every CRS that is understood: geographic ones, web maps, then the zones of each datum (domain.md 8.1). */
export const catalogue: readonly Crs[] = [
  geographic('cgcs2000'),
  geographic('wgs84'),
  geographic('xian80'),
  geographic('beijing54'),
  geographic('gcj02'),
  geographic('bd09'),
  geographic('cgcs2000', 4480),
  webMercator,
  ...gridDatums.flatMap(zonesOf),
];

const byZone = new Map(
  catalogue.flatMap((crs) => {
    if (!crs.zone) return [];
    return [[`${crs.datum} ${crs.zone.width} ${crs.zone.number} ${crs.zone.prefixed}`, crs] as const];
  }),
);

/** The Gauss-Kruger zone of a datum, or undefined when there is none of that number. */
export const zoneCrs = (datum: Datum, number: number, width: ZoneWidth, prefixed: boolean): Crs | undefined =>
  byZone.get(`${datum} ${width} ${number} ${prefixed}`);

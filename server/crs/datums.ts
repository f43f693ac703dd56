import type { Datum } from './crs.ts';

/** What is known of a datum: its ellipsoid, its EPSG codes and the names that files and people give it. */
export interface DatumFacts {
  name: string; // in front of a zone: CGCS2000 3 度带 36 带
  geographicName: string;
  geographic: number | null; // EPSG
  ellipsoid: { proj: string; a: number; rf: number }; // a in m; rf = 1/f, no unit
  /** What PROJ's database, ESRI and EPSG put in front of a zone's name. */
  english: string | null;
  /** EPSG code of a Gauss-Kruger zone minus its number (domain.md 8.1): with the zone in the easting, and without. */
  offsets: Record<3 | 6, { prefixed: number; plain: number }> | null;
  aliases: readonly string[];
}

const grs80 = { proj: '+ellps=GRS80', a: 6378137, rf: 298.257222101 };
const wgs84 = { proj: '+ellps=WGS84', a: 6378137, rf: 298.257223563 };

/** Ellipsoids, codes and names: EPSG database 10 (by PROJ 9.1), ESRI's names from its alias table. */
export const datums: Readonly<Record<Datum, DatumFacts>> = {
  cgcs2000: {
    name: 'CGCS2000',
    geographicName: '2000 国家大地坐标系 (CGCS2000)',
    geographic: 4490,
    ellipsoid: grs80,
    english: 'CGCS2000',
    offsets: { 3: { prefixed: 4488, plain: 4509 }, 6: { prefixed: 4478, plain: 4489 } },
    aliases: ['CGCS2000', '2000国家大地坐标系', '2000坐标系', '国家2000', '国家2000坐标系', '国家2000大地坐标系', '国家大地2000', '大地2000', '大地2000坐标系', 'CGCS2000坐标系', '2000国家大地坐标系CGCS2000', 'China Geodetic Coordinate System 2000', 'China_2000'], // prettier-ignore
  },
  wgs84: {
    name: 'WGS84',
    geographicName: 'WGS 84 经纬度',
    geographic: 4326,
    ellipsoid: wgs84,
    english: null,
    offsets: null,
    aliases: ['WGS84', 'WGS 1984', 'WGS84坐标系', '84坐标系', 'GPS', 'World Geodetic System 1984', 'World Geodetic System 1984 ensemble', 'CRS84', 'CRS:84', 'OGC:CRS84', 'OGC:1.3:CRS84'], // prettier-ignore
  },
  xian80: {
    name: '1980 西安坐标系',
    geographicName: '1980 西安坐标系',
    geographic: 4610,
    ellipsoid: { proj: '+ellps=IAU76', a: 6378140, rf: 298.257 },
    english: 'Xian 1980',
    offsets: { 3: { prefixed: 2324, plain: 2345 }, 6: { prefixed: 2314, plain: 2325 } },
    aliases: ['西安80', '西安1980', '西安80坐标系', '西安1980坐标系', '1980西安坐标系', '1980年西安坐标系', '1980西安', '80西安', '80西安坐标系', '80坐标系', '国家80', '1980国家大地坐标系', 'Xian80', "Xi'an 1980", 'Xian 1980'], // prettier-ignore
  },
  beijing54: {
    name: '1954 北京坐标系',
    geographicName: '1954 北京坐标系',
    geographic: 4214,
    ellipsoid: { proj: '+ellps=krass', a: 6378245, rf: 298.3 },
    english: 'Beijing 1954',
    offsets: { 3: { prefixed: 2376, plain: 2397 }, 6: { prefixed: 21400, plain: 21440 } },
    aliases: ['北京54', '北京1954', '北京54坐标系', '北京1954坐标系', '1954北京坐标系', '1954年北京坐标系', '1954北京', '54北京', '54北京坐标系', '54坐标系', 'Beijing54', 'Beijing 1954'], // prettier-ignore
  },
  gcj02: {
    name: 'GCJ-02',
    geographicName: 'GCJ-02 (火星坐标系)',
    geographic: null,
    ellipsoid: wgs84,
    english: null,
    offsets: null,
    aliases: ['GCJ02', 'GCJ-02', 'GCJ02坐标系', '火星坐标', '火星坐标系', '国测局坐标', '国测局坐标系', '高德', '高德坐标', '高德坐标系', '腾讯', '腾讯坐标', '腾讯坐标系'], // prettier-ignore
  },
  bd09: {
    name: 'BD-09',
    geographicName: 'BD-09 (百度坐标系)',
    geographic: null,
    ellipsoid: wgs84,
    english: null,
    offsets: null,
    aliases: ['BD09', 'BD-09', 'BD09LL', 'BD09坐标系', '百度', '百度坐标', '百度坐标系', '百度经纬度'],
  },
};

/** A name without what writers vary: width, case, spaces and punctuation. */
export const nameKey = (name: string): string =>
  name
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, '');

const byAlias = new Map<string, Datum>(
  (Object.keys(datums) as Datum[]).flatMap((datum) =>
    [...datums[datum].aliases, datums[datum].geographicName].map((alias) => [nameKey(alias), datum] as const),
  ),
);

/** The datum of that name; ESRI's `D_` and `GCS_` in front do not matter. */
export const datumByName = (name: string): Datum | undefined =>
  byAlias.get(nameKey(name)) ?? byAlias.get(nameKey(name.trim().replace(/^(?:D|GCS)_/i, '')));

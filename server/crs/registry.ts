import { catalogue, customCrs } from './catalogue.ts';
import { CrsError, type Crs } from './crs.ts';
import { datumByName, datums, nameKey } from './datums.ts';
import { crsFromWkt, zoneLike } from './identify.ts';

const byEpsg = new Map(catalogue.flatMap((crs) => (crs.epsg === null ? [] : [[crs.epsg, crs] as const])));

/** Codes of web Mercator from before EPSG had one (Google, ESRI). */
const webMercatorCodes = new Set([3785, 900913, 102100, 102113]);

/** The CRS of an EPSG code, or undefined when it is not one of those understood here. */
export const crsByEpsg = (code: number): Crs | undefined => byEpsg.get(code);

/** Every CRS that is understood, in the order of a list to choose from. */
export const allCrs = (): readonly Crs[] => catalogue;

const byName = new Map(
  catalogue.flatMap((crs) =>
    [crs.id, crs.name, ...englishNames(crs)].map((name) => [nameKey(name), crs] as const),
  ),
);

/** Names that EPSG and ESRI give a CRS. */
function englishNames({ datum, epsg, zone }: Crs): string[] {
  if (epsg === 3857) return ['WGS 84 / Pseudo-Mercator', 'WGS_1984_Web_Mercator_Auxiliary_Sphere', 'Web Mercator', 'Web墨卡托']; // prettier-ignore
  if (!zone) return [];
  const width = zone.width === 3 ? '3-degree ' : '';
  const which = zone.prefixed ? `zone ${zone.number}` : `CM ${zone.meridian}E`;
  return ['GK', 'Gauss-Kruger'].map((method) => `${datums[datum].english} ${width}${method} ${which}`);
}

const accepted =
  '可用: EPSG 代码 (4490, 4326, 4610, 4214, 3857, 4513-4554, 4491-4512, 2327-2390, 2401-2442, 21413-21423, 21453-21463), ' +
  'CRS84, CGCS2000, WGS84, 西安80, 北京54, GCJ02, BD09, 带号投影的名称 (如 CGCS2000_3_Degree_GK_Zone_37), ' +
  '或 WKT 文本 (.prj 文件: 上述基准上的高斯-克吕格投影, 中央经线不限)';

/**
 * The CRS that a text names: a code (`EPSG:4524`, `4524`, an OGC URN or URL), a name in use (`西安80`, `火星坐标`,
 * `CGCS2000_3_Degree_GK_CM_111E`), an id or name of allCrs(), an id of customCrs(), or well-known text.
 * @throws {CrsError} with a message that lists what is accepted
 */
export function parseCrs(text: string): Crs {
  const plain = text.replace(/^\uFEFF/, '').trim();
  if (plain === '') throw new CrsError(`没有给出坐标系。${accepted}`);
  if (/^[A-Za-z_]\w*\s*[[(]\s*"/.test(plain)) return fromWkt(plain);
  const crs = byCode(plain) ?? fromName(plain) ?? fromCustomId(plain);
  if (crs) return crs;
  throw new CrsError(`不认识的坐标系 “${plain.slice(0, 60)}”。${accepted}`);
}

function fromWkt(text: string): Crs {
  try {
    return crsFromWkt(text);
  } catch (error) {
    if (error instanceof CrsError) throw new CrsError(`${error.message}。${accepted}`);
    throw error;
  }
}

function byCode(text: string): Crs | undefined {
  const code =
    /^(?:(?:urn:(?:x-)?ogc:def:crs:)?EPSG\s*:[\d.]*:?|https?:\/\/www\.opengis\.net\/(?:def\/crs\/EPSG\/[\d.]+\/|gml\/srs\/epsg\.xml#))?\s*(\d{4,6})$/i.exec(
      text.normalize('NFKC'),
    )?.[1];
  if (code === undefined) return undefined;
  return byEpsg.get(webMercatorCodes.has(Number(code)) ? 3857 : Number(code));
}

function fromName(text: string): Crs | undefined {
  const name = text.replace(/^urn:(?:x-)?ogc:def:crs:|^https?:\/\/www\.opengis\.net\/def\/crs\//i, '');
  const datum = datumByName(name);
  if (datum) return catalogue.find((crs) => crs.form === 'geographic' && crs.datum === datum);
  return byName.get(nameKey(name));
}

/** `CGCS2000;lon_0=111.5;x_0=500000`, as customCrs() writes it; x_0 is 500 km when absent. */
function fromCustomId(text: string): Crs | undefined {
  const [name = '', ...pairs] = text.split(';').map((part) => part.trim());
  const datum = datumByName(name);
  const values = new Map(pairs.map((pair) => pair.split('=').map((part) => part.trim()) as [string, string]));
  const number = (key: string, otherwise: number): number =>
    values.has(key) ? Number(values.get(key)) : otherwise;
  const known = [...values.keys()].every((key) => ['lon_0', 'x_0', 'lat_0', 'y_0', 'k'].includes(key));
  if (!datum || !known || !values.has('lon_0')) return undefined;
  const projection = {
    lon0: number('lon_0', NaN),
    x0: number('x_0', 500_000),
    lat0: number('lat_0', 0),
    y0: number('y_0', 0),
    k: number('k', 1),
  };
  return zoneLike(datum, projection) ?? customCrs(datum, projection);
}

import { catalogue, customCrs, meridianOf, zoneCrs, type TransverseMercator } from './catalogue.ts';
import { CrsError, type Crs, type Datum } from './crs.ts';
import { datumByName, datums, nameKey } from './datums.ts';
import { child, elements, parseWkt, type WktNode } from './wkt.ts';

const projectedKeywords = ['PROJCS', 'PROJCRS', 'PROJECTEDCRS'];
const geographicKeywords = ['GEOGCS', 'GEOGCRS', 'GEOGRAPHICCRS', 'GEODCRS', 'GEODETICCRS', 'BASEGEOGCRS', 'BASEGEODCRS']; // prettier-ignore
const degree = Math.PI / 180; // radians

/**
 * The CRS that a well-known text describes (WKT1, ESRI .prj, WKT2), by datum, projection and parameters, not by the codes in it.
 * The order of axes it states is not followed: files are in GIS order. TOWGS84 in it is ignored: shifts are configured.
 * @throws {CrsError} when the datum, the projection or a unit is not understood
 */
export function crsFromWkt(text: string): Crs {
  const node = horizontal(parseWkt(text));
  const geographic = geographicKeywords.includes(node.keyword) ? node : child(node, ...geographicKeywords);
  if (!geographic) throw new CrsError(`不支持这种坐标系: ${node.keyword} “${nameOf(node)}”`);
  const datum = datumOf(geographic);
  checkUnits(node, geographic);
  return node === geographic ? geographicCrs(node, datum) : projectedCrs(node, datum);
}

const nameOf = (node: WktNode | undefined): string => String(node?.values[0] ?? '');

/** Of a compound CRS the part without heights, of a bound one the source. */
function horizontal(node: WktNode): WktNode {
  const inner = ['COMPD_CS', 'COMPOUNDCRS', 'BOUNDCRS', 'SOURCECRS'].includes(node.keyword)
    ? child(node, 'SOURCECRS', 'BOUNDCRS', ...projectedKeywords, ...geographicKeywords)
    : undefined;
  return inner ? horizontal(inner) : node;
}

function datumOf(geographic: WktNode): Datum {
  const node = child(geographic, 'DATUM', 'GEODETICDATUM', 'TRF', 'ENSEMBLE');
  const names = [nameOf(node), nameOf(geographic)];
  const found = new Set(names.map(datumByName).filter((datum) => datum !== undefined));
  const [datum] = found;
  if (datum === undefined) throw new CrsError(`不认识的大地基准: “${names.join('”, “')}”`);
  if (found.size > 1) throw new CrsError(`大地基准自相矛盾: “${names.join('”, “')}”`);
  const ellipsoid = node && child(node, 'SPHEROID', 'ELLIPSOID');
  const [a, rf] = (ellipsoid?.values.slice(1) ?? []).map(Number);
  const known = datums[datum].ellipsoid;
  // 5e-4 in 1/f is 4 cm; the ellipsoid of a raised projection plane (抵偿面) is off by tens of metres
  if (a === undefined || rf === undefined || Math.abs(a - known.a) > 0.1 || Math.abs(rf - known.rf) > 5e-4) {
    throw new CrsError(
      `${datums[datum].name} 的椭球应为 a=${known.a}, 1/f=${known.rf}, 文件中是 a=${a}, 1/f=${rf}`,
    );
  }
  const meridian = Number(child(geographic, 'PRIMEM', 'PRIMEMERIDIAN')?.values[1] ?? 0);
  if (meridian !== 0) throw new CrsError(`本初子午线不是格林尼治: ${meridian}`);
  return datum;
}

/** Degrees and metres only. */
function checkUnits(node: WktNode, geographic: WktNode): void {
  const near = (unit: WktNode, factor: number): boolean =>
    Math.abs(Number(unit.values[1]) / factor - 1) < 1e-6;
  const own = (of: WktNode): WktNode[] => of.children.filter(({ keyword }) => keyword === 'UNIT');
  const all = elements(node);
  const angles = [...own(geographic), ...all.filter(({ keyword }) => keyword === 'ANGLEUNIT')];
  const lengths = [
    ...(node === geographic ? [] : own(node)),
    ...all.filter(({ keyword }) => keyword === 'LENGTHUNIT'),
  ];
  const odd = angles.find((unit) => !near(unit, degree)) ?? lengths.find((unit) => !near(unit, 1));
  if (odd) throw new CrsError(`单位应为度和米, 文件中是 “${nameOf(odd)}”`);
}

function geographicCrs(node: WktNode, datum: Datum): Crs {
  if (/^cartesian$/i.test(nameOf(child(node, 'CS')))) throw new CrsError('不支持地心直角坐标系');
  return catalogue.find((crs) => crs.form === 'geographic' && crs.datum === datum)!;
}

function projectedCrs(node: WktNode, datum: Datum): Crs {
  const conversion = child(node, 'CONVERSION') ?? node; // WKT2 puts method and parameters one level deeper
  const method = nameOf(child(conversion, 'PROJECTION', 'METHOD'));
  const kind = nameKey(method);
  const parameters = new Map(
    conversion.children
      .filter(({ keyword }) => keyword === 'PARAMETER')
      .map(({ values }) => [nameKey(String(values[0])), Number(values[1])] as const),
  );
  const value = (otherwise: number, ...names: string[]): number =>
    names.map((name) => parameters.get(name)).find((each) => each !== undefined) ?? otherwise;
  const projection: TransverseMercator = {
    lon0: value(NaN, 'CENTRALMERIDIAN', 'LONGITUDEOFNATURALORIGIN', 'LONGITUDEOFORIGIN'),
    x0: value(0, 'FALSEEASTING'),
    lat0: value(0, 'LATITUDEOFORIGIN', 'LATITUDEOFNATURALORIGIN'),
    y0: value(0, 'FALSENORTHING'),
    k: value(1, 'SCALEFACTOR', 'SCALEFACTORATNATURALORIGIN'),
  };
  if (kind === 'TRANSVERSEMERCATOR' || kind === 'GAUSSKRUGER') {
    return zoneLike(datum, projection, nameOf(node)) ?? customCrs(datum, projection);
  }
  const web =
    kind === 'POPULARVISUALISATIONPSEUDOMERCATOR' ||
    kind === 'MERCATORAUXILIARYSPHERE' ||
    (kind === 'MERCATOR1SP' && nameKey(nameOf(node)).includes('PSEUDOMERCATOR'));
  if (web && datum === 'wgs84' && projection.lon0 === 0 && projection.x0 === 0 && projection.y0 === 0) {
    return catalogue.find(({ epsg }) => epsg === 3857)!;
  }
  throw new CrsError(`不支持的投影: “${method}”`);
}

/**
 * The numbered zone with these parameters. Without the zone in the easting a 3° and a 6° zone of one meridian are the same
 * projection: the name decides, 3° when it says nothing.
 */
export function zoneLike(datum: Datum, projection: TransverseMercator, name = ''): Crs | undefined {
  const { lon0, x0, lat0, y0, k } = projection;
  if (lat0 !== 0 || y0 !== 0 || Math.abs(k - 1) > 1e-12) return undefined;
  const prefix = (x0 - 500_000) / 1_000_000;
  const sixDegrees = /gauss|gk/i.test(name) && !/3[ _-]?degree|3 ?度/i.test(name);
  const widths = sixDegrees ? ([6, 3] as const) : ([3, 6] as const);
  const zones = widths.map((width) => {
    const number = prefix === 0 ? Math.round(width === 3 ? lon0 / 3 : (lon0 + 3) / 6) : prefix;
    const fits = Math.abs(meridianOf(number, width) - lon0) < 1e-9;
    return fits ? zoneCrs(datum, number, width, prefix !== 0) : undefined;
  });
  return zones.find((crs) => crs !== undefined);
}

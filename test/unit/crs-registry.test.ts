import { describe, expect, test } from 'vitest';
import { CrsError } from '../../server/crs/crs.ts';
import { allCrs, crsByEpsg, parseCrs } from '../../server/crs/registry.ts';
import { wkt } from './crs-wkt.ts';

/** The same text for another 3° zone, with its number in the easting or (`plain`) without. */
function forZone(text: string, zone: number, plain: boolean): string {
  return text
    .replaceAll(/\b37500000\b/g, plain ? '500000' : `${zone}500000`)
    .replaceAll(/([",])111(\.0)?(?=[\],])/g, `$1${zone * 3}$2`)
    .replaceAll(/zone 37/gi, plain ? `CM ${zone * 3}E` : `zone ${zone}`)
    .replaceAll('Zone_37', plain ? `CM_${zone * 3}E` : `Zone_${zone}`)
    .replaceAll(/,\s*(?:AUTHORITY|ID)\["EPSG","?\d+"?\](?=\]\s*$)/g, '');
}

describe('crsByEpsg', () => {
  test('knows every zone in both forms, with the codes of domain.md 8.1', () => {
    expect(allCrs()).toHaveLength(8 + 3 * 2 * (21 + 11));
    expect(new Set(allCrs().map(({ id }) => id)).size).toBe(allCrs().length);
    expect(crsByEpsg(4524)).toEqual({
      id: 'EPSG:4524',
      name: 'CGCS2000 3 度带 36 带 (带号)',
      epsg: 4524,
      datum: 'cgcs2000',
      form: 'projected',
      zone: { width: 3, number: 36, meridian: 108, prefixed: true },
      proj: '+proj=tmerc +lat_0=0 +lon_0=108 +k=1 +x_0=36500000 +y_0=0 +ellps=GRS80 +units=m +no_defs',
    });
  });
  test.each([
    [4513, 'cgcs2000', 3, 25, true],
    [4533, 'cgcs2000', 3, 45, true],
    [4534, 'cgcs2000', 3, 25, false],
    [4554, 'cgcs2000', 3, 45, false],
    [4491, 'cgcs2000', 6, 13, true],
    [4512, 'cgcs2000', 6, 23, false],
    [2361, 'xian80', 3, 37, true],
    [2382, 'xian80', 3, 37, false],
    [2327, 'xian80', 6, 13, true],
    [2348, 'xian80', 6, 23, false],
    [2413, 'beijing54', 3, 37, true],
    [2434, 'beijing54', 3, 37, false],
    [21413, 'beijing54', 6, 13, true],
    [21463, 'beijing54', 6, 23, false],
  ])('EPSG:%i is %s, %i degrees, zone %i, prefixed %s', (epsg, datum, width, number, prefixed) => {
    const meridian = width === 3 ? number * 3 : number * 6 - 3;
    expect(crsByEpsg(epsg)).toMatchObject({ datum, zone: { width, number, meridian, prefixed } });
  });
  test('does not know what is not in the list', () => {
    expect(crsByEpsg(4479)).toBeUndefined();
    expect(crsByEpsg(4555)).toBeUndefined();
  });
});

describe('parseCrs', () => {
  test.each([
    ['EPSG:4524', 'EPSG:4524'],
    ['epsg:4524', 'EPSG:4524'],
    [' EPSG: 4524 ', 'EPSG:4524'],
    ['EPSG::4524', 'EPSG:4524'],
    ['4524', 'EPSG:4524'],
    ['４５２４', 'EPSG:4524'],
    ['21417', 'EPSG:21417'],
    ['urn:ogc:def:crs:EPSG::4524', 'EPSG:4524'],
    ['urn:ogc:def:crs:EPSG:10.0:4490', 'EPSG:4490'],
    ['urn:x-ogc:def:crs:EPSG:4490', 'EPSG:4490'],
    ['http://www.opengis.net/def/crs/EPSG/0/4490', 'EPSG:4490'],
    ['http://www.opengis.net/gml/srs/epsg.xml#4490', 'EPSG:4490'],
    ['OGC:CRS84', 'EPSG:4326'],
    ['CRS84', 'EPSG:4326'],
    ['CRS:84', 'EPSG:4326'],
    ['urn:ogc:def:crs:OGC:1.3:CRS84', 'EPSG:4326'],
    ['http://www.opengis.net/def/crs/OGC/1.3/CRS84', 'EPSG:4326'],
    ['EPSG:4480', 'EPSG:4480'],
    ['900913', 'EPSG:3857'],
    ['Web墨卡托', 'EPSG:3857'],
    ['GCJ02', 'GCJ02'],
    ['GCJ-02', 'GCJ02'],
    ['gcj_02', 'GCJ02'],
    ['火星坐标', 'GCJ02'],
    ['火星坐标系', 'GCJ02'],
    ['高德', 'GCJ02'],
    ['BD09', 'BD09'],
    ['BD-09', 'BD09'],
    ['百度', 'BD09'],
    ['百度坐标系', 'BD09'],
    ['CGCS2000', 'EPSG:4490'],
    ['cgcs 2000', 'EPSG:4490'],
    ['2000国家大地坐标系', 'EPSG:4490'],
    ['国家2000坐标系', 'EPSG:4490'],
    ['GCS_China_Geodetic_Coordinate_System_2000', 'EPSG:4490'],
    ['D_China_2000', 'EPSG:4490'],
    ['WGS84', 'EPSG:4326'],
    ['WGS 84', 'EPSG:4326'],
    ['GCS_WGS_1984', 'EPSG:4326'],
    ['西安80', 'EPSG:4610'],
    ['1980西安坐标系', 'EPSG:4610'],
    ["Xi'an 1980", 'EPSG:4610'],
    ['GCS_Xian_1980', 'EPSG:4610'],
    ['北京54', 'EPSG:4214'],
    ['1954年北京坐标系', 'EPSG:4214'],
    ['GCS_Beijing_1954', 'EPSG:4214'],
    ['CGCS2000_3_Degree_GK_Zone_37', 'EPSG:4525'],
    ['CGCS2000_3_Degree_GK_CM_111E', 'EPSG:4546'],
    ['CGCS2000_GK_Zone_19', 'EPSG:4497'],
    ['CGCS2000_GK_CM_111E', 'EPSG:4508'],
    ['Xian_1980_3_Degree_GK_Zone_39', 'EPSG:2363'],
    ['Xian 1980 / 3-degree Gauss-Kruger CM 117E', 'EPSG:2384'],
    ['Beijing_1954_3_Degree_GK_CM_111E', 'EPSG:2434'],
    ['Beijing_1954_Gauss_Kruger_CM_111E', 'EPSG:21459'],
    ['Beijing 1954 / Gauss-Kruger zone 20', 'EPSG:21420'],
  ])('%s is %s', (text, id) => {
    expect(parseCrs(text).id).toBe(id);
  });
  test('every id and name reads back', () => {
    for (const crs of allCrs()) {
      expect(parseCrs(crs.id)).toBe(crs);
      expect(parseCrs(crs.name)).toBe(crs);
    }
  });
  test.each([
    '',
    '  ',
    'EPSG:4479',
    '4555',
    'EPSG:32649',
    '地方独立坐标系',
    'New Beijing',
    'BD09MC',
    '+proj=longlat',
  ])('refuses "%s" and says what is accepted', (text) => {
    expect(() => parseCrs(text)).toThrow(CrsError);
    expect(() => parseCrs(text)).toThrow(/可用: EPSG 代码.*GCJ02.*WKT/);
  });
});

describe('parseCrs of well-known text', () => {
  const zones = Array.from({ length: 11 }, (_, index) => 32 + index);
  const offsets = { cgcs2000: [4488, 4509], xian80: [2324, 2345], beijing54: [2376, 2397] } as const;
  const cases = (['cgcs2000', 'xian80', 'beijing54'] as const).flatMap((datum) =>
    (['Wkt1', 'Esri', 'Wkt2'] as const).map((format) => [datum, format] as const),
  );
  test.each(cases)('zones 32-42 of %s in %s, by their parameters alone', (datum, format) => {
    for (const zone of zones) {
      for (const plain of [false, true]) {
        const text = forZone(wkt[`${datum}Zone37${format}`], zone, plain);
        expect(parseCrs(text).id).toBe(`EPSG:${offsets[datum][plain ? 1 : 0] + zone}`);
      }
    }
  });
  test.each([
    ['cgcs2000Cm111Six', 'EPSG:4508'],
    ['cgcs2000Geographic', 'EPSG:4490'],
    ['wgs84', 'EPSG:4326'],
    ['wgs84Esri', 'EPSG:4326'],
    ['xian80Geographic', 'EPSG:4610'],
    ['webMercator', 'EPSG:3857'],
    ['webMercatorEsri', 'EPSG:3857'],
    ['utm49', 'WGS84;lon_0=111;x_0=500000;k=0.9996'],
  ] as const)('%s is %s', (name, id) => {
    expect(parseCrs(wkt[name]).id).toBe(id);
  });
  test('in one line, in round brackets, in lower case, with a byte order mark', () => {
    const text = wkt.cgcs2000Zone37Esri.replaceAll(/\n\s*/g, '');
    expect(parseCrs(text).id).toBe('EPSG:4525');
    expect(parseCrs(text.replaceAll('[', '(').replaceAll(']', ')')).id).toBe('EPSG:4525');
    expect(parseCrs(text.replaceAll(/[A-Z]+(?=\[)/g, (word) => word.toLowerCase())).id).toBe('EPSG:4525');
    expect(parseCrs(`\uFEFF${text}\r\n`).id).toBe('EPSG:4525');
  });
  test('the horizontal part of a compound, and of what ArcGIS writes with heights', () => {
    const heights = 'VERT_CS["Yellow Sea 1985",VERT_DATUM["1985",2005],UNIT["metre",1]]';
    expect(parseCrs(`COMPD_CS["both",${wkt.xian80Zone37Wkt1},${heights}]`).id).toBe('EPSG:2361');
    expect(parseCrs(`${wkt.xian80Zone37Esri},${heights}`).id).toBe('EPSG:2361');
  });
  test('a shift of datum in the text is not applied', () => {
    const text = wkt.beijing54Zone37Wkt1.replace(
      'AUTHORITY["EPSG","6214"]',
      'TOWGS84[15.8,-154.4,-82.3,0,0,0,0]',
    );
    expect(parseCrs(text)).toBe(crsByEpsg(2413));
  });
  test('an unusual meridian is usable, and its id reads back', () => {
    const crs = parseCrs(wkt.cgcs2000Zone37Esri.replace('111.0', '111.5').replace('37500000.0', '500000.0'));
    expect(crs).toMatchObject({
      id: 'CGCS2000;lon_0=111.5;x_0=500000',
      epsg: null,
      datum: 'cgcs2000',
      form: 'projected',
      proj: '+proj=tmerc +lat_0=0 +lon_0=111.5 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m +no_defs',
    });
    expect(crs.zone).toBeUndefined();
    expect(parseCrs(crs.id)).toEqual(crs);
    expect(parseCrs(parseCrs(wkt.utm49).id)).toEqual(parseCrs(wkt.utm49));
    expect(parseCrs('西安80; lon_0=112.25').id).toBe('XIAN80;lon_0=112.25;x_0=500000');
    expect(parseCrs('CGCS2000;lon_0=111').id).toBe('EPSG:4546');
  });
  test('a prefix that does not belong to the meridian makes no numbered zone', () => {
    const crs = parseCrs(
      wkt.cgcs2000Zone37Esri.replace('Central_Meridian",111.0', 'Central_Meridian",114.0'),
    );
    expect(crs).toMatchObject({ epsg: null, id: 'CGCS2000;lon_0=114;x_0=37500000' });
  });
  test.each([
    ['an unknown datum', wkt.newBeijing, /不认识的大地基准.*New_Beijing/],
    ['another projection', wkt.albers, /不支持的投影.*Albers/],
    ['an ellipsoid raised to the town', wkt.cgcs2000Zone37Esri.replace('6378137.0', '6379187.0'), /椭球应为/],
    ['two datums', wkt.cgcs2000Zone37Esri.replace('D_China_2000', 'D_Xian_1980'), /自相矛盾/],
    ['kilometres', wkt.cgcs2000Zone37Esri.replace('"Meter",1.0', '"Kilometer",1000.0'), /单位应为度和米/],
    ['radians', wkt.wgs84Esri.replace('"Degree",0.0174532925199433', '"Radian",1.0'), /单位应为度和米/],
    ['Paris', wkt.wgs84Esri.replace('"Greenwich",0.0', '"Paris",2.33722917'), /本初子午线/],
    ['no meridian', wkt.cgcs2000Zone37Esri.replace('Central_Meridian', 'Something'), /投影参数不合理/],
    ['a text that is cut off', wkt.cgcs2000Zone37Wkt1.slice(0, 300), /不完整或有误/],
    ['a text with something behind it', `${wkt.wgs84Esri} and more`, /不完整或有误/],
    ['heights alone', 'VERT_CS["1985",VERT_DATUM["1985",2005],UNIT["metre",1]]', /不支持这种坐标系: VERT_CS/],
    ['a text without end', `PROJCS["${'x'.repeat(30_000)}"]`, /太长/],
    ['nesting without end', `${'A["x",'.repeat(500)}"y"${']'.repeat(500)}`, /嵌套太深/],
  ])('refuses %s', (_, text, reason) => {
    expect(() => parseCrs(text)).toThrow(CrsError);
    expect(() => parseCrs(text)).toThrow(reason);
  });
});

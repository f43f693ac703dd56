import type { Geometry } from 'geojson';
import { afterAll, describe, expect, test } from 'vitest';
import { createScratch, makeZip } from '../support/formats.ts';

const { read, refusal, remove } = createScratch();
afterAll(remove);

const kml = (content: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2" xmlns:gx="http://www.google.com/kml/ext/2.2"><Document>${content}</Document></kml>`;
const placemark = (content: string): string => `<Placemark>${content}</Placemark>`;
const at = (text: string): string => `<coordinates>${text}</coordinates>`;
const ring = (text: string): string => `<LinearRing>${at(text)}</LinearRing>`;

describe('KML', () => {
  test('names, descriptions, data and folders become columns', async () => {
    const { source, rows, checks } = await read('a.kml', kml(`
      <name>文档</name><Style id="s"><IconStyle><color>ff</color></IconStyle></Style>
      <Folder><name>界桩</name><Folder><name>蒙辽线</name>
        ${placemark(`<name> 1号 </name><description><![CDATA[<b>花岗岩</b> & 双面]]></description><styleUrl>#s</styleUrl>
          <ExtendedData><Data name="编号"><displayName>x</displayName><value>0501</value></Data><SchemaData schemaUrl="#a"><SimpleData name="里程">12.50</SimpleData></SchemaData></ExtendedData>
          <Point>${at('119.1,42.2')}</Point>`)}
      </Folder>${placemark('<name>2&amp;3号</name>')}</Folder>
      ${placemark(`<ExtendedData><Data name="name"><value>own</value></Data></ExtendedData><Point>${at('1,2,0')}</Point>`)}`));
    expect(source).toMatchObject({ format: 'kml', crs: 'OGC:CRS84', layer: null, layers: [], hasGeometry: true, encoding: 'utf-8', rowCount: 3 });
    expect(source.headers).toEqual(['name', 'description', '编号', '里程', 'folder']);
    expect(rows).toEqual([
      { line: 1, cells: ['1号', '<b>花岗岩</b> & 双面', '0501', '12.50', '界桩/蒙辽线'], geometry: { type: 'Point', coordinates: [119.1, 42.2] } },
      { line: 2, cells: ['2&3号', null, null, null, '界桩'], geometry: null },
      { line: 3, cells: ['own', null, null, null, null], geometry: { type: 'Point', coordinates: [1, 2] } },
    ]);
    expect([checks, source.progress()]).toEqual([[], 1]);
  }); // prettier-ignore
  test('data of the same name as an element is told apart', async () => {
    const { headers, cells } = await read('n.kml', kml(placemark('<name>a</name><ExtendedData><Data name="name"><value>b</value></Data></ExtendedData>'))); // prettier-ignore
    expect([headers, cells]).toEqual([['name', 'name (2)'], [['a', 'b']]]);
  });
  test.each<[string, string, Geometry | null]>([
    ['a line', `<LineString>${at('1,2\n 3 , 4\t5,6,0')}</LineString>`, { type: 'LineString', coordinates: [[1, 2], [3, 4], [5, 6]] }],
    ['a polygon with a hole', `<Polygon><innerBoundaryIs>${ring('1,1 2,1 1,2 1,1')}</innerBoundaryIs><outerBoundaryIs>${ring('0,0 9,0 9,9 0,0')}</outerBoundaryIs></Polygon>`, { type: 'Polygon', coordinates: [[[0, 0], [9, 0], [9, 9], [0, 0]], [[1, 1], [2, 1], [1, 2], [1, 1]]] }],
    ['points together', `<MultiGeometry><Point>${at('1,2')}</Point><Point>${at('3,4')}</Point></MultiGeometry>`, { type: 'MultiPoint', coordinates: [[1, 2], [3, 4]] }],
    ['polygons together', `<MultiGeometry><Polygon><outerBoundaryIs>${ring('0,0 1,0 0,1 0,0')}</outerBoundaryIs></Polygon><MultiGeometry><Polygon><outerBoundaryIs>${ring('5,5 6,5 5,6 5,5')}</outerBoundaryIs></Polygon></MultiGeometry></MultiGeometry>`, { type: 'MultiPolygon', coordinates: [[[[0, 0], [1, 0], [0, 1], [0, 0]]], [[[5, 5], [6, 5], [5, 6], [5, 5]]]] }],
    ['different ones together', `<MultiGeometry><Point>${at('1,2')}</Point><LineString>${at('1,2 3,4')}</LineString></MultiGeometry>`, { type: 'GeometryCollection', geometries: [{ type: 'Point', coordinates: [1, 2] }, { type: 'LineString', coordinates: [[1, 2], [3, 4]] }] }],
    ['a track', '<gx:Track><when>2025</when><gx:coord>1 2 0</gx:coord><gx:coord>3 4 0</gx:coord></gx:Track>', { type: 'LineString', coordinates: [[1, 2], [3, 4]] }],
    ['nothing', '<Point/>', null],
    ['an empty line', `<LineString>${at(' ')}</LineString>`, null],
  ])('%s', async (_, content, geometry) => {
    const { rows, checks } = await read('g.kml', kml(placemark(content)));
    expect([rows[0]!.geometry, checks]).toEqual([geometry, []]);
  }); // prettier-ignore
  test('heights are not read, coordinates that are no numbers make no geometry: both are told', async () => {
    const { rows, notices } = await read('h.kml', kml(['1,2,1288', '3,4,5', 'NaN,2', '1', 'x,y', '1,,2'].map((text) => placemark(`<Point>${at(text)}</Point>`)).join(''))); // prettier-ignore
    expect(rows.map(({ geometry }) => geometry !== null)).toEqual([true, true, false, false, false, false]);
    expect(notices.map(({ check, line }) => [check, line])).toEqual([['geometry-z', 1], ['geometry-invalid', 3], ['geometry-invalid', 4], ['geometry-invalid', 5], ['geometry-invalid', 6]]); // prettier-ignore
  });
  test('elements may have a prefix', async () => {
    const { cells } = await read(
      'p.kml',
      '<k:kml xmlns:k="x"><k:Placemark><k:name>a</k:name></k:Placemark></k:kml>',
    );
    expect(cells).toEqual([['a']]);
  });
  test('other encodings: as declared, or as found', async () => {
    const name = Buffer.from([0xd0, 0xc2, 0xb3, 0xc7, 0xc7, 0xf8]);
    const file = (head: string): Buffer => Buffer.concat([Buffer.from(`${head}<kml><Placemark><name>`), name, Buffer.from('</name></Placemark></kml>')]); // prettier-ignore
    const declared = await read('e.kml', file('<?xml version="1.0" encoding="GB2312"?>'));
    expect([declared.source.encoding, declared.cells, declared.checks]).toEqual(['gb2312', [['新城区']], []]);
    const wrong = await read('e.kml', file('<?xml version="1.0" encoding="UTF-8"?>'));
    expect([wrong.source.encoding, wrong.cells]).toEqual(['gb18030', [['新城区']]]);
    const found = await read('e.kml', file(''));
    expect([found.source.encoding, found.cells, found.checks]).toEqual([
      'gb18030',
      [['新城区']],
      ['encoding-found'],
    ]);
  });
  test('nothing outside is asked for', async () => {
    const { cells, checks } = await read('l.kml', kml(`<NetworkLink><Link><href>http://127.0.0.1:1/x.kml</href></Link></NetworkLink>${placemark('<name>a</name>')}`)); // prettier-ignore
    expect([cells, checks]).toEqual([[['a']], ['kml-link']]);
  });
  test.each([
    ['entities that grow', '<?xml version="1.0"?><!DOCTYPE kml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><kml>&b;</kml>', /DOCTYPE/],
    ['a DTD from elsewhere', '<!DOCTYPE kml SYSTEM "http://127.0.0.1:1/kml.dtd"><kml/>', /DOCTYPE/],
    ['tags that do not match', '<kml><Placemark></kml></Placemark>', /没有对应的开始标记/],
    ['an early end', '<kml><Placemark><name>a</name>', /不完整/],
    ['an early end in a comment', '<kml/><!-- ', /不完整/],
    ['elements without end', `<kml>${'<a>'.repeat(500)}`, /嵌套过深/],
  ])('with %s is refused', async (_, content, reason) => {
    expect(await refusal('b.kml', content)).toMatch(reason);
  }); // prettier-ignore
  test('a placemark beyond the limit is refused', async () => {
    expect(await refusal('l.kml', kml(placemark(`<name>${'x'.repeat(2000)}</name>`)), { limits: { documentBytes: 1000 } })).toMatch(/地标过大/); // prettier-ignore
  });
  test('spaces without end cost no time', async () => {
    const { rows } = await read(
      's.kml',
      kml(placemark(`<LineString>${at(`1,2${' '.repeat(2_000_000)}3 ,4`)}</LineString>`)),
    );
    expect(rows[0]!.geometry).toEqual({ type: 'LineString', coordinates: [[1, 2], [3, 4]] }); // prettier-ignore
  }, 5000);
  test('a file without placemarks has no rows', async () => {
    expect((await read('e.kml', kml(''))).rows).toEqual([]);
  });
});

describe('KMZ', () => {
  test('is doc.kml in a zip', async () => {
    const { source, cells, checks } = await read('a.kmz', makeZip([{ path: 'files/other.kml', data: kml('') }, { path: 'files/a.png', data: 'x' }, { path: 'doc.kml', data: kml(placemark('<name>a</name>')) }])); // prettier-ignore
    expect([source.format, cells, checks]).toEqual(['kml', [['a']], []]);
  });
});

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { plainNumber, valueText } from '../../server/imports/formats/cells.ts';
import { decoderLabel } from '../../server/imports/formats/encoding.ts';
import { openSource } from '../../server/imports/formats/open.ts';
import { ImportRefused } from '../../server/imports/report.ts';
import { createScratch, makeZip } from '../support/formats.ts';

const { folder, write, read, refusal, remove } = createScratch();
afterAll(remove);

describe('numbers as text', () => {
  test.each([
    ['1.50102000000e+011', '150102000000'],
    ['1.5E+19', '15000000000000000000'],
    ['-2.5e-7', '-0.00000025'],
    ['1e0', '1'],
    ['12.5e1', '125'],
    ['+3.10E+1', '31'],
    ['0e5', '0'],
    ['111.6655', '111.6655'],
    ['abc', 'abc'],
  ])('%s is %s', (text, plain) => {
    expect(plainNumber(text)).toBe(plain);
  });
  test('values of JSON and SQLite', () => {
    expect([' a ', '', null, undefined, 1e21, 0.1, true, { a: [1] }, 12n].map(valueText)).toEqual([
      'a', null, null, null, '1000000000000000000000', '0.1', 'true', '{"a":[1]}', '12',
    ]); // prettier-ignore
  });
});

test.each([
  ['GBK', 'gb18030'],
  ['cp936', 'gb18030'],
  ['936', 'gb18030'],
  ['GB2312', 'gb18030'],
  ['UTF-8', 'utf-8'],
  ['65001', 'utf-8'],
  ['ISO-8859-1', 'windows-1252'],
  ['1252', 'windows-1252'],
  ['utf-16le', 'utf-16le'],
  ['klingon', null],
])('the encoding %s is read as %s', (name, label) => {
  expect(decoderLabel(name)).toBe(label);
});

describe('a file as a whole', () => {
  test('that is not there, a folder, empty or too large is refused', async () => {
    await expect(openSource(join(folder, 'none.csv'), { name: 'none.csv' })).rejects.toThrow(
      /none\.csv: 找不到文件/,
    );
    mkdirSync(join(folder, 'sub'));
    await expect(openSource(join(folder, 'sub'), { name: 'sub' })).rejects.toThrow(ImportRefused);
    expect(await refusal('empty.csv', '')).toMatch(/空的/);
    expect(await refusal('large.csv', 'a,b\n1,2\n', { limits: { fileBytes: 5 } })).toMatch(/文件超过/);
  });
  test('is named as the user names it, not as it is stored', async () => {
    const file = write('upload-17', 'a,b\n1,"');
    await expect(openSource(file, { name: '地名.csv' })).rejects.toThrow(/^地名\.csv: /);
  });
  test.each([
    ['a.xls', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, 0, 0]), /另存为 \.xlsx/],
    [
      'secret.xlsx',
      Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.from('EncryptedPackage', 'utf16le')]), // prettier-ignore
      /密码.*另存为 \.xlsx/,
    ],
    ['a.xls', '<html><table><tr><td>1</td></tr></table></html>', /另存为 \.xlsx/],
    ['a.xls', '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>', /另存为 \.xlsx/],
    ['a.pdf', '%PDF-1.7', /PDF/],
    ['a.gz', Buffer.from([0x1f, 0x8b, 8]), /解压/],
    ['a.rar', 'Rar!\x1a\x07', /zip/],
    ['a.gml', '<?xml version="1.0"?><gml:FeatureCollection/>', /不是 KML/],
    ['a.ods', makeZip([{ path: 'mimetype', data: 'application/vnd.oasis.opendocument.spreadsheet' }, { path: 'content.xml', data: '<a/>' }]), /\.ods.*\.xlsx/], // prettier-ignore
    ['a.docx', makeZip([{ path: '[Content_Types].xml', data: '<a/>' }, { path: 'word/document.xml', data: '<a/>' }]), /Word/], // prettier-ignore
    ['a.zip', makeZip([{ path: '地名.csv', data: 'a,b' }]), /地名\.csv.*解压/],
    ['a.zip', makeZip([{ path: 'x.gdb/a.gdbtable', data: '' }]), /gdb/],
    ['a.zip', makeZip([{ path: 'readme.md', data: '' }]), /没有能导入的内容/],
    ['a.zip', makeZip([]), /没有能导入的内容/],
    ['a.dbf', Buffer.concat([Buffer.from([3]), Buffer.alloc(64)]), /缺少 \.shp/],
    ['a.csv', Buffer.from([97, 0, 98, 0, 10, 0]), /NUL/],
  ])('%s of another kind is refused: %#', async (name, content, reason) => {
    expect(await refusal(name, content)).toMatch(reason);
  });
  test('content decides, and a wrong extension is told', async () => {
    const json = await read('places.csv', '{"type":"Feature","properties":{"a":1},"geometry":null}');
    expect([json.source.format, json.checks]).toEqual(['geojson', ['format-extension']]);
    const tsv = await read('places.xlsx', 'a\tb\n1\t2\n');
    expect([tsv.source.format, tsv.checks]).toEqual(['tsv', ['format-extension']]);
    const named = await read('stored', 'a,b\n1,2\n');
    expect([named.source.format, named.checks]).toEqual(['csv', []]);
  });
  test('can be read once, reports progress, and may be closed early', async () => {
    const source = await openSource(write('p.csv', `a,b\n${'1,2\n'.repeat(200_000)}`), { name: 'p.csv' });
    const rows = source.rows();
    expect(source.bytes).toBe(800_004);
    await rows[Symbol.asyncIterator]().next();
    expect(source.progress()).toBeGreaterThan(0);
    expect(source.progress()).toBeLessThan(1);
    expect(() => source.rows()).toThrow(/once/);
    await source.close();
    await source.close();
  });
});

describe('the headers of a table', () => {
  test('equal ones are told apart, also from one that has the name already', async () => {
    const { headers, notices } = await read('h.csv', '名称,名称,名称 (2),名称\n1,2,3,4\n');
    expect(headers).toEqual(['名称', '名称 (3)', '名称 (2)', '名称 (4)']);
    expect(notices.map(({ check, field }) => [check, field])).toEqual([
      ['header-duplicate', '名称 (3)'],
      ['header-duplicate', '名称 (4)'],
    ]);
  });
  test('an empty one is named if its column has values, dropped if it has none', async () => {
    const { headers, cells, checks } = await read('h.csv', 'a,,b,,\n1,x,2,,\n');
    expect([headers, cells, checks]).toEqual([['a', '列 2', 'b'], [['1', 'x', '2']], ['header-empty']]);
  });
  test('a value that turns up late in a dropped column is told', async () => {
    const { headers, rows, notices } = await read('h.csv', `a,b,\n${'1,2,\n'.repeat(1500)}1,2,late\n`);
    expect([headers, rows.length]).toEqual([['a', 'b'], 1500]);
    expect(notices).toMatchObject([{ check: 'row-long', line: 1502, value: 'late' }]);
  });
  test('titles above them are skipped', async () => {
    const { headers, rows, checks } = await read('t.csv', '呼和浩特市地名表,,\n单位: 公里\n代码,名称,里程\n150102,新城区,1\n'); // prettier-ignore
    expect([headers, checks]).toEqual([['代码', '名称', '里程'], ['title-row']]);
    expect(rows).toEqual([{ line: 4, cells: ['150102', '新城区', '1'], geometry: null }]);
  });
  test('a table of one column has no title', async () => {
    const { headers, cells } = await read('t.csv', '名称\n新城区\n回民区\n');
    expect([headers, cells]).toEqual([['名称'], [['新城区'], ['回民区']]]);
  });
  test('where there are none, columns are numbered; years are headers', async () => {
    const none = await read('n.csv', '150102000000,新城区,111.66,40.85\n150103000000,回民区,111.6,40.8\n');
    expect([none.headers, none.rows.length, none.checks]).toEqual([['列 1', '列 2', '列 3', '列 4'], 2, ['header-absent']]); // prettier-ignore
    const years = await read('y.csv', '名称,2019,2020,2021\n新城区,1,2,3\n');
    expect([years.headers, years.checks]).toEqual([['名称', '2019', '2020', '2021'], []]);
  });
  test('too many columns are refused', async () => {
    expect(await refusal('w.csv', `${'a,'.repeat(20)}a\n1\n`, { limits: { columns: 20 } })).toMatch(
      /列数超过 20/,
    );
  });
  test('a file of headers only has no rows; one of blank lines is refused', async () => {
    expect((await read('e.csv', 'a,b\n')).rows).toEqual([]);
    expect(await refusal('b.csv', '\n  \n,,\n')).toMatch(/没有任何内容/);
  });
});

describe('limits', () => {
  const points = (count: number): string =>
    JSON.stringify({
      type: 'LineString',
      coordinates: Array.from({ length: count }, (_, at) => [110 + at / 1e4, 40]),
    });
  test('rows, cells and positions', async () => {
    expect(await refusal('r.csv', 'a,b\n1,2\n3,4\n5,6\n', { limits: { rows: 2 } })).toMatch(/行数超过 2/);
    const cells = await read('c.csv', `a,b\n1,${'x'.repeat(50)}\n3,4\n`, { limits: { cellChars: 20 } });
    expect([cells.cells, cells.checks]).toEqual([[['3', '4']], ['cell-long']]);
    expect(await refusal('p.geojson', points(11), { limits: { positions: 10 } })).toMatch(/坐标点超过 10/);
    expect((await read('p.geojson', points(10), { limits: { positions: 10 } })).checks).toEqual([]);
    const many = `{"type":"LineString","coordinates":[${'[1,2],'.repeat(900_000)}[1,2]]}`;
    expect(await refusal('m.geojson', many, { limits: { positions: 120_000 } })).toMatch(/坐标点超过 120000/);
    expect(await refusal('d.geojson', points(100), { limits: { documentBytes: 1000 } })).toMatch(
      /超过 1000 个字符/,
    );
  });
  test('of notices a hundred of a kind are kept, the others counted', async () => {
    const { notices } = await read('n.csv', `a,b\n${'1,2,3\n'.repeat(350)}`);
    expect(notices).toHaveLength(101);
    expect(notices.at(-1)).toMatchObject({ check: 'row-long', line: null, value: '250' });
  });
});

describe('zip', () => {
  const kml = '<kml><Placemark><name>a</name></Placemark></kml>';
  test.each([
    ['a path upwards', makeZip([{ path: '../evil.kml', data: kml }]), /不安全的路径/],
    ['an absolute path', makeZip([{ path: '/etc/evil.kml', data: kml }]), /不安全的路径/],
    ['a path of Windows', makeZip([{ path: 'C:\\evil.kml', data: kml }]), /不安全的路径/],
    ['a NUL in a path', makeZip([{ path: 'a\0.kml', data: kml }]), /不安全的路径/],
    ['a password', makeZip([{ path: 'doc.kml', data: kml, flags: 0x801 }]), /密码/],
    ['strong encryption', makeZip([{ path: 'doc.kml', data: kml, flags: 0x841 }]), /密码/],
    ['several volumes', makeZip([{ path: 'doc.kml', data: kml }], 1), /分卷/],
    ['another method', makeZip([{ path: 'doc.kml', data: kml, method: 14 }]), /压缩方法/],
    ['a size that is less than there is', makeZip([{ path: 'doc.kml', data: kml, size: 10 }]), /损坏/],
    ['a size that is more than there is', makeZip([{ path: 'doc.kml', data: kml, size: 5000 }]), /损坏/],
  ])('with %s is refused', async (_, content, reason) => {
    expect(await refusal('a.kmz', content)).toMatch(reason);
  });
  test('a bomb is refused by what it says, and by what it does', async () => {
    const zeros = Buffer.alloc(60_000_000);
    expect(await refusal('bomb.kmz', makeZip([{ path: 'doc.kml', data: zeros }]))).toMatch(/压缩炸弹/);
    expect(await refusal('bomb.kmz', makeZip([{ path: 'doc.kml', data: zeros, size: 100 }]))).toMatch(
      /损坏|NUL/,
    );
    const two = makeZip([
      { path: 'doc.kml', data: kml },
      { path: 'b.bin', data: Buffer.alloc(2000) },
    ]);
    expect(await refusal('two.kmz', two, { limits: { unpackedBytes: 1500 } })).toMatch(/解压后超过/);
  });
  test('a changed byte is found', async () => {
    const zip = makeZip([{ path: 'doc.kml', data: kml, stored: true }]);
    zip[zip.indexOf('>a<') + 1] = 98;
    expect(await refusal('a.kmz', zip)).toMatch(/损坏/);
  });
});

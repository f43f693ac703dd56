import { afterAll, describe, expect, test } from 'vitest';
import { findDivision } from '../../server/imports/formats/delimiter.ts';
import { createScratch } from '../support/formats.ts';

const { read, refusal, remove } = createScratch();
afterAll(remove);

// 呼和浩特市,新城区 and 名称 in GB 18030
const gb = {
  name: Buffer.from([0xc3, 0xfb, 0xb3, 0xc6]),
  city: Buffer.from([0xba, 0xf4, 0xba, 0xcd, 0xba, 0xc6, 0xcc, 0xd8, 0xca, 0xd0]),
  district: Buffer.from([0xd0, 0xc2, 0xb3, 0xc7, 0xc7, 0xf8]),
  fourBytes: Buffer.from([0x82, 0x35, 0x87, 0x30]), // U+4DAC, beyond GBK
};
const utf16 = (text: string): Buffer =>
  Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]);

describe('the delimiter', () => {
  test.each([
    ['a,b,c\n1,2,3\n', '.txt', ','],
    ['a;b;c\n1,5;2,5;3\n', '.csv', ';'],
    ['a\tb\n1,2,3\t4\n5\t6\n', '.csv', '\t'],
    ['name\n新城区\n', '.csv', ','],
    ['name\n新城区\n', '.tsv', '\t'],
    ['名称,说明\n甲,"a;b;c"\n乙,"d;e;f"\n', '.csv', ','],
    ['名称,说明\n甲,"一行\n两行"\n乙,好\n', '.csv', ','],
    ['a,b\r1,2\r', '.csv', ','],
    ['id\talt\n1\ta,b,c\n2\td,e,f\n3\t\n', '.tsv', '\t'],
  ])('of %j (%s) is %j', (sample, extension, delimiter) => {
    expect(findDivision(sample, extension).delimiter).toBe(delimiter);
  });
  test('is taken from the line that Excel writes', async () => {
    const { headers, rows } = await read('e.csv', 'sep=;\r\na;b,c\r\n1;2\r\n');
    expect([headers, rows[0]?.line, rows[0]?.cells]).toEqual([['a', 'b,c'], 3, ['1', '2']]);
  });
});

describe('CSV', () => {
  test('cells are trimmed, empty ones null; lines are counted as an editor does', async () => {
    const { rows, source } = await read(
      'a.csv',
      '\uFEFF名称,说明, 代码 \r\n 新城区 ,,\u3000\r\n\r\n"两\n行","说""引号""",3\n短\n最后,1,2',
    );
    expect(source).toMatchObject({ format: 'csv', encoding: 'utf-8', headers: ['名称', '说明', '代码'], hasGeometry: false, crs: null, layer: null, layers: [] }); // prettier-ignore
    expect(rows).toEqual([
      { line: 2, cells: ['新城区', null, null], geometry: null },
      { line: 4, cells: ['两\n行', '说"引号"', '3'], geometry: null },
      { line: 6, cells: ['短', null, null], geometry: null },
      { line: 7, cells: ['最后', '1', '2'], geometry: null },
    ]);
  });
  test('a longer row is told and left out, one with empty cells at its end is not', async () => {
    const { cells, notices } = await read('l.csv', 'a,b\n1,2,,\n1,2,3\n4,5\n');
    expect(cells).toEqual([['1', '2'], ['4', '5']]); // prettier-ignore
    expect(notices).toMatchObject([{ check: 'row-long', line: 3, value: '3' }]);
  });
  test('quotation marks within a cell that has none around it belong to it', async () => {
    const { cells } = await read('q.csv', 'a,b\n3"管,x\n"甲"乙,y\n');
    expect(cells).toEqual([['3"管', 'x'], ['"甲"乙', 'y']]); // prettier-ignore
  });
  test.each(['\n', '\r\n', '\r'])('lines may end in %j', async (ending) => {
    const { cells } = await read('n.csv', ['a,b', '1,2', '3,4', ''].join(ending));
    expect(cells).toEqual([['1', '2'], ['3', '4']]); // prettier-ignore
  });
  test('mixed line endings do no harm', async () => {
    expect((await read('m.csv', 'a,b\r\n1,2\n3,4\r\n')).cells).toEqual([['1', '2'], ['3', '4']]); // prettier-ignore
  });
  test('that is cut within quotes is refused with the line', async () => {
    expect(await refusal('c.csv', 'a,b\n1,2\n3,"half')).toMatch(/从第 3 行开始的引号没有闭合/);
    expect(await refusal('c.csv', `a,b\n1,"${'x,y\n'.repeat(400_000)}`)).toMatch(/从第 2 行开始的一行过长/);
  });
});

describe('TSV', () => {
  test('a quotation mark is a character like any other, quotes around a whole cell are not', async () => {
    const { source, cells } = await read(
      'g.tsv',
      'id\tname\n1\t"Ordos\n2\tO-erh"to\n3\t"a ""b"""\n4\t"Ordos"\n5\t"\n6\t""\n',
    );
    expect(source.format).toBe('tsv');
    expect(cells.map(([, name]) => name)).toEqual(['"Ordos', 'O-erh"to', 'a "b"', 'Ordos', '"', null]);
  });
  test('of a spreadsheet, with lines and tabs in quotes', async () => {
    const { rows } = await read('x.txt', 'id\tname\tnote\n1\t"a\nb"\t"c\td"\n2\te\t"f\ng"\n');
    expect(rows.map(({ line, cells }) => [line, ...cells])).toEqual([[2, '1', 'a\nb', 'c\td'], [4, '2', 'e', 'f\ng']]); // prettier-ignore
  });
});

describe('encodings', () => {
  test('GB 18030 is found and told', async () => {
    const { source, cells, notices } = await read('g.csv', Buffer.concat([Buffer.from('code,'), gb.name, Buffer.from('\n150100,'), gb.city, Buffer.from('\n1,'), gb.fourBytes, Buffer.from('\n')])); // prettier-ignore
    expect(source).toMatchObject({ encoding: 'gb18030', headers: ['code', '名称'] });
    expect(cells).toEqual([['150100', '呼和浩特市'], ['1', '䶬']]); // prettier-ignore
    expect(notices).toMatchObject([{ check: 'encoding-found', value: 'gb18030' }]);
  });
  test('GB 18030 that begins after a million ASCII lines is found', async () => {
    const { source, cells } = await read('g.csv', Buffer.concat([Buffer.from(`code,name\n${'1,ascii\n'.repeat(100_000)}2,`), gb.city, Buffer.from('\n')])); // prettier-ignore
    expect([source.encoding, cells.at(-1)]).toEqual(['gb18030', ['2', '呼和浩特市']]);
  });
  test.each([0, 1, 2, 3, 4, 5])(
    'UTF-8 with a character across the borders of chunks stays UTF-8 (%i)',
    async (shift) => {
      const text = `名称,${'x'.repeat(shift + 1)}\n${'新城区,呼和浩特市\n'.repeat(30_000)}`;
      const { source, cells, checks } = await read('u.csv', text);
      expect([source.encoding, cells.length, cells.at(-1), checks]).toEqual(['utf-8', 30_000, ['新城区', '呼和浩特市'], []]); // prettier-ignore
    },
  );
  test('UTF-16 with a byte order mark', async () => {
    const { source, cells } = await read('u.csv', utf16('名称,代码\n新城区,150102\n'));
    expect([source.encoding, source.headers, cells]).toEqual([
      'utf-16le',
      ['名称', '代码'],
      [['新城区', '150102']],
    ]);
    const big = utf16('名称\t代码\n新城区\t150102\n').swap16();
    expect((await read('u.txt', big)).source).toMatchObject({ encoding: 'utf-16be', format: 'tsv' });
    expect(await refusal('u.csv', Buffer.from('名称,代码\n', 'utf16le'))).toMatch(/NUL/);
  });
  test('a few wrong bytes in UTF-8 cost their rows, which are told', async () => {
    const lines = Array.from({ length: 200 }, (_, at) => Buffer.from(`新城区,${at}\n`));
    lines[120] = Buffer.concat([gb.district, Buffer.from(',120\n')]);
    const { source, cells, notices } = await read(
      'w.csv',
      Buffer.concat([Buffer.from('名称,序号\n'), ...lines]),
    );
    expect([source.encoding, cells.length]).toEqual(['utf-8', 199]);
    expect(notices).toMatchObject([{ check: 'encoding-invalid', line: 122 }]);
  });
  test('a file that ends within a character loses its last row', async () => {
    const { cells, notices } = await read(
      'c.csv',
      Buffer.from('名称,代码\n新城区,1\n回民区').subarray(0, -1),
    );
    expect(cells).toEqual([['新城区', '1']]);
    expect(notices).toMatchObject([{ check: 'encoding-invalid', line: 3 }]);
  });
  test('what is neither is refused; what the user says holds', async () => {
    const noise = Buffer.from('\xff\x80,\xff\xff\n'.repeat(100), 'latin1');
    expect(await refusal('n.csv', Buffer.concat([Buffer.from('a,b\n'), noise]))).toMatch(
      /既不是 UTF-8 也不是 GB18030/,
    );
    const named = Buffer.concat([
      Buffer.from('code,'),
      gb.name,
      Buffer.from('\n1,'),
      gb.city,
      Buffer.from('\n'),
    ]);
    expect((await read('s.csv', named, { encoding: 'gbk' })).source).toMatchObject({ encoding: 'gbk', headers: ['code', '名称'] }); // prettier-ignore
    expect(await refusal('s.csv', named, { encoding: 'utf-8' })).toMatch(/第 2 列的列名是乱码/);
    expect(await refusal('s.csv', named, { encoding: 'klingon' })).toMatch(/不认识的字符编码/);
  });
  test('NUL anywhere is refused', async () => {
    expect(await refusal('z.csv', `a,b\n${'1,2\n'.repeat(100_000)}3,\0\n`)).toMatch(/NUL/);
  });
});

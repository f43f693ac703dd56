import { writeXlsx } from 'hucre/xlsx';
import { afterAll, describe, expect, test } from 'vitest';
import { createScratch, makeZip, type ZipFile } from '../support/formats.ts';

const { read, refusal, remove } = createScratch();
afterAll(remove);

const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const inline = (reference: string, text: string): string =>
  `<c r="${reference}" t="inlineStr"><is><t>${text}</t></is></c>`;
const header = (...names: string[]): string =>
  `<row r="1">${names.map((name, at) => inline(`${String.fromCharCode(65 + at)}1`, name)).join('')}</row>`;

interface Book {
  sheets: Record<string, string>; // name to what is in sheetData
  after?: string; // behind sheetData
  strings?: string;
  styles?: string;
  workbook?: string;
  state?: Record<string, string>;
}

/** A workbook by hand, for what no library writes. */
function makeBook({ sheets, after = '', strings, styles, workbook = '', state = {} }: Book): Buffer {
  const names = Object.keys(sheets);
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
  const files: ZipFile[] = [
    { path: '[Content_Types].xml', data: '<Types/>' },
    { path: '_rels/.rels', data: `<Relationships>${relation('r', 'officeDocument', '/book/main.xml')}</Relationships>` },
    {
      path: 'book/main.xml',
      data: `<workbook xmlns:r="${office}">${workbook}<sheets>${names.map((name, at) => `<sheet name="${name}" sheetId="${at + 1}" state="${state[name] ?? 'visible'}" r:id="s${at}"/>`).join('')}</sheets></workbook>`,
    },
    {
      path: 'book/_rels/main.xml.rels',
      data: `<Relationships>${names.map((_, at) => relation(`s${at}`, 'worksheet', `sheets/${at}.xml`)).join('')}${relation('x', 'sharedStrings', 'strings.xml')}${relation('y', 'styles', 'styles.xml')}</Relationships>`,
    },
    ...names.map((name, at) => ({ path: `book/sheets/${at}.xml`, data: `<worksheet><sheetData>${sheets[name]!}</sheetData>${after}</worksheet>` })),
  ];
  if (strings !== undefined) files.push({ path: 'book/strings.xml', data: `<sst>${strings}</sst>` });
  if (styles !== undefined) files.push({ path: 'book/styles.xml', data: `<styleSheet>${styles}</styleSheet>` });
  return makeZip(files);
} // prettier-ignore

const formats = (...codes: (number | string)[]): string =>
  `<numFmts>${codes.map((code, at) => (typeof code === 'string' ? `<numFmt numFmtId="${200 + at}" formatCode="${code}"/>` : '')).join('')}</numFmts>` +
  `<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>${codes.map((code, at) => `<xf numFmtId="${typeof code === 'string' ? 200 + at : code}"/>`).join('')}</cellXfs>`;

describe('a workbook written by a library', () => {
  test('comes back as text', async () => {
    const bytes = await writeXlsx({
      sheets: [
        { name: '空', rows: [] },
        {
          name: '地名',
          rows: [
            ['代码', '名称', '经度', '日期', '时刻', '在用', '备注'],
            [150102000000, ' 新城区 ', 111.665544, new Date(Date.UTC(2025, 11, 31)), new Date(Date.UTC(2025, 0, 2, 3, 4, 5)), true, null],
            ['015', '甲&<乙>', -0.5, null, null, false, '两\n行'],
          ],
        },
      ],
    }); // prettier-ignore
    const { source, rows, checks } = await read('a.xlsx', bytes);
    expect(source).toMatchObject({ format: 'xlsx', layer: '地名', layers: ['空', '地名'], crs: null, encoding: null, hasGeometry: false }); // prettier-ignore
    expect(source.headers).toEqual(['代码', '名称', '经度', '日期', '时刻', '在用', '备注']);
    expect(rows).toEqual([
      { line: 2, cells: ['150102000000', '新城区', '111.665544', '2025-12-31', '2025-01-02 03:04:05', 'true', null], geometry: null },
      { line: 3, cells: ['015', '甲&<乙>', '-0.5', null, null, 'false', '两\n行'], geometry: null },
    ]); // prettier-ignore
    expect([checks, source.progress()]).toEqual([[], 1]);
  });
});

describe('sheets', () => {
  const sheets = {
    封面: '',
    隐藏: header('x', 'y'),
    数据: header('a', 'b'),
    其他: header('c', 'd'),
  };
  test('the first that is not hidden and has cells is read, or the one that is asked for', async () => {
    const book = makeBook({ sheets, state: { 隐藏: 'hidden' } });
    const first = await read('s.xlsx', book);
    expect([first.source.layer, first.source.layers, first.headers]).toEqual(['数据', ['封面', '数据', '其他', '隐藏'], ['a', 'b']]); // prettier-ignore
    expect((await read('s.xlsx', book, { layer: '其他' })).headers).toEqual(['c', 'd']);
    expect(await refusal('s.xlsx', book, { layer: '没有' })).toMatch(/没有名为“没有”的工作表.*封面、数据/);
    expect(
      await refusal('s.xlsx', makeBook({ sheets: { 空: '', 空二: '<row r="1"><c r="A1"/></row>' } })),
    ).toMatch(/没有任何内容/);
  });
  test('titles above the headers are skipped, gaps and missing positions kept in order', async () => {
    const rows = `<row r="1">${inline('A1', '地名表')}</row><row r="3">${inline('A3', '代码')}${inline('C3', '名称')}${inline('D3', '级别')}</row><row><c><v>1</v></c><c/><c t="str"><v>x</v></c></row><row r="9">${inline('D9', 'county')}</row>`;
    const merged = '<mergeCells count="2"><mergeCell ref="A1:D1"/><mergeCell ref="C4:C5"/></mergeCells>';
    const found = await read('t.xlsx', makeBook({ sheets: { a: rows }, after: merged }));
    expect([found.headers, found.checks]).toEqual([
      ['代码', '名称', '级别'],
      ['title-row', 'merged-cells'],
    ]);
    expect(found.rows.map(({ line, cells }) => [line, cells])).toEqual([[4, ['1', 'x', null]], [9, [null, null, 'county']]]); // prettier-ignore
    expect(found.notices.at(-1)).toMatchObject({ value: 'C4:C5' });
  });
  test('columns without a name at the end are named, later ones told', async () => {
    const rows = (count: number): string => `<row r="2">${inline('A2', 'x')}${inline('C2', 'y')}</row>${`<row>${inline('A', 'x')}</row>`.repeat(count)}<row>${inline('A', 'x')}${inline('F', 'late')}</row>`; // prettier-ignore
    const found = await read('n.xlsx', makeBook({ sheets: { a: header('a') + rows(1500) } }));
    expect([found.headers, found.rows.length, found.cells[0]]).toEqual([['a', '列 3'], 1502, ['x', 'y']]);
    expect(found.notices.map(({ check, line }) => [check, line])).toEqual([['header-empty', 1], ['cell-unnamed', 1503]]); // prettier-ignore
  });
  test('columns beyond the limit are refused', async () => {
    expect(await refusal('w.xlsx', makeBook({ sheets: { a: `<row r="1">${inline('ALL1', 'far')}${inline('ALM1', 'b')}</row>` } }))).toMatch(/列数超过 500/); // prettier-ignore
    expect(await refusal('w.xlsx', makeBook({ sheets: { a: `<row r="1">${inline('ZZZZZZ1', 'far')}</row>` } }))).toMatch(/位置/); // prettier-ignore
  });
});

describe('cells', () => {
  const cells = async (content: string, book: Partial<Book> = {}): ReturnType<typeof read> =>
    read('c.xlsx', makeBook({ sheets: { a: `${header('名称', '值')}${content}` }, ...book }));
  const values = (...found: string[]): string =>
    found.map((value, at) => `<row r="${at + 2}">${inline(`A${at + 2}`, 'x')}${value}</row>`).join('');
  const second = async (...of: Parameters<typeof cells>): Promise<unknown[]> =>
    (await cells(...of)).cells.map(([, value]) => value);

  test('numbers are whole and without exponent', async () => {
    const numbers = [
      '150102000000',
      '1.1000000000000001',
      '1.5E+3',
      '2.5000000000000001E-7',
      '1501020000000000',
      '-0.5',
      '007',
    ];
    expect(await second(values(...numbers.map((v) => `<c><v>${v}</v></c>`)))).toEqual(['150102000000', '1.1', '1500', '0.00000025', '1501020000000000', '-0.5', '007']); // prettier-ignore
  });
  test('numbers that have lost digits are told', async () => {
    const found = await cells(
      values('<c><v>15010200000000001</v></c>', '<c><v>1.5010200000000001E+19</v></c>'),
    );
    expect(found.cells.map(([, value]) => value)).toEqual(['15010200000000001', '15010200000000000000']);
    expect(found.notices.map(({ check, line }) => [check, line])).toEqual([['number-precision', 2], ['number-precision', 3]]); // prettier-ignore
  });
  test('dates by the style of the cell', async () => {
    const styles = formats(
      0,
      14,
      'yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;',
      'h:mm',
      31,
      '0.00_ ',
      '000000',
      '#,##0',
    );
    const found = await second(values(...[45657, 45657, 45657.5, 0.25, 45657, 45657, 1234, 1234].map((v, s) => `<c s="${s}"><v>${v}</v></c>`)), { styles }); // prettier-ignore
    expect(found).toEqual(['45657', '2024-12-31', '2024-12-31 12:00:00', '06:00:00', '2024-12-31', '45657', '001234', '1234']); // prettier-ignore
    expect(await second(values('<c s="1"><v>44195</v></c>', '<c t="d"><v>2024-12-31T00:00:00</v></c>'), { styles, workbook: '<workbookPr date1904="1"/>' })).toEqual(['2024-12-31', '2024-12-31']); // prettier-ignore
    expect(await second(values('<c s="1"><v>-3</v></c>', '<c s="1"><v>99999999</v></c>'), { styles })).toEqual(['-3', '99999999']); // prettier-ignore
  });
  test('shared strings, rich text, phonetic hints, escapes, entities, CDATA', async () => {
    const strings =
      '<si><t>一</t></si><si><r><rPr><b/></rPr><t>呼和</t></r><r><t xml:space="preserve">浩特 </t></r><rPh sb="0" eb="1"><t>hu</t></rPh></si><si><t>a_x000D_b&#x4E00;&amp;</t></si><si><t><![CDATA[<c>]]></t></si><si/>';
    expect(await second(values(...[0, 1, 2, 3, 4, 99].map((at) => `<c t="s"><v>${at}</v></c>`)), { strings })).toEqual(['一', '呼和浩特', 'a\rb一&', '<c>', null, null]); // prettier-ignore
  });
  test('formulas give their cached results, with one notice', async () => {
    const found = await cells(values('<c><f>1+1</f><v>2</v></c>', '<c t="str"><f>A1</f><v>文</v></c>', '<c><f t="shared" si="0"/></c>', '<c t="b"><f>TRUE()</f><v>1</v></c>')); // prettier-ignore
    expect(found.cells.map(([, value]) => value)).toEqual(['2', '文', null, 'true']);
    expect(found.notices.map(({ check, line, value }) => [check, line, value])).toEqual([['formula-empty', 4, ''], ['formula-cells', null, '4']]); // prettier-ignore
  });
  test('errors are empty, and told', async () => {
    const found = await cells(values('<c t="e"><v>#N/A</v></c>', inline('B3', '#N/A')));
    expect(found.cells.map(([, value]) => value)).toEqual([null, '#N/A']);
    expect(found.notices).toMatchObject([{ check: 'cell-error', line: 2, value: '#N/A' }]);
  });
  test('names with a prefix and attributes in single quotes are read as well', async () => {
    const sheet =
      "<x:row r='2'><x:c r='A2' t='inlineStr'><x:is><x:t>甲</x:t></x:is></x:c><x:c r='B2'><x:v>1</x:v></x:c></x:row>";
    expect((await cells(sheet)).cells).toEqual([['甲', '1']]);
  });
});

describe('workbooks that are broken', () => {
  const good = makeBook({ sheets: { a: header('a', 'b') } });
  test.each([
    ['no workbook', makeZip([{ path: '[Content_Types].xml', data: '<Types/>' }]), /workbook/],
    ['no sheets', makeBook({ sheets: {} }), /没有工作表/],
    ['a sheet that ends early', makeBook({ sheets: { a: `${header('a', 'b')}<row` } }), /XML/],
    ['tags that do not match', makeBook({ sheets: { a: '<row><c></row></c>' } }), /XML/],
    ['a DTD', makeBook({ sheets: { a: '<!DOCTYPE x [<!ENTITY a "aaaa">]>' } }), /DOCTYPE/],
    ['the binary kind', makeZip([{ path: '[Content_Types].xml', data: '' }, { path: 'xl/workbook.bin', data: '' }]), /xlsb/], // prettier-ignore
    ['half of it', good.subarray(0, good.length / 2), /压缩包损坏/],
  ])('%s: refused', async (_, content, reason) => {
    expect(await refusal('b.xlsx', content)).toMatch(reason);
  });
});

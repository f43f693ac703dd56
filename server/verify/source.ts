import type { VerifyColumns, VerifyPreview, VerifyReading } from '../api/verify.ts';
import { mapColumns, normalHeader, type Field } from '../imports/columns.ts';
import { openSource } from '../imports/formats/open.ts';
import type { Row } from '../imports/formats/format.ts';
import { ImportRefused } from '../imports/report.ts';
import { fold } from '../places/fold.ts';

const shown = 20; // rows of a preview
const longestCell = 200; // characters of a cell in it

const fields: readonly Field[] = [
  { id: 'name', title: '标准地名', headers: ['标准名称', '地名', '地名名称', '待核地名', '地名全称', '名称', 'name', 'place', 'place_name', '村名', '村', '嘎查', '嘎查村', '行政村', '社区', '名字', '社区名称', '村居名称', '单位名称', 'toponym'], required: true }, // prettier-ignore
  { id: 'division', title: '所在政区', headers: ['政区', '政区代码', '所在政区代码', '行政区划', '行政区划代码', '行政区划名称', '区划代码', '所属政区', '所属区划', '所在旗县', '旗县', '旗县区', '旗县市区', '区县', '所在苏木乡镇', '苏木乡镇', '乡镇', '街道', '盟市', '地市', '所在地', 'division', 'division_code', 'area', 'area_name', 'county', 'county_code', 'township', 'city', 'adcode'] }, // prettier-ignore
];

/** A row of a list: where it stands in the file, its cells, the name and the division among them. */
export interface ListRow {
  line: number;
  cells: readonly (string | null)[];
  name: string;
  division: string | null;
}

interface File {
  path: string;
  name: string;
}

const open = ({ path, name }: File, { layer, encoding }: VerifyReading) =>
  openSource(path, {
    name,
    ...(layer === undefined ? {} : { layer }),
    ...(encoding === undefined ? {} : { encoding }),
  });

/** What the file is, its first rows, and which columns are likely meant. @throws ImportRefused */
export async function previewList(file: File, reading: VerifyReading): Promise<VerifyPreview> {
  const source = await open(file, reading);
  try {
    const rows: Row[] = [];
    for await (const row of source.rows()) if (rows.push(row) >= shown) break;
    const { format, encoding, layers, layer } = source;
    const headers = [...source.headers];
    const cells = rows.map((row) => headers.map((_, at) => row.cells[at]?.slice(0, longestCell) ?? null));
    return { format, encoding, layers: [...layers], layer, reading, headers, rows: cells, guess: guess(headers, cells) }; // prettier-ignore
  } finally {
    await source.close();
  }
}

/** By the headers; where none is known, the first column with words in it, whose first row may be a name already. */
function guess(headers: readonly string[], rows: readonly (string | null)[][]): VerifyColumns {
  const { mapping } = mapColumns(fields, headers);
  const known = (field: string): string | null =>
    typeof mapping[field] === 'string' ? mapping[field] : null;
  const names = headers.filter(
    (header) => /名称|地名|名字|名$/u.test(normalHeader(header)) && !noPlaces.test(header),
  );
  const named = known('name') ?? names.find((header) => !isDivision(header)) ?? names.at(-1) ?? null;
  const division = known('division') ?? headers.find((header) => header !== named && isDivision(header)) ?? null; // prettier-ignore
  if (named !== null) return { name: named, division, headed: true };
  const wordy = headers.findIndex((header, at) => header !== division && rows.some((row) => /\p{L}{2}/u.test(row[at] ?? ''))); // prettier-ignore
  const name = headers[Math.max(0, wordy)]!;
  return { name, division, headed: division !== null || (headers.length > 1 && fold(name).length <= 1) };
}

/** Headers of names of something else: of people, offices, of a time before. */
const noPlaces = /人|姓|单位|部门|机关|文件|曾用|旧|原名|别名|简称/u;
const divisionWords = /^(?:地名)?(?:所在|所属|隶属|归属)?(?:行政)?(?:政区|区划|盟|地|市|旗|县|区|苏木|乡|镇|街道?|辖区|属地)+(?:名称?|代码)?$/u; // prettier-ignore
const isDivision = (header: string): boolean => divisionWords.test(normalHeader(header));

/** The rows of a list, one after the other. @throws ImportRefused when the file cannot be read, or lacks the columns */
export async function* readList(
  file: File,
  reading: VerifyReading,
  columns: VerifyColumns,
): AsyncGenerator<ListRow> {
  const source = await open(file, reading);
  try {
    const at = (header: string): number => {
      const index = source.headers.indexOf(header);
      if (index < 0) throw new ImportRefused(`文件中没有列“${header}”; 有: ${source.headers.join(', ')}。`);
      return index;
    };
    const name = at(columns.name);
    const division = columns.division === null ? null : at(columns.division);
    const toRow = (line: number, cells: readonly (string | null)[]): ListRow => ({
      line,
      cells,
      name: cells[name] ?? '',
      division: division === null ? null : (cells[division] ?? null),
    });
    if (!columns.headed) yield toRow(1, source.headers);
    for await (const { line, cells } of source.rows()) yield toRow(line, cells);
  } finally {
    await source.close();
  }
}

/** How many rows a list has, or `most` + 1 when there are more. */
export async function countList(
  file: File,
  reading: VerifyReading,
  columns: VerifyColumns,
  most: number,
): Promise<number> {
  let count = 0;
  for await (const _ of readList(file, reading, columns)) {
    count += 1;
    if (count > most) break;
  }
  return count;
}

const headerWords = new Set(fields.flatMap(({ title, headers }) => [title, ...headers]).map(fold));

/**
 * Pasted lines as rows of two cells: a name, or a name and its division behind a tab or comma. A line of names with `、` or semicolons
 * between them, or more than one comma, is several names. A first line that holds headers is none.
 */
export function pastedRows(text: string): [name: string, division: string][] {
  const rows = text.split(/\r\n|[\r\n\u2028\u2029、;;]/).flatMap((line): [string, string][] => {
    const parts = line.split(line.includes('\t') ? '\t' : /[,,]/).map((part) => part.trim());
    if (parts.every((part) => part === '')) return [];
    if (parts.length > 2 && !line.includes('\t')) return parts.filter((part) => part !== '').map((part) => [part, '']); // prettier-ignore
    return [[parts[0]!, parts[1] ?? '']];
  });
  return rows[0] !== undefined && headerWords.has(fold(rows[0][0])) ? rows.slice(1) : rows;
}

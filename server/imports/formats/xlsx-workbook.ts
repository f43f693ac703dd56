import { posix } from 'node:path';
import { isDateFormat } from 'hucre';
import { ImportRefused } from '../report.ts';
import { decode } from './encoding.ts';
import type { Limits } from './format.ts';
import { attribute, readXml, type XmlHandler } from './xml.ts';
import { partText, type ZipPart } from './zip.ts';

export interface Workbook {
  sheets: readonly { name: string; part: ZipPart }[]; // those that are not hidden first
  date1904: boolean;
  /** Per style of a cell: the number format that matters for reading it. */
  styles: readonly NumberStyle[];
  sharedStrings: ZipPart | null;
}
export type NumberStyle = 'date' | 'number' | { digits: number }; // digits: padded with zeros, as codes are

const smallPart = 50_000_000; // bytes

/** What a workbook says about its sheets, found by its relationships as the standard wants it. */
export async function readWorkbook(parts: readonly ZipPart[]): Promise<Workbook> {
  const find = (path: string): ZipPart | null =>
    parts.find((part) => part.path.toLowerCase() === path.toLowerCase()) ?? null;
  const root = find('_rels/.rels');
  const start = root && (await relationships(root, '')).find(({ type }) => type === 'officeDocument')?.path;
  const main = find(start ?? 'xl/workbook.xml');
  if (main === null) throw damaged('缺少 workbook.xml');
  const folder = posix.dirname(main.path);
  const links = find(posix.join(folder, '_rels', `${posix.basename(main.path)}.rels`));
  const related = links === null ? [] : await relationships(links, folder);
  const linked = (type: string): ZipPart | null =>
    find(related.find((link) => link.type === type)?.path ?? '');

  const sheets: { name: string; part: ZipPart; hidden: boolean }[] = [];
  let date1904 = false;
  await scan(main, (name, attributes) => {
    if (name === 'workbookPr') date1904 = ['1', 'true'].includes(attribute(attributes, 'date1904') ?? '');
    if (name !== 'sheet') return;
    const link = related.find(({ id }) => id === relationOf(attributes));
    if (link?.type !== 'worksheet') return; // a chart
    const part = find(link.path);
    if (part === null) throw damaged(`缺少 ${link.path}`);
    const hidden = (attribute(attributes, 'state') ?? 'visible') !== 'visible';
    sheets.push({ name: attribute(attributes, 'name') ?? part.path, part, hidden });
  });
  if (sheets.length === 0) throw damaged('没有工作表');
  const styles = linked('styles');
  return {
    sheets: sheets.sort((one, other) => Number(one.hidden) - Number(other.hidden)),
    date1904,
    styles: styles === null ? [] : await readStyles(styles),
    sharedStrings: linked('sharedStrings'),
  };
}

/** All shared strings, in their order; of rich text the runs joined, without phonetic hints. */
export async function readSharedStrings(part: ZipPart | null, limits: Limits): Promise<string[]> {
  if (part === null) return [];
  if (part.bytes > limits.documentBytes) {
    throw new ImportRefused('工作簿中的文字过多。请拆分成几个文件, 或另存为 CSV 后导入');
  }
  const strings: string[] = [];
  let text = '';
  let reading = false;
  let phonetic = false;
  const handler: XmlHandler = {
    open: (name) => {
      if (name === 'si') text = '';
      if (name === 'rPh') phonetic = true;
      if (name === 't') reading = !phonetic;
    },
    text: (more) => {
      if (reading) text += more;
    },
    close: (name) => {
      if (name === 't') reading = false;
      if (name === 'rPh') phonetic = false;
      if (name === 'si') strings.push(unescape(text));
    },
  };
  for await (const _ of readXml(decode(part.chunks(), 'utf-8'), handler));
  return strings;
}

/** `_x000D_` in a text stands for a character that XML cannot hold. */
export const unescape = (text: string): string =>
  text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    : text;

async function readStyles(part: ZipPart): Promise<NumberStyle[]> {
  const formats = new Map<string, string>();
  const styles: NumberStyle[] = [];
  let inCells = false;
  await scan(
    part,
    (name, attributes) => {
      if (name === 'numFmt') {
        formats.set(attribute(attributes, 'numFmtId') ?? '', attribute(attributes, 'formatCode') ?? '');
      }
      if (name === 'cellXfs') inCells = true;
      if (name !== 'xf' || !inCells) return;
      const id = attribute(attributes, 'numFmtId') ?? '0';
      styles.push(numberStyle(formats.get(id) ?? id));
    },
    (name) => {
      if (name === 'cellXfs') inCells = false;
    },
  );
  return styles;
}

function numberStyle(format: string): NumberStyle {
  if (/^0{2,}$/.test(format)) return { digits: format.length };
  return isDateFormat(format) ? 'date' : 'number';
}

async function relationships(
  part: ZipPart,
  folder: string,
): Promise<{ id: string; type: string; path: string }[]> {
  const found: { id: string; type: string; path: string }[] = [];
  await scan(part, (name, attributes) => {
    if (name !== 'Relationship') return;
    const target = attribute(attributes, 'Target') ?? '';
    const type = posix.basename(attribute(attributes, 'Type') ?? '');
    const path = target.startsWith('/') ? target.slice(1) : posix.join(folder, target);
    found.push({ id: attribute(attributes, 'Id') ?? '', type, path });
  });
  return found;
}

const relationOf = (attributes: string): string | undefined =>
  /\s[\w.-]+:id\s*=\s*["']([^"']*)["']/.exec(attributes)?.[1];

async function scan(
  part: ZipPart,
  open: XmlHandler['open'],
  close: XmlHandler['close'] = () => {},
): Promise<void> {
  const text = await partText(part, smallPart);
  for await (const _ of readXml(once(text), { open, text: () => {}, close }));
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

const damaged = (what: string): ImportRefused =>
  new ImportRefused(`XLSX 文件损坏: ${what}。请在 Excel 或 WPS 中打开后另存为 .xlsx`);

import { open } from 'node:fs/promises';
import { extname } from 'node:path';
import { ImportRefused } from '../report.ts';
import type { FormatId } from './format.ts';
import type { Input } from './input.ts';
import { looksNational } from './national-answer.ts';
import { openZip, type ZipPart } from './zip.ts';

/** What a file is, by its content; CSV and TSV are told apart later. */
export interface Kind {
  format: Exclude<FormatId, 'tsv'>;
  zipped: readonly ZipPart[] | null;
}

const looked = 4096; // bytes
const signatures: readonly (readonly [Buffer, string])[] = [
  [Buffer.from('%PDF'), '这是 PDF。请从原软件导出表格或地理数据'],
  [Buffer.from([0x1f, 0x8b]), '这是 gzip 压缩文件。请解压后再导入'],
  [Buffer.from('Rar!'), '这是 RAR 压缩包。请改用 zip 压缩, 或解压后再导入'],
  [Buffer.from('7z\xbc\xaf', 'latin1'), '这是 7z 压缩包。请改用 zip 压缩, 或解压后再导入'],
  [Buffer.from('PAR1'), '不支持 GeoParquet。请用 QGIS 转换为 GeoPackage 或 GeoJSON'],
  [Buffer.from('fgb'), '不支持 FlatGeobuf。请用 QGIS 转换为 GeoPackage 或 GeoJSON'],
  [Buffer.from([0x89, 0x50, 0x4e, 0x47]), '这是图片。请选择数据文件'],
  [Buffer.from([0xff, 0xd8, 0xff]), '这是图片。请选择数据文件'],
  [Buffer.from('AC10'), '不支持 DWG。请用 CAD 软件或 QGIS 转换为 Shapefile、GeoPackage 或 GeoJSON'],
];
const ole = Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]); // .xls, and .xlsx with a password
const zip = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08', 'PK00PK'].map((start) => Buffer.from(start, 'latin1'));
const spanned = zip.slice(2);

/** @throws ImportRefused for a format that is known but not read, saying what to do */
export async function sniff(input: Input): Promise<Kind> {
  const start = await readStart(input.file);
  const begins = (bytes: Buffer): boolean => start.subarray(0, bytes.length).equals(bytes);
  for (const [bytes, reason] of signatures) if (begins(bytes)) throw new ImportRefused(reason);
  if (begins(ole)) throw await oleRefusal(input);
  if (spanned.some(begins)) throw new ImportRefused('不支持分卷压缩包。请压缩成一个文件');
  if (zip.some(begins)) return sniffZip(await openZip(input));
  if (begins(Buffer.from('SQLite format 3\0'))) return { format: 'geopackage', zipped: null };
  if (start.length >= 100 && start.readInt32BE(0) === 9994) return { format: 'shapefile', zipped: null };
  if (isDbf(start, input)) {
    throw new ImportRefused(
      '这是 Shapefile 的属性表 (.dbf), 缺少 .shp。请把 .shp、.dbf、.shx、.prj 一起压缩成一个 zip 再导入',
    );
  }
  return sniffText(start, extname(input.options.name).toLowerCase());
}

/** Extensions under which a format usually goes. */
const extensions: Record<FormatId, readonly string[]> = {
  geojson: ['.geojson', '.json', '.ndjson', '.jsonl', '.geojsonl', '.geojsons', '.geojsonseq'],
  csv: ['.csv', '.txt'],
  tsv: ['.tsv', '.tab', '.txt'],
  xlsx: ['.xlsx', '.xlsm'],
  shapefile: ['.zip', '.shp', '.shz'],
  geopackage: ['.gpkg'],
  kml: ['.kml', '.kmz'],
  national: ['.json', '.jsonl', '.ndjson', '.txt', '.zip'],
};

/** Tells of an extension that promises something else. */
export function checkExtension(format: FormatId, { options, notices }: Input): void {
  const extension = extname(options.name).toLowerCase();
  if (extension === '' || extensions[format].includes(extension)) return;
  notices.add('format-extension', {
    value: options.name,
    reason: `扩展名是 ${extension}, 内容却是 ${titles[format]}, 已按内容读取`,
    remedy: `如果选对了文件, 无需处理; 建议把扩展名改为 ${extensions[format][0]!}`,
  });
}

const titles: Record<FormatId, string> = {
  geojson: 'GeoJSON',
  csv: 'CSV (逗号或分号分隔)',
  tsv: 'TSV (制表符分隔)',
  xlsx: 'XLSX 工作簿',
  shapefile: 'Shapefile',
  geopackage: 'GeoPackage',
  kml: 'KML',
  national: '国家地名信息库的返回 (JSON)',
};

async function readStart(path: string): Promise<Buffer> {
  const file = await open(path);
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(looked), 0, looked, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

function sniffZip(parts: readonly ZipPart[]): Kind {
  const has = (pattern: RegExp): boolean => parts.some(({ path }) => pattern.test(path));
  if (has(/^xl\/workbook\.bin$/i)) {
    throw new ImportRefused('这是 Excel 二进制工作簿 (.xlsb)。请在 Excel 或 WPS 中另存为 .xlsx');
  }
  if (has(/^\[Content_Types\]\.xml$/i)) {
    if (has(/^(word|ppt)\//i)) {
      throw new ImportRefused('这是 Word 或 PowerPoint 文档。请把表格复制到 Excel 或 WPS 中, 另存为 .xlsx');
    }
    return { format: 'xlsx', zipped: parts };
  }
  if (has(/^content\.xml$/i)) throw new ImportRefused('这是 OpenDocument 文档 (.ods)。请另存为 .xlsx');
  if (has(/\.(shp|dbf|shx)$/i)) return { format: 'shapefile', zipped: parts };
  if (has(/\.kml$/i)) return { format: 'kml', zipped: parts };
  if (has(/\.gdb\//i)) {
    throw new ImportRefused(
      '这是 File Geodatabase (.gdb)。请用 ArcGIS 或 QGIS 导出为 GeoPackage 或 Shapefile',
    );
  }
  if (parts.length > 0 && parts.every(({ path }) => /\.(json|jsonl|ndjson|txt)$/i.test(path) || /(^|\/)(\.|__MACOSX\/)/.test(path)) && has(/\.json[l]?$/i)) return { format: 'national', zipped: parts }; // prettier-ignore
  const single = parts.find(({ path }) => /\.(csv|tsv|txt|geojson|json|gpkg|xlsx|xls)$/i.test(path));
  if (single) throw new ImportRefused(`压缩包中是 ${single.path}。请解压后直接导入这个文件`);
  throw new ImportRefused('压缩包中没有能导入的内容。zip 应含 Shapefile 的各部分 (.shp、.dbf、.shx、.prj)');
}

/** Both the old .xls and an .xlsx with a password are OLE containers; the directory of the second names EncryptedPackage. */
async function oleRefusal({ file }: Input): Promise<ImportRefused> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1_000_000), 0, 1_000_000, 0);
    const encrypted = buffer.subarray(0, bytesRead).includes(Buffer.from('EncryptedPackage', 'utf16le'));
    return new ImportRefused(
      encrypted
        ? '工作簿有打开密码。请在 Excel 或 WPS 中取消密码, 另存为 .xlsx'
        : '这是旧版 Excel (.xls) 或其他 Office 文件。请在 Excel 或 WPS 中另存为 .xlsx',
    );
  } finally {
    await handle.close();
  }
}

/** dBase has no signature worth the name: its version byte, and the extension. */
const isDbf = (start: Buffer, { options }: Input): boolean =>
  extname(options.name).toLowerCase() === '.dbf' && [0x03, 0x30, 0x83, 0x8b, 0xf5].includes(start[0] ?? 0);

const recordSeparator = '\u001E'; // before every feature of a GeoJSON text sequence

function sniffText(start: Buffer, extension: string): Kind {
  const utf16 =
    start[0] === 0xff && start[1] === 0xfe
      ? 'utf-16le'
      : start[0] === 0xfe && start[1] === 0xff
        ? 'utf-16be'
        : null;
  const text = utf16 === null ? start.toString('utf8') : new TextDecoder(utf16).decode(start);
  const content = text.replaceAll(recordSeparator, '').replace(/^[\uFEFF\s]+/, '');
  if (/^[{[]/.test(content) && looksNational(content)) return { format: 'national', zipped: null };
  const array =
    content.startsWith('[') && (extensions.geojson.includes(extension) || /^\[\s*[[{\]]/.test(content));
  if (content.startsWith('{') || array) return { format: 'geojson', zipped: null };
  if (!content.startsWith('<')) return { format: 'csv', zipped: null };
  if (extension === '.kml' || /<(\w+:)?kml[\s/>]/i.test(content)) return { format: 'kml', zipped: null };
  if (/<html|<table|<!doctype html|progid="Excel/i.test(content)) {
    throw new ImportRefused('这是网页或 XML 形式的“Excel”文件。请在 Excel 或 WPS 中打开后另存为 .xlsx');
  }
  if (/<gpx[\s>]/i.test(content)) {
    throw new ImportRefused('不支持 GPX。请用 QGIS 转换为 GeoPackage 或 GeoJSON');
  }
  throw new ImportRefused('这是 XML 文件, 但不是 KML。请用 QGIS 转换为 GeoPackage 或 GeoJSON');
}

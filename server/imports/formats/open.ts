import { stat } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { ImportRefused } from '../report.ts';
import { openDelimited } from './delimited.ts';
import { defaultLimits, type OpenOptions, type Row, type SourceTable } from './format.ts';
import { geometryFault, noticeGeometry } from './geometry.ts';
import { openGeoJson } from './geojson.ts';
import { openGeoPackage } from './geopackage.ts';
import type { Input, Opened } from './input.ts';
import { openKml } from './kml.ts';
import { openNational } from './national.ts';
import { createNotices } from './notices.ts';
import { openShapefile } from './shapefile.ts';
import { checkExtension, sniff } from './sniff.ts';
import { openXlsx } from './xlsx.ts';

/**
 * Opens a file of any format that can be imported; what it is, its content decides. To be closed in any case.
 * @throws ImportRefused (Chinese) when it cannot be read, and nothing else because of the file
 */
export async function openSource(file: string, options: OpenOptions): Promise<SourceTable> {
  const limits = { ...defaultLimits, ...options.limits };
  const releases: (() => void | Promise<void>)[] = [];
  const notices = createNotices();
  const release = async (): Promise<void> => {
    for (let next = releases.pop(); next; next = releases.pop()) await next();
  };
  try {
    const bytes = await sizeOf(file, limits.fileBytes);
    const input: Input = {
      file,
      bytes,
      options,
      limits,
      notices,
      onClose: (next) => void releases.push(next),
    };
    const opened = await openFormat(input);
    checkExtension(opened.format, input);
    let started = false;
    return {
      ...opened,
      bytes,
      notices: notices.list,
      rows: () => {
        if (started) throw new Error('The rows of a source can be read once.');
        started = true;
        return guarded(opened, input);
      },
      close: async () => {
        await opened.rows.return(undefined);
        await release();
      },
    };
  } catch (error) {
    await release();
    throw refusal(error, options.name);
  }
}

async function sizeOf(file: string, limit: number): Promise<number> {
  const found = await stat(file);
  if (!found.isFile()) throw new ImportRefused('这不是文件。文件夹请压缩成 zip 再导入');
  if (found.size === 0) throw new ImportRefused('文件是空的 (0 字节)。请检查文件或重新传输');
  if (found.size > limit) throw new ImportRefused(`文件超过 ${Math.round(limit / 1e6)} MB。请拆分后分批导入`);
  return found.size;
}

async function openFormat(input: Input): Promise<Opened> {
  const { format, zipped } = await sniff(input);
  switch (format) {
    case 'geojson':
      return openGeoJson(input);
    case 'csv':
      return openDelimited(input);
    case 'xlsx':
      return openXlsx(input, zipped ?? []);
    case 'shapefile':
      return openShapefile(input, zipped);
    case 'geopackage':
      return openGeoPackage(input);
    case 'kml':
      return openKml(input, zipped);
    case 'national':
      return openNational(input, zipped);
  }
}

const longestTurn = 20; // ms of reading, after which others get theirs

/** Keeps the rows to the limits, and their geometry to GeoJSON. */
async function* guarded({ rows, headers, encoding }: Opened, input: Input): AsyncGenerator<Row> {
  const { limits, options } = input;
  let count = 0;
  let turn = performance.now();
  try {
    for await (const row of rows) {
      count += 1;
      if (count > limits.rows) throw new ImportRefused(`行数超过 ${limits.rows}。请拆分后分批导入`);
      if (count % 128 === 0 && performance.now() - turn > longestTurn) {
        await setImmediate();
        turn = performance.now();
      }
      if (!isReadable(row, headers, encoding, input)) continue;
      const fault = row.geometry === null ? null : geometryFault(row.geometry, limits.positions);
      if (fault === null) {
        yield row;
        continue;
      }
      noticeGeometry(fault, row.line, input);
      yield { ...row, geometry: null };
    }
  } catch (error) {
    throw refusal(error, options.name);
  } finally {
    await rows.return(undefined);
  }
}

/** A row whose text cannot be trusted is told and left out. */
function isReadable(
  { line, cells }: Row,
  headers: readonly string[],
  encoding: string | null,
  input: Input,
): boolean {
  const { limits, notices } = input;
  for (let index = 0; index < cells.length; index += 1) {
    const value = cells[index];
    if (value === null || value === undefined) continue;
    const field = headers[index] ?? null;
    if (value.length > limits.cellChars) {
      notices.add('cell-long', {
        line,
        field,
        value,
        reason: `文字超过 ${limits.cellChars} 个字符, 这一行未读取`,
        remedy: '请缩短文字; 如果文字不该这么长, 请检查引号是否闭合',
      });
      return false;
    }
    if (value.includes('\uFFFD')) {
      notices.add('encoding-invalid', {
        line,
        field,
        value,
        reason: `有不属于 ${encoding ?? 'utf-8'} 编码的字节 (乱码), 这一行未读取`,
        remedy: '请换一种编码 (常见的是 gbk 和 utf-8), 或改正乱码后用同一种编码保存整个文件',
      });
      return false;
    }
  }
  return true;
}

/** Names the file; what a library found wrong with it is wrong with the file. */
function refusal(error: unknown, name: string): ImportRefused {
  if (error instanceof ImportRefused) {
    return new ImportRefused(`${name}: ${error.message}`, { cause: error.cause });
  }
  if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
    return new ImportRefused(`${name}: 找不到文件`, { cause: error });
  }
  return new ImportRefused(`${name}: 文件损坏, 无法读取。请用原软件重新导出`, { cause: error });
}

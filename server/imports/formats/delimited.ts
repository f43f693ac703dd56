import { createReadStream } from 'node:fs';
import { extname } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CsvError, parse } from 'csv-parse';
import { ImportRefused } from '../report.ts';
import { cell } from './cells.ts';
import { findDivision, type Division } from './delimiter.ts';
import { decode, findEncoding } from './encoding.ts';
import type { Input, Opened } from './input.ts';
import { tabulate, type Line } from './sheet-table.ts';

const chunkBytes = 256 * 1024;
const sampleChars = 64 * 1024;

/** CSV (comma, semicolon; quotes as in RFC 4180) and TSV. */
export async function openDelimited(input: Input): Promise<Opened> {
  const encoding = await findEncoding(input, () =>
    createReadStream(input.file, { highWaterMark: chunkBytes }),
  );
  const sample = await readSample(input.file, encoding);
  const division = findDivision(sample, extname(input.options.name).toLowerCase());
  const source = createReadStream(input.file, { highWaterMark: chunkBytes });
  input.onClose(() => void source.destroy());
  const { headers, rows } = await tabulate(readLines(source, encoding, division, input), input, 'ragged');
  return {
    format: division.delimiter === '\t' ? 'tsv' : 'csv',
    layer: null,
    layers: [],
    headers,
    hasGeometry: false,
    crs: null,
    encoding,
    rowCount: null,
    rows,
    progress: () => Math.min(source.bytesRead / input.bytes, 1),
  };
}

async function readSample(file: string, encoding: string): Promise<string> {
  let sample = '';
  for await (const text of decode(createReadStream(file, { highWaterMark: sampleChars }), encoding)) {
    sample += text;
    if (sample.length >= sampleChars) break;
  }
  return sample;
}

async function* readLines(
  source: AsyncIterable<Uint8Array>,
  encoding: string,
  division: Division,
  input: Input,
): AsyncGenerator<Line> {
  const { quotes } = division;
  const parser = parse({
    delimiter: division.delimiter,
    quote: quotes ? '"' : false,
    relax_quotes: true, // `3"管` without quotes around it is common
    relax_column_count: true,
    record_delimiter: division.ending === '\r' ? ['\r'] : ['\r\n', '\n'],
    max_record_size: Math.max(1_000_000, 10 * input.limits.cellChars), // an open quote ends here
  });
  const text = skipStart(decode(source, encoding), division.skip);
  const fed = pipeline(Readable.from(text), parser).catch(() => {}); // the parser throws the same error below
  let next = division.skip > 0 ? 2 : 1;
  try {
    for await (const record of parser as AsyncIterable<string[]>) {
      const line = next;
      next += 1;
      const cells: (string | null)[] = record;
      for (let index = 0; index < record.length; index += 1) {
        const value = record[index]!;
        if (quotes && value.includes('\n')) next += value.split('\n').length - 1;
        cells[index] = cell(quotes ? value : unquoted(value));
      }
      yield { line, cells };
    }
  } catch (error) {
    throw error instanceof CsvError ? refusal(error, next) : error;
  } finally {
    parser.destroy();
    await fed;
  }
}

/** Where quotes do not hold anything together, a cell that is quoted as a whole is still meant without them. */
function unquoted(text: string): string {
  if (text.charCodeAt(0) !== 34) return text;
  const inner = /^"((?:[^"]|"")*)"$/.exec(text)?.[1];
  return inner === undefined ? text : inner.replaceAll('""', '"');
}

async function* skipStart(text: AsyncGenerator<string>, characters: number): AsyncGenerator<string> {
  let left = characters;
  for await (const part of text) {
    const rest = left === 0 ? part : part.slice(left);
    left = Math.max(left - part.length, 0);
    if (rest !== '') yield rest;
  }
}

function refusal(error: CsvError, line: number): ImportRefused {
  switch (error.code) {
    case 'CSV_QUOTE_NOT_CLOSED':
      return new ImportRefused(`从第 ${line} 行开始的引号没有闭合。文件可能不完整, 或这一行多了一个引号`);
    case 'CSV_MAX_RECORD_SIZE':
      return new ImportRefused(`从第 ${line} 行开始的一行过长。请检查这一行的引号是否闭合`);
    default:
      return new ImportRefused(`第 ${line} 行不能识别 (${error.code})。请检查这一行的引号和分隔符`);
  }
}

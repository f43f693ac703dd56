import { ImportRefused } from '../report.ts';
import { truncated, type ByteReader } from './byte-reader.ts';
import { cell, plainNumber } from './cells.ts';
import { decoderLabel } from './encoding.ts';

interface Field {
  name: Buffer;
  type: string;
  offset: number; // in the record
  length: number;
}

/** How a .dbf file is laid out. */
export interface DbfLayout {
  records: number;
  headerBytes: number;
  recordBytes: number;
  fields: readonly Field[];
  /** By its language driver byte; null where that says nothing that can be relied on. */
  encoding: string | null;
}

/** @throws ImportRefused when the file is no dBase table or shorter than it says */
export async function readDbfLayout(reader: ByteReader, bytes: number): Promise<DbfLayout> {
  const start = await reader.take(32);
  const records = start.readUInt32LE(4);
  const headerBytes = start.readUInt16LE(8);
  const recordBytes = start.readUInt16LE(10);
  if (headerBytes < 33 || recordBytes < 1) throw new ImportRefused('.dbf 文件损坏: 文件头不对。请重新导出');
  if (headerBytes + records * recordBytes > bytes) throw truncated('.dbf');
  const header = await reader.take(headerBytes - 32);
  const fields: Field[] = [];
  let offset = 1; // after the mark of a deleted record
  for (let at = 0; at + 32 <= header.length && header[at] !== 0x0d; at += 32) {
    const name = header.subarray(at, at + 11);
    const zero = name.indexOf(0);
    const length = header[at + 16]!;
    fields.push({
      name: Buffer.from(name.subarray(0, zero === -1 ? 11 : zero)),
      type: String.fromCharCode(header[at + 11]!),
      offset,
      length,
    });
    offset += length;
  }
  if (offset > recordBytes) throw new ImportRefused('.dbf 文件损坏: 字段长度与记录长度不符。请重新导出');
  return { records, headerBytes, recordBytes, fields, encoding: languageDriver(start[29]!) };
}

/** 0x57 "ANSI" is whatever Windows was set to: it says nothing. */
const languageDriver = (byte: number): string | null =>
  ({ 0x4d: 'gbk', 0x7a: 'gbk', 0x4f: 'big5', 0x78: 'big5' })[byte] ?? null;

/** The bytes of all text in the records, to find out its encoding: numbers and binary fields would mislead. */
export async function* textOf(
  reader: ByteReader,
  { records, recordBytes, fields }: DbfLayout,
): AsyncGenerator<Buffer> {
  const texts = fields.filter(({ type }) => type === 'C');
  let pieces: Buffer[] = [];
  for (let record = 0; record < records; record += 1) {
    const bytes = await reader.take(recordBytes);
    for (const { offset, length } of texts) {
      const text = bytes.subarray(offset, offset + length);
      const zero = text.indexOf(0);
      pieces.push(zero === -1 ? text : text.subarray(0, zero), lineEnd);
    }
    if (pieces.length < 1000 && record < records - 1) continue;
    yield Buffer.concat(pieces);
    pieces = [];
  }
}
const lineEnd = Buffer.from('\n');

/** Turns records into cells. */
export interface DbfReader {
  names: (string | null)[];
  /** Null: the record is marked as deleted. */
  read(record: Buffer): (string | null)[] | null;
}

export function createDbfReader({ fields }: DbfLayout, encoding: string): DbfReader {
  const decoder = new TextDecoder(decoderLabel(encoding) ?? 'utf-8');
  const decode = (bytes: Buffer): string => {
    const plain = bytes.toString('latin1');
    const text = /[^\0-\x7f]/.test(plain) ? decoder.decode(bytes) : plain; // most cells are ASCII
    const zero = text.indexOf('\0');
    return zero === -1 ? text : text.slice(0, zero);
  };
  return {
    names: fields.map(({ name }) => cell(decode(name).replace(/\uFFFD$/, ''))), // ten bytes may cut a character
    read: (record) => {
      if (record[0] === deletedMark) return null;
      return fields.map(({ type, offset, length }) => {
        const bytes = record.subarray(offset, offset + length);
        if (binary.has(type)) return binary.get(type)!(bytes);
        const text = decode(bytes);
        return typed(type, bytes.at(-1)! > blank ? text.replace(/\uFFFD$/, '') : text); // so may the width of a full field
      });
    },
  };
}
const [deletedMark, blank] = [0x2a, 0x20];

const binary = new Map<string, (bytes: Buffer) => string | null>([
  ['I', (bytes) => (bytes.length === 4 ? String(bytes.readInt32LE(0)) : null)],
  ['+', (bytes) => (bytes.length === 4 ? String(bytes.readInt32LE(0)) : null)],
  ['O', (bytes) => (bytes.length === 8 ? plainNumber(String(bytes.readDoubleLE(0))) : null)],
  ['B', (bytes) => (bytes.length === 8 ? plainNumber(String(bytes.readDoubleLE(0))) : null)],
  ['0', () => null],
]);

function typed(type: string, text: string): string | null {
  const value = cell(text);
  if (value === null) return null;
  switch (type) {
    case 'N':
    case 'F':
      return value.startsWith('*') ? null : shortest(value); // stars: the number did not fit
    case 'D': {
      const [, year, month, day] = /^(\d{4})(\d\d)(\d\d)$/.exec(value) ?? [];
      if (year === undefined) return value;
      return year === '0000' ? null : `${year}-${month!}-${day!}`;
    }
    case 'L':
      return /^[ty]/i.test(value) ? 'true' : /^[fn]/i.test(value) ? 'false' : null;
    case 'M':
      return null; // text in a file of its own, which shapefiles do not have
    default:
      return value;
  }
}

/** `111.759377000000001` is how a number with fifteen decimals was written down; whole numbers, such as codes, stay as they are. */
function shortest(text: string): string {
  if (!/^[+-]?\d{1,15}(\.\d+([eE][+-]?\d+)?)$/.test(text)) return plainNumber(text);
  return plainNumber(String(Number(text)));
}

import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { expect } from 'vitest';
import type { Notice, OpenOptions, Row, SourceTable } from '../../server/imports/formats/format.ts';
import { openSource } from '../../server/imports/formats/open.ts';
import { ImportRefused } from '../../server/imports/report.ts';

/** What openSource() has made of a file, read to its end and closed. */
export interface Reading {
  source: SourceTable;
  headers: readonly string[];
  rows: Row[];
  cells: (readonly (string | null)[])[];
  notices: Notice[];
  checks: string[]; // of the notices, each once
}

export async function readSource(file: string, options: OpenOptions): Promise<Reading> {
  const source = await openSource(file, options);
  try {
    const rows: Row[] = [];
    for await (const row of source.rows()) rows.push(row);
    const checks = [...new Set(source.notices.map(({ check }) => check))];
    return {
      source,
      headers: source.headers,
      rows,
      cells: rows.map(({ cells }) => cells),
      notices: source.notices,
      checks,
    };
  } finally {
    await source.close();
  }
}

/** Files of one test file, in a folder of their own. */
export function createScratch(): {
  folder: string;
  write(name: string, content: Uint8Array | string): string;
  read(name: string, content: Uint8Array | string, options?: Partial<OpenOptions>): Promise<Reading>;
  /** The reason why it is refused. */
  refusal(name: string, content: Uint8Array | string, options?: Partial<OpenOptions>): Promise<string>;
  /** Must come out as rows or as a refusal, never as anything else. Null: refused. */
  survive(
    name: string,
    content: Uint8Array | string,
    options?: Partial<OpenOptions>,
  ): Promise<Reading | null>;
  /** Checks that no temporary file is left, and removes all. */
  remove(): void;
} {
  const folder = mkdtempSync(join(tmpdir(), 'nutag-formats-'));
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary);
  process.env['TMPDIR'] = temporary; // of this test file alone, so that nothing may be left in it
  const write = (name: string, content: Uint8Array | string): string => {
    const file = join(folder, name);
    writeFileSync(file, content);
    return file;
  };
  const read: ReturnType<typeof createScratch>['read'] = (name, content, options = {}) =>
    readSource(write(name, content), { name, ...options });
  const refusal = async (...[name, content, options]: Parameters<typeof read>): Promise<string> => {
    const error: unknown = await read(name, content, options).then(
      () => null,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(ImportRefused);
    const { message } = error as ImportRefused;
    expect(message.startsWith(`${name}: `)).toBe(true);
    return message.slice(name.length + 2);
  };
  return {
    folder,
    write,
    read,
    refusal,
    survive: (name, content, options) =>
      read(name, content, options).catch((error: unknown) => {
        expect(error).toBeInstanceOf(ImportRefused);
        expect((error as ImportRefused).message).toMatch(/[\u4E00-\u9FFF]/);
        return null;
      }),
    remove: () => {
      expect(readdirSync(temporary)).toEqual([]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Text in GBK, which Node can only read. */
export function gbk(text: string): Buffer {
  if (table.size === 0) {
    const decoder = new TextDecoder('gb18030');
    for (let code = 0x8140; code <= 0xfefe; code += 1) {
      const bytes = Buffer.of(code >> 8, code & 0xff);
      const character = decoder.decode(bytes);
      if (character.length === 1 && character !== '\uFFFD') table.set(character, bytes);
    }
  }
  return Buffer.concat([...text].map((character) => {
    const bytes = character < '\x80' ? Buffer.from(character) : table.get(character);
    if (!bytes) throw new Error(`${character} is not in GBK`);
    return bytes;
  })); // prettier-ignore
}
const table = new Map<string, Buffer>();

export interface ZipFile {
  path: string | Buffer;
  data: Uint8Array | string;
  stored?: boolean;
  flags?: number;
  method?: number;
  /** What the headers say it unpacks to. */
  size?: number;
}

/** A zip by hand, so that it can be made wrong. */
export function makeZip(files: readonly ZipFile[], disk = 0): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, data, stored = false, flags, method, size } of files) {
    const bytes = Buffer.from(data as Uint8Array);
    const packed = stored ? bytes : deflateRawSync(bytes);
    const name = typeof path === 'string' ? Buffer.from(path) : path;
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(flags ?? (typeof path === 'string' ? 0x800 : 0), 2);
    fields.writeUInt16LE(method ?? (stored ? 0 : 8), 4);
    fields.writeUInt32LE(crc32(bytes), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(size ?? bytes.length, 18);
    fields.writeUInt16LE(name.length, 22);
    parts.push(Buffer.from('PK\x03\x04'), fields, name, packed);
    const entry = Buffer.alloc(14);
    entry.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), fields, entry, name);
    offset += 30 + name.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(disk, 0);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from('PK\x05\x06'), end]);
}

type Ring = readonly (readonly [number, number])[];
export type TestShape =
  | { type: 0 }
  | { type: 1 | 11 | 21; at: readonly [number, number] }
  | { type: 8; points: Ring }
  | { type: 3 | 5 | 13 | 15 | 23 | 25; parts: readonly Ring[] };

/** A .shp by hand. */
export function makeShp(type: number, shapes: readonly TestShape[]): Buffer {
  const records = shapes.flatMap((shape, index) => {
    const content = shapeBytes(shape);
    const head = Buffer.alloc(8);
    head.writeInt32BE(index + 1, 0);
    head.writeInt32BE(content.length / 2, 4);
    return [head, content];
  });
  const header = Buffer.alloc(100);
  header.writeInt32BE(9994, 0);
  header.writeInt32BE(50 + Buffer.concat(records).length / 2, 24);
  header.writeInt32LE(1000, 28);
  header.writeInt32LE(type, 32);
  return Buffer.concat([header, ...records]);
}

function shapeBytes(shape: TestShape): Buffer {
  if (shape.type === 0) return Buffer.alloc(4);
  const z = shape.type > 10 && shape.type < 20;
  const m = shape.type > 10;
  const int = (value: number): Buffer => Buffer.from(Int32Array.of(value).buffer);
  const doubles = (...values: number[]): Buffer => Buffer.from(Float64Array.from(values).buffer);
  if ('at' in shape) return Buffer.concat([int(shape.type), doubles(...shape.at), doubles(...(z ? [1288, 0] : m ? [0] : []))]); // prettier-ignore
  const bounds = doubles(0, 0, 0, 0);
  if ('points' in shape) return Buffer.concat([int(8), bounds, int(shape.points.length), doubles(...shape.points.flat())]); // prettier-ignore
  const points = shape.parts.flat();
  let start = 0;
  const starts = shape.parts.map((part) => {
    start += part.length;
    return int(start - part.length);
  });
  const measures = doubles(0, 0, ...points.map(() => 7));
  const head = [int(shape.type), bounds, int(starts.length), int(points.length), ...starts];
  return Buffer.concat([
    ...head,
    doubles(...points.flat()),
    ...(z ? [measures] : []),
    ...(m ? [measures] : []),
  ]);
}

export interface TestField {
  name: string | Buffer;
  type?: string;
  length: number;
}

/** A .dbf by hand; a record that begins with `*` as its first cell is deleted. */
export function makeDbf(
  fields: readonly TestField[],
  records: readonly (readonly (string | Buffer)[])[],
  options: { driver?: number; encode?: (text: string) => Buffer; deleted?: readonly number[] } = {},
): Buffer {
  const { driver = 0, encode = (text) => Buffer.from(text), deleted = [] } = options;
  const recordLength = 1 + fields.reduce((sum, { length }) => sum + length, 0);
  const header = Buffer.alloc(32 + fields.length * 32 + 1);
  header[0] = 3;
  header.writeUInt32LE(records.length, 4);
  header.writeUInt16LE(header.length, 8);
  header.writeUInt16LE(recordLength, 10);
  header[29] = driver;
  fields.forEach(({ name, type = 'C', length }, index) => {
    const at = 32 + index * 32;
    (typeof name === 'string' ? encode(name) : name).copy(header, at, 0, 10);
    header.write(type, at + 11);
    header[at + 16] = length;
  });
  header[header.length - 1] = 0x0d;
  const body = records.map((record, number) => {
    const row = Buffer.alloc(recordLength, 0x20);
    if (deleted.includes(number)) row[0] = 0x2a;
    let at = 1;
    fields.forEach(({ length }, index) => {
      const cell = record[index]!;
      (typeof cell === 'string' ? encode(cell) : cell).copy(row, at, 0, length);
      at += length;
    });
    return row;
  });
  return Buffer.concat([header, ...body, Buffer.from([0x1a])]);
}

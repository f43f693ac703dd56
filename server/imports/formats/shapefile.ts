import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { basename, dirname, join, posix } from 'node:path';
import { ImportRefused } from '../report.ts';
import { createByteReader, type ByteReader } from './byte-reader.ts';
import { createDbfReader, readDbfLayout, textOf, type DbfLayout, type DbfReader } from './dbf.ts';
import { findEncoding } from './encoding.ts';
import type { Row } from './format.ts';
import { noticeGeometry, noticeHeight } from './geometry.ts';
import { distinctHeaders } from './headers.ts';
import { chooseLayer, type Input, type Opened } from './input.ts';
import { readShapes } from './shp.ts';
import { partText, type ZipPart } from './zip.ts';

const extensions = ['.shp', '.dbf', '.prj', '.cpg'] as const;
type Extension = (typeof extensions)[number];
type Parts = Partial<Record<Extension, ZipPart>>;

const smallPart = 100_000; // bytes

/** A shapefile: in a zip, alone or as one of several layers, or with its other parts beside it. */
export async function openShapefile(input: Input, zipped: readonly ZipPart[] | null): Promise<Opened> {
  const groups = zipped === null ? await besides(input) : group(zipped);
  const layers = [...groups].filter(([, parts]) => parts['.shp']).map(([name]) => name);
  if (layers.length === 0) throw missing('.shp', [...groups.keys()][0] ?? input.options.name);
  const layer = chooseLayer(input.options.layer, layers, '图层');
  const { '.shp': shp, '.dbf': dbf, '.prj': prj, '.cpg': cpg } = groups.get(layer)!;
  if (!shp) throw missing('.shp', layer);
  if (!dbf) throw missing('.dbf', layer);

  const attributes = open(dbf, '.dbf', input);
  const layout = await readDbfLayout(attributes, dbf.bytes);
  const declared = cpg ? (await partText(cpg, smallPart)).trim() : null;
  const encoding = await findEncoding(input, () => textIn(dbf, input), declared ?? layout.encoding);
  const { names, read } = createDbfReader(layout, encoding);
  const shapes = open(shp, '.shp', input);
  return {
    format: 'shapefile',
    layer,
    layers,
    headers: distinctHeaders(names, input, null),
    hasGeometry: await hasShapes(shp, input),
    crs: prj ? (await partText(prj, smallPart)).trim() || null : null,
    encoding,
    rowCount: layout.records,
    rows: readRows(shapes, shp.bytes, attributes, layout, read, input),
    progress: () => (shapes.position() + attributes.position()) / (shp.bytes + dbf.bytes),
  };
}

function open(part: ZipPart, extension: Extension, input: Input): ByteReader {
  const reader = createByteReader(part.chunks(), part.bytes, extension);
  input.onClose(() => reader.close());
  return reader;
}

/** Whether there are shapes of a type other than null. */
async function hasShapes(shp: ZipPart, input: Input): Promise<boolean> {
  const reader = open(shp, '.shp', input);
  const header = await reader.take(100);
  await reader.close();
  return header.readInt32LE(32) !== 0 && shp.bytes > 100;
}

async function* readRows(
  shapes: ByteReader,
  bytes: number,
  attributes: ByteReader,
  { records, recordBytes }: DbfLayout,
  read: DbfReader['read'],
  input: Input,
): AsyncGenerator<Row> {
  let line = 0;
  let deleted = 0;
  for await (const shape of readShapes(shapes, bytes, input.limits.positions)) {
    line += 1;
    if (line > records) throw mismatch(`.shp 有 ${line} 个以上的图形, .dbf 只有 ${records} 条记录`);
    const cells = read(await attributes.take(recordBytes));
    if (cells === null) {
      deleted += 1;
      continue;
    }
    if (shape.fault !== null) noticeGeometry(shape.fault, line, input);
    if (shape.height) noticeHeight(line, input);
    yield { line, cells, geometry: shape.geometry };
  }
  if (line < records) throw mismatch(`.shp 只有 ${line} 个图形, .dbf 有 ${records} 条记录`);
  if (deleted === 0) return;
  input.notices.add('record-deleted', {
    value: String(deleted),
    reason: `有 ${deleted} 条记录已标记为删除, 未读取`,
    remedy: '无需处理',
  });
}

/** The parts in a zip by layer: the name of the file, with its folder where that is needed to tell two apart. */
function group(parts: readonly ZipPart[]): Map<string, Parts> {
  const groups = new Map<string, { path: string; parts: Parts }>();
  for (const part of parts) {
    const extension = extensions.find((known) => part.path.toLowerCase().endsWith(known));
    if (!extension || /(^|\/)(__MACOSX\/|\._)/.test(part.path)) continue;
    const path = part.path.slice(0, -extension.length);
    const found = groups.get(path.toLowerCase()) ?? { path, parts: {} };
    found.parts[extension] = part;
    groups.set(path.toLowerCase(), found);
  }
  const all = [...groups.values()];
  const names = all.map(({ path }) => posix.basename(path));
  return new Map(
    all.map(({ path, parts }, index) => {
      const unique = names.indexOf(names[index]!) === names.lastIndexOf(names[index]!);
      return [unique ? names[index]! : path, parts];
    }),
  );
}

/** The parts beside a .shp file, whatever the case of their extensions. */
async function besides({ file }: Input): Promise<Map<string, Parts>> {
  const stem = basename(file).replace(/\.shp$/i, '');
  const parts: Parts = { '.shp': await filePart(file) };
  for (const name of await readdir(dirname(file))) {
    const extension = extensions.find((known) => name.toLowerCase() === `${stem.toLowerCase()}${known}`);
    if (extension && extension !== '.shp') parts[extension] = await filePart(join(dirname(file), name));
  }
  return new Map([[stem, parts]]);
}

const filePart = async (path: string): Promise<ZipPart> => ({
  path,
  bytes: (await stat(path)).size,
  chunks: async function* () {
    yield* createReadStream(path, { highWaterMark: 256 * 1024 });
  },
});

async function* textIn(dbf: ZipPart, input: Input): AsyncGenerator<Uint8Array> {
  const reader = open(dbf, '.dbf', input);
  yield* textOf(reader, await readDbfLayout(reader, dbf.bytes));
  await reader.close();
}

const missing = (extension: string, layer: string): ImportRefused =>
  new ImportRefused(
    `Shapefile“${layer}”缺少 ${extension} 文件。请把 .shp、.dbf、.shx、.prj 一起压缩成一个 zip 再导入`,
  );

const mismatch = (how: string): ImportRefused =>
  new ImportRefused(`Shapefile 的各部分不配套: ${how}。请重新导出并一起压缩`);

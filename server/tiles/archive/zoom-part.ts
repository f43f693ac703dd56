import { closeSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { hashBytes } from '../tile-index.ts';

/** One content of a zoom: gzip bytes, and the hash of the tile itself. */
export interface Content {
  hash: Buffer;
  gzip: Buffer;
}

/** All tiles of one zoom, in the order of their numbers; `content` is an index. */
export interface ZoomPart {
  ids: Float64Array;
  content: Uint32Array;
  contents: Content[];
}

/** Two counts, then the numbers, the indexes, and for each content its length, hash and bytes. Little-endian. */
export function writeZoomPart(path: string, { ids, content, contents }: ZoomPart): void {
  const counts = Buffer.alloc(8);
  counts.writeUInt32LE(ids.length, 0);
  counts.writeUInt32LE(contents.length, 4);
  const bytes = contents.flatMap(({ hash, gzip }) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(gzip.length);
    return [length, hash, gzip];
  });
  writeWhole(path, [counts, Buffer.from(ids.buffer), Buffer.from(content.buffer), ...bytes]);
}

export function readZoomPart(path: string): ZoomPart {
  const file = readFileSync(path);
  const [count, contentCount] = [file.readUInt32LE(0), file.readUInt32LE(4)];
  const ids = new Float64Array(Uint8Array.from(file.subarray(8, 8 + count * 8)).buffer);
  let at = 8 + count * 8;
  const content = new Uint32Array(Uint8Array.from(file.subarray(at, at + count * 4)).buffer);
  at += count * 4;
  const contents: Content[] = [];
  for (let n = 0; n < contentCount; n += 1) {
    const from = at + 4 + hashBytes;
    const end = from + file.readUInt32LE(at);
    contents.push({ hash: file.subarray(at + 4, from), gzip: file.subarray(from, end) });
    at = end;
  }
  return { ids, content, contents };
}

/** A reader sees the whole file or none: it gets its name when its bytes are on the disk. */
export function writeWhole(path: string, parts: Iterable<Uint8Array>, mode = 0o600): void {
  const draft = `${path}.draft`;
  const file = openSync(draft, 'w', mode);
  try {
    for (const some of inPieces(parts)) for (let at = 0; at < some.length; ) at += writeSync(file, some, at); // prettier-ignore
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}

const pieceBytes = 1_000_000;

/** Many small parts as few writes. */
function* inPieces(parts: Iterable<Uint8Array>): Generator<Buffer> {
  let held: Uint8Array[] = [];
  let bytes = 0;
  for (const part of parts) {
    held.push(part);
    bytes += part.length;
    if (bytes < pieceBytes) continue;
    yield Buffer.concat(held);
    [held, bytes] = [[], 0];
  }
  yield Buffer.concat(held);
}

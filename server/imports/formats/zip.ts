import { isUtf8 } from 'node:buffer';
import { crc32 } from 'node:zlib';
import yauzl from 'yauzl';
import { ImportRefused } from '../report.ts';
import type { Chunks } from './encoding.ts';
import type { Input } from './input.ts';

/** One file in a zip. */
export interface ZipPart {
  path: string; // with /, as it stands in the archive
  bytes: number; // unpacked
  chunks(): Chunks;
}

const mostParts = 20_000;
const harmless = 20_000_000; // bytes: below this, how well it is packed does not matter

/**
 * The parts of a zip archive, to be unpacked as they are read. Nothing is written to disk.
 * @throws ImportRefused when it is damaged or encrypted, has unsafe paths or several volumes, or unpacks to too much
 */
export async function openZip(input: Input): Promise<ZipPart[]> {
  const archive = await yauzl
    .openPromise(input.file, { autoClose: false, decodeStrings: false })
    .catch((error: unknown) => Promise.reject(refusal(error)));
  archive.on('error', () => {}); // told to whoever reads; nobody may be reading
  input.onClose(() => archive.close());
  if (archive.entryCount > mostParts) {
    throw new ImportRefused(`压缩包中的文件超过 ${mostParts} 个。请只放需要导入的文件`);
  }
  const parts: ZipPart[] = [];
  let unpacked = 0;
  try {
    for await (const entry of archive.eachEntry()) {
      const path = pathOf(entry);
      if (entry.isEncrypted()) throw new ImportRefused('压缩包有密码。请解压后不加密码重新压缩');
      unpacked += entry.uncompressedSize;
      checkSize(unpacked, input);
      if (!path.endsWith('/')) {
        parts.push({ path, bytes: entry.uncompressedSize, chunks: () => unpack(archive, entry) });
      }
    }
  } catch (error) {
    throw refusal(error);
  }
  return parts;
}

/** A small part as text of UTF-8. */
export async function partText(part: ZipPart, limit: number): Promise<string> {
  if (part.bytes > limit) throw new ImportRefused(`压缩包中的 ${part.path} 过大`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of part.chunks()) chunks.push(chunk);
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/^\uFEFF/, '');
}

/** The size that is stated holds: yauzl ends with an error when a part unpacks to more or less. */
async function* unpack(archive: yauzl.ZipFile, entry: yauzl.Entry): AsyncGenerator<Uint8Array> {
  try {
    if (!entry.canDecodeFileData()) throw new Error(`compression method ${entry.compressionMethod}`);
    let sum = 0;
    for await (const chunk of await archive.openReadStreamPromise(entry)) {
      sum = crc32(chunk as Buffer, sum);
      yield chunk as Buffer;
    }
    if (sum !== entry.crc32) throw new Error('wrong checksum');
  } catch (error) {
    throw refusal(error);
  }
}

/** Windows in China writes names in GBK without saying so. */
function pathOf(entry: yauzl.Entry): string {
  const { generalPurposeBitFlag: flags, fileNameRaw: raw, extraFields } = entry;
  const named = (flags & 0x800) !== 0 || extraFields.some(({ id }) => id === 0x7075) || isUtf8(raw);
  const path = named
    ? yauzl.getFileNameLowLevel(flags | 0x800, raw, extraFields, false)
    : new TextDecoder('gb18030').decode(raw).replaceAll('\\', '/');
  const unsafe = yauzl.validateFileName(path) ?? (path.includes('\0') ? 'NUL' : null);
  if (unsafe !== null) throw new ImportRefused(`压缩包中有不安全的路径“${path.slice(0, 100)}”。请重新压缩`);
  return path;
}

function checkSize(unpacked: number, { bytes, limits }: Input): void {
  if (unpacked > limits.unpackedBytes) {
    throw new ImportRefused(`解压后超过 ${Math.round(limits.unpackedBytes / 1e6)} MB。请拆分后分批导入`);
  }
  if (unpacked > harmless && unpacked > bytes * limits.unpackedRatio) {
    throw new ImportRefused(
      `解压后是压缩包的 ${limits.unpackedRatio} 倍以上, 疑似压缩炸弹, 不予读取。请重新压缩需要的文件`,
    );
  }
}

function refusal(error: unknown): ImportRefused {
  if (error instanceof ImportRefused) return error;
  const { message } = error as Error;
  if (/multi-disk/.test(message)) return new ImportRefused('不支持分卷压缩包。请压缩成一个文件');
  if (/encrypt/.test(message)) return new ImportRefused('压缩包有密码。请解压后不加密码重新压缩');
  if (/compression method/.test(message)) {
    return new ImportRefused('压缩方法不支持。请用普通 zip (Deflate) 重新压缩');
  }
  return new ImportRefused('压缩包损坏或不完整。请重新传输或重新压缩', { cause: error });
}

import { isUtf8 } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';
import { ImportRefused } from '../report.ts';
import type { Input } from './input.ts';

export type Chunks = AsyncIterable<Uint8Array>;

const tolerated = 0.1; // share of damaged among the characters beyond ASCII, up to which it is still this encoding

/** The label that TextDecoder knows; GBK and GB 2312 are parts of GB 18030. Null when the name means nothing to it. */
export function decoderLabel(name: string): string | null {
  const plain = name.trim().toLowerCase();
  if (/^(gbk|gb_?2312|(cp|ms|ansi|oem|windows-)? ?936|x-gbk|euc-cn)$/.test(plain)) return 'gb18030';
  if (/^((cp)?65001|utf_?8)$/.test(plain)) return 'utf-8';
  const codePage = /^(?:cp|ansi|oem)? ?(\d{3,4})$/.exec(plain)?.[1];
  try {
    return new TextDecoder(codePage === undefined ? plain : `windows-${codePage}`).encoding;
  } catch {
    return null;
  }
}

/**
 * The encoding of a text: what the user says, else its byte order mark or what the file declares, else UTF-8 if all of it is,
 * else GB 18030. All of the text is looked at, so that a file with its first Chinese character in line one million is right too.
 */
export async function findEncoding(
  input: Input,
  chunks: () => Chunks,
  declared: string | null = null,
): Promise<string> {
  const { encoding: given } = input.options;
  if (given !== undefined) {
    if (decoderLabel(given) !== null) return given.toLowerCase();
    throw new ImportRefused(`不认识的字符编码“${given}”。可用 utf-8、gb18030、gbk 或 utf-16le`);
  }
  const mark = await byteOrderMark(chunks());
  if (mark !== null) return mark;
  if (declared !== null && decoderLabel(declared) !== null) return declared.toLowerCase();
  if (await isUtf8Throughout(chunks())) return 'utf-8';

  const [utf8, gb] = await Promise.all([damage(chunks(), 'utf-8'), damage(chunks(), 'gb18030')]);
  const best = gb.damaged <= utf8.damaged ? gb : utf8;
  if (best.damaged > best.beyondAscii * tolerated) {
    throw new ImportRefused(
      '文字既不是 UTF-8 也不是 GB18030 (GBK) 编码。请另存为 UTF-8 后再导入, 或指定编码',
    );
  }
  if (best === utf8) return 'utf-8';
  input.notices.add('encoding-found', {
    value: 'gb18030',
    reason: '文件不是 UTF-8 编码, 已按 GB18030 (GBK) 读取',
    remedy: '如果文字不对, 请另存为 UTF-8, 或指定编码',
  });
  return 'gb18030';
}

/**
 * The characters of a text, without byte order mark; bytes that are none come as U+FFFD.
 * @throws ImportRefused at a NUL: the file is not text
 */
export async function* decode(chunks: Chunks, encoding: string): AsyncGenerator<string> {
  const decoder = createDecoder(encoding);
  let first = true;
  for await (const chunk of chunks) {
    let text = decoder.write(chunk);
    if (text === '') continue;
    if (first && text.startsWith('\uFEFF')) text = text.slice(1);
    first = false;
    if (text.includes('\0')) throw binary();
    if (text !== '') yield text;
  }
  const rest = decoder.end();
  if (rest !== '') yield rest;
}

const binary = (): ImportRefused =>
  new ImportRefused(
    '文件中有空字符 (NUL), 不是文本文件, 或者是没有字节序标记的 UTF-16。请另存为 UTF-8 后再导入',
  );

/** StringDecoder is several times faster than TextDecoder on a stream of UTF-8. */
function createDecoder(encoding: string): { write(chunk: Uint8Array): string; end(): string } {
  const label = decoderLabel(encoding) ?? 'utf-8';
  if (label === 'utf-8') {
    const decoder = new StringDecoder('utf8');
    return {
      write: (chunk) => decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)),
      end: () => decoder.end(),
    };
  }
  const decoder = new TextDecoder(label);
  return { write: (chunk) => decoder.decode(chunk, { stream: true }), end: () => decoder.decode() };
}

async function byteOrderMark(chunks: Chunks): Promise<string | null> {
  for await (const chunk of chunks) {
    if (chunk[0] === 0xff && chunk[1] === 0xfe) return 'utf-16le';
    if (chunk[0] === 0xfe && chunk[1] === 0xff) return 'utf-16be';
    break;
  }
  return null;
}

/** A character that the end of the file cuts does not count: that is a cut file, not another encoding. */
async function isUtf8Throughout(chunks: Chunks): Promise<boolean> {
  let rest: Uint8Array = new Uint8Array(0);
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const end = wholeCharacters(bytes);
    if (!isUtf8(bytes.subarray(0, end))) return false;
    rest = bytes.subarray(end);
  }
  return true;
}

/** Where the last character of UTF-8 begins if the bytes end within it; their length otherwise. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue; // within a character
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

async function damage(chunks: Chunks, encoding: string): Promise<{ damaged: number; beyondAscii: number }> {
  let damaged = 0;
  let beyondAscii = 0;
  for await (const text of decode(chunks, encoding)) {
    for (let at = 0; at < text.length; at += 1) {
      const code = text.charCodeAt(at);
      if (code < 0x80) continue;
      beyondAscii += 1;
      if (code === 0xfffd) damaged += 1;
    }
  }
  return { damaged, beyondAscii };
}

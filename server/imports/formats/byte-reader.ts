import { ImportRefused } from '../report.ts';
import type { Chunks } from './encoding.ts';

/** Takes exact numbers of bytes, in order, from a stream of known length. */
export interface ByteReader {
  position(): number;
  /** @throws ImportRefused when the stream ends before */
  take(count: number): Promise<Buffer>;
  close(): Promise<void>;
}

/** @param part what is read, as a person calls it: `.shp` */
export function createByteReader(chunks: Chunks, length: number, part: string): ByteReader {
  const source = chunks[Symbol.asyncIterator]();
  let current: Buffer = Buffer.alloc(0);
  let offset = 0; // in current
  let position = 0;
  const fill = async (count: number): Promise<void> => {
    const pieces = [current.subarray(offset)];
    let held = pieces[0]!.length;
    while (held < count) {
      const { done, value } = await source.next();
      if (done === true) throw truncated(part);
      pieces.push(Buffer.from(value.buffer, value.byteOffset, value.byteLength));
      held += value.byteLength;
    }
    current = Buffer.concat(pieces);
    offset = 0;
  };
  return {
    position: () => position,
    take: async (count) => {
      if (count < 0 || position + count > length) throw truncated(part); // before memory is asked for
      if (current.length - offset < count) await fill(count);
      const bytes = current.subarray(offset, offset + count);
      offset += count;
      position += count;
      return bytes;
    },
    close: async () => {
      await source.return?.();
    },
  };
}

export const truncated = (part: string): ImportRefused =>
  new ImportRefused(`${part} 文件不完整, 在中途结束。请重新复制或重新传输`);

/** The same chunks; says how many bytes have been read. */
export async function* counted(chunks: Chunks, add: (bytes: number) => void): AsyncGenerator<Uint8Array> {
  for await (const chunk of chunks) {
    add(chunk.byteLength);
    yield chunk;
  }
}

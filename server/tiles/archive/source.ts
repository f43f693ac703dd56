import { createHash } from 'node:crypto';
import { open, stat, type FileHandle } from 'node:fs/promises';
import { EtagMismatch, FetchSource, type RangeResponse, type Source } from 'pmtiles';

const patienceMs = 10_000; // for one range of a file on another host

/** Bytes of an archive, and where they are. */
export interface ArchiveSource extends Source {
  /** Whether another archive stands there now. */
  isReplaced(): Promise<boolean>;
  close(): Promise<void>;
}

export const isRemote = (location: string): boolean => /^https?:\/\//.test(location);

/** @param location path of a file, or http(s) address of a host that answers range requests. @throws Error when there is no such file */
export const openSource = (location: string): Promise<ArchiveSource> =>
  isRemote(location) ? RemoteSource.open(location) : LocalSource.open(location);

/** A file that stays open: what replaces it under its name does not change what is read here. */
class LocalSource implements ArchiveSource {
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #key: string;

  private constructor(path: string, file: FileHandle, key: string) {
    this.#path = path;
    this.#file = file;
    this.#key = key;
  }

  static async open(path: string): Promise<LocalSource> {
    const file = await open(path);
    return new LocalSource(path, file, stampOf(await file.stat()));
  }

  getKey = (): string => `${this.#path} ${this.#key}`;

  async getBytes(offset: number, length: number): Promise<RangeResponse> {
    const bytes = new Uint8Array(length);
    const { bytesRead } = await this.#file.read(bytes, 0, length, offset);
    return { data: bytes.buffer.slice(0, bytesRead) };
  }

  isReplaced = async (): Promise<boolean> => stampOf(await stat(this.#path)) !== this.#key;
  close = (): Promise<void> => this.#file.close();
}

const stampOf = ({ ino, mtimeMs, size }: { ino: number; mtimeMs: number; size: number }): string => `${ino} ${mtimeMs} ${size}`; // prettier-ignore

/** Another file stands where the archive was. Not the library's own error, which makes it read on in the other file. */
class Replaced extends Error {
  override name = 'Replaced';
}

/** A file on another host, by range requests that are given up in time. */
class RemoteSource extends FetchSource implements ArchiveSource {
  #etag: string | undefined;
  #head: Promise<string> | undefined;

  static async open(url: string): Promise<RemoteSource> {
    const source = new RemoteSource(url);
    source.#head = source.#digest();
    await source.#head;
    return source;
  }

  /** @throws Replaced when another file stands there: bytes of two never get into one tile */
  override async getBytes(offset: number, length: number, signal?: AbortSignal): Promise<RangeResponse> {
    const patience = AbortSignal.timeout(patienceMs);
    const both = signal === undefined ? patience : AbortSignal.any([signal, patience]);
    const answer = await super.getBytes(offset, length, both, this.#etag).catch((error: unknown) => {
      throw error instanceof EtagMismatch ? new Replaced(`${this.url} has changed`) : error;
    });
    this.#etag ??= answer.etag;
    return answer;
  }

  async isReplaced(): Promise<boolean> {
    try {
      return (await this.#digest()) !== (await this.#head);
    } catch (error) {
      if (error instanceof Replaced) return true;
      throw error;
    }
  }

  close = (): Promise<void> => Promise.resolve();

  /** Of the header and the root directory, which change with the tiles: some hosts send no ETag. */
  async #digest(): Promise<string> {
    const { data } = await this.getBytes(0, 16_384);
    return createHash('sha256').update(Buffer.from(data)).digest('hex');
  }
}

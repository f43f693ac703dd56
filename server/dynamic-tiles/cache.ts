/** A tile as it was sent; body: null when it is empty. */
export interface KeptTile {
  etag: string;
  body: Buffer | null;
}

/** What an entry costs besides its bytes: key, objects, the map. */
const overhead = 400;

/** Tiles by key, up to so many bytes; those that were longest not asked for go first. */
export class TileCache {
  readonly #most: number;
  readonly #tiles = new Map<string, KeptTile>();
  #bytes = 0;

  constructor(mostBytes: number) {
    this.#most = mostBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): KeptTile | undefined {
    const tile = this.#tiles.get(key);
    if (tile === undefined) return undefined;
    this.#tiles.delete(key); // to the end of the line
    this.#tiles.set(key, tile);
    return tile;
  }

  set(key: string, tile: KeptTile): void {
    this.#drop(key);
    this.#tiles.set(key, tile);
    this.#bytes += weight(key, tile);
    while (this.#bytes > this.#most) this.#drop(this.#tiles.keys().next().value!);
  }

  #drop(key: string): void {
    const tile = this.#tiles.get(key);
    if (tile === undefined) return;
    this.#tiles.delete(key);
    this.#bytes -= weight(key, tile);
  }
}

const weight = (key: string, { body }: KeptTile): number => overhead + 2 * key.length + (body?.length ?? 0);

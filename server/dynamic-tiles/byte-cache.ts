/** What an entry costs besides its content: key, objects, the map. */
const overhead = 400;

/** Values by key, up to so many bytes; those that were longest not asked for go first. */
export class ByteCache<V> {
  readonly #most: number;
  readonly #weigh: (value: V) => number;
  readonly #values = new Map<string, V>();
  #bytes = 0;

  /** @param weigh bytes of a value */
  constructor(mostBytes: number, weigh: (value: V) => number) {
    this.#most = mostBytes;
    this.#weigh = weigh;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): V | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key); // to the end of the line
    this.#values.set(key, value);
    return value;
  }

  set(key: string, value: V): void {
    this.#drop(key);
    this.#values.set(key, value);
    this.#bytes += this.#weight(key, value);
    while (this.#bytes > this.#most) this.#drop(this.#values.keys().next().value!);
  }

  #drop(key: string): void {
    const value = this.#values.get(key);
    if (value === undefined) return;
    this.#values.delete(key);
    this.#bytes -= this.#weight(key, value);
  }

  #weight(key: string, value: V): number {
    return overhead + 2 * key.length + this.#weigh(value);
  }
}

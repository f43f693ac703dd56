import { ringArea, type Path } from '../tiles/feature.ts';

/** A geometry in whole units, y down. Polygons: exterior ring clockwise on the screen, holes the other way, rings closed; without those that are flat. */
export interface Shape {
  first: readonly [x: number, y: number] | null; // also of what is flat
  points: Path[];
  lines: Path[];
  polygons: Path[][];
}

const [point, line, polygon, multiPoint, multiLine, multiPolygon, collection] = [1, 2, 3, 4, 5, 6, 7];

type Place = (coordinate: number) => number;

/**
 * Reads TWKB of precision 0: https://github.com/TWKB/Specification. Its deltas run on through a whole geometry, as those of MVT do.
 * @param across from an x of the geometry to whole units, @param down from a y of it; what then falls on the point before is left out
 */
export function readTwkb(bytes: Uint8Array, across: Place, down: Place): Shape {
  const shape: Shape = { first: null, points: [], lines: [], polygons: [] };
  new Reader(bytes, across, down).geometry(shape);
  return shape;
}

class Reader {
  readonly #bytes: Uint8Array;
  readonly #across: Place;
  readonly #down: Place;
  #at = 0;
  #x = 0;
  #y = 0;

  constructor(bytes: Uint8Array, across: Place, down: Place) {
    this.#bytes = bytes;
    this.#across = across;
    this.#down = down;
  }

  geometry(into: Shape): void {
    const head = this.#byte();
    const flags = this.#byte();
    if (head >> 4 !== 0 || (flags & 0b1111) !== 0) throw new Error('TWKB with precision, box, size, ids or z is not read here');
    if ((flags & 0b10000) !== 0) return; // empty
    [this.#x, this.#y] = [0, 0];
    const type = head & 0b1111;
    if (type === point) into.points.push(this.#path(1, into));
    else if (type === line) into.lines.push(this.#path(this.#varint(), into));
    else if (type === polygon) this.#polygon(into);
    else this.#many(type, into);
  } // prettier-ignore

  #many(type: number, into: Shape): void {
    const count = this.#varint();
    for (let i = 0; i < count; i += 1) {
      if (type === multiPoint) into.points.push(this.#path(1, into));
      else if (type === multiLine) into.lines.push(this.#path(this.#varint(), into));
      else if (type === multiPolygon) this.#polygon(into);
      else if (type === collection) this.geometry(into);
      else throw new Error(`TWKB type ${type} is not read here`);
    }
  }

  #polygon(into: Shape): void {
    const rings = Array.from({ length: this.#varint() }, () => this.#path(this.#varint(), into));
    const polygon = polygonOf(rings.map(closed));
    if (polygon !== null) into.polygons.push(polygon);
  }

  #path(count: number, into: Shape): Path {
    const path: Path = [];
    for (let i = 0; i < count; i += 1) {
      this.#x += this.#zigzag();
      this.#y += this.#zigzag();
      const [x, y] = [this.#across(this.#x), this.#down(this.#y)];
      const n = path.length;
      if (n === 0 || path[n - 2] !== x || path[n - 1] !== y) path.push(x, y);
      into.first ??= [x, y];
    }
    return path;
  }

  #byte(): number {
    const byte = this.#bytes[this.#at++];
    if (byte === undefined) throw new Error('TWKB ends too early');
    return byte;
  }

  #varint(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 0x80) {
      const byte = this.#byte();
      value += (byte % 0x80) * scale;
      if (byte < 0x80) return value;
    }
  }

  #zigzag(): number {
    const value = this.#varint();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

const closed = (ring: Path): Path =>
  ring[0] === ring[ring.length - 2] && ring[1] === ring[ring.length - 1]
    ? ring
    : [...ring, ring[0]!, ring[1]!];

/** Rings wound as MVT wants it, exterior first, without holes that are flat; null where the exterior is. */
export function polygonOf([exterior, ...holes]: Path[]): Path[] | null {
  if (exterior === undefined || ringArea(exterior) === 0) return null;
  return [wound(exterior, 1), ...holes.filter((hole) => ringArea(hole) !== 0).map((hole) => wound(hole, -1))];
}

/** The ring, turned round where it runs the wrong way. Changes `ring`. */
function wound(ring: Path, direction: 1 | -1): Path {
  if (ringArea(ring) > 0 === direction > 0) return ring;
  for (let i = 0, j = ring.length - 2; i < j; i += 2, j -= 2) {
    [ring[i], ring[j]] = [ring[j]!, ring[i]!];
    [ring[i + 1], ring[j + 1]] = [ring[j + 1]!, ring[i + 1]!];
  }
  return ring;
}

import { ringArea, type Path } from '../tiles/feature.ts';

/** A geometry in whole tile units. Polygons: exterior ring clockwise on the screen, holes the other way, rings closed. */
export interface Shape {
  points: Path[];
  lines: Path[];
  polygons: Path[][];
}

const [point, line, polygon, multiPoint, multiLine, multiPolygon, collection] = [1, 2, 3, 4, 5, 6, 7];

/** Reads TWKB of precision 0: https://github.com/TWKB/Specification. Its deltas run on through a whole geometry, as those of MVT do. */
export function readTwkb(bytes: Uint8Array): Shape {
  const shape: Shape = { points: [], lines: [], polygons: [] };
  new Reader(bytes).geometry(shape);
  return shape;
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #x = 0;
  #y = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  geometry(into: Shape): void {
    const head = this.#byte();
    const flags = this.#byte();
    if (head >> 4 !== 0 || (flags & 0b1111) !== 0) throw new Error('TWKB with precision, box, size, ids or z is not read here');
    if ((flags & 0b10000) !== 0) return; // empty
    [this.#x, this.#y] = [0, 0];
    const type = head & 0b1111;
    if (type === point) into.points.push(this.#path(1));
    else if (type === line) addLine(into, this.#path(this.#varint()));
    else if (type === polygon) this.#polygon(into);
    else this.#many(type, into);
  } // prettier-ignore

  #many(type: number, into: Shape): void {
    const count = this.#varint();
    for (let i = 0; i < count; i += 1) {
      if (type === multiPoint) into.points.push(this.#path(1));
      else if (type === multiLine) addLine(into, this.#path(this.#varint()));
      else if (type === multiPolygon) this.#polygon(into);
      else if (type === collection) this.geometry(into);
      else throw new Error(`TWKB type ${type} is not read here`);
    }
  }

  #polygon(into: Shape): void {
    const rings = Array.from({ length: this.#varint() }, () => this.#path(this.#varint()));
    const [exterior, ...holes] = rings.map(closed);
    if (exterior === undefined || ringArea(exterior) === 0) return;
    into.polygons.push([
      wound(exterior, 1),
      ...holes.filter((hole) => ringArea(hole) !== 0).map((hole) => wound(hole, -1)),
    ]);
  }

  #path(count: number): Path {
    const path: Path = [];
    for (let i = 0; i < count; i += 1) {
      this.#x += this.#zigzag();
      this.#y += this.#zigzag();
      const n = path.length;
      if (n === 0 || path[n - 2] !== this.#x || path[n - 1] !== this.#y) path.push(this.#x, this.#y);
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

function addLine(into: Shape, path: Path): void {
  if (path.length >= 4) into.lines.push(path);
}

const closed = (ring: Path): Path =>
  ring[0] === ring[ring.length - 2] && ring[1] === ring[ring.length - 1]
    ? ring
    : [...ring, ring[0]!, ring[1]!];

/** The ring with its corners in the wanted direction, from the first in the order of x and y: engines begin where they like. */
function wound(ring: Path, direction: 1 | -1): Path {
  const corners: [number, number][] = [];
  for (let i = 0; i + 2 < ring.length; i += 2) corners.push([ring[i]!, ring[i + 1]!]);
  if (ringArea(ring) > 0 !== direction > 0) corners.reverse();
  let first = 0;
  for (const [index, [x, y]] of corners.entries()) {
    const [fx, fy] = corners[first]!;
    if (x < fx || (x === fx && y < fy)) first = index;
  }
  const turned = [...corners.slice(first), ...corners.slice(0, first)];
  return [...turned, turned[0]!].flat();
}

import type { Geometry, Position } from 'geojson';
import { tooManyPositions } from './geometry.ts';

/** A geometry as GeoPackage stores it, without heights and measures. */
export interface Decoded {
  geometry: Geometry | null; // null: empty
  height: boolean; // there was Z
}

/** Where reading stands in the bytes of a geometry, and how the part that is being read is written. */
interface Cursor {
  view: DataView;
  at: number;
  little: boolean;
  dimensions: number;
  height: boolean;
  positionsLeft: number;
  positionLimit: number;
}

const envelopeBytes = [0, 32, 48, 48, 64];
const smallest = 9; // bytes that a part of a collection has at least
const deepest = 8; // collections within collections

/**
 * Decodes the binary geometry of a GeoPackage: a header, then WKB of either byte order.
 * @throws Error (Chinese) when it is damaged or of a kind that GeoJSON does not have
 */
export function readGeoPackageGeometry(blob: Uint8Array, positionLimit: number): Decoded {
  if (blob.length < 8 || blob[0] !== 0x47 || blob[1] !== 0x50) throw new Error('不是 GeoPackage 几何');
  const flags = blob[3]!;
  if ((flags & 0x20) !== 0) throw new Error('扩展几何不支持');
  const envelope = envelopeBytes[(flags >> 1) & 7];
  if (envelope === undefined) throw new Error('几何的范围框损坏');
  const cursor: Cursor = {
    view: new DataView(blob.buffer, blob.byteOffset, blob.byteLength),
    at: 8 + envelope,
    little: true,
    dimensions: 2,
    height: false,
    positionsLeft: positionLimit,
    positionLimit,
  };
  const geometry = readGeometry(cursor, 0);
  return { geometry, height: cursor.height };
}

function readGeometry(cursor: Cursor, depth: number): Geometry | null {
  if (depth > deepest) throw new Error('几何集合嵌套过深');
  need(cursor, 5);
  cursor.little = cursor.view.getUint8(cursor.at) === 1;
  cursor.at += 1;
  const code = readUint(cursor);
  const dimension = Math.floor(code / 1000); // 1: Z, 2: M, 3: both
  if (dimension > 3) throw new Error(`几何类型 ${code} 不支持`);
  cursor.dimensions = [2, 3, 3, 4][dimension]!;
  cursor.height ||= dimension === 1 || dimension === 3;
  const kind = code % 1000;
  switch (kind) {
    case 1:
      return readPoint(cursor);
    case 2:
      return { type: 'LineString', coordinates: readPositions(cursor) };
    case 3: {
      const count = readCount(cursor, 4);
      return { type: 'Polygon', coordinates: Array.from({ length: count }, () => readPositions(cursor)) };
    }
    case 4:
    case 5:
    case 6:
    case 7: {
      const count = readCount(cursor, smallest);
      const parts = Array.from({ length: count }, () => readGeometry(cursor, depth + 1));
      return collect(
        kind,
        parts.filter((part) => part !== null),
      );
    }
    default:
      throw new Error(`几何类型 ${code} (曲线或曲面) 不支持`);
  }
}

/** An empty point is written as two NaN. */
function readPoint(cursor: Cursor): Geometry | null {
  need(cursor, cursor.dimensions * 8);
  spend(cursor, 1);
  const coordinates = readPosition(cursor);
  return coordinates.every(Number.isNaN) ? null : { type: 'Point', coordinates };
}

function readPositions(cursor: Cursor): Position[] {
  const count = readCount(cursor, cursor.dimensions * 8);
  spend(cursor, count);
  const positions: Position[] = [];
  for (let index = 0; index < count; index += 1) positions.push(readPosition(cursor));
  return positions;
}

function readPosition(cursor: Cursor): Position {
  const { view, at, little } = cursor;
  cursor.at += cursor.dimensions * 8;
  return [view.getFloat64(at, little), view.getFloat64(at + 8, little)];
}

/** A count of things of at least so many bytes: no more than there is room for. */
function readCount(cursor: Cursor, size: number): number {
  const count = readUint(cursor);
  need(cursor, count * size);
  return count;
}

function readUint(cursor: Cursor): number {
  need(cursor, 4);
  cursor.at += 4;
  return cursor.view.getUint32(cursor.at - 4, cursor.little);
}

function need({ view, at }: Cursor, bytes: number): void {
  if (at + bytes > view.byteLength) throw new Error('几何数据不完整');
}

function spend(cursor: Cursor, positions: number): void {
  cursor.positionsLeft -= positions;
  if (cursor.positionsLeft < 0) throw tooManyPositions(cursor.positionLimit);
}

function collect(kind: 4 | 5 | 6 | 7, parts: Geometry[]): Geometry {
  if (kind === 7) return { type: 'GeometryCollection', geometries: parts };
  const part = ({ 4: 'Point', 5: 'LineString', 6: 'Polygon' } as const)[kind];
  const coordinates = parts.map((single) => {
    if (single.type !== part) throw new Error(`Multi${part} 中有 ${single.type}`);
    return single.coordinates;
  });
  return { type: `Multi${part}`, coordinates } as Geometry;
}

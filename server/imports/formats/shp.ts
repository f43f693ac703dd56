import type { Geometry, Position } from 'geojson';
import { ImportRefused } from '../report.ts';
import { truncated, type ByteReader } from './byte-reader.ts';
import { tooManyPositions } from './geometry.ts';
import { polygonOf } from './rings.ts';

/** A shape: null geometry where the file says so, or with a fault why it cannot be read. */
export interface Shape {
  geometry: Geometry | null;
  fault: string | null;
  height: boolean; // it has Z, which is not read
}

const headerBytes = 100;
const xy = 16; // bytes of a position

/** The shapes of a .shp file, in their order. */
export async function* readShapes(
  reader: ByteReader,
  bytes: number,
  positionLimit: number,
): AsyncGenerator<Shape> {
  const header = await reader.take(headerBytes);
  if (header.readInt32BE(0) !== 9994) throw new ImportRefused('.shp 文件损坏: 文件头不对。请重新导出');
  const length = header.readInt32BE(24) * 2;
  if (length > bytes || length < headerBytes) throw truncated('.shp');
  while (reader.position() < length) {
    const size = (await reader.take(8)).readInt32BE(4) * 2;
    if (size > positionLimit * 40 + 1000) throw tooManyPositions(positionLimit);
    if (size < 4) throw new ImportRefused('.shp 文件损坏: 记录长度不对。请重新导出');
    yield readShape(await reader.take(size), positionLimit);
  }
}

function readShape(record: Buffer, positionLimit: number): Shape {
  const type = record.readInt32LE(0);
  const height = type >= 11 && type <= 18;
  try {
    return { geometry: geometryOf(record, type % 10, type, positionLimit), fault: null, height };
  } catch (error) {
    if (error instanceof ImportRefused) throw error;
    return { geometry: null, fault: (error as Error).message, height: false };
  }
}

/** Points 1, 11, 21; lines 3, 13, 23; polygons 5, 15, 25; multipoints 8, 18, 28. */
function geometryOf(record: Buffer, kind: number, type: number, positionLimit: number): Geometry | null {
  if (type === 0) return null;
  if (type > 28 || ![1, 3, 5, 8].includes(kind)) throw new Error(`图形类型 ${type} 不支持`);
  if (kind === 1) return { type: 'Point', coordinates: positionsAt(record, 4, 1)[0]! };
  const lines = kind !== 8;
  const partCount = lines ? record.readInt32LE(36) : 0;
  const count = record.readInt32LE(lines ? 40 : 36);
  if (count > positionLimit) throw tooManyPositions(positionLimit);
  const start = lines ? 44 + partCount * 4 : 40;
  if (partCount < 0 || partCount > count || count < 0 || start + count * xy > record.length) {
    throw new Error('图形记录损坏');
  }
  const positions = positionsAt(record, start, count);
  if (!lines) return { type: 'MultiPoint', coordinates: positions };

  const starts = Array.from({ length: partCount }, (_, part) => record.readInt32LE(44 + part * 4));
  const parts = starts.map((from, part) => {
    const to = starts[part + 1] ?? count;
    if (from < 0 || to < from || to > count) throw new Error('图形各部分的起点不对');
    return positions.slice(from, to);
  });
  const filled = parts.filter((part) => part.length > 0);
  if (filled.length === 0) return null;
  if (kind === 3) {
    return filled.length === 1
      ? { type: 'LineString', coordinates: filled[0]! }
      : { type: 'MultiLineString', coordinates: filled };
  }
  const polygon = polygonOf(filled);
  if (polygon === null) throw new Error('多边形的环过多, 无法判断岛和洞');
  return polygon;
}

function positionsAt(record: Buffer, offset: number, count: number): Position[] {
  if (offset + count * xy > record.length) throw new Error('图形记录损坏');
  const positions: Position[] = [];
  for (let index = 0; index < count; index += 1) {
    const at = offset + index * xy;
    positions.push([record.readDoubleLE(at), record.readDoubleLE(at + 8)]);
  }
  return positions;
}

import type { Geometry } from 'geojson';
import { ImportRefused } from '../report.ts';
import type { Input } from './input.ts';

/** How deep the coordinates of a type are nested: 0 is one position. */
const depths = new Map<unknown, number>([
  ['Point', 0],
  ['MultiPoint', 1],
  ['LineString', 1],
  ['MultiLineString', 2],
  ['Polygon', 2],
  ['MultiPolygon', 3],
]);
const deepest = 8; // collections within collections

export const isGeometryType = (type: unknown): boolean => type === 'GeometryCollection' || depths.has(type);

/** Positions that a geometry may still have. */
interface Budget {
  left: number;
  limit: number;
}

/**
 * What is wrong with the form of a geometry, in Chinese; null when it is GeoJSON. Positions are numbers, or null where the file
 * says so; whether they make sense is not looked at.
 * @throws ImportRefused when there are more positions than the limit
 */
export const geometryFault = (geometry: Geometry, limit: number): string | null =>
  faultOf(geometry, 0, { left: limit, limit });

function faultOf(value: unknown, level: number, budget: Budget): string | null {
  if (typeof value !== 'object' || value === null) return '几何不是对象';
  const { type, coordinates, geometries } = value as Record<string, unknown>;
  if (type === 'GeometryCollection') {
    if (!Array.isArray(geometries)) return '几何集合缺少 geometries';
    if (level === deepest) return '几何集合嵌套过深';
    return firstFault(geometries, (part) => faultOf(part, level + 1, budget));
  }
  const depth = depths.get(type);
  if (depth === undefined) return `几何类型“${String(type)}”不能识别`;
  if (depth > 0) return coordinatesFault(coordinates, depth, budget);
  const empty = Array.isArray(coordinates) && coordinates.length === 0;
  return empty ? null : positionFault(coordinates, budget);
}

function coordinatesFault(coordinates: unknown, depth: number, budget: Budget): string | null {
  if (!Array.isArray(coordinates)) return '坐标不是数组';
  return firstFault(coordinates, (part) =>
    depth === 1 ? positionFault(part, budget) : coordinatesFault(part, depth - 1, budget),
  );
}

function positionFault(position: unknown, budget: Budget): string | null {
  budget.left -= 1;
  if (budget.left < 0) throw tooManyPositions(budget.limit);
  if (!Array.isArray(position)) return '坐标不是数组';
  if (position.length < 2) return '坐标不足两个数';
  for (const number of position as unknown[]) {
    if (number === null) continue;
    if (typeof number !== 'number') return '坐标不是数字';
    if (!Number.isFinite(number)) return `坐标不是有限的数 (${number})`;
  }
  return null;
}

function firstFault(parts: readonly unknown[], fault: (part: unknown) => string | null): string | null {
  for (const part of parts) {
    const found = fault(part);
    if (found !== null) return found;
  }
  return null;
}

export const tooManyPositions = (limit: number): ImportRefused =>
  new ImportRefused(`一个几何的坐标点超过 ${limit} 个。请先简化或拆分几何再导入`);

/** A geometry that is left out, while its row is kept. */
export function noticeGeometry(fault: string, line: number, { notices }: Input): void {
  notices.add('geometry-invalid', {
    line,
    reason: `几何无法读取, 按空值处理: ${fault}`,
    remedy: '请用 GIS 软件检查并修复这个图形',
  });
}

/** Once for a file. */
export function noticeHeight(line: number, { notices }: Input): void {
  notices.once('geometry-z', '', {
    field: null,
    line,
    reason: '图形带有高程 (Z), 未读取',
    remedy: '如果需要高程, 请写入属性字段',
  });
}

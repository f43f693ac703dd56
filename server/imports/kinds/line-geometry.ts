import { createHash } from 'node:crypto';
import type { MultiLineString, Position } from 'geojson';
import { joined, type DivisionTopology } from '../../boundaries/arcs.ts';
import { CrsError } from '../../crs/crs.ts';
import { transformGeometry, type Transform } from '../../crs/transform.ts';
import { looksSwapped } from '../../crs/zones.ts';
import type { Row } from '../formats/format.ts';
import { ImportRefused } from '../report.ts';

export type Parts = Position[][];
export type GeometryFault = { check: string; value: string | null; reason: string; remedy: string };

const china = { west: 73, east: 136, south: 3, north: 54 };

/**
 * The parts of a row's line in EPSG:4490, without heights and repeated vertices, or what is wrong with it.
 * @throws ImportRefused for a legacy datum without parameters: a line that cannot be drawn cannot be held against the others
 */
export function readParts(row: Row, transform: Transform): Parts | GeometryFault {
  const { geometry } = row;
  if (geometry === null) return { check: 'geometry-missing', value: null, reason: '没有几何', remedy: '每条界线须有 LineString 或 MultiLineString' }; // prettier-ignore
  if (geometry.type !== 'LineString' && geometry.type !== 'MultiLineString') return { check: 'geometry-type', value: geometry.type, reason: '应为 LineString 或 MultiLineString', remedy: '按线导出; 面图层请按“行政区划”导入' }; // prettier-ignore
  const lines: Parts = geometry.type === 'LineString' ? [geometry.coordinates] : geometry.coordinates;
  const broken = lines
    .flat()
    .find((position) => !Number.isFinite(position[0]) || !Number.isFinite(position[1]));
  if (broken !== undefined) return { check: 'coordinate-form', value: JSON.stringify(broken), reason: '坐标不是有限的数', remedy: '改正或重新导出几何' }; // prettier-ignore
  const swapped = lines.flat().find(([x, y]) => looksSwapped(x!, y!));
  if (swapped !== undefined) return { check: 'axes-swapped', value: swapped.slice(0, 2).join(', '), reason: '经度与纬度像是互换了', remedy: '按 (经度, 纬度) 的顺序导出' }; // prettier-ignore
  let located: MultiLineString | null;
  try {
    located = transformGeometry(
      { type: 'MultiLineString', coordinates: lines },
      transform,
    ) as MultiLineString | null;
  } catch (error) {
    if (!(error instanceof CrsError)) throw error;
    return {
      check: 'coordinate-range',
      value: null,
      reason: error.message,
      remedy: '检查坐标系、带号与坐标顺序',
    };
  }
  if (located === null) throw new ImportRefused('文件的坐标属旧基准 (1954 北京或 1980 西安), 没有转换参数: 未转换的界线无法绘制与核对。向测绘主管部门取得转换参数, 设置 NUTAG_DATUM_BEIJING54 或 NUTAG_DATUM_XIAN80, 或由其转换到 CGCS2000 后再导入。'); // prettier-ignore
  const parts = located.coordinates.map(withoutRepeats).filter((part) => part.length > 1);
  const outside = parts.flat().find(([lon, lat]) => !inChina(lon!, lat!));
  if (outside !== undefined) return { check: 'coordinate-range', value: outside.join(', '), reason: '坐标不在经度 73-136、纬度 3-54 之内', remedy: '检查坐标系与坐标顺序' }; // prettier-ignore
  if (parts.length === 0)
    return { check: 'zero-length', value: null, reason: '界线没有长度', remedy: '删去, 或重新导出几何' };
  return parts;
}

const inChina = (lon: number, lat: number): boolean =>
  lon >= china.west && lon <= china.east && lat >= china.south && lat <= china.north;

const withoutRepeats = (line: readonly Position[]): Position[] =>
  line
    .filter((point, at) => at === 0 || point[0] !== line[at - 1]![0] || point[1] !== line[at - 1]![1])
    .map(([lon, lat]) => [lon!, lat!]);

/** Joins parts that meet end to end, running as markers are numbered: west to east, or north to south (boundaries/arcs.ts). */
export function joinParts(parts: Parts): Parts {
  const arcs = chained(parts);
  const topology = { type: 'Topology', arcs, objects: { county: { type: 'GeometryCollection', geometries: [] } } } as unknown as DivisionTopology; // prettier-ignore
  return joined(topology, arcs.map((_, at) => at)); // prettier-ignore
}

/** Parts strung together, turned round where need be, at points where just two of them end. */
function chained(parts: Parts): Parts {
  const ends = new Map<string, number[]>(); // point -> parts that begin or end there
  for (const [index, part] of parts.entries()) {
    for (const end of [part[0]!, part.at(-1)!])
      ends.set(end.join(), [...(ends.get(end.join()) ?? []), index]);
  }
  const used = new Set<number>();
  const follow = (line: Position[]): void => {
    for (;;) {
      const key = line.at(-1)!.join();
      const [next, ...more] = (ends.get(key) ?? []).filter((index) => !used.has(index));
      if (next === undefined || more.length > 0 || ends.get(key)!.length !== 2) return;
      used.add(next);
      const part = parts[next]!;
      line.push(...(part[0]!.join() === key ? part : part.toReversed()).slice(1));
    }
  };
  return parts.flatMap((part, index) => {
    if (used.has(index)) return [];
    used.add(index);
    const line = [...part];
    follow(line);
    line.reverse();
    follow(line);
    return [line];
  });
}

/** Equal for two lines through the same vertices, whichever way they run. */
export function shapeKey(parts: Parts): string {
  const texts = parts.map((part) => {
    const [there, back] = [part.join(' '), part.toReversed().join(' ')];
    return there < back ? there : back;
  });
  return createHash('sha1').update(texts.sort().join(';')).digest('hex');
}

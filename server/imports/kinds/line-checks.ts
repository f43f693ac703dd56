import { sql } from 'kysely';
import type { MultiLineString, Position } from 'geojson';
import { lengthKm } from '../../boundaries/geodesic.ts';
import type { CheckRun } from '../kind.ts';
import type { GatheredLine } from './line-gather.ts';
import { createEdgeGrid, findCrossings, looseEnds } from './line-net.ts';
import type { LineFeature } from './line-row.ts';
import { createRuler } from './line-ruler.ts';

const meets = 50; // m: ends closer than this are one point
const displaced = 2000; // m from the present line: illustrative polygons are coarse
const sampleKm = 1; // distance between the vertices that are held against the present line
const shorter = 0.8; // of the present length
const leastLoss = 0.5; // km: on shorter lines illustrative polygons say nothing

/** Features that come twice, or a whole line beside its own pieces. @returns those that remain */
export function checkRepeats(run: CheckRun, features: readonly LineFeature[]): LineFeature[] {
  const shapes = new Map<string, number>();
  const pairs = new Map<string, LineFeature>();
  const whole = new Map<string, LineFeature>();
  for (const feature of features) if (feature.whole && !whole.has(feature.head.code)) whole.set(feature.head.code, feature); // prettier-ignore
  return features.filter((feature) => {
    const { line, head, countyA, countyB, carrier } = feature;
    const value = [countyA, countyB ?? ''].join(' ');
    const where = { line, field: run.columns.header('sideA'), value };
    const key = `${head.code} ${value}`;
    const shape = `${key} ${feature.shape}`;
    const other = whole.get(head.code);
    if (other !== undefined && !feature.whole) {
      run.report.error({ ...where, check: 'line-mixed', reason: `界线 ${head.code} 在第 ${other.line} 行已有整条`, remedy: '一条界线或者整条给出, 或者按旗县对分段给出' }); // prettier-ignore
      return false;
    }
    if (shapes.has(shape)) {
      run.report.error({ ...where, check: 'duplicate-pair', reason: `与第 ${shapes.get(shape)} 行两侧相同、几何相同`, remedy: '只留一行' }); // prettier-ignore
      return false;
    }
    const first = pairs.get(key);
    if (first !== undefined && first.carrier === carrier) run.report.warning({ ...where, check: 'pair-repeated', reason: `与第 ${first.line} 行两侧相同, 几何不同: 作为同一条界线的两段载入`, remedy: '核对; 若是不同的载体 (河流、道路…), 在“界线载体”列中写明' }); // prettier-ignore
    shapes.set(shape, line);
    if (first === undefined) pairs.set(key, feature);
    return true;
  });
}

/** How the lines of the file lie to each other: loose ends, crossings elsewhere than at ends, lines that cross themselves. */
export async function checkNet(run: CheckRun, features: readonly LineFeature[]): Promise<void> {
  const { rows } = await sql<{ lon: number; lat: number }>`select ST_X(geom) as lon, ST_Y(geom) as lat from meeting_point`.execute(run.db); // prettier-ignore
  const shapes = features.map(({ parts }) => parts);
  const grid = createEdgeGrid();
  for (const [index, parts] of shapes.entries()) {
    grid.add(index, parts);
    await run.breathe();
  }
  const known = rows.map(({ lon, lat }): Position => [lon, lat]);
  for (const { feature, at } of looseEnds(shapes, grid, known, meets)) {
    const [lon, lat] = at as [number, number];
    run.report.warning({ check: 'loose-end', line: features[feature]!.line, field: 'geometry', value: place(at), reason: `端点 ${meets} m 之内没有别的界线, 也没有已知的交会点`, remedy: '检查端点是否接到交会点', lon, lat }); // prettier-ignore
  }
  const seen = new Set<string>();
  for (const crossings of findCrossings(grid)) {
    await run.breathe();
    for (const { one, other, at } of crossings) {
      if (seen.has(`${one} ${other}`) || (one !== other && [one, other].some((index) => nearEnd(shapes[index]!, at)))) continue; // prettier-ignore
      seen.add(`${one} ${other}`);
      tellCrossing(run, features[one]!, features[other]!, at);
    }
  }
}

const nearEnd = (parts: readonly (readonly Position[])[], at: Position): boolean =>
  parts.some((part) => [part[0]!, part.at(-1)!].some((end) => lengthKm([end, at]) * 1000 <= meets));

function tellCrossing(run: CheckRun, one: LineFeature, other: LineFeature, at: Position): void {
  const [lon, lat] = at as [number, number];
  const where = { line: other.line, field: 'geometry', value: place(at), lon, lat };
  if (one === other) run.report.warning({ ...where, check: 'self-crossing', reason: '界线与自身相交', remedy: '用 GIS 软件检查此处' }); // prettier-ignore
  else run.report.warning({ ...where, check: 'crossing', reason: `与第 ${one.line} 行 (${one.head.name}) 在端点以外相交`, remedy: '界线只在端点 (交会点) 相接: 用 GIS 软件检查此处' }); // prettier-ignore
}

const place = ([lon, lat]: Position): string => `${lon!.toFixed(6)}, ${lat!.toFixed(6)}`;

interface PresentLine {
  name: string;
  origin: string;
  own: boolean;
  source: string;
  km: number;
  geometry: MultiLineString;
}

/** Lines against the present ones of the same code. @returns codes that another real source holds: refused */
export async function checkPresent(run: CheckRun, lines: readonly GatheredLine[]): Promise<Set<string>> {
  const taken = new Set<string>();
  for (const line of lines) {
    const { rows } = await sql<PresentLine>`
      select l.name, l.origin, l.source_id = ${run.job.sourceId} as own, s.title as source, l.length_km as km, ST_AsGeoJSON(l.geom, 9)::json as geometry
      from boundary_line l join source s on s.id = l.source_id where l.code = ${line.code}`.execute(run.db); // prettier-ignore
    await run.breathe();
    const [present] = rows;
    if (present === undefined) continue;
    if (present.origin === 'surveyed' && !present.own) {
      taken.add(line.code);
      run.report.error({ check: 'line-taken', line: line.firstLine, field: run.columns.header('code'), value: line.code, reason: `${present.name} 已由来源 “${present.source}” 载入`, remedy: '用同一来源名称再次导入以更新它, 或先回退那一次导入' }); // prettier-ignore
      continue;
    }
    if (line.lengthKm < present.km * shorter && present.km - line.lengthKm > leastLoss) run.report.warning({ check: 'line-shorter', line: line.firstLine, field: 'geometry', value: line.code, reason: `${line.name} 长 ${line.lengthKm.toFixed(1)} km, 现有的长 ${present.km.toFixed(1)} km`, remedy: '检查是否缺了一段: 载入后整条界线以文件为准' }); // prettier-ignore
    checkDisplacement(run, line, present);
  }
  return taken;
}

function checkDisplacement(run: CheckRun, line: GatheredLine, present: PresentLine): void {
  const ruler = createRuler(present.geometry.coordinates);
  const astray = new Set(line.level === 'national' ? line.features.filter(({ parts }) => [...sampled(parts)].every((at) => ruler(at).metres > displaced)) : []); // prettier-ignore
  for (const feature of astray) tellAstray(run, feature, present.name);
  let furthest = { metres: 0, at: line.lines[0]![0]! };
  const parts = astray.size === 0 ? line.lines : line.features.filter((feature) => !astray.has(feature)).flatMap((feature) => feature.parts); // prettier-ignore
  for (const at of sampled(parts)) {
    const { metres } = ruler(at);
    if (metres > furthest.metres) furthest = { metres, at };
  }
  if (furthest.metres <= displaced) return;
  const [lon, lat] = furthest.at as [number, number];
  const kind = present.origin === 'derived' ? '示意界线' : '界线';
  run.report.warning({ check: 'displacement', line: line.firstLine, field: 'geometry', value: line.code, reason: `${line.name} 离现有的${kind}最远 ${(furthest.metres / 1000).toFixed(1)} km`, remedy: '核对坐标系与两侧; 示意界线由旗县面的边得来, 本身可能有偏差', lon, lat }); // prettier-ignore
}

/** An outer edge that is called the state border and lies nowhere near it: slivers between banners and a neighbouring province. */
function tellAstray(run: CheckRun, { line, parts, km, countyA }: LineFeature, border: string): void {
  const [lon, lat] = parts[0]![0] as [number, number];
  run.report.warning({ check: 'outer-misplaced', line, field: run.columns.header('sideA'), value: countyA, reason: `写作国界, 却整段不在${border}上 (${km.toFixed(1)} km)`, remedy: '补上另一侧的省区旗县, 或删去: 多为相邻图层之间的缝隙', lon, lat }); // prettier-ignore
}

/** Vertices at least `sampleKm` apart, the ends included. */
function* sampled(parts: readonly (readonly Position[])[]): Generator<Position> {
  for (const part of parts) {
    let last = part[0]!;
    yield last;
    for (const point of part) {
      if (lengthKm([last, point]) < sampleKm) continue;
      yield (last = point);
    }
    yield part.at(-1)!;
  }
}

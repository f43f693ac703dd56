import type { Config } from '../config.ts';
import { createTransform, type Transform } from '../crs/transform.ts';
import type { Crs } from '../crs/crs.ts';
import { parseCrs } from '../crs/registry.ts';
import { mapColumns, type Columns, type Field } from '../imports/columns.ts';
import type { Row, SourceTable } from '../imports/formats/format.ts';
import { openSource } from '../imports/formats/open.ts';
import { readParts } from '../imports/kinds/line-geometry.ts';
import { crsOfFile } from '../imports/open-job.ts';
import { ImportRefused, type Report } from '../imports/report.ts';
import { fastest, isDrivable, otherSpeed, speedOf } from './speeds.ts';
import type { Road } from './split.ts';

const slice = 500; // rows that are read at a stretch

export const roadFields: readonly Field[] = [
  { id: 'class', title: '道路等级', headers: ['highway', 'fclass', '等级', '技术等级', '行政等级', 'type'] },
  { id: 'speed', title: '速度', headers: ['maxspeed', 'speed_kmh', '限速', '设计速度'] },
  { id: 'oneway', title: '单行', headers: ['one_way', '单向', '单行道'] },
];

export interface ReadOptions {
  path: string;
  name: string;
  crs?: string | undefined;
  encoding?: string | undefined;
  layer?: string | undefined;
  speeds: Readonly<Record<string, number>>;
}

export interface RoadFile {
  roads: Road[];
  rows: number;
  leftOut: number; // ways that no car may take
  refused: number; // rows with an error
  otherClasses: ReadonlyMap<string, number>; // classes without a speed of their own, with their rows
}

/**
 * Reads a file of roads (lines) in any format that has geometry. Faults of rows go to the report.
 * @param breathe is called every few hundred rows
 * @throws ImportRefused when the file as a whole cannot be used
 */
export async function readRoads(
  config: Config,
  options: ReadOptions,
  report: Report,
  breathe: () => Promise<void>,
): Promise<RoadFile> {
  const { path, name, crs, encoding, layer, speeds } = options;
  const source = await openSource(path, { name, ...(encoding === undefined ? {} : { encoding }), ...(layer === undefined ? {} : { layer }) }); // prettier-ignore
  try {
    const columns = mapColumns(roadFields, source.headers);
    const found = crsOfFile(source, columns, { crs }).crs;
    const file = await readRoadRows(config, { source, columns, crs: found, speeds }, report, breathe);
    for (const notice of source.notices) report.warning(notice);
    return file;
  } finally {
    await source.close();
  }
}

interface RoadRows {
  source: SourceTable;
  columns: Columns;
  crs: Crs | null; // null: CGCS2000
  speeds: Readonly<Record<string, number>>;
}

/** The same of a file that is open. */
export async function readRoadRows(config: Config, { source, columns, crs, speeds }: RoadRows, report: Report, breathe: () => Promise<void>): Promise<RoadFile> {
  if (!source.hasGeometry) throw new ImportRefused('文件没有几何, 道路须是线 (GeoJSON, GeoPackage, Shapefile, KML)。The file has no geometry: roads are lines.');
  const transform = createTransform(crs ?? parseCrs('EPSG:4490'), config.datumShifts);
  const file = { roads: [] as Road[], rows: 0, leftOut: 0, refused: 0, otherClasses: new Map<string, number>() };
  for await (const row of source.rows()) {
    file.rows += 1;
    const faults = report.count('error');
    addRoad(file, row, { columns, transform, speeds }, report);
    if (report.count('error') > faults) file.refused += 1;
    if (file.rows % slice === 0) await breathe();
  }
  if (file.roads.length === 0 && report.count('error') === 0) throw new ImportRefused('没有可行车的道路。检查图层与道路等级 (class、highway、fclass)。No road in this file can be driven.');
  return file;
} // prettier-ignore

interface Reading {
  columns: Columns;
  transform: Transform;
  speeds: Readonly<Record<string, number>>;
}

function addRoad(file: { roads: Road[]; leftOut: number; otherClasses: Map<string, number> }, row: Row, { columns, transform, speeds }: Reading, report: Report): void {
  const roadClass = (columns.get(row, 'class') ?? '').toLowerCase() || 'road';
  if (!isDrivable(roadClass)) {
    file.leftOut += 1;
    return;
  }
  const parts = readParts(row, transform);
  if (!Array.isArray(parts)) {
    if (parts.check === 'zero-length') report.warning({ ...parts, line: row.line, field: 'geometry', reason: '道路没有长度, 未读取' });
    else report.error({ ...parts, line: row.line, field: 'geometry', remedy: parts.check === 'geometry-missing' ? '每条道路须有 LineString 或 MultiLineString' : parts.remedy });
    return;
  }
  const own = speedOfRow(row, columns, report);
  const way = directionOf(row, columns, report);
  if (own === undefined || way === undefined) return;
  const usual = speedOf(roadClass, speeds);
  if (own === null && usual === undefined) file.otherClasses.set(roadClass, (file.otherClasses.get(roadClass) ?? 0) + 1);
  for (const points of parts)
    file.roads.push({
      class: roadClass, speedKmh: own ?? usual ?? otherSpeed, oneway: way !== 'both', points: way === 'against' ? points.toReversed() : points,
    });
} // prettier-ignore

/** km/h of its own; null: none, the class decides; undefined: wrong. */
function speedOfRow(row: Row, columns: Columns, report: Report): number | null | undefined {
  const text = columns.get(row, 'speed');
  if (text === null || Number(text) === 0) return null; // Geofabrik writes 0 where it is not known
  const at = { line: row.line, field: columns.header('speed'), value: text };
  const [, figure] = /^(\d+(?:\.\d+)?)\s*(?:km\/?h|公里\/?小?时)?$/i.exec(text) ?? [];
  if (figure !== undefined && Number(figure) <= fastest) return Number(figure);
  if (/^[a-z:_;, ]+$/i.test(text)) {
    report.warning({ ...at, check: 'speed-words', reason: '速度不是数字, 按道路等级的速度', remedy: '需要时改成 km/h 的数字' }); // prettier-ignore
    return null;
  }
  report.error({ ...at, check: 'speed-form', reason: `速度须是 0 到 ${fastest} 的数字 (km/h)`, remedy: '改正, 或清空由道路等级决定' }); // prettier-ignore
  return undefined;
}

const directions: Readonly<Record<string, 'both' | 'along' | 'against'>> = {
  no: 'both', n: 'both', false: 'both', 0: 'both', b: 'both', 否: 'both', 双向: 'both', reversible: 'both', alternating: 'both',
  yes: 'along', y: 'along', true: 'along', 1: 'along', f: 'along', 是: 'along', 单向: 'along', 单行: 'along',
  '-1': 'against', reverse: 'against', t: 'against', 反向: 'against',
}; // prettier-ignore

function directionOf(row: Row, columns: Columns, report: Report): 'both' | 'along' | 'against' | undefined {
  const text = columns.get(row, 'oneway');
  const found = text === null ? 'both' : directions[text.toLowerCase()];
  if (found === undefined) report.error({ line: row.line, field: columns.header('oneway'), value: text, check: 'oneway-form', reason: '单行写法不能识别', remedy: '写 yes、no、-1 (与线的方向相反), 或 B、F、T' }); // prettier-ignore
  return found;
}

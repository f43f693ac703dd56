import { CrsError, type Crs } from '../../crs/crs.ts';
import { parseCrs } from '../../crs/registry.ts';
import { createTransform, transformGeometry, type Transform } from '../../crs/transform.ts';
import type { Row } from '../formats/format.ts';
import type { CheckRun } from '../kind.ts';
import { ImportRefused } from '../report.ts';
import { levelOf, normalCode } from './division-codes.ts';
import type { KnownCodes } from './division-known.ts';
import {
  cleanRings,
  placeFault,
  polygonsOf,
  rawFault,
  type Fault,
  type Polygons,
} from './coverage-geometry.ts';

/** One feature of a coverage, in EPSG:4490 on the grid. */
export interface Part {
  code: string;
  line: number;
  polygons: Polygons;
  /** A ring was left out or closed. */
  faulty: boolean;
}

export interface CoverageFile {
  counties: Part[];
  /** Leagues and provinces: compared, not loaded. */
  upper: Part[];
  rows: number;
  rejected: number;
  /** Counties of other provinces, leagues, provinces: neither loaded nor wrong. */
  leftOut: number;
  /** From GCJ-02 or BD-09. */
  approximate: boolean;
}

const wgs84 = (): Crs => parseCrs('EPSG:4490');

/** Reads the features of a coverage: code, name, coordinates. Whatever is wrong with one is reported; the feature is left out. */
export async function readCoverage(run: CheckRun, known: KnownCodes): Promise<CoverageFile> {
  const crs = run.crs ?? wgs84();
  const transform = createTransform(crs, run.context.config.datumShifts);
  const file: CoverageFile = { counties: [], upper: [], rows: 0, rejected: 0, leftOut: 0, approximate: crs.datum === 'gcj02' || crs.datum === 'bd09' }; // prettier-ignore
  const foreign: string[] = [];
  for await (const row of run.source.rows()) {
    file.rows += 1;
    const given = normalCode(run.columns.get(row, 'code') ?? '');
    if (given !== null && !known.regions.has(given.slice(0, 2))) {
      file.leftOut += 1;
      foreign.push(given);
    } else {
      const code = readCode(run, row, known);
      const part = code === null ? null : readPart(run, row, code, crs, transform);
      if (part === null) file.rejected += 1;
      else if (levelOf(part.code) === 'county') file.counties.push(part);
      else {
        file.upper.push(part);
        file.leftOut += 1;
      }
    }
    await run.breathe();
  }
  if (foreign.length > 0) run.report.warning({ check: 'code-elsewhere', field: run.columns.header('code'), value: foreign.slice(0, 10).join(' '), reason: `${foreign.length} 个面是其他省区的, 不载入`, remedy: '无须处理' }); // prettier-ignore
  if (file.upper.length > 0) run.report.warning({ check: 'level-mixed', line: file.upper[0]!.line, field: run.columns.header('code'), value: file.upper.map(({ code }) => code).slice(0, 12).join(' '), reason: `文件中有 ${file.upper.length} 个地级或省级的面: 只与旗县合并的结果比较, 不载入 (盟市与自治区的面由旗县合成)`, remedy: '无须处理' }); // prettier-ignore
  return file;
}

function readCode({ columns, report }: CheckRun, row: Row, known: KnownCodes): string | null {
  const text = columns.get(row, 'code');
  const finding = { line: row.line, field: columns.header('code'), value: text };
  const code = text === null ? null : normalCode(text);
  if (code === null || code.length !== 6) {
    const reason = code === null ? '区划代码应为 6 位数字' : '乡级代码 (9 位): 只接受旗县级的面';
    report.error({ check: 'code-form', ...finding, reason: text === null ? '没有区划代码' : reason, remedy: '补上 6 位代码, 或在列映射中指明代码所在的列' }); // prettier-ignore
    return null;
  }
  const division = known.get(code);
  if (division === undefined) {
    report.error({ check: 'code-unknown', ...finding, reason: known.explain(code), remedy: '改为现行代码; 若是新设的区划, 先导入新的区划名录' }); // prettier-ignore
    return null;
  }
  const name = columns.get(row, 'name');
  if (name !== null && name !== division.name && division.level === 'county') report.warning({ check: 'name-mismatch', line: row.line, field: columns.header('name'), value: name, reason: `名称与名录中的 ${division.name} (${code}) 不同; 名称以名录为准`, remedy: '核对代码与名称; 若已更名, 导入新的区划名录' }); // prettier-ignore
  return code;
}

function readPart({ report }: CheckRun, row: Row, code: string, crs: Crs, transform: Transform): Part | null {
  const at = { line: row.line, field: 'geometry', value: code };
  const refuse = ({ at: point, ...fault }: Fault): null => {
    report.error({ ...at, ...fault, ...(point === undefined ? {} : { lon: point[0]!, lat: point[1]! }) });
    return null;
  };
  const raw = polygonsOf(row.geometry);
  if (raw === null) return refuse({ check: 'geometry-type', reason: row.geometry === null ? '没有几何' : `几何类型是 ${row.geometry.type}, 应为 Polygon 或 MultiPolygon`, remedy: '按面导出' }); // prettier-ignore
  const fault = rawFault(raw, crs.form === 'geographic');
  if (fault !== null) return refuse(fault);
  let moved: Polygons | null;
  try {
    moved = polygonsOf(transformGeometry({ type: 'MultiPolygon', coordinates: raw }, transform));
  } catch (error) {
    if (!(error instanceof CrsError)) throw error;
    return refuse({ check: 'coordinate-range', reason: error.message, remedy: '检查坐标系与坐标顺序' });
  }
  if (moved === null) throw new ImportRefused(`${crs.name} 没有转换参数, 区划的面不能按未转换的坐标载入。向测绘主管部门取得转换参数, 设置 NUTAG_DATUM_XIAN80 或 NUTAG_DATUM_BEIJING54, 或先转换为 CGCS2000 (EPSG:4490)。`); // prettier-ignore
  const place = placeFault(moved);
  if (place !== null) return refuse(place);
  const { polygons, faults } = cleanRings(moved);
  for (const fault of faults) refuse(fault);
  if (polygons.length > 0) return { code, line: row.line, polygons, faulty: faults.length > 0 };
  if (faults.length === 0) refuse({ check: 'geometry-type', reason: '面是空的', remedy: '补上这个旗县的面' });
  return null;
}

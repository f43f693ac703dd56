import type { CheckRun } from '../kind.ts';
import { areaText, tinyM2 } from './coverage-geometry.ts';
import type { Gap, Overlap } from './coverage-plane.ts';
import type { Part } from './coverage-read.ts';
import type { KnownCodes } from './division-known.ts';

/** Reports the overlaps; those below 1 m² as one. @returns how many are errors */
export function reportOverlaps(
  { report }: CheckRun,
  overlaps: readonly Overlap[],
  parts: readonly Part[],
  known: KnownCodes,
): number {
  const line = new Map(parts.map((part) => [part.code, part.line]));
  const big = overlaps.filter(({ m2 }) => m2 > tinyM2);
  for (const { a, b, m2, lon, lat } of big) report.error({ check: 'overlap', line: line.get(a) ?? null, field: 'geometry', value: `${a}/${b}`, reason: `${named(a, known)}与${named(b, known)}重叠 ${areaText(m2)}`, remedy: '让两个面共用同一条边, 或让系统自动修复 (--accept-valid)', areaM2: m2, lon, lat }); // prettier-ignore
  const tiny = overlaps.filter(({ m2 }) => m2 <= tinyM2);
  const [first] = tiny;
  if (first !== undefined) report.warning({ check: 'overlap-tiny', field: 'geometry', value: `${first.a}/${first.b}`, reason: `${tiny.length} 对相邻旗县的重叠不到 ${tinyM2} m² (合计 ${areaText(tiny.reduce((sum, { m2 }) => sum + m2, 0))})`, remedy: '是坐标取整所致, 载入时自动消除', lon: first.lon, lat: first.lat }); // prettier-ignore
  return big.length;
}

/** Reports the gaps and holes. @returns how many gaps are errors */
export function reportGaps({ report }: CheckRun, gaps: readonly Gap[], known: KnownCodes): number {
  let errors = 0;
  for (const { real, m2, perimeterM, lon, lat, around } of gaps) {
    const where =
      around.length === 0
        ? ''
        : `, 在${around.map((code) => named(code, known)).join('、')}之${around.length === 1 ? '内' : '间'}`;
    const finding = { field: 'geometry', value: around.join('/') || null, areaM2: m2, lon, lat };
    if (real) {
      report.warning({ check: 'hole', ...finding, reason: `覆盖中有一个洞, ${areaText(m2)}, 平均宽 ${((2 * m2) / perimeterM).toFixed(0)} m${where}: 作为真实的洞保留`, remedy: '若是遗漏的面, 补上它; 若是外省区的飞地 (如加格达奇区), 无须处理' }); // prettier-ignore
    } else if (m2 > tinyM2) {
      errors += 1;
      report.error({ check: 'gap', ...finding, reason: `缝隙 ${areaText(m2)}${where}`, remedy: '让相邻的面共用同一条边, 或让系统自动修复 (--accept-valid)' }); // prettier-ignore
    } else report.warning({ check: 'gap', ...finding, reason: `缝隙不到 ${tinyM2} m²${where}`, remedy: '是坐标取整所致, 载入时自动消除' }); // prettier-ignore
  }
  return errors;
}

/** Counties of the list that the file has no polygon of. */
export function reportMissing({ report }: CheckRun, codes: ReadonlySet<string>, known: KnownCodes): void {
  for (const { code, level, name } of known.all()) {
    if (level === 'county' && !codes.has(code)) report.warning({ check: 'code-missing', field: 'code', value: code, reason: `缺少${name}`, remedy: '补上该旗县的面' }); // prettier-ignore
  }
}

const named = (code: string, known: KnownCodes): string => known.get(code)?.name ?? code;

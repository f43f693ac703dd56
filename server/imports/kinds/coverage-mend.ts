import type { CheckRun } from '../kind.ts';
import { countiesOf, invalidShapes, sameLength, tryTopology } from './coverage-build.ts';
import { areaText } from './coverage-geometry.ts';
import { healCoverage, type HealedArea } from './coverage-heal.ts';
import { cutPlane, findGaps, findOverlaps } from './coverage-plane.ts';
import { healedOf, mendedCodes } from './coverage-stage.ts';
import type { KnownCodes } from './division-known.ts';

const reportedM2 = 100; // smaller changes of an area are not listed
const tooMuch = 0.01; // of a division's area, unless its rings were invalid

/**
 * Heals the coverage, builds its topology and verifies what would be published: rings, overlaps, gaps, codes, areas.
 * @param sound only the vertices of common edges differ: nothing that a person would have to know
 */
export async function healAndVerify(
  run: CheckRun,
  codes: readonly string[],
  known: KnownCodes,
  sound: boolean,
): Promise<{ good: boolean; healed: number }> {
  const { report } = run;
  const areas = await healCoverage(run, codes);
  const built = await tryTopology(run, healedOf(run), codes);
  if (built === null) return { good: false, healed: 0 };
  run.step.message('复核修复结果');
  const faults: string[] = [];
  const invalid = await invalidShapes(run);
  if (invalid.length > 0) faults.push(`${invalid.join(' ')} 的环仍无效`);
  else {
    const plane = await cutPlane(run, countiesOf(run));
    const overlaps = (await findOverlaps(run)).length;
    if (overlaps > 0) faults.push(`仍有 ${overlaps} 对重叠`);
    const gaps = (await findGaps(run, countiesOf(run))).filter(({ real }) => !real).length;
    if (gaps > 0) faults.push(`仍有 ${gaps} 处缝隙`);
    if (!sameLength(plane.length, built.length)) faults.push('仍有相邻旗县不共用同一条边');
  }
  const lost = codes.filter((code) => !built.codes.includes(code));
  if (lost.length > 0) faults.push(`${lost.join(' ')} 没有留下面`);
  const tooFar = await reportAreas(run, areas, known);
  if (tooFar.length > 0) faults.push(`${tooFar.join(' ')} 的面积改变超过 ${tooMuch * 100}%`);
  if (faults.length > 0) report.error({ check: 'heal-failed', reason: `自动修复没有成功: ${faults.join('; ')}`, remedy: '请在 GIS 软件中修复后再导入' }); // prettier-ignore
  else if (sound) report.warning({ check: 'edges-aligned', field: 'geometry', reason: '相邻旗县公共边上的顶点不一致, 已对齐 (移动不超过 1 cm)', remedy: '无须处理' }); // prettier-ignore
  return { good: faults.length === 0, healed: areas.filter(isReported).length };
}

const isReported = ({ gained, lost }: HealedArea): boolean => Math.max(gained, lost) >= reportedM2;

/** @returns codes of divisions that would change too much */
async function reportAreas(
  run: CheckRun,
  areas: readonly HealedArea[],
  known: KnownCodes,
): Promise<string[]> {
  const mended = await mendedCodes(run);
  const tooFar: string[] = [];
  for (const { code, before, gained, lost } of areas.filter(isReported)) {
    const change = Math.max(gained, lost);
    const finding = { field: 'geometry', value: code, areaM2: change };
    const text = `${known.get(code)?.name ?? code}: 原 ${areaText(before)}, 修复后 ${areaText(before + gained - lost)} (增 ${areaText(gained)}, 减 ${areaText(lost)})`;
    if (change <= tooMuch * before || mended.has(code)) {
      run.report.warning({ check: 'healed', ...finding, reason: `已修复${text}`, remedy: '核对后载入' });
    } else {
      tooFar.push(code);
      run.report.error({ check: 'heal-change', ...finding, reason: `自动修复会使面积改变 ${((100 * change) / before).toFixed(1)}%: ${text}`, remedy: '请在 GIS 软件中修复这个旗县的边界' }); // prettier-ignore
    }
  }
  return tooFar;
}

import type { Checked, CheckRun } from '../kind.ts';
import { countiesOf, invalidShapes, sameLength, tryTopology } from './coverage-build.ts';
import { checkDisplacement, compareCoverage } from './coverage-compare.ts';
import { reportGaps, reportMissing, reportOverlaps } from './coverage-findings.ts';
import { cutPlane, findGaps, findOverlaps } from './coverage-plane.ts';
import { readCoverage, type CoverageFile } from './coverage-read.ts';
import { healAndVerify } from './coverage-mend.ts';
import { areasOf, stageParts } from './coverage-stage.ts';
import { compareUpper } from './coverage-upper.ts';
import { stageWanted } from './coverage-wanted.ts';
import { dropTables } from '../tables.ts';
import { knownCodes } from './division-known.ts';

const phases = 5;

/**
 * Checks a county coverage: codes, rings, overlaps of every pair, gaps, a shift of the whole, differences to the present
 * version; then builds the topology that is published. A coverage is loaded whole or not at all: with errors, and where
 * acceptValid asks for it, only if it heals.
 */
export async function checkCoverage(run: CheckRun): Promise<Checked> {
  const { report, step } = run;
  step.total(phases);
  const known = await knownCodes(run.db);
  const file = await readCoverage(run, known);
  const codes = [...new Set(file.counties.map(({ code }) => code))].sort();
  reportMissing(run, new Set(codes), known);
  const none = { rows: file.rows, accepted: file.counties.length, rejected: file.rejected, added: 0, changed: 0, removed: 0, unchanged: 0 }; // prettier-ignore
  if (codes.length === 0) {
    report.error({ check: 'no-county', field: 'geometry', reason: '文件中没有可用的旗县级的面', remedy: '导入旗县级的面; 盟市与自治区的面由旗县合成' }); // prettier-ignore
    return { counts: none, summary: '旗县 0 个', publishable: false };
  }
  step.advance();
  await stageParts(run, file.counties);
  step.advance();
  step.message('检查重叠与缝隙');
  const plane = await cutPlane(run, areasOf(run));
  const overlaps = await findOverlaps(run);
  const gaps = await findGaps(run, areasOf(run));
  reportOverlaps(run, overlaps, file.counties, known);
  reportGaps(run, gaps, known);
  await checkDisplacement(run, areasOf(run));
  step.advance();

  const sound = report.count('error') === 0;
  let publishable = isWhole(run, file) && (sound || run.job.options.acceptValid);
  let healed = 0;
  if (publishable) {
    const loose = overlaps.length > 0 || gaps.some(({ real }) => !real);
    const built = sound && !loose ? await tryTopology(run, areasOf(run), codes) : null;
    // Where neighbours share their edges to the last vertex, no edge is drawn twice.
    if (built !== null && sameLength(built.length, plane.length)) publishable = await shapesAreValid(run);
    else if (built !== null || !sound || loose)
      ({ good: publishable, healed } = await healAndVerify(run, codes, known, sound));
    else publishable = false;
  }
  if (publishable) await compareUpper(run, file.upper, known);
  step.advance();
  const changes = await compareCoverage(run, publishable ? countiesOf(run) : areasOf(run), codes, known);
  if (publishable) await stageWanted(run, codes, known);
  await dropTables(
    run.db,
    ['part', 'area', 'line', 'face', 'healed', 'shape'].map((part) => run.stage(part)),
  );
  step.advance();
  return { counts: { ...none, ...changes }, summary: summaryOf(codes, file, changes, healed), publishable };
}

/** Features that were refused would leave holes: nothing heals those. */
function isWhole({ report, job }: CheckRun, { rejected }: CoverageFile): boolean {
  const repeated = report
    .summary()
    .some(({ check, severity }) => check === 'code-duplicate' && severity === 'error');
  if (rejected === 0 && !repeated) return true;
  if (job.options.acceptValid) report.error({ check: 'coverage-incomplete', reason: `有 ${rejected === 0 ? '重复的' : `${rejected} 个`}面未通过检查: 区划覆盖要么整体载入, 要么不载入, 不能只载入其余的面`, remedy: '改正这些面后再导入' }); // prettier-ignore
  return false;
}

async function shapesAreValid(run: CheckRun): Promise<boolean> {
  const invalid = await invalidShapes(run);
  for (const code of invalid) run.report.error({ check: 'shape-invalid', field: 'geometry', value: code, reason: '由公共边合成的面无效 (环在一点与自身相接)', remedy: '检查这一点附近的边界' }); // prettier-ignore
  return invalid.length === 0;
}

function summaryOf(
  codes: readonly string[],
  file: CoverageFile,
  counts: { added: number; changed: number; removed: number; unchanged: number },
  healed: number,
): string {
  const parts = [
    `旗县 ${codes.length} 个: 新增 ${counts.added}, 变化 ${counts.changed}, 缺失 ${counts.removed}, 不变 ${counts.unchanged}`,
  ];
  if (healed > 0) parts.push(`自动修复 ${healed} 个旗县的边界`);
  if (file.approximate) parts.push('由 GCJ-02 或 BD-09 反算, 位置是近似的 (约 1 m)');
  return parts.join('; ');
}

import { neighbourNames } from '../../boundaries/queries.ts';
import { parseCrs } from '../../crs/registry.ts';
import { createTransform } from '../../crs/transform.ts';
import type { Checked, CheckRun, Kind } from '../kind.ts';
import { ImportRefused } from '../report.ts';
import { knownDivisions } from './known-divisions.ts';
import { checkNet, checkPresent, checkRepeats } from './line-checks.ts';
import { derivedLines } from './line-derived.ts';
import { lineFields } from './line-fields.ts';
import { gatherLines, type GatheredLine } from './line-gather.ts';
import { readLineFeature, type LineFeature, type LineReader } from './line-row.ts';
import { compareLines, publishLines, rollBackLines, stageLines } from './line-store.ts';
import { lineBook } from './marker-line.ts';
import { mostRows } from './small-table.ts';

/**
 * Boundary lines, 界线 (domain.md 5.1-5.4): one feature a legal line, or one a pair of banners, which are gathered into legal
 * lines. An imported line stands in the place of the one that the polygons draw.
 */
export const boundaryLines: Kind = {
  id: 'boundary-lines',
  title: '界线',
  fields: lineFields,
  obfuscated: false,
  needsCrs: true,
  reads: ['boundaries', 'divisions'],
  tiles: ['boundaries'],
  check,
  publish: publishLines,
  rollBack: rollBackLines,
};

async function check(run: CheckRun): Promise<Checked> {
  if (!run.source.hasGeometry)
    throw new ImportRefused('文件没有几何: 界线须用 GeoJSON、Shapefile、GeoPackage 或 KML 的线图层。');
  const { features, refused, read } = await readFile(run);
  const kept = checkRepeats(run, features);
  await checkNet(run, kept);
  const derived = kept.some(({ whole }) => whole) ? await derivedLines(run.db) : { segments: [] };
  const lines = await gatherLines(kept, derived.segments, run.breathe);
  const taken = await checkPresent(run, lines);
  for (const code of taken) refused.add(code);
  // A line with a piece that is refused would be loaded with a hole.
  const broken = lines.filter(({ code }) => refused.has(code) && !taken.has(code));
  for (const { code, name, firstLine } of broken) run.report.error({ check: 'line-incomplete', line: firstLine, value: code, reason: `${name} 有一段被拒绝, 整条不载入`, remedy: '改正被拒绝的那一段' }); // prettier-ignore
  await stageLines(run, lines, refused);
  const counts = await compareLines(run, read);
  const good = lines.filter(({ code }) => !refused.has(code));
  // Rows are features: several make one line.
  const accepted = good.reduce((sum, line) => sum + line.features.length, 0);
  return {
    counts: { ...counts, accepted, rejected: read - accepted },
    summary: summaryOf(good),
    publishable: true,
  };
}

const levels = { province: '省级', prefecture: '盟市级', county: '旗县级', national: '国界', unclassified: '未定级' } as const; // prettier-ignore

function summaryOf(lines: readonly GatheredLine[]): string {
  const byLevel = Object.entries(levels)
    .map(([level, name]) => [name, lines.filter((line) => line.level === level).length] as const)
    .filter(([, count]) => count > 0)
    .map(([name, count]) => `${name} ${count}`);
  const segments = lines.reduce((sum, line) => sum + line.segments, 0);
  const km = lines.reduce((sum, line) => sum + line.lengthKm, 0);
  return `界线 ${lines.length} 条 (${byLevel.join(', ')}), 线段 ${segments} 段, 共长 ${Math.round(km).toLocaleString('en')} km`;
}

interface FileFeatures {
  features: LineFeature[];
  refused: Set<string>; // codes of lines with a feature that was refused, as far as they can be told
  read: number;
}

async function readFile(run: CheckRun): Promise<FileFeatures> {
  const { source, columns, report, db } = run;
  const reader: LineReader = {
    columns,
    report,
    divisions: await knownDivisions(db),
    lines: await lineBook(db),
    across: new Map(await neighbourNames(db)),
    transform: createTransform(run.crs ?? parseCrs('EPSG:4490'), run.context.config.datumShifts),
  };
  const features: LineFeature[] = [];
  const refused = new Set<string>();
  let read = 0;
  if (source.rowCount !== null) run.step.total(source.rowCount);
  for await (const row of source.rows()) {
    read += 1;
    if (read > mostRows) throw new ImportRefused(`界线超过 ${mostRows} 条, 不像是界线图层。`);
    const feature = readLineFeature(reader, row);
    if ('refused' in feature) {
      if (feature.refused !== null) refused.add(feature.refused);
    } else features.push(feature);
    run.step.advance();
    await run.breathe(); // one feature may have thousands of vertices
  }
  return { features, refused, read };
}

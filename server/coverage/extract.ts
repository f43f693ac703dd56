import { sql } from 'kysely';
import type * as api from '../api/coverage-matrix.ts';
import type { CoverageUnit, Run } from '../api/coverage.ts';
import type { Query } from '../api/endpoint.ts';
import type { Position } from '../api/geo.ts';
import type { Db } from '../database/open.ts';
import { divisionTree } from '../divisions/tree.ts';
import {
  describeSources,
  type Cell,
  type Column,
  type ExportRow,
  type Extract,
} from '../exchange/extract.ts';
import { pointOf, real, text } from '../exchange/extract-parts.ts';
import { yesNo } from '../exchange/words.ts';
import { badRequest } from '../http/problem.ts';
import type { Reading } from '../http/route.ts';
import { todayInChina } from '../naming/today.ts';
import { coverageAnswer } from './answer.ts';
import { aheadWords } from './as-of.ts';
import { zoneNames, type Zone } from './duty.ts';
import { matrix, readThresholds } from './matrix.ts';
import { dutyWords, gapWord, verdictWords } from './sentences.ts';
import { inOrder, unitOrders } from './shared/order.ts';
import { unprotected } from './unprotected.ts';
import {
  factForm,
  factsTable,
  facilitiesTable,
  policiesTable,
  roadsTable,
  settlementsTable,
  unitsTable,
} from './extract-inputs.ts';

type Asked = Query<typeof api.exportCoverage>;

/** A table before it is a file. */
export interface Made {
  title: string;
  columns: readonly Column[];
  rows: readonly ExportRow[];
  /** What stands at its head besides: date, parameters, run. */
  about: string;
  sources: readonly string[] | null; // null: whatever coverage reads
  sample: boolean;
}

const whole = (id: string, title: string): Column => ({ id, title, type: 'integer' });
const rounded = (value: number | null | undefined, digits = 4): Cell => value == null ? null : Math.round(value * 10 ** digits) / 10 ** digits; // prettier-ignore
/** The words of a run that stand at the head of a file. */
const aboutRun = ({ run, on, weighting }: { run: Run; on: string; weighting: string }): string =>
  [`日期 ${on}`, aheadWords(on, todayInChina()) ?? '', `运行编号 ${run.id}`, `参数 ${JSON.stringify(run.parameters)}`, `程序 ${run.code}`, weighting].filter((part) => part !== '').join('; '); // prettier-ignore

const tagWords = ({ tag }: { tag?: string | undefined }): string =>
  tag === undefined ? '' : `; 标签 ${tag}`;

/** Where units are drawn in a file with positions: at their seats. */
async function seatsOf(db: Db): Promise<Map<string, Position>> {
  const { rows } = await sql<{ code: string; point: Position }>`
    select code, array[ST_X(seat), ST_Y(seat)] as point from division where valid_to is null and seat is not null`.execute(
    db,
  );
  return new Map(rows.map(({ code, point }) => [code, point]));
}

const threshold = (T: string | undefined): number | undefined => {
  if (T === undefined) return undefined;
  const value = Number(T);
  if (!(value >= 1 && value <= 1000)) throw badRequest('query: T: one number from 1 to 1000 for one kind.');
  return value;
};

const flagColumns: readonly Column[] = [
  text('kind', '设施类别代码'), text('unit', '单位级别'), text('code', '区划代码'), text('name', '名称'), text('parent', '上级'), text('zone', '火葬区划分'), text('tags', '标签'),
  text('duty', '履职'), text('reason', '理由'), whole('facilities', '运营中设施'), whole('settlements', '居民点'), whole('within', '阈值以内'), real('share', '可达比例'), text('gap', '可达'),
  real('p50_km', 'P50 km (直线)'), real('p90_km', 'P90 km (直线)'), real('max_km', '最远 km (直线)'),
  real('p50_min', 'P50 分钟 (道路)'), real('p90_min', 'P90 分钟 (道路)'), real('max_min', '最远分钟 (道路)'), whole('beyond', '阈值以外 (负担)'), real('population_beyond', '阈值以外人口'), text('borderline', '临界'),
  whole('records', '设施记录'), whole('no_position', '缺坐标'), whole('unknown_status', '状态未知'), whole('no_township', '缺乡镇'), whole('settlements_no_position', '居民点缺坐标'),
  text('review', '复核'), text('reviewer', '复核人'), text('reviewed_on', '复核日期'),
]; // prettier-ignore

async function flags({ context }: Reading, { kind, T, tag, sort, ...query }: Asked): Promise<Made> {
  if (kind === undefined) throw badRequest('query: kind: 请指明设施类别。Say which kind of facility.');
  const answer = await coverageAnswer(context, { ...query, kind, T: threshold(T) });
  const seats = await seatsOf(context.db);
  return {
    title: `${answer.kind.name}覆盖`,
    columns: flagColumns,
    rows: unitsOf(answer.items, tag, sort).map((item) => ({
      id: item.code,
      geometry: pointOf(seats.get(item.code) ?? null),
      cells: [
        kind, answer.unit, item.code, item.name, item.parentName, item.zone === null ? null : zoneNames[item.zone as Zone], item.tags.join('、') || null,
        dutyWords[item.duty.result], item.duty.reason, item.duty.facilities, item.reach?.settlements ?? null, item.reach?.within ?? null, rounded(item.reach?.share),
        item.reach === null ? '不判断' : gapWord(item.reach.gap), item.reach?.p50Km ?? null, item.reach?.p90Km ?? null, item.reach?.maxKm ?? null,
        item.reach?.p50Minutes ?? null, item.reach?.p90Minutes ?? null, item.reach?.maxMinutes ?? null, item.burden?.beyond ?? null, item.burden?.population ?? null,
        item.robustness === null ? null : yesNo(item.robustness.borderline), item.completeness.facilities, item.completeness.noPosition, item.completeness.unknownStatus, item.completeness.noTownship,
        item.completeness.noCoordinates, item.review === null ? null : verdictWords[item.review.verdict], item.review?.reviewer ?? null, item.review?.at.slice(0, 10) ?? null,
      ],
    })),
    about: `${aboutRun(answer)}${tagWords({ tag })}; 依据 ${answer.policy?.basis ?? answer.thresholdBasis}; 阈值${answer.thresholdBasis}`,
    sources: null,
    sample: answer.sample,
  };
} // prettier-ignore

function unitsOf(items: readonly CoverageUnit[], tag: string | undefined, sort: string | undefined): CoverageUnit[] {
  const wanted = items.filter(({ tags }) => tag === undefined || tags.includes(tag));
  const value = sort === undefined ? undefined : unitOrders[sort.replace('-', '') as keyof typeof unitOrders];
  return inOrder(wanted, value && { value }, sort?.endsWith('-') === true);
} // prettier-ignore

const matrixOf = ({ context }: Reading, { T, kind, unit, ...query }: Asked) =>
  matrix(context, { ...query, unit: unit ?? 'county', kinds: kind === undefined ? null : [kind], thresholds: readThresholds(T) }); // prettier-ignore

/** A row for each area and kind: the cells of the matrix, one under another. */
async function cells(reading: Reading, query: Asked): Promise<Made> {
  const found = await matrixOf(reading, query);
  const seats = await seatsOf(reading.context.db);
  const columns = [
    text('level', '级别'), text('code', '区划代码'), text('name', '名称'), text('parent', '上级代码'), text('kind', '设施类别代码'), text('kind_name', '设施类别'), text('duty', '履职'), text('reason', '理由'),
    whole('met', '达到单位'), whole('met_by_substitute', '替代达到单位'), whole('not_met', '未达到单位'), whole('not_applicable', '不适用单位'), whole('unknown', '不详单位'),
    whole('facilities', '运营中设施'), whole('settlements', '居民点'), whole('within', '阈值以内'), real('share', '可达比例'), text('gap', '可达'), whole('gaps', '可达有缺口的单位'), text('borderline', '临界'),
    whole('beyond', '阈值以外 (负担)'), real('p90_km', 'P90 km (直线)'), real('complete', '资料完整率'), text('review', '复核'),
  ]; // prettier-ignore
  return {
    title: '设施覆盖矩阵',
    columns,
    rows: found.rows.filter(({ level, tags }) => query.tag === undefined || level !== found.unit || tags.includes(query.tag)).flatMap((row) =>
      row.cells.map((cell, at) => ({
        id: `${row.code} ${cell.kind}`,
        geometry: pointOf(seats.get(row.code) ?? null),
        cells: [
          row.level, row.code, row.name, row.parentCode, cell.kind, found.columns[at]!.name, cell.duty === null ? null : dutyWords[cell.duty], cell.reason,
          cell.counts?.met ?? null, cell.counts?.met_by_substitute ?? null, cell.counts?.not_met ?? null, cell.counts?.not_applicable ?? null, cell.counts?.unknown ?? null,
          cell.facilities, cell.settlements, cell.within, rounded(cell.share), found.columns[at]!.threshold === null ? '不判断' : gapWord(cell.gap), cell.gaps, yesNo(cell.borderline),
          cell.beyond, cell.p90Km, rounded(cell.complete), cell.review === null ? null : verdictWords[cell.review.verdict],
        ],
      })),
    ),
    about: `${aboutRun(found)}${tagWords(query)}`,
    sources: null,
    sample: found.sample,
  };
} // prettier-ignore

const metWord = (met: boolean | null): string => (met === null ? '不能判断' : met ? '达到' : '未达到');

async function indicators(reading: Reading, query: Asked): Promise<Made> {
  const found = await matrixOf(reading, query);
  const columns = [
    text('policy', '政策'), text('title', '指标'), text('code', '区划代码'), text('name', '名称'), text('on', '日期'), text('counts', '口径'), real('target', '目标'), whole('year', '目标年份'),
    whole('denominator', '分母'), whole('reached', '达到的单位'), whole('unknown', '不详的单位'), real('share', '比例'), real('share_at_most', '比例上限'), text('met', '结论'),
  ]; // prettier-ignore
  const rows = found.indicators.flatMap(({ policy, title, target, region, leagues, history }) => {
    const head = (code: string, name: string, on: string): Cell[] => [policy, title, code, name, on, target.counts === 'facility' ? '有设施的单位' : '履职达到的单位', target.share, target.year];
    return [
      ...[region, ...leagues].map((area) => [...head(area.code, area.name, found.on), area.denominator, area.reached, area.unknown, rounded(area.share), rounded(area.shareAtMost), metWord(area.met)]),
      ...history.filter(({ on }) => on < found.on).map((point) => [...head(region.code, region.name, point.on), point.denominator, point.reached, point.unknown, rounded(point.denominator === 0 ? null : point.reached / point.denominator), null, null]),
    ];
  });
  return { title: '覆盖指标', columns, rows: rows.map((own, at) => ({ id: at + 1, cells: own, geometry: null })), about: aboutRun(found), sources: null, sample: found.sample };
} // prettier-ignore

async function unprotectedRows({ context }: Reading, { on, division }: Asked): Promise<Made> {
  const [lacking, unsure] = [await unprotected(context, { on, division, result: 'not_met' }), await unprotected(context, { on, division, result: 'unknown' })];
  const columns = [text('code', '乡级代码'), text('name', '名称'), text('prefecture', '盟市'), text('county', '旗县'), text('result', '结论'), text('reason', '理由'), whole('others', '规划、在建、停用或关闭的工作站'), real('population', '人口')];
  return {
    title: '无未成年人保护工作站和专门人员的乡镇',
    columns,
    rows: [...lacking.items, ...unsure.items].map((item) => ({
      id: item.code,
      geometry: pointOf(item.point),
      cells: [item.code, item.name, item.path.at(-3)?.name ?? null, item.path.at(-2)?.name ?? null, dutyWords[item.result], item.reason, item.others, item.population],
    })),
    about: `${aboutRun({ ...lacking, weighting: '' })}; 依据 ${lacking.basis}`,
    sources: null,
    sample: lacking.sample,
  };
} // prettier-ignore

const makers: Readonly<Record<Asked['of'], (reading: Reading, query: Asked) => Promise<Made>>> = {
  flags,
  matrix: cells,
  indicators,
  unprotected: unprotectedRows,
  settlements: settlementsTable,
  facilities: facilitiesTable,
  policies: policiesTable,
  units: unitsTable,
  facts: factsTable,
  fact_form: factForm,
  roads: roadsTable,
};

/** What coverage shows, and what it was made from, as a file with its parameters, run, date, licences and the mark of sample data. */
export async function coverageExtract(reading: Reading, query: Asked): Promise<Extract> {
  const { db } = reading.context;
  const made = await makers[query.of](reading, query);
  const used = made.sources ?? (await allSources(db));
  const tree = await divisionTree(db);
  const where = query.division === undefined ? '全区' : (tree.get(query.division)?.name ?? query.division);
  const sample = made.sample ? '示例数据, 不反映实际; ' : '';
  return {
    layer: `coverage_${query.of}`,
    title: made.title,
    columns: made.columns,
    shapes: query.of === 'roads',
    total: made.rows.length,
    about: { filter: `${where}; ${sample}${made.about}`, at: new Date().toISOString(), sources: await describeSources(db, used), crs: 'EPSG:4490 (CGCS2000), 经纬度, 十进制度' }, // prettier-ignore
    slices: async function* () {
      yield made.rows;
    },
  };
}

/** Sources of whatever coverage reads. */
async function allSources(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select source_id as id from facility union select source_id from unit_fact union select source_id from coverage_policy
    union select id from source s where exists (select from place p where p.source_id = s.id)`.execute(db);
  return rows.map(({ id }) => id).sort();
}

import type * as api from '../api/boundary-status.ts';
import type { BoundaryNumbers } from '../api/boundary-status.ts';
import type { Query } from '../api/endpoint.ts';
import { divisionTree } from '../divisions/tree.ts';
import type { Cell, Column, ExportRow, Extract } from '../exchange/extract.ts';
import { filterText, word, yesNo } from '../exchange/words.ts';
import type { Reading } from '../http/route.ts';
import { conditions } from './counts.ts';
import { clockStates } from './numbers.ts';
import { asOf, dashboard, lineClocks } from './status.ts';

const text = (id: string, title: string): Column => ({ id, title, type: 'text' });
const whole = (id: string, title: string): Column => ({ id, title, type: 'integer' });

const lineColumns: readonly Column[] = [
  text('code', '界线代码'), text('name', '界线名称'), text('level', '级别'), text('side_a', '一侧'), text('side_b', '另一侧'),
  { id: 'length_km', title: '长度 (km)', type: 'real' }, text('state', '联检状态'), whole('last_round', '上次联检轮次'), whole('last_year', '上次联检年份'), text('filed_on', '备案日期'),
  whole('due_year', '应联检年份'), text('due_basis', '依据'), whole('current_year', '本次计划年份'), text('begun', '本次已开展'), text('lead', '牵头方'), text('partner', '配合方'),
  whole('markers', '界桩'), whole('faulty', '状况有问题的界桩'), whole('unknown', '状况不详的界桩'), whole('unchecked', '本轮未检查的界桩'),
  whole('findings', '未办结问题'), whole('findings_overdue', '逾期问题'), whole('disputes', '未解决纠纷隐患'), text('sample', '示例数据'),
]; // prettier-ignore

async function lineRows(reading: Reading, query: Query<typeof api.exportBoundaryStatus>): Promise<ExportRow[]> {
  const lines = await lineClocks(reading.context, query);
  return lines.map((line) => ({
    id: line.code,
    geometry: null,
    cells: [
      line.code, line.name, word('line', line.level), line.sides[0]!.name, line.sides[1]?.name ?? null,
      Math.round(line.lengthKm * 1000) / 1000, word('clock', line.state), line.last?.round ?? null, line.last?.year ?? null, line.last?.filedOn ?? null,
      line.dueYear, word('due', line.dueBasis), line.current?.year ?? null, line.current === null ? null : yesNo(line.current.begun), line.current?.lead ?? null, line.current?.partner ?? null,
      line.markers.total, line.markers.faulty, line.markers.unknown, line.markers.unchecked,
      line.findings.open, line.findings.overdue, line.disputes, yesNo(line.sample),
    ],
  }));
} // prettier-ignore

const results = ['converted', 'vectorised', 'smart'] as const;
const answers = ['yes', 'no', 'unknown'] as const;

/** Every number of the dashboard, with its title. */
const numbers: readonly [Column, (sum: BoundaryNumbers) => Cell][] = [
  [whole('lines', '界线'), ({ lines }) => lines.total],
  ...clockStates.map((state): [Column, (sum: BoundaryNumbers) => Cell] => [whole(`lines_${state}`, `界线: ${word('clock', state)}`), ({ lines }) => lines.states[state]]),
  [whole('markers', '界桩'), ({ markers }) => markers.total],
  ...conditions.map((one): [Column, (sum: BoundaryNumbers) => Cell] => [whole(`markers_${one}`, `界桩: ${word('condition', one)}`), ({ markers }) => markers.conditions[one] ?? null]),
  ...answers.map((answer): [Column, (sum: BoundaryNumbers) => Cell] => [whole(`checked_${answer}`, `本轮检查: ${word('answer', answer)}`), ({ markers }) => markers.checked[answer]]),
  [whole('findings', '未办结问题'), ({ findings }) => findings.open],
  ...(['high', 'medium', 'low'] as const).map((one): [Column, (sum: BoundaryNumbers) => Cell] => [whole(`findings_${one}`, `问题: ${word('severity', one)}`), ({ findings }) => findings[one]]),
  [whole('findings_overdue', '逾期问题'), ({ findings }) => findings.overdue],
  [whole('disputes', '未解决纠纷'), ({ disputes }) => disputes.dispute],
  [whole('hidden_risks', '未消除隐患'), ({ disputes }) => disputes.hiddenRisk],
  ...(['lines', 'markers'] as const).flatMap((of) => results.flatMap((result) => answers.map((answer): [Column, (sum: BoundaryNumbers) => Cell] => [
    whole(`${of}_${result}_${answer}`, `${of === 'lines' ? '界线' : '界桩'}${word('result', result)}: ${word('answer', answer)}`), ({ target }) => target[of][result][answer],
  ]))),
]; // prettier-ignore

const unitColumns: readonly Column[] = [text('code', '政区代码'), text('name', '政区'), text('parent', '上级政区'), ...numbers.map(([column]) => column)]; // prettier-ignore

async function unitRows(reading: Reading, { at, division, of }: Query<typeof api.exportBoundaryStatus>): Promise<ExportRow[]> {
  const found = await dashboard(reading.context, { at, division });
  return found[of === 'leagues' ? 'leagues' : 'banners'].map((unit) => ({
    id: unit.division.code,
    geometry: null,
    cells: [unit.division.code, unit.division.name, unit.parent?.name ?? null, ...numbers.map(([, value]) => value(unit))],
  }));
} // prettier-ignore

const titles = { lines: '界线联检状态', banners: '旗县界线界桩情况', leagues: '盟市界线界桩情况' } as const;

/** The rows of the list or of a table of the dashboard, as a file. */
export async function boundaryStatusExtract(reading: Reading, query: Query<typeof api.exportBoundaryStatus>): Promise<Extract> {
  const rows = query.of === 'lines' ? await lineRows(reading, query) : await unitRows(reading, query);
  const tree = await divisionTree(reading.context.db);
  const when = asOf(query.at);
  const { of: _of, ...filter } = { ...query, at: when.at };
  return {
    layer: `boundary_${query.of}`,
    title: titles[query.of],
    columns: query.of === 'lines' ? lineColumns : unitColumns,
    shapes: false,
    total: rows.length,
    about: { filter: filterText(filter, (code) => tree.get(code)?.name), at: new Date().toISOString(), sources: '本库联检记录、界桩登记与问题记录', crs: '—' },
    slices: async function* () {
      yield rows;
    },
  };
} // prettier-ignore

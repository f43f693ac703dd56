import type * as api from '../api/coverage-matrix.ts';
import type { Query } from '../api/endpoint.ts';
import { pointOf, real, text } from '../exchange/extract-parts.ts';
import type { Column } from '../exchange/extract.ts';
import { yesNo } from '../exchange/words.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { divisionTree } from '../divisions/tree.ts';
import { badRequest } from '../http/problem.ts';
import type { Reading } from '../http/route.ts';
import { groupBy } from './shared/group-by.ts';
import { factChoices, factTitles, factWord } from './fact-words.ts';
import type { FactRow } from './queries.ts';
import { codeVersion } from './runs.ts';
import { factLevels } from './unit-facts.ts';
import type { Made } from './extract.ts';
import { nearestThen } from './reach-then.ts';
import { readPresentSettlements } from './rebuild.ts';
import { settlementState } from './settlement-state.ts';
import { readEdges } from '../roads/rebuild.ts';
import { farthestMetres, offRoadKmh } from '../roads/snap.ts';
import { roadSource } from '../roads/state.ts';
import { readWorld, type World } from './world.ts';

type Asked = Query<typeof api.exportCoverage>;

const worldOf = ({ context }: Reading, { on, kind }: Asked): Promise<World> => readWorld(context.db, on, kind === undefined ? null : [kind]); // prettier-ignore
const about = (world: World): string => `日期 ${world.on}; 程序 ${codeVersion}`;
const within = (division: string | undefined) => (code: string): boolean => code.startsWith(division === undefined ? '' : codePrefix(division).replace('%', '')); // prettier-ignore
const joined = (values: readonly string[]): string | null => values.join('|') || null;
const whole = (id: string, title: string): Column => ({ id, title, type: 'integer' });

/** The settlements that distances are made of, each once; with a kind, with its nearest facility. */
export async function settlementsTable(reading: Reading, query: Asked): Promise<Made> {
  const { db } = reading.context;
  const world = await worldOf(reading, query);
  const settlements = await readPresentSettlements(db, query.division);
  const nearest = query.kind === undefined ? null : await nearestThen(query.kind, world.facilities, settlements);
  return {
    title: '居民点',
    columns: [whole('id', '编号'), text('name', '名称'), text('class', '地名类别代码'), text('division', '所在政区代码'), real('longitude', '经度'), real('latitude', '纬度'), whole('facility', '最近设施编号'), whole('metres', '直线距离 (m)')],
    rows: settlements.map(({ id, name, classCode, divisionCode, lon, lat }, at) => ({
      id,
      geometry: pointOf([lon, lat]),
      cells: [id, name, classCode, divisionCode, lon, lat, nearest?.[at]?.facility.id ?? null, nearest?.[at]?.metres ?? null],
    })),
    about: about(world),
    sources: null,
    sample: (await settlementState(db)).sample,
  };
} // prettier-ignore

export async function facilitiesTable(reading: Reading, query: Asked): Promise<Made> {
  const world = await worldOf(reading, query);
  const isInside = within(query.division);
  const rows = world.facilities.filter(({ county_code, township_code }) => isInside(township_code ?? county_code));
  return {
    title: '参与判断的设施',
    columns: [
      whole('id', '编号'), text('kind', '设施类别代码'), text('name', '名称'), text('county', '旗县代码'), text('township', '乡级代码'), text('level', '等级'), text('status', '状态'), text('status_then', '报告日期的状态'),
      text('opened_on', '启用日期'), text('closed_on', '关闭日期'), text('ownership', '所有制'), text('hosted_in', '设在'), text('serves', '服务政区代码'), real('longitude', '经度'), real('latitude', '纬度'), text('source', '来源'), text('sample', '示例数据'),
    ],
    rows: rows.map((one) => ({
      id: one.id,
      geometry: pointOf(one.lon === null ? null : [one.lon, one.lat!]),
      cells: [one.id, one.kind, one.name, one.county_code, one.township_code, one.level, one.status, one.now, one.opened_on, one.closed_on, one.ownership, one.hosted_in, joined(one.serves), one.lon, one.lat, one.source_id, yesNo(one.sample)],
    })),
    about: about(world),
    sources: [...new Set(rows.map(({ source_id }) => source_id))],
    sample: rows.some(({ sample }) => sample),
  };
} // prettier-ignore

export async function policiesTable(reading: Reading, query: Asked): Promise<Made> {
  const world = await worldOf(reading, query);
  return {
    title: '覆盖政策',
    columns: [
      text('id', '编号'), text('title', '名称'), text('kinds', '设施类别代码'), text('unit', '单位级别'), text('rule', '单位规则'), text('substitutes', '替代设施类别代码'), text('ownership', '所有制限定'), text('zones', '适用的火葬区划分'), text('tags', '适用的标签'),
      real('target_share', '汇总目标'), text('target_scope', '目标范围'), whole('target_year', '目标年份'), text('target_counts', '目标口径'), text('plan', '规划'), text('legal_nature', '性质'), text('citations', '依据文本 (施行日期)'), text('valid_from', '自'), text('valid_to', '至'), whole('sort', '次序'),
    ],
    rows: world.policies.map((one) => ({
      id: one.id,
      geometry: null,
      cells: [
        one.id, one.title, joined(one.kinds), one.unit, one.rule, joined(one.substitutes), joined(one.ownership), joined(one.zones), joined(one.tags), one.target_share, one.target_scope, one.target_year, one.target_counts, one.plan_id, one.legal_nature,
        (one.citation as { title: string; article: string | null; validFrom?: string; validTo?: string | null }[]).map(({ title, article, validFrom, validTo }) => `《${title}》${article ?? ''} (${validFrom ?? '?'} – ${validTo ?? ''})`).join('; ') || null,
        one.valid_from, one.valid_to, one.sort,
      ],
    })),
    about: about(world),
    sources: [...new Set(world.policies.map(({ source_id }) => source_id))],
    sample: false,
  };
} // prettier-ignore

export async function unitsTable(reading: Reading, query: Asked): Promise<Made> {
  const world = await worldOf(reading, query);
  const isInside = within(query.division);
  const rows = world.units.filter(({ code }) => isInside(code));
  return {
    title: '统计单位',
    columns: [text('code', '区划代码'), text('name', '名称'), text('level', '级别'), text('kind', '类型'), text('parent', '上级代码')],
    rows: rows.map(({ code, name, level, kind, parent }) => ({ id: code, geometry: null, cells: [code, name, level, kind, parent] })),
    about: about(world),
    sources: null,
    sample: false,
  };
} // prettier-ignore

export async function factsTable(reading: Reading, query: Asked): Promise<Made> {
  const world = await worldOf(reading, query);
  const isInside = within(query.division);
  const rows = world.facts.filter(({ division_code, type }) => isInside(division_code) && (query.type === undefined || type === query.type));
  return {
    title: '单位情况',
    columns: [text('type', '类型'), text('division', '区划代码'), text('value', '值'), text('detail', '说明'), text('document', '文号'), text('valid_from', '自'), text('valid_to', '至'), text('source', '来源'), text('sample', '示例数据')],
    rows: rows.map((one, at) => ({ id: at + 1, geometry: null, cells: [one.type, one.division_code, one.value, one.detail, one.document, one.valid_from, one.valid_to, one.source_id, yesNo(one.sample)] })),
    about: about(world),
    sources: [...new Set(rows.map(({ source_id }) => source_id))],
    sample: rows.some(({ sample }) => sample),
  };
} // prettier-ignore

/** What is recorded of one type, in words, with a row to fill in for every unit of which nothing is. */
export async function factForm(reading: Reading, query: Asked): Promise<Made> {
  const { type } = query;
  if (type === undefined) throw badRequest('query: type: 请指明类型。Say which type of facts.');
  const world = await worldOf(reading, query);
  const isInside = within(query.division);
  const tree = await divisionTree(reading.context.db);
  const facts = groupBy(world.facts.filter((one) => one.type === type && isInside(one.division_code)), ({ division_code }) => division_code);
  const levels = type === 'tag' ? ['county'] : factLevels[type];
  const units = world.units.filter(({ code, level }) => isInside(code) && (levels as readonly string[]).includes(level)).map(({ code }) => code);
  const rows = [...new Set([...units, ...facts.keys()])].sort().flatMap((code): { code: string; fact: FactRow | null }[] => facts.get(code)?.map((fact) => ({ code, fact })) ?? [{ code, fact: null }]);
  const choices = factChoices(type);
  return {
    title: `${factTitles[type]}填报表`,
    columns: [text('type', '类型'), text('division', '区划代码'), text('prefecture', '盟市'), text('county', '旗县'), text('name', '名称'), text('value', '值'), text('detail', '说明'), text('document', '文号'), text('valid_from', '自'), text('valid_to', '至')],
    rows: rows.map(({ code, fact }, at) => {
      const path = tree.pathOf(code).map(({ name }) => name);
      return { id: at + 1, geometry: null, cells: [factTitles[type], code, path[1] ?? null, path.length > 3 ? path[2]! : null, path.at(-1) ?? null, fact && factWord(type, fact.value), fact?.detail ?? null, fact?.document ?? null, fact?.valid_from ?? null, fact?.valid_to ?? null] };
    }),
    about: `${about(world)}; 值${choices === null ? (type === 'population' ? '写整数' : '写标签名') : `写 ${choices.join('、')}`}; 没有写值的行不载入; 自、至写日期, 不知道的留空`,
    sources: [...new Set(rows.flatMap(({ fact }) => (fact === null ? [] : [fact.source_id])))],
    sample: rows.some(({ fact }) => fact?.sample === true),
  };
} // prettier-ignore

/** The edges of the road graph, as times by road are made of them; of one direction where `oneway`. */
export async function roadsTable({ context }: Reading): Promise<Made> {
  const edges = await readEdges(context.db);
  const sources = await roadSource(context.db);
  return {
    title: '路网',
    columns: [real('from_lon', '起点经度'), real('from_lat', '起点纬度'), real('to_lon', '终点经度'), real('to_lat', '终点纬度'), real('metres', '长度 (m)'), real('seconds', '行车时间 (s)'), text('oneway', '单行')],
    rows: edges.map(({ fromLon, fromLat, toLon, toLat, metres, seconds, oneway }, at) => ({ id: at + 1, geometry: { type: 'LineString', coordinates: [[fromLon, fromLat], [toLon, toLat]] }, cells: [fromLon, fromLat, toLon, toLat, metres, seconds, yesNo(oneway)] })),
    about: `路外 ${offRoadKmh} km/h 直线, 至多 ${farthestMetres / 1000} km 内最近的路网端点; 程序 ${codeVersion}`,
    sources: sources.map(({ id }) => id),
    sample: sources.some(({ sample }) => sample),
  };
} // prettier-ignore

/**
 * Coverage again, from nothing but the exported CSV files, by other code than the service's: a check of the numbers, not of the words.
 * Rows are objects by the title of the column.
 */
type Row = Record<string, string>;
export interface Files {
  units: Row[];
  facilities: Row[];
  settlements: Row[];
  policies: Row[];
  facts: Row[];
}
const list = (cell: string | undefined): string[] => (cell ?? '').split('|').filter((part) => part !== '');

export function recomputeDuty({ units, facilities, policies, facts }: Files, kind: string, level: string): Map<string, string> {
  const policy = policies.find((one) => list(one['设施类别代码']).includes(kind) && one['单位级别'] === level);
  const fact = (type: string, code: string) => facts.filter((one) => one['类型'] === type && one['区划代码'] === code).at(-1)?.['值'];
  const counts = (one: Row): boolean => list(policy?.['所有制限定']).length === 0 || list(policy!['所有制限定']).includes(one['所有制']!);
  const [own, others] = [facilities.filter((one) => one['设施类别代码'] === kind && counts(one)), facilities.filter((one) => [...list(policy?.['替代设施类别代码']), ...list(policy?.['设施类别代码'])].includes(one['设施类别代码']!) && one['设施类别代码'] !== kind && counts(one))];
  const state = (rows: Row[], status: string): Row[] => rows.filter((one) => one['报告日期的状态'] === status);
  const judge = ({ '区划代码': code = '', '类型': type }: Row): string => {
    const here = (rows: Row[]): Row[] => rows.filter((one) => level === 'county' ? one['旗县代码'] === code : level === 'township' ? one['乡级代码'] === code : one['旗县代码']!.startsWith(code.slice(0, 4)) && !['county', 'township'].includes(one['等级']!));
    const above = [code, code.slice(0, 6), `${code.slice(0, 4)}00`, '150000'];
    const serves = (rows: Row[]): boolean => rows.some((one) => list(one['服务政区代码']).some((served) => above.includes(served)));
    const city = level === 'county' && type === '市辖区' ? own.filter((one) => one['等级'] === 'prefecture' && one['旗县代码']!.startsWith(code.slice(0, 4))) : [];
    if (policy === undefined) return '不适用';
    const [rule, mine] = [policy['单位规则'], state(here(own), 'operating')];
    if (mine.length > 0) return rule === 'facility_or_served' && mine.every((one) => one['设在'] !== '') ? '替代达到' : '达到';
    const byCity = rule === 'by_zone' || rule === 'facility_or_served';
    const served = byCity || rule === 'facility';
    if ((served && serves(state(own, 'operating'))) || (byCity && state(city, 'operating').length > 0)) return '替代达到';
    const under = new Set(units.filter((one) => one['级别'] === 'township' && one['上级代码'] === code).map((one) => fact('zone', one['区划代码']!) ?? fact('zone', code) ?? 'unknown'));
    const zone = under.size === 0 || under.has('unknown') ? (fact('zone', code) ?? 'unknown') : under.size > 1 ? 'mixed' : [...under][0];
    if (rule === 'by_zone' && zone === 'unknown') return '不详';
    const substitutes = rule === 'facility_or_person' || (rule === 'by_zone' && zone !== 'burial_reform') ? [] : here(others);
    if (state(substitutes, 'operating').length > 0 || (rule === 'facility_or_person' && fact('person', code) === 'designated')) return '替代达到';
    const unplaced = level === 'township' && own.some((one) => one['乡级代码'] === '' && one['旗县代码'] === code.slice(0, 6) && ['operating', 'unknown'].includes(one['报告日期的状态']!));
    const unsure = own.length === 0 || unplaced || [...here(own), ...substitutes].some((one) => one['报告日期的状态'] === 'unknown') || (served && serves(state(own, 'unknown'))) || (byCity && state(city, 'unknown').length > 0);
    if (unsure || (rule === 'facility_or_person' && fact('person', code) !== 'none')) return '不详';
    return rule === 'none' ? '不适用' : '未达到';
  };
  return new Map(units.filter((unit) => unit['级别'] === level).map((unit) => [unit['区划代码']!, judge(unit)]));
} // prettier-ignore

type Point = [lon: number, reduced: number];
const [radians, axis, f] = [Math.PI / 180, 6_378_137, 1 / 298.257222101];
const pointOf = (lon: string | undefined, lat: string | undefined): Point => [
  Number(lon) * radians,
  Math.atan((1 - f) * Math.tan(Number(lat) * radians)),
];
const point = (row: Row): Point => pointOf(row['经度'], row['纬度']);

/** Lambert's formula on GRS 80 (10 m). */
function metres([lon, lat]: Point, [x, y]: Point): number {
  const arc =
    2 *
    Math.asin(
      Math.sqrt(Math.sin((y - lat) / 2) ** 2 + Math.cos(lat) * Math.cos(y) * Math.sin((x - lon) / 2) ** 2),
    );
  if (arc === 0) return 0;
  const [p, q] = [(lat + y) / 2, (y - lat) / 2];
  const one = ((arc - Math.sin(arc)) * (Math.sin(p) * Math.cos(q)) ** 2) / Math.cos(arc / 2) ** 2;
  const other = ((arc + Math.sin(arc)) * (Math.cos(p) * Math.sin(q)) ** 2) / Math.sin(arc / 2) ** 2;
  return axis * (arc - (f / 2) * (one + other));
}
const operatingOf = ({ facilities }: Pick<Files, 'facilities'>, kind: string): Row[] =>
  facilities.filter(
    (one) => one['设施类别代码'] === kind && one['报告日期的状态'] === 'operating' && one['经度'] !== '',
  );

/** Settlements of each county within T metres of the nearest operating facility. */
export function recomputeShares({ facilities, settlements }: Files, kind: string, T: number): Map<string, { within: number; settlements: number; unsure: number }> {
  const operating = operatingOf({ facilities }, kind).map(point);
  const unsure = facilities.filter((one) => one['设施类别代码'] === kind && (one['报告日期的状态'] === 'unknown' || (one['报告日期的状态'] === 'operating' && one['经度'] === '')));
  const counts = new Map<string, { within: number; settlements: number; unsure: number }>();
  for (const settlement of settlements) {
    const county = settlement['所在政区代码']!.slice(0, 6);
    const count = counts.get(county) ?? { within: 0, settlements: 0, unsure: unsure.filter((one) => one['旗县代码'] === county).length };
    const here = point(settlement);
    const isWithin = operating.some((one) => Math.abs(one[1] - here[1]) * 6_300_000 <= T && metres(here, one) <= T);
    counts.set(county, { ...count, within: count.within + (isWithin ? 1 : 0), settlements: count.settlements + 1 });
  }
  return counts;
} // prettier-ignore

/** The same by road: settlements from which a road leads to a facility, and those within T seconds. Every edge is looked at until nothing gets shorter. */
export function recomputeRoadShares({ facilities, settlements }: Files, edges: readonly Row[], kind: string, T: number): Map<string, { within: number; settlements: number }> {
  const ends = edges.flatMap((edge) => ['起', '终'].map((end) => [`${edge[`${end}点经度`]} ${edge[`${end}点纬度`]}`, pointOf(edge[`${end}点经度`], edge[`${end}点纬度`])] as const));
  const nodes = new Map(ends);
  const nearest = (from: Point): { node: string; seconds: number } | null => {
    const [node, far] = [...nodes].map(([id, at]) => [id, metres(from, at)] as const).reduce((one, other) => (other[1] < one[1] ? other : one));
    return far > 50_000 ? null : { node, seconds: (far / 20_000) * 3600 };
  };
  const best = new Map<string, number>();
  for (const facility of operatingOf({ facilities }, kind)) {
    const found = nearest(point(facility));
    if (found !== null) best.set(found.node, Math.min(found.seconds, best.get(found.node) ?? Infinity));
  }
  const arcs = edges.flatMap((edge, at) => {
    const [from, to] = [ends[at * 2]![0], ends[at * 2 + 1]![0]];
    const way = { from, to, seconds: Number(edge['行车时间 (s)']) };
    return edge['单行'] === '是' ? [way] : [way, { ...way, from: to, to: from }];
  });
  for (let isShorter = true; isShorter; ) {
    isShorter = false;
    for (const { from, to, seconds } of arcs) {
      const through = (best.get(to) ?? Infinity) + seconds; // from the settlement to the facility
      if (through >= (best.get(from) ?? Infinity)) continue;
      best.set(from, through);
      isShorter = true;
    }
  }
  const counts = new Map<string, { within: number; settlements: number }>();
  for (const settlement of settlements) {
    const found = nearest(point(settlement));
    const left = found === null ? undefined : best.get(found.node);
    if (left === undefined) continue; // unknown
    const county = settlement['所在政区代码']!.slice(0, 6);
    const count = counts.get(county) ?? { within: 0, settlements: 0 };
    counts.set(county, { within: count.within + (Math.round(found!.seconds + left) <= T ? 1 : 0), settlements: count.settlements + 1 });
  }
  return counts;
} // prettier-ignore

import type { Evidence, Review } from '../api/coverage-evidence.ts';
import type { RoadFacts } from '../roads/state.ts';
import type { CoverageAnswer, CoverageUnit, DutyResult } from '../api/coverage.ts';
import { byNumber, byPeople } from './measure.ts';
import { shareDigits } from './shared/share-digits.ts';

export const dutyWords: Readonly<Record<DutyResult, string>> = { met: '达到', met_by_substitute: '替代达到', not_met: '未达到', not_applicable: '不适用', unknown: '不详' }; // prettier-ignore
export const verdictWords = { confirmed: '确认', false_alarm: '误报', planned: '已有计划' } as const;
const unitWords = { county: '旗县', township: '苏木乡镇街道', prefecture: '盟市' } as const;

const percent = (share: number, required = 1): string =>
  `${(share * 100).toFixed(shareDigits(share, required)).replace(/\.0+$/, '')}%`;
const threshold = (answer: CoverageAnswer): string | null =>
  answer.thresholdMinutes !== null ? `${answer.thresholdMinutes} 分钟 (道路)`
    : answer.thresholdKm === null ? null
    : answer.method === 'detour' ? `${answer.thresholdKm} km (直线 × ${answer.detour})` : `${answer.thresholdKm} km (直线)`; // prettier-ignore

const dutyRules: Readonly<Record<NonNullable<CoverageAnswer['policy']>['rule'], (kind: string, unit: string) => string>> = {
  none: (kind) => `${kind}的目标只约束汇总, 不要求单个单位; 单位有运营中的设施记为达到`,
  facility: (kind, unit) => `每个${unit}应有运营中的${kind}或政策列明的替代设施; 登记为服务本单位的外地设施记为替代达到`,
  facility_or_person: (kind, unit) => `每个${unit}应有运营中的${kind}或已指定专门人员`,
  by_zone: (kind, unit) => `火葬区 (含部分火葬区) 的${unit}应有${kind}; 土葬改革区有殡仪服务站或公墓即可; 由外地设施服务的记为替代达到`,
  facility_or_served: (kind, unit) => `每个${unit}应有${kind}服务: 自设、设在其他机构内、协议服务, 或市级设施默认服务其市辖区`,
}; // prettier-ignore

/** 2 规则 */
export function ruleLines(answer: CoverageAnswer): Evidence['rule'] {
  const T = threshold(answer);
  const { policy, kind, unit } = answer;
  return {
    duty: policy === null ? `没有政策要求${unitWords[unit]}设${kind.name}` : dutyRules[policy.rule](kind.name, unitWords[unit]), // prettier-ignore
    reach: T === null ? null : `${percent(answer.shareThreshold)} 以上的${answer.weighting === byNumber ? '居民点' : '人口 (人口不全的单位按居民点)'}到最近一处运营中的${kind.name} (不限所属单位) 不超过 ${T}`, // prettier-ignore
    threshold: T === null ? null : `${T}: ${answer.thresholdBasis}`,
  };
}

/** How a unit's share is counted: people where all of them are known of it, else settlements. */
const weighingOf = ({ burden }: CoverageUnit): { of: string; by: string } =>
  burden?.population == null ? { of: '居民点', by: byNumber } : { of: '人口', by: byPeople };

/** Why a small share is no gap yet. */
const unsureWords = ({ kind }: CoverageAnswer, { reach }: CoverageUnit): string =>
  reach === null || reach.gap !== null || reach.share === null ? '' : `本单位有 ${reach.unsure} 处${kind.name}缺坐标或状态未知, 不能断定为缺口`; // prettier-ignore

/** 3 证据 */
export function evidenceLine(answer: CoverageAnswer, unit: CoverageUnit, nearest: Evidence['evidence']['nearest']): string {
  const parts = [`${dutyWords[unit.duty.result]}: ${unit.duty.reason}`];
  if (nearest !== null) parts.push(`距驻地最近的${answer.kind.name}: ${nearest.name}, ${nearest.text}`);
  const { reach, burden, completeness } = unit;
  const { of, by } = weighingOf(unit);
  if (reach !== null && reach.share === null)
    parts.push(completeness.settlements > completeness.noCoordinates ? `没有已知位置的运营中${answer.kind.name}, 可达不详` : '没有已知位置的居民点, 可达不详');
  else if (reach !== null && burden !== null)
    parts.push(`${reach.settlements} 处居民点中 ${reach.within} 处在 ${threshold(answer)} 以内 (占${of} ${percent(reach.share!, answer.shareThreshold)}, ${by}), ${burden.beyond} 处以外`);
  return `${[...parts, unsureWords(answer, unit)].filter((part) => part !== '').join('。')}。`;
} // prettier-ignore

/** 4 数据 */
export function dataLine(answer: CoverageAnswer, { completeness: has }: CoverageUnit, sources: Evidence['data']['sources'], roads: RoadFacts | null): string {
  const records = `本单位${answer.kind.name}记录 ${has.facilities} 条, 缺坐标 ${has.noPosition} 条, 状态未知 ${has.unknownStatus} 条, 缺乡镇 ${has.noTownship} 条`;
  const settlements = `居民点条目 ${has.settlements} 条, 缺坐标 ${has.noCoordinates} 条 (不计入距离)`;
  const byRoad = roads === null ? '' : `; 按道路: ${roads.unknown} 处居民点没有道路相通, 时间未知 (不计入比例), ${roads.winding} 处路程超过直线的 2 倍`;
  const from = sources.map(({ title, records: count }) => `${title} (${count} 条)`).join('; ');
  return `${records}; ${settlements}${byRoad}。来源: ${from === '' ? '无' : from}。数据截至 ${answer.asOf.slice(0, 10)}${answer.notice === null ? '' : `; ${answer.notice}`}。`;
} // prettier-ignore

const variantWords = {
  'T-20': 'T −20%',
  'T+20': 'T +20%',
  'detour-1.2': '绕行 1.2',
  'detour-1.5': '绕行 1.5',
} as const;
export const gapWord = (gap: boolean | null): string => (gap === null ? '不详' : gap ? '有缺口' : '无缺口');

/** 5 稳健性 */
export function robustnessLine({ kind }: CoverageAnswer, { robustness, reach }: CoverageUnit): Evidence['robustness'] {
  if (reach === null) return { text: `${kind.name}不作可达判断; 履职判断不随阈值变化`, borderline: false };
  if (robustness === null || reach.gap === null) return { text: '可达不详, 不能判断稳健性', borderline: false };
  const tried = robustness.variants.map(({ id, gap }) => `${variantWords[id]} ${gapWord(gap)}`).join(', ');
  const turned = robustness.variants.filter(({ gap }) => gap !== reach.gap).map(({ id }) => variantWords[id]);
  return turned.length === 0
    ? { text: `结论不变 (${gapWord(reach.gap)}): ${tried}`, borderline: false }
    : { text: `临界: ${turned.join('、')} 时结论改变; ${tried}`, borderline: true };
} // prettier-ignore

/** 6 复核 */
export const reviewLine = (last: Review | undefined): string =>
  last === undefined ? '未复核' : `${verdictWords[last.verdict]}: ${last.reviewer}, ${last.at.slice(0, 10)}${last.note === null ? '' : `, ${last.note}`}`; // prettier-ignore

/** The page of the service that asks the same again, with the words of web/state/url.ts; of a unit, its flag card. */
export const linkOf = ({ kind, unit, run }: Pick<CoverageAnswer, 'kind' | 'unit' | 'run'>, code?: string): string => {
  const { T, on, method, detour, share } = run.parameters;
  const asked = {
    cov: kind.id, unit, T, how: method === 'straight' ? null : method, dt: method === 'detour' ? detour : null, at: on,
    sh: typeof share === 'number' ? Math.round(share * 1000) / 10 : null, f: code === undefined ? null : `flag-${code}`, run: run.id,
  };
  const pairs = Object.entries(asked).filter(([, value]) => value !== null && value !== undefined);
  return `/#/coverage?${pairs.map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`).join('&')}`;
}; // prettier-ignore

/** 复制本结论: one sentence that can stand in a report. */
export function citable(answer: CoverageAnswer, unit: CoverageUnit): Evidence['citable'] {
  const { reach, robustness } = unit;
  const T = threshold(answer);
  const name = unit.parentName === null ? unit.name : `${unit.parentName}${unit.name}`;
  const { of, by } = weighingOf(unit);
  const compared = reach?.gap == null ? unsureWords(answer, unit) : `${reach.gap ? '低于' : '不低于'} ${percent(answer.shareThreshold)}${robustness?.borderline === true ? ' (临界)' : ''}`;
  const reached = reach === null || reach.share === null || T === null ? ''
    : `; ${percent(reach.share, answer.shareThreshold)} 的${of} (居民点 ${reach.within}/${reach.settlements}, ${by}) 在 ${T} 以内, ${compared} (阈值${answer.thresholdBasis})`;
  const basis = answer.policy === null ? answer.thresholdBasis : answer.policy.basis;
  return {
    sentence: `截至 ${answer.on}, ${name}${answer.kind.name}${dutyWords[unit.duty.result]} (${unit.duty.reason})${reached}。依据: ${basis}。${answer.notice === null ? '' : `${answer.notice}。`}运行编号 ${answer.run.id}。`,
    link: linkOf(answer, unit.code),
  };
} // prettier-ignore

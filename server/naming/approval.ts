import type { Approval, ApprovalCase, ApprovalRule, Deadlines } from '../api/naming.ts';
import type { DivisionTree } from '../divisions/tree.ts';
import { article } from './law.ts';

const divisionsRule = '《行政区划管理条例》';

/** Art. 12 as data. What the region and others have to regulate is told as such: their texts have not been read. */
export const approvalRules: readonly ApprovalRule[] = [
  { case: 'province', kind: 'division', subject: '省级行政区划', approver: '全国人民代表大会', by: 'congress', applicant: '国务院', consult: null, article: `${article(12, 2)}；${divisionsRule}第六条`, verified: true, note: null },
  { case: 'county_and_above', kind: 'division', subject: '县级以上行政区划的设立、撤销、更名', approver: '国务院', by: 'state_council', applicant: '自治区人民政府', consult: null, article: `${article(12, 2)}；${divisionsRule}第七条`, verified: true, note: '须附风险评估报告、专家论证报告、征求社会公众等意见报告 (第十一条第二款)' },
  { case: 'township', kind: 'division', subject: '乡、镇、苏木的设立、撤销、更名', approver: '自治区人民政府', by: 'government', applicant: '旗县级人民政府', consult: null, article: `${article(12, 2)}；${divisionsRule}第九条`, verified: true, note: '须附风险评估报告、专家论证报告、征求社会公众等意见报告 (第十一条第二款)' },
  { case: 'street_office', kind: 'division', subject: '街道办事处等派出机关', approver: '批准设立该派出机关的人民政府', by: 'government', applicant: '设立派出机关的人民政府', consult: null, article: `${article(12, 2)}；${divisionsRule}第十条`, verified: true, note: null },
  { case: 'natural_famous', kind: 'natural', subject: '国内著名的，或涉及两个省、自治区、直辖市以上的，或边境涉及国界线走向的自然地理实体', approver: '国务院', by: 'state_council', applicant: '自治区人民政府', consult: null, article: article(12, 1), verified: true, note: null },
  { case: 'natural', kind: 'natural', subject: '其他自然地理实体', approver: '按自治区人民政府的规定', by: 'by_regional_rule', applicant: null, consult: null, article: article(12, 1), verified: false, note: '《内蒙古自治区地名管理规定》(令第276号) 第六条以后的条文待核' },
  { case: 'village_border', kind: 'village', subject: '边境地区涉及国界线走向、载入边界条约的村民委员会、居民委员会所在地等居民点', approver: '国务院', by: 'state_council', applicant: '自治区人民政府', consult: null, article: article(12, 1), verified: true, note: null },
  { case: 'village', kind: 'village', subject: '嘎查村民委员会、居民委员会所在地', approver: '按自治区人民政府的规定', by: 'by_regional_rule', applicant: null, consult: null, article: article(12, 3), verified: false, note: '《内蒙古自治区地名管理规定》(令第276号) 第六条以后的条文待核' },
  { case: 'natural_village', kind: 'natural_village', subject: '自然村', approver: '按自治区人民政府的规定', by: 'by_regional_rule', applicant: null, consult: null, article: '《内蒙古自治区地名管理规定》第三条第（三）项', verified: false, note: '条例未列；审批条文待核' },
  { case: 'park', kind: 'park', subject: '城市公园、自然保护地', approver: '按国家有关规定', by: 'by_national_rule', applicant: null, consult: null, article: article(12, 4), verified: true, note: null },
  { case: 'street', kind: 'street', subject: '街路巷', approver: '直辖市、市、县人民政府', by: 'government', applicant: null, consult: null, article: article(12, 5), verified: true, note: null },
  { case: 'building', kind: 'building', subject: '具有重要地理方位意义的住宅区、楼宇', approver: '直辖市、市、县人民政府住房和城乡建设主管部门', by: 'other_department', applicant: null, consult: '同级人民政府地名行政主管部门', article: article(12, 6), verified: true, note: null },
  { case: 'facility', kind: 'facility', subject: '具有重要地理方位意义的交通运输、水利、电力、通信、气象等设施', approver: '有关主管部门', by: 'other_department', applicant: null, consult: '根据情况征求所在地相关县级以上地方人民政府的意见', article: article(12, 7), verified: true, note: null },
  { case: 'other', kind: 'other', subject: '具有重要地理方位意义的其他地理实体', approver: '按自治区人民政府的规定', by: 'by_regional_rule', applicant: null, consult: null, article: article(3, 8), verified: false, note: '第十二条未列此类；审批条文待核。纪念设施、遗址按国家有关规定办理 (第四十二条)' },
]; // prettier-ignore

/** Who approves names of a case in a division, who files with whom, who gives notice. */
export function approvalFor(of: ApprovalCase, division: string | null, tree: DivisionTree): Approval {
  const rule = approvalRules.find((one) => one.case === of)!; // every case has one
  const place = division === null ? null : placesOf(division, tree);
  return { ...rule, authority: authorityOf(rule, place), filing: filingOf(rule, place), notice: noticeOf(rule) };
} // prettier-ignore

/** Governments over a place. */
interface Governments {
  region: string;
  upper: string; // of the league or city
  own: string; // of the banner
  isDistrict: boolean; // 市辖区: the city decides (直辖市、市、县)
}

const plain = (name: string, kind: string | null): string =>
  kind === '盟' ? `${name}行政公署` : `${name}人民政府`;

function placesOf(code: string, tree: DivisionTree): Governments | null {
  const path = tree.pathOf(code);
  const at = (index: number): string | null => {
    const step = path[index];
    return step === undefined ? null : plain(step.name, tree.get(step.code)?.kind ?? null);
  };
  const region = at(0);
  if (region === null) return null;
  const upper = at(1) ?? region;
  return { region, upper, own: at(2) ?? upper, isDistrict: tree.get(code.slice(0, 6))?.kind === '市辖区' };
}

function authorityOf({ case: of, approver }: ApprovalRule, place: Governments | null): string {
  if (place === null) return approver;
  const city = place.isDistrict ? place.upper : place.own;
  if (of === 'township') return place.region;
  if (of === 'street') return city;
  if (of === 'building') return city.replace(/人民政府$/, '住房和城乡建设主管部门');
  return approver;
}

/** Art. 13: within 15 days of approval. */
function filingOf({ case: of, by }: ApprovalRule, place: Governments | null): Approval['filing'] {
  if (by === 'congress' || by === 'state_council') return { required: false, to: null, via: null, article: article(13) }; // prettier-ignore
  if (by === 'other_department') return { required: true, to: '同级人民政府地名行政主管部门', via: null, article: article(13, 4) }; // prettier-ignore
  if (by === 'place_name_department') return { required: true, to: '上一级人民政府地名行政主管部门', via: null, article: article(13, 3) }; // prettier-ignore
  const above =
    of === 'township' ? '国务院' : of === 'street' && place !== null ? aboveOf(place) : '上一级人民政府';
  const via = of === 'township' ? '国务院地名行政主管部门' : '上一级人民政府地名行政主管部门';
  return { required: true, to: above, via, article: article(13, 2) };
}

/** A league has no government: its 行政公署 stands for the region's. */
const aboveOf = ({ isDistrict, region, upper, own }: Governments): string =>
  isDistrict || own === upper ? region : upper;

/** Art. 14: a department's own names run from filing, the government's from approval. */
function noticeOf({ by }: ApprovalRule): Approval['notice'] {
  const who = by === 'state_council' || by === 'congress' ? '国务院地名行政主管部门' : '同级人民政府地名行政主管部门'; // prettier-ignore
  return { by: who, from: by === 'other_department' ? 'filing' : 'approval', article: article(14) };
}

const days = 15; // art. 13 and 14, calendar days; the day of approval or filing itself does not count

/** Until when to file and to give notice. @param approvedOn and filedOn YYYY-MM-DD */
export function deadlines(
  approvedOn: string,
  { filing, notice }: Pick<Approval, 'filing' | 'notice'>,
  filedOn: string | null = null,
): Deadlines {
  const noticeFrom = notice.from === 'approval' ? approvedOn : filedOn;
  return {
    filing: filing.required ? after(approvedOn, days) : null,
    notice: noticeFrom === null ? null : after(noticeFrom, days),
  };
}

function after(date: string, count: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + count);
  return day.toISOString().slice(0, 10);
}

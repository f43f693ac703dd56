import type { FacilityStatus } from '../../api/facilities.ts';
import type { Level } from '../../api/divisions.ts';
import type { z } from 'zod';
import type { Field } from '../columns.ts';
import { positionFields } from '../position.ts';
import { plainText } from './cell-values.ts';

/** What a file of facilities may bring (domain.md 7.6). */
export const facilityFields: readonly Field[] = [
  { id: 'kind', title: '设施类型', headers: ['类型', '设施类别', '类别', '机构类型', '机构类别', 'type', 'facility_type'], required: true }, // prettier-ignore
  { id: 'name', title: '名称', headers: ['设施名称', '机构名称', '单位名称', '标准名称'], required: true },
  { id: 'code', title: '设施编码', headers: ['编码', '设施代码', '机构编码', '设施编号', '编号'] },
  { id: 'creditCode', title: '统一社会信用代码', headers: ['社会信用代码', '信用代码', 'unified_social_credit_code', 'uscc'] }, // prettier-ignore
  { id: 'division', title: '行政区划代码', headers: ['county_code', '旗县代码', '县级区划代码', '所在旗县代码', '区划代码', '所在政区代码', 'division_code', 'adcode'] }, // prettier-ignore
  {
    id: 'prefecture',
    title: '盟市',
    headers: ['所属盟市', '盟市名称', '盟市代码', '地级市', '市', 'prefecture_code'],
  },
  {
    id: 'county',
    title: '旗县',
    headers: ['旗县区', '旗县市区', '所属旗县', '旗县名称', '区县', '县区', '县'],
  },
  { id: 'township', title: '苏木乡镇', headers: ['乡镇街道', '苏木乡镇街道', '乡镇', '所属乡镇', '乡镇名称', '乡镇代码', '街道', 'township_code'] }, // prettier-ignore
  { id: 'address', title: '地址', headers: ['详细地址', '设施地址', '所在地址', '所在地'] },
  ...positionFields,
  { id: 'ownership', title: '举办性质', headers: ['所有制', '性质', '经营性质', '运营方式', '公办民办'] },
  { id: 'level', title: '级别', headers: ['设施级别', '层级', '管理层级', '隶属级别'] },
  { id: 'status', title: '状态', headers: ['运营状态', '设施状态', '使用状态', '建设状态', '现状'] },
  { id: 'opened', title: '启用日期', headers: ['开业日期', '建成日期', '建成时间', '投入使用时间', '启用时间', '成立时间', '成立日期', 'opened_on', 'opened'] }, // prettier-ignore
  { id: 'closed', title: '关闭日期', headers: ['停用日期', '停用时间', '关闭时间', '撤销日期', 'closed_on'] },
  {
    id: 'capacity',
    title: '容量',
    headers: ['床位数', '床位', '格位数', '墓穴数', '年火化量', '设计容量', '规模'],
  },
  { id: 'services', title: '服务项目', headers: ['服务内容', '业务范围'] },
  {
    id: 'serves',
    title: '服务区域',
    headers: ['服务范围', '服务政区', '服务区划代码', '覆盖区域', 'serves_division'],
  },
  { id: 'phone', title: '电话', headers: ['联系电话', '服务电话', '值班电话', 'tel'] },
  { id: 'hours', title: '服务时间', headers: ['开放时间', '营业时间', '工作时间'] },
  { id: 'hostedIn', title: '依托机构', headers: ['依托单位', '挂靠单位', '所在机构', 'hosted_in'] },
  { id: 'condition', title: '设施状况', headers: ['建筑状况', '设备状况', '房屋状况'] },
  {
    id: 'equipmentYear',
    title: '设备年份',
    headers: ['火化机年份', '设备购置年份', '设备更新年份', 'equipment_year'],
  },
  { id: 'envCompliant', title: '环保达标', headers: ['是否环保达标', '排放达标', '环保', 'env_compliant'] },
  { id: 'statusHistory', title: '状态沿革', headers: ['状态变更', '沿革', 'status_history'] },
  { id: 'approvalNo', title: '批准文号', headers: ['审批文号', '批复文号', '许可证号', 'approval_no'] },
  { id: 'source', title: '来源', headers: ['资料来源', '数据来源'] },
  { id: 'verified', title: '核实日期', headers: ['核查日期', '核实时间', '更新日期', 'verified_on'] },
  { id: 'public', title: '是否公开', headers: ['公开'] },
  { id: 'secrecy', title: '密级', headers: ['保密级别'] },
];

type Status = z.infer<typeof FacilityStatus>;

const statuses: Readonly<Record<Status, readonly string[]>> = {
  planned: ['规划', '规划中', '拟建', '筹建', '筹备', '待建'],
  building: ['在建', '建设中', '新建', '改建', '扩建', '迁建', '改扩建'],
  operating: ['运营', '运营中', '在用', '使用', '使用中', '正常', '正常运营', '运行', '运行中', '营业', '开放', '试运营', '已投用', '投入使用'], // prettier-ignore
  suspended: ['停用', '暂停', '停业', '歇业', '维修', '暂停服务', '停止运营'],
  closed: ['关闭', '已关闭', '撤销', '废弃', '拆除', '注销', '已撤销', '已拆除'],
  unknown: ['未知', '不详', '不明'],
};
export const statusWords = '规划, 在建, 运营, 停用, 关闭, 未知';

/** The first word of each state: what files are written with. */
export const statusName = (status: Status): string =>
  status === 'operating' ? '运营' : statuses[status][0]!;

/** Null when the word is none of the six states. */
export function parseStatus(text: string): Status | null {
  const word = plainText(text).toLowerCase();
  for (const [status, words] of Object.entries(statuses) as [Status, readonly string[]][])
    if (status === word || words.includes(word)) return status;
  return null;
}

const levels: Readonly<Record<Level, RegExp>> = {
  province: /^(省级?|自治区级?|区本级|自治区本级|区直)$/,
  prefecture: /^(盟市级?|盟级?|市级?|地级|地市级|盟市本级)$/,
  county: /^(旗县级?|旗级?|县级?|区级|县市区级|旗县区级|旗县市区级)$/,
  township: /^(乡级|镇级|乡镇级?|苏木乡镇级?|街道级?|乡镇街道级?)$/,
};

export function parseLevel(text: string): Level | null {
  const word = plainText(text).toLowerCase();
  for (const [level, form] of Object.entries(levels) as [Level, RegExp][])
    if (level === word || form.test(word)) return level;
  return null;
}

const ownerships: Readonly<Record<string, RegExp>> = {
  公办: /^(公办|国有|公有|公办公营|事业单位|政府举办|公益性)$/,
  民办: /^(民办|民营|私营|民办民营|社会力量举办|经营性)$/,
  公建民营: /^(公建民营|公办民营|委托运营)$/,
};

/** 公办, 民办 or 公建民营; null when it is none of them. */
export const parseOwnership = (text: string): string | null =>
  Object.keys(ownerships).find((name) => ownerships[name]!.test(plainText(text))) ?? null;

import type { MarkerCondition } from '../../api/markers.ts';
import type { Field } from '../columns.ts';
import { positionFields } from '../position.ts';
import { plainText } from './cell-values.ts';

const numerals = ['一', '二', '三'];

/** Names of the columns of one of the three 方位物: the number stands in front, behind, or in Chinese. */
const objectFields = ([1, 2, 3] as const).flatMap((n): Field[] => {
  const zh = numerals[n - 1]!;
  return [
    { id: `object${n}`, title: `方位物${n}名称`, headers: [`方位物${n}`, `方位物名称${n}`, `方位物${zh}名称`, `方位物${zh}`, `方位物${n}位置`, `指示物${n}`] }, // prettier-ignore
    { id: `bearing${n}`, title: `方位物${n}方位角`, headers: [`方位角${n}`, `坐标方位角${n}`, `方位物${n}坐标方位角`, `方位物${zh}方位角`, `方位角${zh}`, `磁方位角${n}`, `方位物${n}磁方位角`] }, // prettier-ignore
    {
      id: `distance${n}`,
      title: `方位物${n}距离`,
      headers: [`距离${n}`, `方位物距离${n}`, `方位物${zh}距离`, `距离${zh}`],
    },
  ];
});

/** What a 界桩成果表 or 界桩登记表 may bring (domain.md 5.5). */
export const markerFields: readonly Field[] = [
  { id: 'number', title: '界桩编号', headers: ['界桩号', '桩号', '界桩代码', '编号', 'marker_no', 'stake_no'], required: true },
  { id: 'line', title: '界线代码', headers: ['界线编号', '所属界线代码', '所属界线', '界线', 'line_code', 'line_no'] },
  { id: 'lineName', title: '界线名称', headers: ['界线命名', '边界线名称', 'line_name'] },
  { id: 'type', title: '界桩类型', headers: ['埋设形式', '埋设类型', '界桩形式', '立桩形式', '类型'] },
  { id: 'letter', title: '类型字母', headers: ['类型码', '类型代码', 'type_letter'] },
  { id: 'material', title: '材质', headers: ['界桩材质', '材料', '界桩材料'] },
  { id: 'sideA', title: '行政区1', headers: ['A方', '甲方', '一方', '行政区A', '行政区一', 'A方行政区', 'side_a', 'county_a'] },
  { id: 'sideB', title: '行政区2', headers: ['B方', '乙方', '另一方', '行政区B', '行政区二', 'B方行政区', 'side_b', 'county_b'] },
  { id: 'sideC', title: '行政区3', headers: ['C方', '丙方', '第三方', '行政区C', '行政区三', 'C方行政区', 'side_c'] },
  { id: 'managing', title: '管理方', headers: ['分工管理方', '分工管理', '管理单位', '管理责任方', '管护单位', 'managing_code'] },
  ...positionFields,
  { id: 'height', title: '高程', headers: ['界桩高程', 'H', 'h', '海拔', '正常高', 'registered_height'] },
  { id: 'accuracy', title: '点位精度', headers: ['精度', '点位中误差', '测量精度', 'accuracy_m'] },
  { id: 'method', title: '测量方法', headers: ['施测方法', '观测方法', '测定方法', 'survey_method'] },
  { id: 'established', title: '埋设日期', headers: ['埋设时间', '设立时间', '设立日期', '埋桩日期', '立桩时间', 'established_on'] },
  { id: 'surveyed', title: '测量日期', headers: ['施测日期', '测量时间', '观测日期', '勘测日期', 'survey_date'] },
  { id: 'checked', title: '检查日期', headers: ['联检日期', '最近检查日期', '巡查日期', '检查时间', '联检时间', 'checked_on'] },
  { id: 'condition', title: '界桩状态', headers: ['界桩现状', '完好情况', '保存状况', '现状', '状态', '状况'] },
  { id: 'description', title: '位置描述', headers: ['位置说明', '界桩位置', '界桩位置说明', '所在位置', '位置'] },
  ...objectFields,
  { id: 'public', title: '是否公开', headers: ['公开'] },
  { id: 'secrecy', title: '密级', headers: ['保密级别'] },
]; // prettier-ignore

export type MarkerForm = 'single' | 'double' | 'triple';

/** 单立 (also 单立三面型), 双立, 三立. Null when the word says none of them. */
export function parseForm(text: string): MarkerForm | null {
  const word = plainText(text).toLowerCase();
  if (word === 'single' || /^单立|^单桩|^单面/.test(word)) return 'single';
  if (word === 'double' || /^(同号)?双立|^双桩/.test(word)) return 'double';
  return word === 'triple' || /^(同号)?三立|^三桩/.test(word) ? 'triple' : null;
}

/** Q single, A and B double, C, D and E triple (domain.md 5.3). Null for another letter. */
export const formOfLetter = (letter: string): MarkerForm | null =>
  letter === 'Q'
    ? 'single'
    : letter === 'A' || letter === 'B'
      ? 'double'
      : /^[CDE]$/.test(letter)
        ? 'triple'
        : null;

const conditions: Readonly<Record<MarkerCondition, RegExp>> = {
  intact: /^(完好|良好|正常|完整|保存完好|完好无损)$/,
  damaged: /^(损坏|损毁|破损|破坏|断裂|倾斜|倒伏|部分损坏|已损坏|损伤)$/,
  displaced: /^(移位|移动|位移|已移动|被移动|走位)$/,
  missing: /^(丢失|缺失|灭失|遗失|已丢失|不存在|未找到)$/,
  unclear_inscription: /^(注记不清|字迹不清|注记模糊|字迹模糊|需描红|描红|注记脱落)$/,
  reference_incomplete: /^(方位物不齐全|方位物不全|方位物缺失|方位物变化|方位物灭失|方位物丢失)$/,
  unknown: /^(未知|不详|未检查|未查|待查)$/,
};
export const conditionWords = '完好, 损坏, 移位, 丢失, 注记不清, 方位物不齐全, 未知';

/** The states of domain.md 5.6. Null when the word is none of them. */
export function parseCondition(text: string): MarkerCondition | null {
  const word = plainText(text).toLowerCase();
  for (const [condition, form] of Object.entries(conditions) as [MarkerCondition, RegExp][])
    if (condition === word || form.test(word)) return condition;
  return null;
}

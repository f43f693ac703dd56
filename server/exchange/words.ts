/** Words of the tables that are exported, as the page has them. */
const words: Readonly<Record<string, string>> = {
  'place.current': '现用',
  'place.renamed': '已更名',
  'place.abolished': '已废止',
  'place.merged': '已合并',
  'place.proposed': '拟用',
  'flag.dilapidated': '危房',
  'flag.outdated': '设施陈旧',
  'flag.equipment': '设备超龄',
  'flag.emissions': '排放不达标',
  'facility.planned': '规划',
  'facility.building': '在建',
  'facility.operating': '运行',
  'facility.suspended': '停用',
  'facility.closed': '关闭',
  'facility.unknown': '不详',
  'position.surveyed': '实测',
  'position.approximate': '近似',
  'position.synthetic': '示意',
  'position.unknown': '不详',
  'level.national': '国界',
  'level.unclassified': '未定级',
  'level.province': '自治区级',
  'level.prefecture': '盟市级',
  'level.county': '旗县级',
  'level.township': '苏木乡镇级',
  'condition.intact': '完好',
  'condition.damaged': '损坏',
  'condition.displaced': '移位',
  'condition.missing': '丢失',
  'condition.unclear_inscription': '注记不清',
  'condition.reference_incomplete': '方位物不全',
  'condition.unknown': '不详',
  'transformed.transformed': '已转换',
  'transformed.untransformed': '未转换',
  'transformed.approximate': '近似转换',
  'type.single': '单立',
  'type.double': '双立',
  'type.triple': '三立',
  'line.province': '省级界线',
  'line.prefecture': '盟市级界线',
  'line.county': '旗县级界线',
  'clock.overdue': '逾期',
  'clock.due_this_year': '今年应检',
  'clock.under_way': '正在联检',
  'clock.planned': '已列计划',
  'clock.done': '已备案',
  'clock.unknown': '不详',
  'due.cycle': '上次联检后五年',
  'due.round': '本轮最后一年',
  'answer.yes': '是',
  'answer.no': '否',
  'answer.unknown': '不详',
  'severity.high': '严重',
  'severity.medium': '一般',
  'severity.low': '轻微',
  'result.converted': '成果转换',
  'result.vectorised': '矢量化',
  'result.smart': '智能化管理',
};

export const word = (group: string, value: string | null): string | null =>
  value === null ? null : (words[`${group}.${value}`] ?? value);

export const yesNo = (value: boolean): string => (value ? '是' : '否');

const filterTitles: Readonly<Record<string, string>> = {
  q: '名称含',
  division: '政区',
  class: '地名类别',
  status: '状态',
  source: '来源',
  language: '文字',
  origin: '地名语种',
  public: '是否公开',
  secrecy: '密级',
  sample: '示例数据',
  bbox: '范围 (西,南,东,北)',
  kind: '设施类别',
  level: '级别',
  at: '截至日期',
  line: '界线',
  condition: '状况',
  number: '编号',
  state: '状态',
  type: '类型',
  managing: '管理方',
  uncheckedSince: '此日以来未检查',
};

/** The filters of a request in one line. */
export function filterText(query: Readonly<Record<string, unknown>>, nameOf: (code: string) => string | undefined): string {
  const parts = Object.entries(query)
    .filter(([key, value]) => key !== 'f' && value !== undefined)
    .map(([key, value]) => {
      const text = Array.isArray(value) ? value.join(',') : String(value);
      const name = key === 'division' ? nameOf(text) : undefined;
      return `${filterTitles[key] ?? key}=${name === undefined ? text : `${text} ${name}`}`;
    });
  return parts.length === 0 ? '无 (全部)' : parts.join('; ');
} // prettier-ignore

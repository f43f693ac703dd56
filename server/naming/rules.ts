import type { NameRule, NameSeverity } from '../api/naming.ts';
import { article, article9 } from './law.ts';

const methods = '《地名管理条例实施办法》';

/** A rule as data. `severity` is for a new name, at most: a finding may weigh less, and an old name's errors are warnings. */
const list = [
  rule('form', 'error', article9(3), '使用国家通用语言文字，避免使用生僻字', '用字合法', 'Characters that may stand in a name', '乱码、控制符、私用区、拉丁字母、标点、括号、全角', '改成规范汉字'),
  rule('characters', 'error', article9(3), '使用国家通用语言文字，避免使用生僻字', '规范汉字', 'Standard characters', '每个字是否在《通用规范汉字表》8,105 字内；三级字为生僻字，提示', '换成规范汉字；确需使用的三级字说明理由'),
  rule('length', 'warning', null, null, '名称过长', 'Overlong', '超过 12 个汉字 (部门设定)', '缩短名称'),
  rule('numerals', 'warning', null, null, '数字', 'Numerals', '名称中的阿拉伯数字 (部门设定；编号的公路除外)', '改用汉字'),
  rule('parts', 'error', article9(), '地名由专名和通名两部分组成', '专名与通名', 'Specific and generic part', '既有专名又有通名；不叠用通名', '补上专名或通名'),
  rule('generic', 'error', article9(2), '符合地理实体的实际地域、规模、性质等特征', '通名合类别', 'Generic term fits the class', '通名与地名类别 (GB/T 18521) 相合', '换成合类别的通名，或改正类别'),
  rule('grandiose', 'warning', article9(1), '含义明确、健康，不违背公序良俗', '大、洋、怪、重', 'Grandiose or odd words', '刻意夸大、怪异难懂的词 (词表)', '改用反映当地地理、历史、文化特征的名称'),
  rule('leader', 'error', article9(4), '一般不以人名作地名，不以国家领导人的名字作地名', '国家领导人姓名', 'Names of state leaders', '词表', '不得使用'),
  rule('person', 'warning', `${article9(4)}；${methods}第三条`, '一般不以人名作地名，不以国家领导人的名字作地名', '人名', 'Personal names', '本名、别名、化名和文艺作品人物 (词表)；没有特定联系的除外', '人工确认；确属人名的改用他名'),
  rule('foreign', 'error', article9(5), '不以外国人名、地名作地名', '外国人名、地名', 'Foreign names', '词表；蒙古语音译偶合的由人工确认', '不得使用'),
  rule('company', 'warning', `${article9(6)}；${methods}第四条`, '不以企业名称或者商标名称作地名', '企业、商标名称', 'Companies and trademarks', '词表；没有特定联系的除外', '人工确认；确属企业或商标名称的改用他名'),
  rule('duplicate', 'error', `${article9(7)}、第（八）项`, '……不应重名，并避免同音', '重名', 'The same name', '同一范围内同类地名的标准名称相同；范围按类别 (见 scopes)', '改用他名'),
  rule('homophone', 'warning', `${article9(7)}、第（八）项`, '……不应重名，并避免同音', '同音', 'The same sound', '同一范围内同类地名的读音相同 (不计声调，注明声调是否也相同)', '宜改用读音不同的名称'),
  rule('other-name', 'warning', article9(8), '……不应重名，并避免同音', '与别名、曾用名相同', "Another place's other name", '同一范围内他处的别名、简称、曾用名', '核对是否同一地名；不同的改用他名'),
  rule('nation', 'notice', article9(7), '国内著名的自然地理实体名称，全国范围内的县级以上行政区划名称，不应重名，并避免同音', '全国查重', 'Look nationwide', '本库之外须在国家地名信息库比对', '在国家地名信息库查重名、同音'),
  rule('borrowed', 'warning', article9(9), '不以国内著名的自然地理实体、历史文化遗产遗址、超出本行政区域范围的地理实体名称作行政区划专名', '政区专名借用', 'Borrowed by a division', '政区专名是否为著名自然地理实体、遗产遗址 (词表)，或区域外的自然地理实体 (位置)', '改用本区域内的地名作专名'),
  rule('local-name', 'warning', article9(10), '具有重要地理方位意义的……设施名称，一般应当与所在地地名统一', '与所在地统一', 'Called after its place', '设施专名是否为所在政区或附近地名', '以所在地地名作专名'),
  rule('protected', 'error', `${article(10, null, 2)}；${article(25)}`, '列入保护名录的地名确需更名的，所在地县级以上地方人民政府应当预先制定相应的保护措施', '保护名录', 'Protected names', '更名的地名是否在保护名录；新名是否与名录中的地名相同', '一般不得更名；确需更名的先制定保护措施'),
  rule('significant', 'warning', `${article(3, 6)}至第（八）项`, '具有重要地理方位意义的……', '地理方位意义', 'Worth being a place name', '住宅区、楼宇、设施、其他实体只有具有重要地理方位意义的才是地名', '说明具有重要地理方位意义；没有的不作地名'),
  rule('romanization', 'error', article(15, null, 2), '地名的罗马字母拼写以《汉语拼音方案》作为统一规范', '罗马字母拼写', 'Romanization', '汉语地名: 与汉字读音一致、专名通名分写 (1984 年拼写规则)', '按规则拼写'),
  rule('mongolian-roman', 'warning', article(15, null, 2), '按照……制定的规则拼写；符合少数民族语地名……译写等规范', '蒙古语地名拼写', 'Mongolian romanization', '蒙古语地名的拼写等于汉语拼音', '按《少数民族语地名汉语拼音字母音译转写法》，由专业人员核定'),
  rule('mongolian', 'notice', null, null, '蒙古文名称', 'Name in Mongolian', '未填蒙古文 (自治区要求以现行规定为准，条文待核)', '补上蒙古文'),
  rule('position', 'error', article(11, 2, 1), '地理实体的位置、规模、性质等基本情况', '位置', 'Position', '坐标是否在所在政区的范围内 (界线为示意数据)', '核对坐标或所在政区'),
  rule('required', 'error', article(11, null, 1), '申请书应当包括……方案及理由；位置、规模、性质等基本情况', '必填项', 'Required fields', '类别、所在政区、位置、含义、理由、罗马字母拼写', '补齐'),
  rule('cancelled', 'error', null, null, '注销', 'Cancelling', '已经注销的；名称是行政区划名称的；还有地名标志的', '先核对；标志随注销一并处理'),
  rule('class', 'warning', null, null, '类别', 'Class', '类别代码在类别表 (GB/T 18521) 中', '核对类别；地方扩充的可保留'),
] as const; // prettier-ignore

export type RuleId = (typeof list)[number]['id'];

export const rules: readonly NameRule[] = list;
const byId = new Map<string, NameRule>(list.map((one) => [one.id, one]));
export const ruleOf = (id: RuleId): NameRule => byId.get(id)!;

function rule<const Id extends string>(
  id: Id,
  severity: NameSeverity,
  cited: string | null,
  quote: string | null,
  title: string,
  titleEn: string,
  checks: string,
  remedy: string,
): NameRule & { id: Id } {
  return { id, title, titleEn, article: cited, quote, severity, checks, remedy };
}

import type { QualityCheckId } from '../api/quality.ts';
import { article, article9 } from '../naming/law.ts';

interface Check {
  title: string;
  titleEn: string;
  basis: string | null;
}

/** What the present data are looked through for, in the order of the page. */
export const checks: Readonly<Record<QualityCheckId, Check>> = {
  'same-name': { title: '同旗县同类重名', titleEn: 'Same name, same banner and kind', basis: article9(8) },
  'same-sound': { title: '同旗县同类同音', titleEn: 'Same sound, same banner and kind', basis: article9(8) },
  'township-same-name': { title: '乡镇苏木在自治区内重名', titleEn: 'Townships of one name in the region', basis: article9(8) },
  twin: { title: '双重登记 (216/276)', titleEn: 'Registered twice (216/276)', basis: null },
  'outside-division': { title: '坐标不在所属旗县内', titleEn: 'Point outside its banner', basis: null },
  'no-position': { title: '没有坐标', titleEn: 'No position', basis: null },
  'inferred-position': { title: '坐标为推定', titleEn: 'Position inferred', basis: null },
  'no-roman': { title: '缺罗马字母拼写', titleEn: 'No romanization', basis: article(15, null, 2) },
  'no-mongolian': { title: '缺蒙古文', titleEn: 'No Mongolian name', basis: null },
  'roman-suspicious': { title: '拼写可疑', titleEn: 'Doubtful romanization', basis: article(15, null, 2) },
  'roman-is-pinyin': { title: '蒙古语地名用了汉语拼音', titleEn: 'Mongolian name spelt as pinyin', basis: article(15, null, 2) },
  characters: { title: '通用规范汉字表以外的字', titleEn: 'Characters outside the standard table', basis: article9(3) },
  form: { title: '字符与书写', titleEn: 'Form of the name', basis: article9(3) },
  words: { title: '人名、外国名、企业名、大洋怪', titleEn: 'Names of persons, companies, abroad', basis: article9(4) },
  generic: { title: '通名与类别不合', titleEn: 'Generic term does not fit the class', basis: article9(2) },
  'class-unknown': { title: '类别不在类别表中', titleEn: 'Unknown class', basis: null },
  'division-unknown': { title: '所属政区代码不是现行代码', titleEn: 'Unknown division code', basis: null },
  'place-code': { title: '地名代码不合规则', titleEn: 'Malformed place code', basis: null },
}; // prettier-ignore

export const checkIds = Object.keys(checks) as QualityCheckId[];

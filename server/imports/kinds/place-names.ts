import { simplified } from '../../places/variants.ts';

/** A name of a place as it goes into place_name. */
export interface PlaceName {
  text: string;
  kind: 'standard' | 'short' | 'alias' | 'former';
  lang: string; // BCP 47
  reading: string | null;
}

export interface NameProblem {
  severity: 'error' | 'warning';
  check: string;
  reason: string; // Chinese
  remedy: string;
}

const longest = 100; // characters
const misread = /锟斤|烫烫|屯屯屯/; // what other encodings make of nothing
const plainHanzi = /^[\u4E00-\u9FFF]{1,40}$/;
const error = (check: string, reason: string, remedy: string): NameProblem => ({
  severity: 'error',
  check,
  reason,
  remedy,
});
const warning = (check: string, reason: string, remedy: string): NameProblem => ({ severity: 'warning', check, reason, remedy }); // prettier-ignore

const garbled = error('name-garbled', '名称有乱码或丢失的字', '从原件重新导出 (UTF-8 或 GB18030)');

/** In this order; the first error ends it. */
const errors: readonly [RegExp, NameProblem][] = [
  [/[\uFFFD?？□■〓]|[\u00C3-\u00EF][\u0080-\u00BF]/u, garbled],
  [/[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C]/u, error('bidi-control', '名称含双向文字控制符, 显示与内容会不一致', '删去控制符')], // prettier-ignore
  [/[\p{Cc}\p{Zl}\p{Zp}]/u, error('name-control', '名称含控制字符或换行', '删去控制字符')],
  [/\p{Cs}/u, garbled], // half of a surrogate pair
  [
    /[\p{Co}\p{Cn}]/u,
    error('name-private-use', '名称含私用区或未定义的字符, 别处显示不出来', '换成标准编码的字'),
  ],
  [/^[\p{N}\p{P}\p{Z}]+$/u, error('name-digits', '名称只有数字或符号', '检查列是否对应')],
];
const warnings: readonly [RegExp, NameProblem][] = [
  [
    /[\uFF10-\uFF19\uFF21-\uFF3A\uFF41-\uFF5A\u3000]/u,
    warning('name-fullwidth', '名称含全角字母、数字或空格', '改成半角'),
  ],
  [/\p{Script=Han}[\p{Z}]+\p{Script=Han}/u, warning('name-space', '名称中间有空格', '删去空格')],
  [
    /[()（）[\]【】〔〕{}<>《》]/u,
    warning('name-note', '名称含括号或注记', '括号里的内容写入备注、别名或曾用名'),
  ],
  [/(?=.*\p{Script=Han}).*[，。、；：！!,;:"'“”‘’]/u, warning('name-punctuation', '名称含标点', '删去标点')],
  [/\p{Script=Han}.*\p{Script=Latin}|\p{Script=Latin}.*\p{Script=Han}/u, warning('name-mixed', '名称夹有拉丁字母', '地名用规范汉字')], // prettier-ignore
  [
    /[\u{20000}-\u{3FFFF}]/u,
    warning('rare-character', '名称含生僻字 (扩展 B 区及以后)', '核对是否在《通用规范汉字表》内'),
  ],
  [/\p{Cf}/u, warning('name-invisible', '名称含看不见的格式字符', '删去该字符')],
];

/** What is wrong or doubtful with a standard name (《地名管理条例》 art. 9, domain.md 3.2 and 4.1). */
export function nameProblems(name: string): NameProblem[] {
  const problems: NameProblem[] = [];
  if (misread.test(name)) return [garbled];
  if (!plainHanzi.test(name)) {
    if ([...name].length > longest) return [error('name-long', `名称超过 ${longest} 个字`, '检查列是否对应')];
    const wrong = errors.find(([pattern]) => pattern.test(name));
    if (wrong !== undefined) return [wrong[1]];
    for (const [pattern, problem] of warnings) if (pattern.test(name)) problems.push(problem);
    if (!/\p{Script=Han}/u.test(name))
      problems.push(warning('name-not-hanzi', '标准名称没有汉字', '补上汉字名称'));
  }
  const variants = variantsOf(name);
  if (variants !== null)
    problems.push(warning('name-variant', `名称含繁体或异体字: ${variants}`, '改成规范汉字'));
  return problems;
}

/** Characters that have another standard form: 内蒙古自治區 -> 區 (区). */
function variantsOf(name: string): string | null {
  let found: string | null = null;
  for (const point of name) {
    const standard = simplified.get(point);
    if (standard !== undefined && !alsoStandard.has(point))
      found = `${found === null ? '' : `${found}, `}${point} (${standard})`;
  }
  return found;
}

/** Characters of 《通用规范汉字表》 that another character also replaces: right in some names. */
const alsoStandard = new Set('乾夥麽藉瞭覆徵於噁濛甯');

const mongolianAllowed = /^[\u1800-\u18AF\u{11660}-\u{1167F}\u202F\u200C\u200D\s\-‐‑–—()（）]*$/u;
const bidi = /[\u202A-\u202E\u2066-\u2069\u200E\u200F\u061C\p{Cc}]/u;

/** What is wrong with a name in Mongolian script. */
export function mongolianProblem(text: string): NameProblem | null {
  if (bidi.test(text)) return error('bidi-control', '蒙古文含双向文字控制符或控制字符', '删去控制符');
  if (mongolianAllowed.test(text)) return null;
  return warning(
    'mongolian-letters',
    '蒙古文一栏有蒙古文以外的字符',
    '核对蒙古文, 其他文字写入别名或罗马字母拼写',
  );
}

/** Language of a name by its script. */
export function languageOf(text: string): string {
  if (plainHanzi.test(text) || /\p{Script=Han}/u.test(text)) return 'zh-Hans';
  if (/\p{Script=Mongolian}/u.test(text)) return 'mn-Mong';
  if (/\p{Script=Cyrillic}/u.test(text)) return 'mn-Cyrl';
  return /\p{Script=Latin}/u.test(text) ? 'zh-Latn-pinyin' : 'und';
}

/** The names in one cell: 归绥、归化城 | 绥远城. */
export const splitNames = (cell: string): string[] => cell.split(/[|;；、,，]/).map((part) => part.trim()).filter((part) => part !== ''); // prettier-ignore

/**
 * GeoNames gives one Latin name and many alternates: the first in simplified hanzi becomes the standard name, one with a
 * generic ending before others, and the rest aliases.
 */
export function geonamesNames(latin: string, alternatenames: string | null): [PlaceName, ...PlaceName[]] {
  const alternates = (alternatenames ?? '').split(',').map((text) => text.trim()).filter((text) => text !== ''); // prettier-ignore
  const hanzi = alternates.filter((text) => plainHanzi.test(text) && variantsOf(text) === null);
  const any = alternates.filter((text) => plainHanzi.test(text));
  const standard = hanzi.find((text) => /[市旗县镇乡村]$/.test(text)) ?? hanzi[0] ?? any[0] ?? latin;
  return [
    { text: standard, kind: 'standard', lang: languageOf(standard), reading: null },
    ...[...new Set([latin, ...alternates])]
      .filter((text) => text !== standard && !bidi.test(text))
      .map((text) => ({ text, kind: 'alias' as const, lang: languageOf(text), reading: null })),
  ];
}

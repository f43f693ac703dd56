import type { Level } from '../../api/divisions.ts';
import type { Row } from '../formats/format.ts';
import type { CheckRun } from '../kind.ts';
import { ImportRefused, type FindingInput } from '../report.ts';
import { isStatistical, kindFitsCode, levelNamed, levelOf, levelOfKind, levelTitles, normalCode, parentOf } from './division-codes.ts'; // prettier-ignore

/** One division of a code list; null where the file says nothing. */
export interface ListedDivision {
  line: number;
  code: string;
  level: Level;
  name: string;
  kind: string | null;
  short: string[] | null;
  roman: string | null;
  mongolian: string | null;
  parent: string | null; // by the digits of the code
  /** What the file has for the division above, where that is no code: a name to compare. */
  parentName: string | null;
}

export const statisticalRefusal =
  '这是 12 位的统计用区划代码 (国家统计局), 与民政部的行政区划代码不是同一套: 乡级代码与名称多有不同, 含有 “市辖区” 一类的统计单位, 又有村级。' +
  '请导入民政部的区划名录 (6 位与 9 位代码)。'; // prettier-ignore

const nameForm = /^[\p{Script=Han}·]{2,40}$/u;

/** One row, checked by itself. Null when it is refused; the report says why. @throws ImportRefused for a statistical list */
export function readListRow(run: CheckRun, row: Row): ListedDivision | null {
  const { columns, report } = run;
  const cell = (field: string): string | null => columns.get(row, field);
  const finding = (field: string, check: string, reason: string, remedy: string): FindingInput => ({ check, line: row.line, field: columns.header(field), value: cell(field), reason, remedy }); // prettier-ignore
  const text = cell('code');
  if (text !== null && isStatistical(text)) throw new ImportRefused(statisticalRefusal);
  const code = text === null ? null : normalCode(text);
  if (code === null) return refuse(finding('code', 'code-form', text === null ? '没有区划代码' : '区划代码应为 6 位 (乡级 9 位) 数字', '改正代码')); // prettier-ignore
  const level = levelOf(code);

  const levelText = cell('level');
  const named = levelText === null ? null : levelNamed(levelText);
  if (levelText !== null && named === null) report.warning(finding('level', 'level-unknown', `级别不认识, 按代码是${levelTitles[level]}`, '写成 1-4 或省级、地级、县级、乡级')); // prettier-ignore
  if (named !== null && named !== level) return refuse(finding('level', 'level-code', `级别与代码不符: 代码 ${code} 是${levelTitles[level]}的`, '改正级别或代码')); // prettier-ignore

  const name = cell('name')?.replaceAll(/\s/g, '') ?? null;
  if (name === null) return refuse(finding('name', 'name-missing', `${code} 没有名称`, '补上名称'));
  if (!nameForm.test(name)) return refuse(finding('name', 'name-form', '名称应为 2-40 个汉字', '改正名称'));

  const kind = cell('kind');
  const kindLevel = kind === null ? null : levelOfKind(kind);
  if (kind !== null && kindLevel === null) report.warning(finding('kind', 'kind-unknown', '政区类型不在名录所用的之内', '核对类型'));
  else if (kind !== null && kindLevel !== level) report.warning(finding('kind', 'kind-level', `${kind}不是${levelTitles[level]}的类型`, '核对类型与代码')); // prettier-ignore
  else if (kind !== null && !kindFitsCode(code, kind)) report.warning(finding('kind', 'kind-code', `类型与代码第 7 位不符 (GB/T 10114: 0 街道, 1 镇, 2-3 乡与苏木)`, '核对类型与代码')); // prettier-ignore

  const parent = parentOf(code);
  const parentText = cell('parent');
  const isCode = parentText !== null && /^\d+$/.test(parentText) && !/^0+$/.test(parentText); // 0 = none
  if (isCode && normalCode(parentText) !== parent) return refuse(finding('parent', 'parent-mismatch', `上级与代码不符: 按代码 ${code} 上级是 ${parent ?? '无'}`, '改正代码或上级')); // prettier-ignore
  const parentName = parentText !== null && !/^\d+$/.test(parentText) ? parentText : null;
  return {
    line: row.line,
    code,
    level,
    name,
    kind,
    short: cell('short')?.split(/[|;；,，、/]/).map((part) => part.trim()).filter((part) => part !== '') ?? null, // prettier-ignore
    roman: cell('roman'),
    mongolian: cell('mongolian'),
    parent,
    parentName,
  };

  function refuse(input: FindingInput): null {
    report.error(input);
    return null;
  }
}

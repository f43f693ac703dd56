import type { FactType } from '../api/unit-facts.ts';
import type { Db } from '../database/open.ts';
import { badRequest } from '../http/problem.ts';
import { mapColumns, type Columns, type Field } from '../imports/columns.ts';
import { openSource } from '../imports/formats/open.ts';
import { readDay } from '../imports/kinds/common-cells.ts';
import { plainText } from '../imports/kinds/cell-values.ts';
import { knownDivisions, resolveDivision, type KnownDivisions, type Resolved } from '../imports/kinds/known-divisions.ts'; // prettier-ignore
import { rowCells, type RowCells } from '../imports/kinds/row-cells.ts';
import { ImportRefused, type Report } from '../imports/report.ts';
import { factChoices, factTitles, readFactType, readFactWord } from './fact-words.ts';
import { factLevels, faultsOf, type FactContent } from './unit-facts.ts';

/** What one row of the file says. What its file has no column for is left out: it stays as it is. */
export interface SaidFact {
  line: number;
  division: string;
  type: FactType;
  value: string;
  validFrom: string | null; // null: of the fact that holds now
  more: Partial<Pick<FactContent, 'detail' | 'document' | 'validTo'>>;
}

export interface FactRows {
  said: SaidFact[];
  rows: number;
  /** The header of a field, for what is found out later. */
  header(field: string): string;
}

const mostRows = 50_000;
const longest = { value: 60, document: 200, detail: 500 };

const fieldsOf = (type: FactType): Field[] => [
  { id: 'type', title: '类型', headers: [] },
  { id: 'division', title: '区划代码', headers: ['政区代码', '行政区划代码', '乡级代码', '旗县代码', '代码', 'code'] },
  { id: 'prefecture', title: '盟市', headers: ['所在盟市'] },
  { id: 'county', title: '旗县', headers: ['旗县市区', '所在旗县'] },
  { id: 'name', title: '名称', headers: ['政区', '政区名称', '单位', '乡级名称', '苏木乡镇', '乡镇', '乡镇街道'] },
  { id: 'value', title: '值', headers: [factTitles[type], '情况', ...(type === 'population' ? ['常住人口', '人口数', '总人口'] : type === 'zone' ? ['划分'] : [])], required: true },
  { id: 'detail', title: '说明', headers: ['备注'] },
  { id: 'document', title: '文号', headers: ['依据文件', '文件号', '依据'] },
  { id: 'validFrom', title: '自', headers: ['起', '起始日期', '生效日期', 'valid_from'] },
  { id: 'validTo', title: '至', headers: ['止', '终止日期', 'valid_to'] },
]; // prettier-ignore

/**
 * Reads a CSV or XLSX of facts; a row without a value says nothing. What is wrong with a row goes to the report.
 * @param type of rows that name none
 * @param held codes of which something is recorded, though they may no longer be divisions of today
 * @throws Problem 400 when the file as a whole cannot be used
 */
export async function readFactFile(db: Db, file: { path: string; name: string }, { type, held }: { type: FactType; held: ReadonlySet<string> }, report: Report): Promise<FactRows> {
  try {
    const source = await openSource(file.path, { name: file.name, limits: { rows: mostRows } });
    try {
      const columns = mapColumns(fieldsOf(type), source.headers);
      if (columns.missing.length > 0 || !(columns.has('division') || columns.has('name')))
        throw new ImportRefused(`缺少列: 须有 值, 以及 区划代码 或 名称; 文件的列: ${source.headers.join(', ')}。请从模板开始填写`);
      const known = await knownDivisions(db);
      const read: FactRows = { said: [], rows: 0, header: columns.header };
      for await (const row of source.rows()) {
        read.rows += 1;
        const said = readRow(rowCells(row, columns, report), { columns, known, held, type });
        if (said !== null) read.said.push(said);
      }
      for (const notice of source.notices) report.warning(notice);
      return read;
    } finally {
      await source.close();
    }
  } catch (error) {
    if (error instanceof ImportRefused) throw badRequest(error.message);
    throw error;
  }
} // prettier-ignore

interface Reading {
  columns: Columns;
  known: KnownDivisions;
  held: ReadonlySet<string>;
  type: FactType;
}

/** Null: the row says nothing, or is wrong. */
function readRow(cells: RowCells, { columns, known, held, type: usual }: Reading): SaidFact | null {
  const [saidType, cell] = [cells.text('type'), cells.text('value')];
  if (cell === null) {
    if (cells.text('document') !== null || cells.text('detail') !== null)
      cells.error('value-missing', 'value', '有文号或说明, 却没有值', '填上值, 或清空整行');
    return null;
  }
  const type = saidType === null ? usual : readFactType(saidType);
  if (type === null) {
    cells.error('fact-type', 'type', '不认识的类型', `写其中之一: ${Object.values(factTitles).join('、')}, 或删去这一列`); // prettier-ignore
    return null;
  }
  const division = readDivision(cells, known, held, type);
  const value = readFactWord(type, cell);
  const [validFrom, validTo] = [readDay(cells, 'validFrom'), readDay(cells, 'validTo')];
  const more = {
    ...(columns.has('detail') && { detail: cells.text('detail') }),
    ...(columns.has('document') && { document: cells.text('document') }),
    ...(columns.has('validTo') && { validTo }),
  };
  for (const { field, zh } of faultsOf({ type, division: '', value, detail: null, document: null, validFrom, validTo })) // prettier-ignore
    cells.error(`fact-${field === 'value' ? 'value' : 'days'}`, field, zh, remedyOf(type, field)); // prettier-ignore
  for (const field of ['value', 'document', 'detail'] as const)
    if ((cells.text(field)?.length ?? 0) > longest[field]) cells.error('text-long', field, `超过 ${longest[field]} 个字`, '写短一些'); // prettier-ignore
  return cells.rejected() || division === null
    ? null
    : { line: cells.line, division, type, value, validFrom, more };
}

function remedyOf(type: FactType, field: 'value' | 'validTo'): string {
  if (field === 'validTo') return '至不能早于自';
  const choices = factChoices(type);
  return choices === null ? '写整数, 如 12345, 不写单位' : `写其中之一: ${choices.join('、')}`;
}

/** By code, else by name with the path above it; a name that stands beside a code must be that unit's. */
function readDivision(
  cells: RowCells,
  known: KnownDivisions,
  held: ReadonlySet<string>,
  type: FactType,
): string | null {
  const [code, name] = [cells.text('division'), cells.text('name')];
  const levels = factLevels[type];
  if (code !== null && held.has(plainText(code)) && known.get(plainText(code)) === undefined)
    return plainText(code);
  const path = [cells.text('prefecture'), cells.text('county'), name].map((part) => part?.replaceAll(/[/>›、·\s]/g, '') ?? ''); // prettier-ignore
  const field = code === null ? 'name' : 'division';
  const found: Resolved = resolveDivision(known, code ?? path.join(''), levels);
  if (found.division === null) {
    refuse(cells, field, found, code !== null && known.get(plainText(code)) !== undefined, type);
    return null;
  }
  const { division, formerly } = found;
  if (formerly !== null)
    cells.warn('code-former', 'division', `代码 ${formerly} 已不用, 按今天的 ${division.code} ${division.name} 读取`, '核对'); // prettier-ignore
  else if (code !== null && name !== null && !isNameOf(path.at(-1)!, division)) {
    cells.error('name-differs', 'name', `代码 ${division.code} 是 ${division.name}, 名称却是 ${name}`, '核对是否错行, 改正代码或名称'); // prettier-ignore
    return null;
  }
  return division.code;
}

const isNameOf = (name: string, division: { name: string; short: readonly string[] }): boolean =>
  [division.name, ...division.short].some((own) => name === own || name.endsWith(division.name));

function refuse(
  cells: RowCells,
  field: string,
  found: Extract<Resolved, { division: null }>,
  isOther: boolean,
  type: FactType,
): void {
  const levels = factLevels[type].map((level) => ({ province: '自治区', prefecture: '盟市', county: '旗县', township: '苏木乡镇街道' })[level]); // prettier-ignore
  if (cells.text(field) === null)
    cells.error('division-missing', field, '没有区划代码, 也没有名称', '填上区划代码');
  else if (isOther) cells.error('division-level', field, `${factTitles[type]}只登记在${levels.join('、')}`, '改为这一级的代码'); // prettier-ignore
  else if (found.problem === 'unknown') cells.error('division-unknown', field, `没有这个${levels.join('或')}`, '写 6、9 或 12 位区划代码, 或全名并在前面写明盟市和旗县'); // prettier-ignore
  else cells.error(`division-${found.problem}`, field, found.problem === 'abolished' ? `已撤销, 今天是 ${found.candidates.join('、')}` : `同名的有 ${found.candidates.join('、')}`, '写其中之一的区划代码'); // prettier-ignore
}

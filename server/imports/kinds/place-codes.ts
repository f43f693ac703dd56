import type { PlaceCells } from './place-cells.ts';
import type { PlaceDivisions } from './place-divisions.ts';

/** What the codes of a row say (domain.md 3.1, 6.1). */
export interface PlaceCodes {
  placeCode: string | null; // 20 digits
  code: string | null; // of a division or of the statistics, or an id of the file's own
  division: string | null; // 6 or 9 digits
  class: string | null;
  /** 12 digits: townships and villages of the statistics, which are not the official ones. */
  statistical: boolean;
}

const none: PlaceCodes = { placeCode: null, code: null, division: null, class: null, statistical: false };
const divisionLengths = [6, 9, 12];

/** @returns undefined when a code is spoilt: the row is refused */
export const codesOf = (cells: PlaceCells): PlaceCodes | undefined =>
  readCodes(cells.get('place_code'), cells.get('code'), cells);

function readCodes(placeCode: string | null, code: string | null, cells: PlaceCells): PlaceCodes | undefined {
  if (isSpoilt(placeCode, 'place_code', cells) || isSpoilt(code, 'code', cells)) return undefined;
  if (placeCode !== null && isPlaceCode(placeCode))
    return fromPlaceCode(placeCode, code === placeCode ? null : code);
  if (placeCode !== null) {
    if (code === null && isDigits(placeCode) && divisionLengths.includes(placeCode.length)) return readCodes(null, placeCode, cells); // prettier-ignore
    cells.tell('error', 'place_code', { check: 'code-form', reason: '地名代码不是 20 位数字', remedy: '按《国家地名数据库代码编制规则》: 6 位政区 + 3 位乡镇 + 5 位类别 + 6 位顺序号' }, placeCode); // prettier-ignore
    return undefined;
  }
  if (code === null) return none;
  if (isPlaceCode(code)) return fromPlaceCode(code, null);
  if (!isDigits(code) || !divisionLengths.includes(code.length)) return { ...none, code };
  return { ...none, code, division: withoutZeros(code.slice(0, 9)), statistical: code.length === 12 };
}

/** 1.50102E+19: a spreadsheet has taken the code for a number. */
function isSpoilt(text: string | null, field: string, cells: PlaceCells): boolean {
  if (text === null || !/^[\d.]+E\+?\d+$/i.test(text)) return false;
  cells.tell('error', field, { check: 'code-form', reason: '代码成了科学记数, 后面的数字已丢失', remedy: '在表格软件中把该列设为文本, 重新填写' }, text); // prettier-ignore
  return true;
}

const isDigits = (text: string): boolean => /^\d+$/.test(text);
const isPlaceCode = (text: string): boolean => /^\d{20}$/.test(text);
const withoutZeros = (code: string): string =>
  code.length === 9 && code.endsWith('000') ? code.slice(0, 6) : code;

const fromPlaceCode = (placeCode: string, code: string | null): PlaceCodes => ({
  placeCode,
  code,
  division: withoutZeros(placeCode.slice(0, 9)),
  class: placeCode.slice(9, 14),
  statistical: false,
});

/**
 * The division of today for a code in a row, against the divisions in force on `day`: an old code gives its one successor,
 * an unknown township its county. What cannot be resolved stays as it is given.
 */
export function divisionOfToday(
  divisions: PlaceDivisions,
  given: string,
  day: string,
  field: string,
  statistical: boolean,
  cells: PlaceCells,
): string {
  if (divisions.empty) return given;
  const county = given.slice(0, 6);
  const { state, name, successor, successors } = divisions.stateOn(county, day);
  switch (state) {
    case 'unknown':
      cells.tell('warning', field, { check: 'code-unknown', reason: `政区代码 ${county} 不在政区名录中`, remedy: '核对代码' }); // prettier-ignore
      return given;
    case 'former':
      cells.tell('warning', field, { check: 'code-former', reason: `${county} 是 ${name} 的旧代码`, remedy: successor === null ? `现在的代码: ${successors.length === 0 ? '无后继' : successors.join(', ')}, 须人工指定` : `现为 ${successor.code} ${successor.name}` }); // prettier-ignore
      return successor?.code ?? given;
    case 'later':
      cells.tell('warning', field, { check: 'code-later', reason: `${county} ${name} 在 ${day} 尚未启用`, remedy: '核对代码与登记时间' }); // prettier-ignore
      break;
    case 'present':
  }
  if (given.length === 6 || divisions.known.get(given) !== undefined) return given;
  if (!statistical) cells.tell('warning', field, { check: 'township-unknown', reason: `乡级代码 ${given} 不在政区名录中, 归入 ${name}`, remedy: '核对乡级代码, 或确认是统计用代码' }); // prettier-ignore
  return county;
}

import type { Columns } from '../columns.ts';
import type { Row } from '../formats/format.ts';
import type { PositionReader, RowPosition } from '../position.ts';
import type { Report } from '../report.ts';
import { isCreditCode, parseList, parseQuantity, parseYesNo, plainText } from './cell-values.ts';
import { publicity, readDay } from './common-cells.ts';
import { parseLevel, parseOwnership, parseStatus, statusWords } from './facility-fields.ts';
import type { FacilityKindRow, FacilityKinds } from './facility-kinds.ts';
import { readHistory } from './facility-history.ts';
import { facilityPlace } from './facility-place.ts';
import { resolveDivision, type KnownDivisions } from './known-divisions.ts';
import { rowCells, type RowCells } from './row-cells.ts';
import type { StagedRow } from './small-table.ts';

export interface FacilityReader {
  columns: Columns;
  kinds: FacilityKinds;
  divisions: KnownDivisions;
  position: PositionReader;
  report: Report;
  today: string; // YYYY-MM-DD
}

/** A facility as it goes to the staging table. */
export type FacilityRow = StagedRow & {
  kind: string;
  name: string;
  code: string | null;
  county_code: string;
  external_id: string;
  credit_code: string | null;
  lon: number | null; // degrees, EPSG:4490
  lat: number | null;
  position: string;
};

/** One row as it was read. Of a row that is refused `id` is the external id, as far as it can be told. */
export type FacilityRead = { row: FacilityRow } | { row: null; id: string | null };

export function readFacility(reader: FacilityReader, row: Row): FacilityRead {
  const cells = rowCells(row, reader.columns, reader.report);
  const kind = readKind(cells, reader.kinds);
  const name = cells.text('name');
  if (name === null) cells.error('name-missing', 'name', '没有名称', '补上名称');
  const place = facilityPlace(cells, reader.divisions);
  const position = cells.position(reader.position);
  const credit = readCreditCode(cells);
  const code = cells.text('code');
  const level = readWord(cells, 'level', parseLevel, 'level-unknown', '级别应为 自治区, 盟市, 旗县, 乡镇');
  const state = readState(cells, reader.today);
  const record = {
    line: row.line,
    name: name ?? '',
    code: code ?? credit,
    address: cells.text('address'),
    ownership: readWord(
      cells,
      'ownership',
      parseOwnership,
      'ownership-unknown',
      '举办性质应为 公办, 民办, 公建民营',
    ),
    level,
    ...state,
    capacity: readNumber(cells, 'capacity', 0, 10_000_000),
    serves: readServes(cells, reader.divisions),
    hosted_in: cells.text('hostedIn'),
    phone: cells.text('phone'),
    hours: cells.text('hours'),
    condition: cells.text('condition'),
    env_compliant: readYesNo(cells, 'envCompliant'),
    credit_code: credit,
    services: parseServices(cells.text('services')),
    status_history: readHistory(cells, state.status),
    equipment_year: readNumber(cells, 'equipmentYear', 1900, Number(reader.today.slice(0, 4)) + 1),
    approval_no: cells.text('approvalNo'),
    ...publicity(cells, true),
  };
  cells.keep('source');
  const externalId = idOf(code, credit, kind?.id, name, place?.county);
  if (cells.rejected() || kind === null || place === null || position === undefined || externalId === null)
    return { row: null, id: externalId };
  checkLevel(cells, kind, level, place.township);
  const where = { county_code: place.county, township_code: place.township };
  return { row: { ...record, ...placed(cells, position), ...where, kind: kind.id, external_id: externalId, attributes: cells.attributes() } }; // prettier-ignore
}

function idOf(
  code: string | null,
  credit: string | null,
  kind: string | undefined,
  name: string | null,
  county: string | undefined,
): string | null {
  if (code !== null) return `code:${code}`;
  if (kind === undefined) return null;
  if (credit !== null) return `credit:${credit}:${kind}`; // one body may run a funeral home and a cemetery
  return name === null || county === undefined ? null : `name:${kind}:${plainText(name)}:${county}`;
}

function readKind(cells: RowCells, kinds: FacilityKinds): FacilityKindRow | null {
  const text = cells.text('kind');
  const kind = text === null ? undefined : kinds.find(text);
  if (kind === undefined) {
    const names = kinds.all.map(({ id, name }) => `${name} (${id})`).join(', ');
    cells.error(
      'kind-unknown',
      'kind',
      text === null ? '没有设施类型' : '没有这种设施类型',
      `改为其中之一: ${names}`,
    );
    return null;
  }
  if (kind.id === 'public_cemetery' && !/公益/.test(text!) && text !== kind.id) cells.warn('cemetery-nature', 'kind', '没有说明是公益性还是经营性, 按公益性公墓载入', '若是经营性公墓, 删去此行: 公益性安葬设施的覆盖率不计入它'); // prettier-ignore
  return kind;
}

function readCreditCode(cells: RowCells): string | null {
  const text = cells.text('creditCode');
  if (text === null) return null;
  const code = plainText(text).toUpperCase();
  if (!isCreditCode(code)) cells.warn('credit-code', 'creditCode', '统一社会信用代码的位数、字符或校验码不对 (GB 32100-2015)', '核对登记证书'); // prettier-ignore
  return code;
}

/** Status and the days that belong to it. */
function readState(cells: RowCells, today: string) {
  const text = cells.text('status');
  const status = text === null ? 'unknown' : parseStatus(text);
  if (status === null)
    cells.error('status-unknown', 'status', '不认识的状态', `改为其中之一: ${statusWords}`);
  const [opened, closed, verified] = ['opened', 'closed', 'verified'].map((field) => readDay(cells, field));
  if (opened && closed && closed < opened) cells.error('date-order', 'closed', `关闭日期早于启用日期 ${opened}`, '核对两个日期'); // prettier-ignore
  else if (status === 'operating' && closed && closed <= today) cells.warn('date-status', 'closed', '状态是运营, 却已过关闭日期', '核对状态与日期'); // prettier-ignore
  if (verified && verified > today) cells.warn('date-future', 'verified', '核实日期在今天以后', '核对日期');
  if (status === 'operating' && opened && opened > today) cells.warn('date-status', 'opened', '状态是运营, 启用日期却在今天以后', '核对状态与日期'); // prettier-ignore
  return { status: status ?? 'unknown', opened_on: opened, closed_on: closed, verified_on: verified };
}

function readWord<T>(
  cells: RowCells,
  field: string,
  parse: (text: string) => T | null,
  check: string,
  reason: string,
): T | null {
  const text = cells.text(field);
  if (text === null) return null;
  const value = parse(text);
  if (value === null) {
    cells.keep(field);
    cells.warn(check, field, reason, '改正; 原文保留在附加属性中');
  }
  return value;
}

function readNumber(cells: RowCells, field: string, least: number, most: number): number | null {
  const text = cells.text(field);
  if (text === null) return null;
  const found = parseQuantity(text);
  if (found !== null && found.unit !== '') cells.keep(field); // 250张, 4400具/年
  if (found !== null && Number.isInteger(found.value) && found.value >= least && found.value <= most)
    return found.value;
  cells.keep(field);
  cells.warn('number-form', field, `应为 ${least} 到 ${most} 的整数`, '改正; 原文保留在附加属性中');
  return null;
}

function readYesNo(cells: RowCells, field: string): boolean | null {
  const text = cells.text(field);
  if (text === null) return null;
  const value = /^(不|未|非)/.test(text)
    ? false
    : (parseYesNo(text) ?? (/达标|合格|符合/.test(text) ? true : null));
  if (value === null) {
    cells.keep(field);
    cells.warn('yes-no', field, '应为 是 或 否', '改正; 原文保留在附加属性中');
  }
  return value;
}

const parseServices = (text: string | null): string[] => (text === null ? [] : [...new Set(parseList(text))]);

function readServes(cells: RowCells, known: KnownDivisions): string[] {
  const text = cells.text('serves');
  if (text === null) return [];
  const codes = new Set<string>();
  const wrong: string[] = [];
  for (const part of parseList(text)) {
    const found = resolveDivision(known, part, ['county', 'prefecture', 'township']);
    if (found.division === null) wrong.push(part);
    else codes.add(found.division.code);
  }
  if (wrong.length > 0) {
    cells.keep('serves');
    cells.warn(
      'serves-unknown',
      'serves',
      `服务区域中有不认识的政区: ${wrong.join(', ')}`,
      '改用区划代码, 用 | 或 、 隔开',
    );
  }
  return [...codes].sort();
}

function checkLevel(
  cells: RowCells,
  kind: FacilityKindRow,
  level: string | null,
  township: string | null,
): void {
  if (kind.unit === 'township' && township === null) cells.warn('township-missing', 'township', `${kind.name}按苏木乡镇评价, 这一行没有 (可用的) 苏木乡镇`, '补上苏木乡镇的名称或 9 位代码'); // prettier-ignore
  if (level === 'township' && kind.unit !== 'township') cells.warn('level-unit', 'level', `${kind.name}不是苏木乡镇一级的设施`, '核对级别与类型'); // prettier-ignore
  if (kind.unit === 'township' && (level === 'prefecture' || level === 'province')) cells.warn('level-unit', 'level', `${kind.name}是苏木乡镇一级的设施`, '核对级别与类型'); // prettier-ignore
}

/** The point and how good it is. A legacy datum without parameters leaves it unknown; what the file says is always kept. */
function placed(cells: RowCells, position: RowPosition) {
  const { lon, lat, status, method, original } = position;
  if (status === 'untransformed') cells.warn('untransformed', 'crs', `${original?.crs ?? ''} 没有转换参数: 未转换, 图上不显示, 原坐标已保留`, '向测绘主管部门取得转换参数, 设置 NUTAG_DATUM_XIAN80 或 NUTAG_DATUM_BEIJING54'); // prettier-ignore
  return {
    lon,
    lat,
    position:
      lon === null || lat === null ? 'unknown' : status === 'approximate' ? 'approximate' : 'surveyed',
    original: original === null ? null : { ...original, status, method },
  };
}

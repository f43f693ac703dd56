import { CrsError } from '../../crs/crs.ts';
import type { Locator } from '../../divisions/locate.ts';
import type { CheckRun } from '../kind.ts';
import type { RowPosition } from '../position.ts';
import { significant } from './known-divisions.ts';
import type { PlaceCells } from './place-cells.ts';
import { divisionOfToday, type PlaceCodes } from './place-codes.ts';
import type { PlaceDivisions } from './place-divisions.ts';

const toleranceKm = 0.05; // coordinates are rounded, borders generalised

/** @returns undefined when the position is wrong: the row is refused */
export function positionOf(
  cells: PlaceCells,
  { position, report }: Pick<CheckRun, 'position' | 'report'>,
): RowPosition | undefined {
  try {
    const found = position(cells.row, report);
    if (found?.status === 'untransformed') {
      const value = found.original === null ? null : `${found.original.x}, ${found.original.y}`;
      cells.tell('warning', 'crs', { check: 'untransformed', reason: `${found.original?.crs ?? '旧坐标系'} 没有转换参数, 坐标未转换, 地图上不显示`, remedy: '配置转换参数后重新导入; 原坐标已保留' }, value); // prettier-ignore
    }
    return found;
  } catch (error) {
    if (!(error instanceof CrsError)) throw error; // values that the reference system cannot have
    cells.tell('error', 'longitude', { check: 'coordinate-range', reason: error.message.replace(/。$/, ''), remedy: '检查坐标系、带号与坐标顺序' }); // prettier-ignore
    return undefined;
  }
}

/** A division as the file gives it, and the one of today. */
export interface GivenDivision {
  given: string;
  today: string;
}

/** From a column or from the code, the column first; null when neither says anything. */
export function givenDivision(
  cells: PlaceCells,
  codes: PlaceCodes,
  divisions: PlaceDivisions,
  day: string,
): GivenDivision | null {
  const { division, statistical } = codes;
  const field = cells.get('division') !== null ? 'division' : cells.get('city') !== null ? 'city' : null;
  const named = field === null ? null : divisions.read(cells.get(field)!);
  if (field !== null && named === null) {
    cells.keep(field);
    cells.tell('warning', field, { check: 'division-unknown', reason: '所在政区不是代码, 也不是唯一的政区名称', remedy: '写 6 位或 9 位政区代码' }); // prettier-ignore
  }
  const codeField = codes.placeCode === null ? 'code' : 'place_code';
  const fromCode = division === null ? null : { given: division, today: divisionOfToday(divisions, division, day, codeField, statistical, cells) }; // prettier-ignore
  if (field === null || named === null || named === division) return fromCode;
  const fromColumn = {
    given: named,
    today: divisionOfToday(divisions, named, day, field, statistical, cells),
  };
  if (fromCode !== null && !overlaps(fromCode.today, fromColumn.today)) cells.tell('warning', field, { check: 'division-code-differs', reason: `所在政区与代码不符: 代码属于 ${divisions.title(fromCode.today)}`, remedy: '核对代码与所在政区' }); // prettier-ignore
  return fromColumn;
}

/**
 * Where a point lies, against the division of the row (its county); without one, the county that holds the point.
 * @returns `derived` when the division was found by the point
 */
export function checkedDivision(
  cells: PlaceCells,
  divisions: PlaceDivisions,
  locator: Locator,
  given: string | null,
  { lon, lat }: Pick<RowPosition, 'lon' | 'lat'>,
): { division: string; derived: boolean } {
  const county = lon === null || lat === null ? null : locator.find(lon, lat);
  if (given === null) {
    const reason = lon === null ? '没有所在政区, 也没有坐标' : '没有所在政区, 坐标不在任何旗县之内';
    if (county === null) cells.tell('warning', 'division', { check: 'division-missing', reason, remedy: '补上所在政区代码' }, null); // prettier-ignore
    else cells.tell('warning', 'division', { check: 'division-derived', reason: `没有所在政区, 由坐标推定为 ${divisions.title(county)}`, remedy: '补上所在政区代码' }, null); // prettier-ignore
    return { division: county ?? divisions.root, derived: county !== null };
  }
  const inside = lon === null || lat === null || (county !== null && overlaps(county, given));
  const km = inside ? 0 : locator.distanceKm(given, lon, lat);
  if (!inside && km !== null && km > toleranceKm) {
    const really = county === null ? '' : `, 在 ${divisions.title(county)} 境内`;
    cells.tell('warning', 'division', { check: 'outside-division', reason: `坐标在 ${divisions.title(given.slice(0, 6))} 之外 ${km.toFixed(1)} km${really}`, remedy: '核对坐标与所在政区', lon, lat }, given); // prettier-ignore
  }
  return { division: given, derived: false };
}

/** One lies in the other, or they are equal: 150102 and 150102001, 150100 and 150102. */
function overlaps(one: string, other: string): boolean {
  const [a, b] = [one.slice(0, 6), other.slice(0, 6)];
  return a === b || a.startsWith(significant(b)) || b.startsWith(significant(a));
}

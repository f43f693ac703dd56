import type { Level } from '../../api/divisions.ts';
import {
  divisionCode,
  isInside,
  resolveDivision,
  type KnownDivision,
  type KnownDivisions,
} from './known-divisions.ts';
import type { RowCells } from './row-cells.ts';

/** Where a facility stands: a 6-digit code (of the league where no more is known) and the township. */
export interface FacilityPlace {
  county: string;
  township: string | null;
}

/** From the code, else the township's code, else names of league and banner. @returns null when the row is refused */
export function facilityPlace(cells: RowCells, known: KnownDivisions): FacilityPlace | null {
  if (known.empty) return unchecked(cells);
  const league = find(cells, known, 'prefecture', ['prefecture']);
  const within = league?.code;
  // A code stands for itself; a name is looked for inside its league.
  const own = find(cells, known, 'division', ['county', 'prefecture', 'township'], within);
  const banner = own?.level === 'county' ? own : find(cells, known, 'county', ['county'], own?.level === 'prefecture' ? own.code : within); // prettier-ignore
  if (cells.rejected()) return null;
  let county = own?.level === 'township' ? known.get(own.code.slice(0, 6)) : (banner ?? undefined);
  const township = own?.level === 'township' ? own : findTownship(cells, known, county?.code ?? within);
  if (cells.rejected()) return null;
  county ??= township === null ? undefined : known.get(township.code.slice(0, 6));
  if (township !== null && county !== undefined && !isInside(township.code, county.code)) {
    cells.error('township-county', 'township', `${township.name} (${township.code}) 不在${county.name} (${county.code})`, '改正旗县或苏木乡镇'); // prettier-ignore
    return null;
  }
  const whole = county ?? (own?.level === 'prefecture' ? own : league);
  if (whole === null) {
    cells.error('division-missing', 'division', '不知道在哪个旗县', '补上旗县的代码或名称');
    return null;
  }
  if (whole.level === 'prefecture') cells.warn('county-unknown', 'division', `只知道在${whole.name}, 不知道在哪个旗县`, '补上旗县的代码; 旗县的覆盖评价不计入它'); // prettier-ignore
  if (league !== null && county !== undefined && !isInside(county.code, league.code)) cells.warn('division-mismatch', 'prefecture', `${county.name} (${county.code}) 不属于${league.name}`, '核对盟市与旗县; 以旗县为准'); // prettier-ignore
  return { county: whole.code, township: township?.code ?? null };
}

/** Without any division in the database codes are taken as they stand. */
function unchecked(cells: RowCells): FacilityPlace | null {
  const codes = ['division', 'township', 'county', 'prefecture'].map((field) =>
    divisionCode(cells.text(field) ?? ''),
  );
  const township = codes.find((code) => code?.length === 9) ?? null;
  const county = codes.find((code) => code?.length === 6) ?? township?.slice(0, 6);
  if (county !== undefined && county !== null) return { county, township };
  cells.error(
    'division-missing',
    'division',
    '数据库中没有行政区划, 只认 6 位或 9 位代码',
    '先导入行政区划, 或补上代码',
  );
  return null;
}

/** The division of a cell; null when it is empty or the row is refused. */
function find(
  cells: RowCells,
  known: KnownDivisions,
  field: string,
  levels: readonly Level[],
  within?: string,
): KnownDivision | null {
  const text = cells.text(field);
  if (text === null) return null;
  const found = resolveDivision(known, text, levels, within);
  if (found.division !== null) {
    if (found.formerly !== null) cells.warn('division-recoded', field, `代码 ${found.formerly} 已不再使用, 今为 ${found.division.code} ${found.division.name}`, '改用今天的代码'); // prettier-ignore
    return found.division;
  }
  const candidates = found.candidates.join(', ');
  if (found.problem === 'ambiguous')
    cells.error('division-ambiguous', field, `有几个同名的政区: ${candidates}`, '改用代码, 或补上盟市'); // prettier-ignore
  else if (found.problem === 'abolished')
    cells.error('division-abolished', field, `代码已不再使用, 后继不止一个: ${candidates}`, '改用今天的代码'); // prettier-ignore
  else cells.error('division-unknown', field, '没有这个政区', '改正代码或名称 (内蒙古的盟市、旗县)');
  return null;
}

/** An unknown township does not refuse a row: the lists of them change every year. */
function findTownship(
  cells: RowCells,
  known: KnownDivisions,
  within: string | undefined,
): KnownDivision | null {
  const text = cells.text('township');
  if (text === null) return null;
  const code = divisionCode(text);
  const found = resolveDivision(known, text, ['township'], code === null ? within : undefined);
  if (found.division !== null && found.division.level === 'township') return found.division;
  cells.keep('township');
  const several = found.division === null && found.problem === 'ambiguous';
  cells.warn('township-unknown', 'township', several ? '有几个同名的苏木乡镇' : '没有这个苏木乡镇 (街道)', '改用 9 位代码; 原文保留在附加属性中'); // prettier-ignore
  return null;
}

import { sql } from 'kysely';
import { provincialLineName } from '../../boundaries/names.ts';
import type { Db } from '../../database/open.ts';
import { plainText } from './cell-values.ts';
import { areApart, canonicalLineCode, lineOfSides, neighbourProvinces } from './line-sides.ts';
import { significant } from './known-divisions.ts';
import type { RowCells } from './row-cells.ts';

/** A boundary line of the database, without its geometry. */
export interface KnownLine {
  code: string;
  name: string;
  level: string;
  sideA: string;
  sideB: string | null;
  legal: boolean;
}

export interface LineBook {
  get(code: string): KnownLine | undefined;
  /** Codes of the lines that are called so. */
  named(name: string): string[];
}

export async function lineBook(db: Db): Promise<LineBook> {
  const { rows } = await sql<KnownLine>`
    select code, name, level, side_a as "sideA", side_b as "sideB", legal from boundary_line where valid_to is null order by code`.execute(db); // prettier-ignore
  return createLineBook(rows);
}

export function createLineBook(lines: readonly KnownLine[]): LineBook {
  const byCode = new Map(lines.map((line) => [line.code, line]));
  const byName = new Map<string, string[]>();
  const add = (name: string, code: string): void => {
    const codes = byName.get(key(name)) ?? [];
    if (!codes.includes(code)) byName.set(key(name), [...codes, code]);
  };
  for (const { code, name } of lines) add(name, code);
  for (const code2 of neighbourProvinces) {
    const name = provincialLineName('15', code2);
    const code = ['15', code2].sort().join('');
    add(name, code);
    add(`${name[1]!}${name[0]!}线`, code); // 辽蒙线
  }
  return { get: (code) => byCode.get(code), named: (name) => byName.get(key(name)) ?? [] };
}

/** 新城区—回民区线 and 新城区-回民区线 are one; 段, 边界线 and 界线 at the end do not count. */
const key = (name: string): string =>
  plainText(name).replaceAll(/[\s—–\-_]/g, '').replace(/(行政区域)?(边界线|界线|边界)$/, '线'); // prettier-ignore

/** An 8-character number of a provincial line: line, sequence, type letter (domain.md 5.3). */
export const provincialNumber = /^(\d{4})(\d{3})([QABCDE])$/;

/** Code of the line that a marker belongs to: from its code, its name, the number, or the two sides. Null: refused. */
export function readLine(
  cells: RowCells,
  book: LineBook,
  number: string,
  sides: readonly string[],
): string | null {
  const texts = ['line', 'lineName'].filter((field) => cells.text(field) !== null);
  for (const field of texts) {
    const text = plainText(cells.text(field)!);
    const codes = book.get(text) === undefined ? book.named(text) : [text];
    if (codes.length > 1) {
      cells.error('line-ambiguous', field, `有几条同名的界线: ${codes.join(', ')}`, '改用界线代码');
      return null;
    }
    const code =
      codes[0] ?? canonicalLineCode(text) ?? (field === 'line' && /^[\w-]{2,30}$/.test(text) ? text : null);
    if (code !== null) return present(cells, book, field, code);
  }
  const derived = canonicalLineCode(provincialNumber.exec(number)?.[1] ?? '') ?? codeOfSides(sides);
  if (derived === null) {
    if (texts.length > 0)
      cells.error('line-unknown', texts[0]!, '没有这条界线', '改用界线代码, 如 1521 (蒙辽线)、150100-150200、150102-150103'); // prettier-ignore
    else cells.error('line-missing', 'line', '不知道属于哪条界线', '补上界线代码或名称, 或两侧的行政区');
    return null;
  }
  if (texts.length > 0) cells.warn('line-unknown', texts[0]!, `没有这条界线, 按编号或两侧行政区归入 ${derived}`, '核对界线'); // prettier-ignore
  return present(cells, book, 'number', derived);
}

const codeOfSides = (sides: readonly string[]): string | null =>
  sides.length === 2 && areApart(sides[0]!, sides[1]!)
    ? lineOfSides(sides, false, (code) => code).code
    : null;

function present(cells: RowCells, book: LineBook, field: string, code: string): string {
  if (book.get(code) === undefined) cells.warn('line-not-present', field, `库中没有界线 ${code}`, '先导入界线, 或改正代码'); // prettier-ignore
  const [named, ...more] = field === 'line' ? book.named(cells.text('lineName') ?? '') : [];
  if (named !== undefined && more.length === 0 && named !== code) cells.warn('line-name', 'lineName', `这个名称的界线是 ${named}, 代码却是 ${code}`, '核对; 以代码为准'); // prettier-ignore
  return code;
}

/** Whether two divisions are those of a line, each inside one side. */
export function fitsLine(
  { sideA, sideB }: Pick<KnownLine, 'sideA' | 'sideB'>,
  sides: readonly string[],
): boolean {
  const meets = (one: string, other: string | null): boolean =>
    other === null ||
    significant(one).startsWith(significant(other)) ||
    significant(other).startsWith(significant(one));
  const [a, b] = sides;
  if (a === undefined) return true;
  if (b === undefined) return meets(a, sideA) || meets(a, sideB);
  return (meets(a, sideA) && meets(b, sideB)) || (meets(a, sideB) && meets(b, sideA));
}

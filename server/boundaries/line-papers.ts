import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import { isWithin } from '../accounts/policy.ts';
import type { Db } from '../database/open.ts';
import { Problem } from '../http/problem.ts';
import { divisionsOfLine } from './touched.ts';

/**
 * The divisions of a line whose records an account may change. The state border is drawn, nothing more: it has no records.
 * @throws Problem 404, 403, 409
 */
export async function allowLine(db: Db, account: Account, line: string): Promise<readonly string[]> {
  const divisions = await divisionsOfLine(db, line);
  authorize(account, 'line.edit', { divisions });
  const { level } = await db.selectFrom('boundary_line').where('code', '=', line).select('level').executeTakeFirstOrThrow(); // prettier-ignore
  if (level === 'national') throw new Problem(409, 'Not kept here', '国界只绘制, 不在此登记。The state border is drawn, nothing more: it has no records here.'); // prettier-ignore
  return divisions;
}

/** Whether a division is one of the sides, lies in one, or holds one of them and not the other. */
export const isOfOneSide = (code: string, sides: readonly string[]): boolean =>
  sides.filter((side) => isWithin(code, side) || isWithin(side, code)).length === 1;

/** The two counties of a segment as they are kept; '' across an edge that is not known. */
export function countiesOfPair(pair: string): { a: string; b: string } {
  const [a = '', b = ''] = pair.split('-');
  return { a, b };
}

export const pairOf = (a: string, b: string | null): string => (b === null || b === '' ? a : `${a}-${b}`);

/** Whether a line has a segment between these banners. */
export async function hasSegment(db: Db, line: string, pair: string): Promise<boolean> {
  const { a, b } = countiesOfPair(pair);
  const found = await db
    .selectFrom('boundary_segment as s')
    .innerJoin('boundary_line as l', 'l.id', 's.line_id')
    .where('l.code', '=', line)
    .where('s.county_a', '=', a)
    .where((eb) => eb(eb.fn.coalesce('s.county_b', eb.val('')), '=', b))
    .select('s.id')
    .executeTakeFirst();
  return found !== undefined;
}

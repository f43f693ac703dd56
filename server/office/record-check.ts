import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { divisionTree } from '../divisions/tree.ts';
import { badRequest } from '../http/problem.ts';

interface Given {
  division: string;
  placeId?: number | null | undefined;
  /** Two days of which the first must not be later. */
  days: readonly [field: string, first: string | null | undefined, second: string | null | undefined];
}

/** What a record of the office refers to must be there. @throws Problem 400 with every field that cannot be so */
export async function checkRecord(db: Db, { division, placeId, days: [field, first, second] }: Given): Promise<void> {
  const errors: [field: string, what: string][] = [];
  if ((await divisionTree(db)).get(division) === undefined) errors.push(['division', `没有现行的政区 ${division} unknown division`]);
  if (placeId != null && !(await isPlace(db, placeId))) errors.push(['placeId', `没有地名条目 ${placeId} unknown entry`]);
  if (first != null && second != null && first > second) errors.push([field, `早于 ${first} is before ${first}`]);
  refuseFields(errors);
} // prettier-ignore

/** @throws Problem 400 where there is one */
export function refuseFields(errors: readonly (readonly [field: string, what: string])[]): void {
  if (errors.length === 0) return;
  throw badRequest(
    errors.map(([field, what]) => `body: ${field}: ${what}`).join('; '),
    errors.map(([field, what]) => ({ where: `body: ${field}`, what })),
  );
}

export async function isPlace(db: Db, id: number): Promise<boolean> {
  const { rows } = await sql`select from place where id = ${id}`.execute(db);
  return rows.length > 0;
}

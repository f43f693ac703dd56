import type { DivisionRef } from '../api/record.ts';
import { provinceName } from '../boundaries/names.ts';
import { neighbourNames } from '../boundaries/queries.ts';
import type { Db } from '../database/open.ts';
import { divisionTree } from '../divisions/tree.ts';

export type NameOf = (code: string) => DivisionRef;

/** Names of the region's divisions, of the provinces around it and of the counties across its outer edge. */
export async function namesFor(db: Db): Promise<NameOf> {
  const tree = await divisionTree(db);
  const across = await neighbourNames(db);
  const outside = (code: string): string => (/^\d\d0000$/.test(code) ? provinceName(code.slice(0, 2)) : code);
  return (code) => ({ code, name: tree.get(code)?.name ?? across.get(code) ?? outside(code) });
}

import type { DivisionRef } from '../api/record.ts';
import type { Db } from '../database/open.ts';
import { divisionTree } from '../divisions/tree.ts';
import { provinceName } from './names.ts';
import { neighbourNames } from './queries.ts';

export type NameOf = (code: string) => DivisionRef;

/** Names of the region's divisions, of the counties across its outer edge, and of the provinces; the code where none is known. */
export async function divisionNames(db: Db): Promise<NameOf> {
  const tree = await divisionTree(db);
  const across = await neighbourNames(db);
  return (code) => ({ code, name: tree.get(code)?.name ?? across.get(code) ?? (code.endsWith('0000') ? provinceName(code.slice(0, 2)) : code) }); // prettier-ignore
}

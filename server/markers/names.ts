import type { DivisionRef } from '../api/record.ts';
import { neighbourNames } from '../boundaries/queries.ts';
import type { Context } from '../context.ts';
import { divisionTree } from '../divisions/tree.ts';

export type NameOf = (code: string) => DivisionRef;

/** Names of the region's divisions and of the counties across its outer edge. */
export async function namesFor(context: Context): Promise<NameOf> {
  const tree = await divisionTree(context.db);
  const across = await neighbourNames(context.db);
  return (code) => ({ code, name: tree.get(code)?.name ?? across.get(code) ?? code });
}

import type { Db } from '../database/open.ts';
import { divisionTree, type DivisionTree } from '../divisions/tree.ts';
import { createRomanCheck, type RomanCheck } from '../imports/kinds/place-roman.ts';

/** What the rules read besides the proposal; held in memory for one version of the data. */
export interface NamingKnowledge {
  tree: DivisionTree;
  romanCheck: RomanCheck;
  /** Class code -> its name; empty where no class list is loaded. */
  classes: ReadonlyMap<string, string>;
}

const held = new WeakMap<Db, { version: string; knowledge: NamingKnowledge }>();

export async function namingKnowledge(db: Db): Promise<NamingKnowledge> {
  const versions = await db
    .selectFrom('data_version')
    .where('dataset', 'in', ['divisions', 'places'])
    .select(['dataset', 'version'])
    .orderBy('dataset')
    .execute();
  const version = versions.map(({ dataset, version: number }) => `${dataset}:${number}`).join(' ');
  const known = held.get(db);
  if (known?.version === version) return known.knowledge;
  const tree = await divisionTree(db, versions.find(({ dataset }) => dataset === 'divisions')?.version ?? 0);
  const classes = await db.selectFrom('place_class').select(['code', 'name']).execute();
  const knowledge = {
    tree,
    romanCheck: createRomanCheck(tree.nodes()),
    classes: new Map(classes.map(({ code, name }) => [code, name])),
  };
  held.set(db, { version, knowledge });
  return knowledge;
}

import type { Db } from '../database/open.ts';
import { createLocator, readCountyAreas } from '../divisions/locate.ts';
import { divisionTree } from '../divisions/tree.ts';
import { readPlaceClasses } from '../imports/kinds/place-class.ts';
import { readPlaceDivisions } from '../imports/kinds/place-divisions.ts';
import { createRomanCheck } from '../imports/kinds/place-roman.ts';
import type { PlaceKnowledge } from '../imports/kinds/place-row.ts';

type Lasting = Omit<PlaceKnowledge, 'classes' | 'today'>;
const kept = new WeakMap<Db, { version: number; knowledge: Promise<Lasting> }>();

/** What edits are checked against: as imports read it, kept for as long as the divisions stay the same (0.3 s to read). */
export async function editKnowledge(db: Db): Promise<PlaceKnowledge> {
  const { version } = await divisionTree(db);
  let known = kept.get(db);
  if (known?.version !== version) {
    known = { version, knowledge: read(db) };
    known.knowledge.catch(() => kept.delete(db));
    kept.set(db, known);
  }
  return {
    ...(await known.knowledge),
    classes: await readPlaceClasses(db),
    today: new Date().toISOString().slice(0, 10),
  };
}

async function read(db: Db): Promise<Lasting> {
  const divisions = await readPlaceDivisions(db);
  return {
    divisions,
    locator: createLocator(await readCountyAreas(db)),
    checkRoman: createRomanCheck(divisions.present),
  };
}

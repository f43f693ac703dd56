import type { NewScenario } from '../api/scenarios.ts';
import type { Db } from '../database/open.ts';
import { divisionTree } from '../divisions/tree.ts';
import { badRequest } from '../http/problem.ts';

interface Named {
  id: number;
  kind: string;
  county_code: string;
}

async function facilitiesOf(db: Db, { changes }: NewScenario): Promise<Map<number, Named>> {
  const ids = changes.flatMap((change) => (change.act === 'add' ? [] : [change.facility]));
  if (ids.length === 0) return new Map();
  const rows = await db.selectFrom('facility').where('id', 'in', ids).select(['id', 'kind', 'county_code']).execute(); // prettier-ignore
  return new Map(rows.map((row) => [row.id, row]));
}

/** Where it changes something: banners that facilities are taken from and put into. */
export async function divisionsOf(db: Db, content: NewScenario): Promise<string[]> {
  const facilities = await facilitiesOf(db, content);
  const codes = content.changes.flatMap((change) => {
    const from = change.act === 'add' ? undefined : facilities.get(change.facility)?.county_code;
    return [...(from === undefined ? [] : [from]), ...(change.act === 'close' ? [] : [change.county])];
  });
  return [...new Set(codes)].sort();
}

/** @throws Problem 400 with everything that is wrong */
export async function checkScenario(db: Db, content: NewScenario): Promise<void> {
  const kind = await db
    .selectFrom('facility_kind')
    .where('id', '=', content.kind)
    .select('id')
    .executeTakeFirst();
  if (kind === undefined) throw badRequest(`body: kind ${content.kind} is no kind of facility; /api/v1/facility-kinds lists them.`); // prettier-ignore
  const tree = await divisionTree(db);
  const facilities = await facilitiesOf(db, content);
  const seen = new Set<number>();
  const errors = content.changes.flatMap((change, at) => {
    const where = `body: changes.${at}`;
    const wrong: string[] = [];
    if (change.act !== 'add') {
      if (seen.has(change.facility)) wrong.push(`facility ${change.facility} is changed twice`);
      seen.add(change.facility);
      const { kind: other } = facilities.get(change.facility) ?? {};
      if (other !== undefined && other !== kind.id) wrong.push(`facility ${change.facility} is a ${other}, not a ${kind.id}`); // prettier-ignore
    }
    if (change.act !== 'close') {
      const { county, township } = change;
      if (tree.get(county)?.level !== 'county') wrong.push(`${county} is no banner of today`);
      if (township !== null && (tree.get(township) === undefined || !township.startsWith(county))) wrong.push(`${township} is no township of ${county}`); // prettier-ignore
    }
    return wrong.map((what) => ({ where, what }));
  });
  if (errors.length > 0) throw badRequest(errors.map(({ where, what }) => `${where}: ${what}`).join('; '), errors); // prettier-ignore
}

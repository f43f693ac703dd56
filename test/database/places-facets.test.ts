import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlaceFacets } from '../../server/api/places.ts';
import type { Db } from '../../server/database/open.ts';
import { countFacets } from '../../server/places/facets.ts';
import type { PlaceFilter } from '../../server/places/filter.ts';
import { rebuildNameKeys } from '../../server/places/build-keys.ts';
import { buildPlaceIndexes } from '../../server/places/indexes.ts';
import { countPlaces, listPlaces } from '../../server/places/queries.ts';
import { quietStep } from '../support/ask.ts';
import { openTestDatabase } from '../support/database.ts';
import { gazetteerClasses, gazetteerDivisions, loadGazetteer, makeEntries, randomOf, type Entry } from '../support/gazetteer.ts'; // prettier-ignore

let db: Db;
let close: () => Promise<void>;
const entries = makeEntries(4000);
beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  await loadGazetteer(db, entries);
  await buildPlaceIndexes(db, quietStep);
  await rebuildNameKeys({ jobs: db }, quietStep);
});
afterAll(() => close());

const isMinority = (lang: string): boolean => !/^(zh|en)/.test(lang);
const speaks = ({ langs }: Entry, language: string): boolean =>
  language === 'minority' ? langs.some(isMinority) : langs.includes(language);
const digits = (code: string): string => code.replace(/0+$/, '');
const inside = (code: string, division: string): boolean =>
  code.startsWith(division.length > 6 ? division : division.replace(/(00){1,2}$/, ''));

/** Reads the whole list: what the server must agree with. `less` is a filter that is left out. */
function passing(filter: PlaceFilter, less?: keyof PlaceFilter): Entry[] {
  const asked = { ...filter, ...(less === undefined ? {} : { [less]: undefined }) };
  const { division, class: classCode, status, source, language, origin, sample, secrecy, at, bbox } = asked;
  return entries.filter(
    (entry) =>
      (filter.audience === 'staff' || entry.public) &&
      (asked.public === undefined || entry.public === asked.public) &&
      (secrecy === undefined || entry.secrecy === secrecy) &&
      (asked.q === undefined || `村${entry.id}`.startsWith(asked.q)) &&
      (division === undefined || inside(entry.division, division)) &&
      (classCode === undefined || entry.class.startsWith(digits(classCode))) &&
      (status === undefined || entry.status === status) &&
      (source === undefined || entry.source === source) &&
      (language === undefined || speaks(entry, language)) &&
      (origin === undefined || entry.origin === origin) &&
      (sample === undefined || entry.sample === sample) &&
      (at === undefined || ((entry.validFrom ?? '') <= at && (entry.validTo === null || entry.validTo > at))) && // prettier-ignore
      (bbox === undefined || (entry.point !== null && entry.point[0] >= bbox[0] && entry.point[0] <= bbox[2] && entry.point[1] >= bbox[1] && entry.point[1] <= bbox[3])), // prettier-ignore
  );
}

const tally = (values: readonly (string | null)[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const value of values) if (value !== null) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};
const given = (counted: readonly { value: string; places: number }[]): Record<string, number> => Object.fromEntries(counted.map(({ value, places }) => [value, places])); // prettier-ignore
const branchesOf = (found: PlaceFacets['class']): Record<string, number> => Object.fromEntries(found.items.map(({ code, places }) => [code ?? 'own', places])); // prettier-ignore

/** The branch that each passing entry lies in, by the tree's own parents. */
function expectedClass(filter: PlaceFilter): Record<string, number> {
  const parentOf = new Map<string, string | null>(gazetteerClasses);
  const chosen = filter.class === undefined ? null : gazetteerClasses.find(([code]) => digits(code) === digits(filter.class!))![0]; // prettier-ignore
  const branch = (code: string): string => {
    let at: string | null | undefined = code;
    while (at !== null && at !== undefined && parentOf.get(at) !== chosen) at = parentOf.get(at);
    return parentOf.has(code) && code !== chosen && at != null ? at : 'own';
  };
  return tally(passing(filter).map((entry) => branch(entry.class)));
}
function expectedDivision(filter: PlaceFilter): Record<string, number> {
  const chosen = filter.division ?? '150000';
  const children = gazetteerDivisions.filter(([, , parent]) => parent === chosen).map(([code]) => code);
  return tally(
    passing(filter).map((entry) => children.find((child) => inside(entry.division, child)) ?? 'own'),
  );
}

const random = randomOf(7);
const perhaps = <T>(share: number, list: readonly T[]): T | undefined => (random() < share ? list[Math.floor(random() * list.length)] : undefined); // prettier-ignore
const filters = Array.from({ length: 120 }, (_, index): PlaceFilter => ({
  audience: index % 2 === 0 ? 'staff' : 'public',
  q: index % 5 === 0 ? ['村', '村1', '村12', '村9'][index % 4] : undefined,
  division: perhaps(0.5, ['150100', '150102', '150102001', '150000', '152500']),
  class: perhaps(0.5, ['1', '12', '12000', '2', '22200', '10000']),
  status: perhaps(0.3, ['current', 'abolished', 'renamed'] as const),
  source: perhaps(0.3, ['甲', 'b', 'c', 'none']),
  language: perhaps(0.3, ['mn-Mong', 'mn-Cyrl', 'mn-Latn', 'minority'] as const),
  origin: perhaps(0.2, ['蒙古语', '满语']),
  sample: perhaps(0.3, [true, false]),
  public: perhaps(0.2, [true, false]),
  secrecy: perhaps(0.2, ['公开', '内部']),
  at: perhaps(0.2, ['1950-01-01', '2010-06-30', '2029-01-01']),
  bbox: perhaps(0.2, [[111, 40.5, 112.5, 42] as [number, number, number, number]]),
}));

test('all facets under 120 filters are those that are counted one by one, for staff and for the public', async () => {
  for (const filter of filters) {
    const facets = await countFacets(db, filter);
    const what = JSON.stringify(filter);
    const staff = filter.audience === 'staff';
    expect(facets.total, what).toBe(passing(filter).length);
    expect(await countPlaces(db, filter), what).toBe(facets.total);
    expect(branchesOf(facets.class), what).toEqual(expectedClass(filter));
    expect(branchesOf(facets.division), what).toEqual(expectedDivision(filter));
    for (const name of ['status', 'source', 'origin'] as const)
      expect(given(facets[name]), `${name} ${what}`).toEqual(tally(passing(filter, name).map((entry) => entry[name]))); // prettier-ignore
    expect(given(facets.sample), what).toEqual(tally(passing(filter, 'sample').map(({ sample }) => String(sample)))); // prettier-ignore
    for (const name of ['public', 'secrecy'] as const)
      expect(given(facets[name]), what).toEqual(staff ? tally(passing(filter, name).map((entry) => String(entry[name]))) : {}); // prettier-ignore
    const spoken = ['mn-Mong', 'mn-Cyrl', 'mn-Latn', 'minority'].map((language) => [language, passing(filter, 'language').filter((entry) => speaks(entry, language)).length] as const); // prettier-ignore
    expect(given(facets.language), what).toEqual(Object.fromEntries(spoken.filter(([, places]) => places > 0))); // prettier-ignore
  }
});

test('the pages of the list under each filter hold exactly the places that are counted, the most important first', async () => {
  for (const filter of filters.slice(0, 40)) {
    const wanted = passing(filter).sort((one, other) => other.importance - one.importance || one.id - other.id); // prettier-ignore
    const found: number[] = [];
    let after: { importance: number; id: number } | null = null;
    for (;;) {
      const rows: { importance: number; id: number }[] = await listPlaces(db, filter, { limit: 97, after });
      found.push(...rows.map(({ id }) => id));
      after = rows.at(-1) ?? null;
      if (rows.length < 97) break;
    }
    expect(found, JSON.stringify(filter)).toEqual(wanted.map(({ id }) => id));
  }
});

test('the sums over a tree are the total', async () => {
  for (const filter of filters) {
    const facets = await countFacets(db, filter);
    for (const { items } of [facets.class, facets.division])
      expect(items.reduce((sum, { places }) => sum + places, 0)).toBe(facets.total);
  }
});

test('counts follow a change of the data, and only then', async () => {
  const filter = { audience: 'staff' } as const;
  const before = await countFacets(db, filter);
  await sql`update place set status = 'merged' where id = 1`.execute(db);
  expect(await countFacets(db, filter)).toEqual(before); // the version has not been raised
  await sql`update data_version set version = version + 1 where dataset = 'places'`.execute(db);
  const after = await countFacets(db, filter);
  expect(given(after.status)['merged']).toBe(1);
  expect(after.total).toBe(before.total);
});

import type { Audience } from '../accounts/audience.ts';
import type { Query } from '../api/endpoint.ts';
import type { Page } from '../api/paging.ts';
import type { search as endpoint, SearchHit } from '../api/search.ts';
import type { Db } from '../database/open.ts';
import { divisionTree } from '../divisions/tree.ts';
import { decodeCursor, encodeCursor } from '../http/paging.ts';
import { notYet } from '../http/problem.ts';
import { terminator } from '../places/keys.ts';
import { keyTableState } from '../places/key-table.ts';
import {
  countDirect,
  directAnswers,
  isAfter,
  isSmallSet,
  withPlaces,
  type Cursor,
  type DirectQuery,
  type Ranked,
} from './direct.ts';
import { splitDivision } from './division-names.ts';
import type { Pass } from './explain.ts';
import {
  byPlaceCode,
  fallbackLimit,
  inDivisions,
  misspelt,
  oneCharacterAway,
  soundingLike,
  withInitials,
} from './fallbacks.ts';
import { byFormerCode } from './former-codes.ts';
import { dress, type Answer } from './hits.ts';
import type { Versions } from './hydrate.ts';
import type { Filter } from './match.ts';
import { initialsOf, otherForms, readText, soundOf, type SearchText } from './query.ts';

export type SearchQuery = Query<typeof endpoint>;

/** Fewer direct answers than this, and the query is also read in other ways. */
const enough = 10;
/** Answers of each later pass stand below all of the one before: scores are below 32,768. */
const passDepth = 40_000;

/**
 * The search box. Direct matches come from one statement; only when there are fewer than ten in all, the query is also read as
 * "division + name", by its sound, and, when nothing was found, as misspelt. The whole answer of a query is in one order, by
 * score and uid, so that the cursor of a page continues it without gaps. See places/README.md.
 */
export async function search(db: Db, query: SearchQuery, audience: Audience): Promise<Page<SearchHit>> {
  const text = readText(query.q);
  if (text.text === '') return { items: [], total: 0, next: null };
  const filter: Filter = {
    type: query.type,
    division: query.division,
    class: query.class,
    bbox: query.bbox,
    audience,
  };
  const cursor = query.next === undefined ? null : readCursor(query.next);
  const direct: DirectQuery = {
    text: text.text, filter, near: query.near, cursor, limit: query.limit + 1, small: await isSmallSet(db, text.text, filter),
  }; // prettier-ignore

  const found = await directAnswers(db, direct);
  let answers: Answer[] = found.rows.map((row) => ({ ...row, pass: 'direct', text: text.text }));
  const { versions } = found;
  let items = await dress(db, answers.slice(0, query.limit), audience, versions);
  let count = found.complete && cursor === null ? found.rows.length : await total(db, direct, versions);
  const former = await byFormerCode(db, text, filter);
  if (former.length > 0) {
    count += former.length;
    answers = [...answers, ...former.filter((row) => isAfter(row, cursor))].sort((a, b) => b.s - a.s || a.uid - b.uid); // prettier-ignore
    items = await dress(db, answers.slice(0, query.limit), audience, versions);
  }
  if (count < enough) {
    const all =
      found.complete && cursor === null
        ? found.rows
        : (await directAnswers(db, { ...direct, cursor: null, limit: enough })).rows;
    const more = await otherReadings(db, text, direct, versions, all);
    count += more.length;
    answers = [...answers, ...more.filter((row) => isAfter(row, cursor))];
    if (more.length > 0) items = await dress(db, answers.slice(0, query.limit), audience, versions);
  }
  if (count === 0) await refuseWhileBuilding(db);
  const last = answers[query.limit - 1];
  const more = answers.length > query.limit && last !== undefined;
  return { items, total: count, next: more ? encodeCursor([last.s, last.uid]) : null };
}

/** A cursor is [score, uid]; scores of every pass lie well inside +-2^30. */
function readCursor(next: string): Cursor {
  const [s, uid] = decodeCursor(next, 'number', 'number').map(Math.trunc);
  return {
    s: Math.max(-(2 ** 30), Math.min(2 ** 30, s!)),
    uid: Math.max(-(2 ** 40), Math.min(2 ** 40, uid!)),
  };
}

/** Everything that the query finds when it is read in other ways, at most a few hundred, the direct answers left out. */
async function otherReadings(
  db: Db,
  text: SearchText,
  direct: DirectQuery,
  versions: Versions,
  found: readonly Ranked[],
): Promise<Answer[]> {
  const { filter } = direct;
  const seen = new Set(found.map((row) => row.uid));
  const answers: Answer[] = [];
  let depth = 0;
  const add = (rows: readonly Ranked[], pass: Pass, looked: string): void => {
    depth += passDepth;
    for (const row of rows) {
      if (seen.has(row.uid)) continue;
      seen.add(row.uid);
      answers.push({ ...row, s: row.s - depth, pass, text: looked });
    }
  };
  for (const form of otherForms(text)) {
    const { rows } = await directAnswers(db, { ...direct, text: form, cursor: null, limit: fallbackLimit });
    add(rows, 'direct', form);
  }
  if (!withPlaces(filter)) return answers;
  if (text.script === 'digits') {
    if (text.points.length >= 9) add(await byPlaceCode(db, text.text, filter), 'code', text.text);
    return answers;
  }
  const mixed = initialsOf(text);
  if (mixed !== null) add(await withInitials(db, mixed, filter), 'direct', mixed.initials);
  const isOneWord = text.words.length === 1;
  const splits = isOneWord && found.length > 0 ? [] : splitDivision(text, await divisionTree(db, versions.divisions_version)); // prettier-ignore
  const split = async (wanted: (rest: string) => boolean): Promise<void> => {
    for (const { codes, rest } of splits)
      if (wanted(rest)) add(await inDivisions(db, codes, rest, filter), 'division', rest);
  };
  const sound = soundOf(text);
  // What was typed as one word is one name, if there is one like it, before it is a division and a single character: 阿拉善左齐.
  const isLong = (rest: string): boolean => !isOneWord || [...rest].length > 1;
  if (!isOneWord) await split(isLong);
  if (sound !== null) add(await soundingLike(db, sound, filter), 'sound', sound);
  if (isOneWord) await split(isLong);
  const isName = [...found, ...answers].some(({ key }) => key === text.text + terminator);
  if (found.length + answers.length === 0) add(await misspelt(db, text, filter, versions.search_version), 'misspelt', text.text); // prettier-ignore
  else if (text.script === 'hanzi' && !isName) add(await oneCharacterAway(db, text.points, filter), 'misspelt', text.text); // prettier-ignore
  await split((rest) => !isLong(rest));
  return answers;
}

const totals = new WeakMap<Db, { version: number; counts: Map<string, number> }>();
const keptTotals = 5000;

/** The exact number of direct answers; counted once for each data version, query and filter. */
async function total(db: Db, query: DirectQuery, { search_version: version }: Versions): Promise<number> {
  let known = totals.get(db);
  if (known === undefined || known.version !== version)
    totals.set(db, (known = { version, counts: new Map() }));
  const name = JSON.stringify([query.text, query.filter]);
  const kept = known.counts.get(name);
  if (kept !== undefined) return kept;
  const counted = await countDirect(db, query);
  if (known.counts.size >= keptTotals) known.counts.delete(known.counts.keys().next().value!);
  known.counts.set(name, counted);
  return counted;
}

/** Nothing found, and the keys are not all there yet: say so instead of "nothing". @throws Problem 503 */
async function refuseWhileBuilding(db: Db): Promise<void> {
  if (!(await keyTableState(db)).whole) throw notYet('The search index');
}

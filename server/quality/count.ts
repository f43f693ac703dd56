import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { createLocator, readCountyAreas } from '../divisions/locate.ts';
import { namingKnowledge } from '../naming/knowledge.ts';
import type { WordLists } from '../naming/words.ts';
import { createFindings, type Findings } from './found.ts';
import { createGroups } from './groups.ts';
import { lookAt, type Entry } from './look.ts';

const readAtOnce = 400; // entries a query: some 10 ms on the embedded engine
const lookAtOnce = 100; // entries between two breaths
const restMs = 2; // after each query, so that others get in between

export interface Counted {
  findings: Findings;
  entries: { real: number; sample: number };
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve)); // lets requests in
const rest = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, restMs));

/** Looks at every present entry, in slices. @param advance is told how many entries have been looked at since the last call */
export async function countQuality(
  db: Db,
  words: WordLists,
  advance: (entries: number) => void = () => undefined,
): Promise<Counted> {
  const knowledge = await namingKnowledge(db);
  const reference = { ...knowledge, words, locator: createLocator(await readCountyAreas(db)) };
  const [findings, groups] = [createFindings(), createGroups()];
  const entries = { real: 0, sample: 0 };
  for (let after = 0; ;) {
    const slice = await readEntries(db, after);
    const last = slice.at(-1);
    if (last === undefined) break;
    after = last.id;
    for (let at = 0; at < slice.length; at += lookAtOnce) {
      for (const entry of slice.slice(at, at + lookAtOnce)) {
        entries[entry.sample ? 'sample' : 'real'] += 1;
        const county = entry.division.slice(0, 6);
        for (const [check, detail] of lookAt(entry, reference)) findings.add(check, entry.sample, { county, group: '', id: entry.id, detail }); // prettier-ignore
        groups.add(entry);
      }
      await breathe();
    }
    advance(slice.length);
    await rest();
  }
  await groups.tell(findings, breathe);
  findings.settle();
  return { findings, entries };
}

export async function countEntries(db: Db): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int4 as n from place where status = 'current'`.execute(db); // prettier-ignore
  return rows[0]!.n;
}

async function readEntries(db: Db, after: number): Promise<Entry[]> {
  const { rows } = await sql<Entry>`
    select distinct on (p.id) p.*, n.reading
    from (
      select id, name, class_code as class, division_code as division, denotes_code as denotes, roman,
        mongolian is not null as "hasMongolian", place_code as "placeCode", ST_X(geom) as lon, ST_Y(geom) as lat, position, sample
      from place where id > ${after} and status = 'current' order by id limit ${readAtOnce}) p
    left join place_name n on n.place_id = p.id and n.kind = 'standard' and n.text = p.name and n.reading is not null
    order by p.id`.execute(db);
  return rows;
}

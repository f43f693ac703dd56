import { sql } from 'kysely';
import type { NameLanguage } from '../api/places.ts';
import type { Db } from '../database/open.ts';
import { extentConditions, isMinority, type Extent } from './filter.ts';
import { placesVersion } from './queries.ts';

/** What each cell of the cube is one combination of. */
export const dimensions = ['class', 'division', 'status', 'source', 'sample', 'public', 'secrecy', 'origin', 'languages'] as const; // prettier-ignore
export type Dimension = (typeof dimensions)[number];

/** The bits of `languages`, a number as text. */
export const languageBits: Record<NameLanguage, number> = {
  'mn-Mong': 1,
  'mn-Cyrl': 2,
  'mn-Latn': 4,
  minority: 8,
};

/**
 * How many places there are of every combination of values: what all facets under all filters are added up from. About 50,000
 * combinations of 265,800 places; columns, because that is a hundredth of the memory of objects.
 */
export interface Cube {
  values: Record<Dimension, string[]>;
  /** Per dimension, for each cell the number of its value; '' stands for none. */
  cells: Record<Dimension, Uint32Array>;
  places: Uint32Array;
}

interface Held {
  version: number;
  cubes: Map<string, Promise<Cube>>;
}
const held = new WeakMap<Db, Held>();
const mostCubes = 8; // the whole, and the last views of the map

/** The cube of an extent, counted once for each data version. */
export async function cubeOf(db: Db, { q, at, bbox, inside }: Extent): Promise<Cube> {
  const version = await placesVersion(db);
  let known = held.get(db);
  if (known === undefined || known.version !== version) held.set(db, (known = { version, cubes: new Map() }));
  const extent = { q, at, bbox, inside };
  const key = JSON.stringify(extent);
  const kept = known.cubes.get(key);
  if (kept !== undefined) {
    known.cubes.delete(key); // now the last used
    known.cubes.set(key, kept);
    return kept;
  }
  const { cubes } = known;
  const counting = countSteadily(db, extent).catch((error: unknown) => {
    cubes.delete(key);
    throw error;
  });
  for (const old of cubes.keys()) {
    if (cubes.size < mostCubes) break;
    cubes.delete(old);
  }
  cubes.set(key, counting);
  return counting;
}

const mostTries = 3;

/** Slices are read one after another: when places change meanwhile, they are counted again. */
async function countSteadily(db: Db, extent: Extent): Promise<Cube> {
  for (let tries = 1; ; tries += 1) {
    const before = await placesVersion(db);
    const cube = await count(db, extent);
    if (tries === mostTries || (await placesVersion(db)) === before) return cube;
  }
}

const slice = 20_000; // places a query, so that others of the one connection get in between

async function count(db: Db, extent: Extent): Promise<Cube> {
  const numbers = new Map(dimensions.map((dimension) => [dimension, new Map<string, number>()]));
  const sums = new Map<string, number>();
  for (let after = 0; ;) {
    const { rows: ends } = await sql<{ id: number }>`
      select max(id) as id from (select id from place where id > ${after} order by id limit ${slice}) s`.execute(
      db,
    );
    const last = ends[0]?.id ?? null;
    if (last === null) break;
    for (const row of await countSlice(db, extent, after, last)) {
      const cell = dimensions
        .map((dimension) => numberOf(numbers.get(dimension)!, row[dimension] ?? ''))
        .join();
      sums.set(cell, (sums.get(cell) ?? 0) + row.places);
    }
    after = last;
  }
  return pack(numbers, sums);
}

type CellRow = Record<Dimension, string | null> & { places: number };

async function countSlice(db: Db, extent: Extent, after: number, last: number): Promise<CellRow[]> {
  const bit = (language: NameLanguage) => sql`case when n.lang = ${language} then ${languageBits[language]}::int4 else 0 end`; // prettier-ignore
  const where = [sql`place.id > ${after} and place.id <= ${last}`, ...extentConditions(extent)];
  const { rows } = await sql<CellRow>`
    with passing as materialized (select id from place where ${sql.join(where, sql` and `)}),
    spoken as (
      select n.place_id, bit_or(${bit('mn-Mong')} | ${bit('mn-Cyrl')} | ${bit('mn-Latn')} | case when ${isMinority} then ${languageBits.minority}::int4 else 0 end) as bits
      from passing join place_name n on n.place_id = passing.id where n.lang <> 'zh-Hans' group by n.place_id)
    select class_code as class, division_code as division, status, source_id as source, sample::text as sample, public::text as public, secrecy,
      attributes ->> 'language' as origin, coalesce(bits, 0)::text as languages, count(*)::int4 as places
    from passing join place on place.id = passing.id left join spoken on spoken.place_id = place.id group by 1, 2, 3, 4, 5, 6, 7, 8, 9`.execute(
    db,
  );
  return rows;
}

function numberOf(numbers: Map<string, number>, value: string): number {
  const known = numbers.get(value);
  if (known !== undefined) return known;
  numbers.set(value, numbers.size);
  return numbers.size - 1;
}

function pack(numbers: ReadonlyMap<Dimension, Map<string, number>>, sums: ReadonlyMap<string, number>): Cube {
  const each = <T>(make: (dimension: Dimension) => T): Record<Dimension, T> =>
    Object.fromEntries(dimensions.map((dimension) => [dimension, make(dimension)])) as Record<Dimension, T>;
  const cells = each(() => new Uint32Array(sums.size));
  const places = new Uint32Array(sums.size);
  let at = 0;
  for (const [cell, sum] of sums) {
    cell.split(',').forEach((value, index) => (cells[dimensions[index]!][at] = Number(value)));
    places[at] = sum;
    at += 1;
  }
  return { values: each((dimension) => [...numbers.get(dimension)!.keys()]), cells, places };
}

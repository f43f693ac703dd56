import { PGlite } from '@electric-sql/pglite';
import { fuzzystrmatch } from '@electric-sql/pglite/contrib/fuzzystrmatch';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { postgis } from '@electric-sql/pglite-postgis';
import pg from 'pg';
import { fold } from '../../../server/places/fold.ts';
import { allNames, keysOf, kinds } from '../../../server/places/keys.ts';
import type { OraclePlace } from '../../database/search-oracle.ts';
import type { BenchQuery } from './queries.ts';
import { groups, mean, printTable, quantile } from './table.ts';

type Run = (text: string, parameters?: unknown[]) => Promise<{ rows: Record<string, unknown>[] }>;

const types = new Set(['hanzi 1', 'hanzi 2', 'hanzi 3', 'hanzi full', 'infix 2', 'letters 2', 'letters 3-6', 'pinyin full', 'initials', 'roman', 'homophone', 'wrong hanzi', 'letter typo']); // prettier-ignore

/** The same queries the ordinary way: one text a place with all its names and pinyin, `ilike '%...%'`, then pg_trgm similarity. */
export async function compareWithTrigrams(
  databaseUrl: string | null,
  folder: string,
  places: readonly OraclePlace[],
  queries: readonly BenchQuery[],
  truth: (query: BenchQuery) => string[],
): Promise<void> {
  const { run, close } = await open(databaseUrl, folder);
  const asked = queries.filter(({ type }) => types.has(type));
  try {
    await run('create extension if not exists pg_trgm');
    await run('drop table if exists bench_text');
    await run('create table bench_text (id int4, importance int2, text text)');
    for (let from = 0; from < places.length; from += 5000) {
      const part = places.slice(from, from + 5000);
      await run('insert into bench_text select * from unnest($1::int4[], $2::int2[], $3::text[])', [
        part.map(({ id }) => id),
        part.map(({ importance }) => importance),
        part.map(textOf),
      ]);
    }
    for (const index of [false, true]) {
      if (index) await run('create index on bench_text using gin (text gin_trgm_ops)');
      await run('analyze bench_text');
      const results = [];
      for (const query of asked.filter((_, number) => index || number % 8 === 0)) {
        const started = performance.now();
        const ids = await ask(run, fold(query.q), index);
        results.push({ query, ms: performance.now() - started, recall: query.direct ? recall(truth(query), ids) : null, hit: ids.includes(idOf(query.target)) }); // prettier-ignore
      }
      console.log(
        index ? '\nilike + word similarity, pg_trgm GIN index' : '\nilike without an index (every 8th query)',
      );
      printTable(
        ['type', 'p50 ms', 'p95 ms', 'recall@10', 'target in 10'],
        groups(results).map(([type, rows]) => [
          type, ...[0.5, 0.95].map((q) => quantile(rows.map(({ ms }) => ms), q).toFixed(1)),
          mean(rows.flatMap((row) => (row.recall === null ? [] : [row.recall]))), mean(rows.map(({ hit }) => Number(hit))),
        ]),
      ); // prettier-ignore
    }
  } finally {
    await run('drop table if exists bench_text');
    await run('drop extension if exists pg_trgm');
    await close();
  }
}

const idOf = (place: OraclePlace): string => String(place.id);
const textOf = (place: OraclePlace): string => [
  ...allNames(place).map(({ text }) => fold(text)),
  ...keysOf(place).filter(({ kind }) => kind === kinds.pinyin || kind === kinds.initials).map(({ key }) => key.replace('|', '')),
].join(' '); // prettier-ignore

async function ask(run: Run, text: string, similar: boolean): Promise<string[]> {
  const literal = text.replaceAll(/[\\%_]/g, '\\$&');
  const { rows } = await run('select id from bench_text where text ilike $1 order by importance desc, id limit 10', [`%${literal}%`]); // prettier-ignore
  const more = rows.length > 0 || !similar ? rows : (await run('select id from bench_text where text %> $1 order by text <->> $1, importance desc limit 10', [text])).rows; // prettier-ignore
  return more.map(({ id }) => String(id));
}

const recall = (expected: readonly string[], ids: readonly string[]): number | null =>
  expected.length === 0 ? null : expected.filter((id) => ids.includes(id)).length / expected.length;

/** The embedded engine is opened here with pg_trgm beside its own extensions; the service does without it. */
async function open(url: string | null, dataDir: string): Promise<{ run: Run; close: () => Promise<void> }> {
  if (url !== null) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    return { run: (text, parameters) => client.query(text, parameters), close: () => client.end() };
  }
  const engine = await PGlite.create({ dataDir, extensions: { postgis, fuzzystrmatch, pg_trgm } });
  return {
    run: (text, parameters) => engine.query<Record<string, unknown>>(text, parameters),
    close: () => engine.close(),
  };
}

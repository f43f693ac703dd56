import { sql } from 'kysely';
import { inBatches, insertBatch, pointFromLonLat } from '../database/bulk.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { buildPlaceIndexes } from '../places/indexes.ts';
import type { Step } from '../progress.ts';
import type { Pack } from './manifest.ts';
import { flags, numbers, range, readTable, texts, type Table } from './table.ts';

export const placeFiles = ['place_classes.tsv', 'places.tsv.gz'];
const batch = 2000;

/** Loads classes and the gazetteer of a pack: beside the present tables, then swapped in one short transaction. */
export async function loadPlaces(context: Context, pack: Pack, step: Step): Promise<number> {
  const db = context.jobs;
  await loadClasses(db, await readTable(pack, 'place_classes.tsv'));
  const table = await readTable(pack, 'places.tsv.gz');
  step.total(table.length);
  const sources = pack.manifest.sources.map((source) => source.id);
  await sql`drop table if exists place_next, place_name_next`.execute(db);
  await sql`create table place_next (like place including defaults including constraints)`.execute(db);
  await sql`create table place_name_next (like place_name including defaults including constraints)`.execute(
    db,
  );
  await sql`insert into place_next select * from place where not (source_id = any(${sources}))`.execute(db);
  await sql`insert into place_name_next select n.* from place_name n join place_next p on p.id = n.place_id`.execute(
    db,
  );
  await inBatches(
    table.length,
    batch,
    async (from, to) => {
      await Promise.all([insertPlaces(db, table, from, to), insertNames(db, table, from, to)]);
    },
    (count) => step.advance(count),
  );
  await sql`alter table place_next add primary key (id)`.execute(db);
  await transaction(db, async (trx) => {
    await sql`select from data_version where dataset = 'places' for update`.execute(trx); // edits wait
    await keepEdited(trx);
    await sql`drop table place, place_name`.execute(trx);
    await sql`alter table place_next rename to place`.execute(trx);
    await sql`alter index place_next_pkey rename to place_pkey`.execute(trx);
    await sql`alter table place_name_next rename to place_name`.execute(trx);
    await sql`update data_version set version = version + 1, updated_at = now(),
      row_count = (select count(*) from place) where dataset = 'places'`.execute(trx);
  });
  await context.progress.run('pack:places:indexes', '地名索引', (indexes) => buildPlaceIndexes(db, indexes));
  return table.length;
}

/** What was changed or added by hand goes before the pack, also what was while the pack was being read. */
async function keepEdited(trx: Db): Promise<void> {
  const { rows } = await sql<{ id: number }>`select id from place where edited_at is not null`.execute(trx);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return;
  await sql`delete from place_next where id = any(${ids}::int4[])`.execute(trx);
  await sql`delete from place_name_next where place_id = any(${ids}::int4[])`.execute(trx);
  await sql`insert into place_next select * from place where id = any(${ids}::int4[])`.execute(trx);
  await sql`insert into place_name_next select * from place_name where place_id = any(${ids}::int4[])`.execute(
    trx,
  );
}

async function loadClasses(db: Db, table: Table): Promise<void> {
  const all = (column: string) => ({ type: 'text' as const, values: texts(table, 0, table.length, column) });
  await transaction(db, async (trx) => {
    await trx.deleteFrom('place_class').execute();
    await insertBatch(trx, 'place_class', {
      code: all('code'),
      parent_code: all('parent'),
      name: all('name_zh'),
      name_en: all('name_en'),
      verified: { type: 'boolean', values: flags(table, 0, table.length, 'verified') },
      settlement: { type: 'boolean', values: flags(table, 0, table.length, 'settlement') },
    });
  });
}

const administrative = new Set(['21200', '21300', '21400', '21500']);

async function insertPlaces(db: Db, table: Table, from: number, to: number): Promise<void> {
  const text = (column: string) => ({ type: 'text' as const, values: texts(table, from, to, column) });
  await insertBatch(
    db,
    'place_next',
    {
      id: { type: 'int4', values: numbers(table, from, to, 'id') },
      class_code: text('class'),
      division_code: text('division'),
      denotes_code: {
        type: 'text',
        values: range(from, to, (row) =>
          administrative.has(table.cell(row, 'class') ?? '') ? table.cell(row, 'division') : null,
        ),
      },
      name: text('name'),
      roman: text('roman'),
      mongolian: text('mongolian'),
      importance: { type: 'int2', values: numbers(table, from, to, 'importance') },
      position: text('position'),
      lon: { type: 'float8', values: numbers(table, from, to, 'lon') },
      lat: { type: 'float8', values: numbers(table, from, to, 'lat') },
      source_id: text('source'),
      sample: { type: 'boolean', values: flags(table, from, to, 'sample') },
    },
    { geom: pointFromLonLat },
    ['lon', 'lat'],
  );
}

/** One row per name: the standard one with its reading, the Mongolian one, and every alias, former and short form. */
async function insertNames(db: Db, table: Table, from: number, to: number): Promise<void> {
  const names: {
    place_id: number;
    text: string;
    kind: string;
    lang: string;
    reading: string | null;
    source: string | null;
  }[] = [];
  for (let row = from; row < to; row += 1) {
    const place_id = Number(table.cell(row, 'id'));
    const source = table.cell(row, 'source');
    const add = (text: string | null, kind: string, lang: string, reading: string | null = null): void => {
      if (text !== null) names.push({ place_id, text, kind, lang, reading, source });
    };
    add(table.cell(row, 'name'), 'standard', 'zh-Hans', table.cell(row, 'reading'));
    add(table.cell(row, 'mongolian'), 'standard', 'mn-Mong');
    for (const kind of ['alias', 'former', 'short']) {
      for (const text of table.cell(row, kind)?.split('|') ?? []) add(text, kind, /[᠀-᢯]/.test(text) ? 'mn-Mong' : /\p{Script=Latin}/u.test(text) ? 'zh-Latn-pinyin' : 'zh-Hans'); // prettier-ignore
    }
  }
  const column = <K extends keyof (typeof names)[number]>(key: K) => names.map((name) => name[key]);
  await insertBatch(db, 'place_name_next', {
    place_id: { type: 'int4', values: column('place_id') },
    text: { type: 'text', values: column('text') },
    kind: { type: 'text', values: column('kind') },
    lang: { type: 'text', values: column('lang') },
    reading: { type: 'text', values: column('reading') },
    source_id: { type: 'text', values: column('source') },
  });
}

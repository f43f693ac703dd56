import { sql, type RawBuilder } from 'kysely';
import { insertBatch, pointFromLonLat, type Column } from '../../database/bulk.ts';
import type { Db } from '../../database/open.ts';
import type { Run } from '../kind.ts';
import type { Place } from './place-row.ts';

/** Columns of `place` that a file brings; id, source, version and time are given when the rows are published. */
export const contentColumns = [
  'class_code', 'division_code', 'name', 'roman', 'mongolian', 'importance', 'status', 'place_code', 'position', 'geom',
  'attributes', 'sample', 'public', 'secrecy', 'valid_from', 'valid_to', 'original',
] as const; // prettier-ignore

/** Columns of `place_name` besides the place and the source. */
export const nameColumns = ['text', 'kind', 'lang', 'reading', 'valid_from', 'valid_to'] as const;

const list = (columns: readonly string[]): string => columns.map((column) => `"${column}"`).join(', ');
export const contentList = list(contentColumns);
export const nameList = list(nameColumns);

/** The content of a place as one value, to compare. */
export const contentRow = (alias: string): RawBuilder<unknown> =>
  sql.raw(`row(${contentColumns.map((column) => `${alias}.${column}`).join(', ')})`);

/** Makes the empty tables that a check writes: rows by their line, with the id that they have in their own source. */
export async function createStage(run: Run): Promise<void> {
  const [place, name] = [run.stage('place'), run.stage('name')];
  await sql
    .raw(
      `create table ${place} as select 0::int4 as line, ''::text as external_id, false as numbered, ''::text as within, ${contentList} from place with no data`,
    )
    .execute(run.db);
  await sql
    .raw(`create table ${name} as select 0::int4 as line, ${nameList} from place_name with no data`)
    .execute(run.db);
}

/** Writes a batch. The statements are made at the call, so that the next batch can be read while they run. */
export async function insertPlaces(run: Run, places: readonly Place[]): Promise<void> {
  await Promise.all([
    insertRows(run.db, run.stage('place'), places),
    insertNames(run.db, run.stage('name'), places),
  ]);
}

function insertRows(db: Db, table: string, places: readonly Place[]): Promise<void> {
  const column = (type: Column['type'], value: (place: Place) => unknown): Column => ({
    type,
    values: places.map(value),
  });
  return insertBatch(
    db,
    table,
    {
      line: column('int4', (place) => place.line),
      external_id: column('text', (place) => place.key),
      numbered: column('boolean', (place) => place.numbered),
      within: column('text', (place) => place.within),
      class_code: column('text', (place) => place.class),
      division_code: column('text', (place) => place.division),
      name: column('text', (place) => place.name),
      roman: column('text', (place) => place.roman),
      mongolian: column('text', (place) => place.mongolian),
      importance: column('int2', (place) => place.importance),
      status: column('text', (place) => place.status),
      place_code: column('text', (place) => place.placeCode),
      position: column('text', (place) => place.position),
      lon: column('float8', (place) => place.lon),
      lat: column('float8', (place) => place.lat),
      attributes: column('jsonb', (place) => place.attributes),
      sample: column('boolean', (place) => place.sample),
      public: column('boolean', (place) => place.public),
      secrecy: column('text', (place) => place.secrecy),
      valid_from: column('date', (place) => place.validFrom),
      valid_to: column('date', (place) => place.validTo),
      original: column('jsonb', (place) => place.original),
    },
    { geom: pointFromLonLat },
    ['lon', 'lat'],
  );
}

function insertNames(db: Db, table: string, places: readonly Place[]): Promise<void> {
  const names = places.flatMap(({ line, names }) => names.map((name) => ({ line, ...name })));
  const text = (value: (name: (typeof names)[number]) => unknown): Column => ({
    type: 'text',
    values: names.map(value),
  });
  return insertBatch(db, table, {
    line: { type: 'int4', values: names.map(({ line }) => line) },
    text: text((name) => name.text),
    kind: text((name) => name.kind),
    lang: text((name) => name.lang),
    reading: text((name) => name.reading),
  });
}

/** Staged rows, and those of them that have a point. */
export async function countStaged(run: Run): Promise<{ accepted: number; located: number }> {
  const { rows } = await sql<{ accepted: number; located: number }>`
    select count(*)::int4 as accepted, count(geom)::int4 as located from ${sql.table(run.stage('place'))}`.execute(
    run.db,
  );
  return rows[0]!;
}

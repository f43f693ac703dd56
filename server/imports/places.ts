import { sql } from 'kysely';
import { insertBatch, pointFromLonLat } from '../database/bulk.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import type { Step } from '../progress.ts';
import { toPlace, type ImportedPlace } from './place-row.ts';
import type { Report } from './report.ts';
import { readRows } from './rows.ts';

const batch = 2000;
const packIds = 10_000_000; // ids up to here belong to data packs

/**
 * Imports places: reads and checks every row into a staging table, then swaps the source's rows in one transaction. A row
 * keeps its id by (source, id in the source), so that the same file a second time changes nothing.
 * @returns the number of places, and of those with a position; nothing is changed when the report holds an error
 */
export async function importPlaces(
  context: Context,
  file: string,
  sourceId: string,
  report: Report,
  step: Step,
): Promise<{ places: number; located: number }> {
  const db = context.jobs;
  const places = new Map<string, ImportedPlace>();
  for await (const row of readRows(file)) {
    const place = toPlace(row, report);
    if (place === null) continue;
    if (places.has(place.externalId))
      report.warning(row.line, 'code', place.externalId, '代码在文件中重复, 保留第一条', '删去重复的行。');
    else places.set(place.externalId, place);
  }
  if (places.size === 0) report.error(null, null, null, '没有可导入的地名', '检查表头: 需要名称 (name) 列。');
  await checkDivisions(db, places, report);
  if (report.count('error') > 0) return { places: 0, located: 0 };
  const rows = [...places.values()];
  step.total(rows.length);
  await sql`drop table if exists place_import`.execute(db);
  await sql`create table place_import (like place including defaults, names jsonb)`.execute(db);
  const ids = await assignIds(db, rows, sourceId);
  for (let from = 0; from < rows.length; from += batch) {
    await stage(db, rows.slice(from, from + batch), ids, sourceId);
    step.advance(Math.min(batch, rows.length - from));
  }
  await transaction(db, async (trx) => {
    await sql`delete from place_name where place_id in (select id from place where source_id = ${sourceId})`.execute(
      trx,
    );
    await sql`delete from place where source_id = ${sourceId}`.execute(trx);
    await sql`insert into place (id, class_code, division_code, name, roman, importance, position, geom, external_id, source_id, sample)
      select id, class_code, division_code, name, roman, importance, position, geom, external_id, source_id, sample from place_import`.execute(
      trx,
    );
    await sql`insert into place_name (place_id, text, kind, lang, source_id)
      select p.id, n.text, n.kind, n.lang, ${sourceId}
      from place_import p, jsonb_to_recordset(p.names) as n(text text, kind text, lang text)`.execute(trx);
    await sql`update data_version set version = version + 1, updated_at = now(),
      row_count = (select count(*) from place) where dataset = 'places'`.execute(trx);
    await sql`insert into change_log (actor, action, record_type, record_id, summary)
      values ('cli', 'import', 'places', ${sourceId}, ${JSON.stringify({ places: rows.length })}::jsonb)`.execute(
      trx,
    );
  });
  await sql`drop table place_import`.execute(db);
  return { places: rows.length, located: rows.filter((row) => row.lon !== null).length };
}

/** Places whose division is not known are kept and reported; a point outside its banner likewise. */
async function checkDivisions(db: Db, places: Map<string, ImportedPlace>, report: Report): Promise<void> {
  const known = new Set((await db.selectFrom('division').where('valid_to', 'is', null).select('code').execute()).map((row) => row.code)); // prettier-ignore
  if (known.size === 0) return;
  for (const place of places.values()) {
    if (known.has(place.division)) continue;
    const county = place.division.slice(0, 6);
    if (place.division.length === 9 && known.has(county)) place.division = county;
    else report.warning(place.line, 'division', place.division, '所在政区代码不是现行代码', '核对代码沿革。');
  }
}

async function assignIds(db: Db, rows: ImportedPlace[], sourceId: string): Promise<Map<string, number>> {
  const present = await db
    .selectFrom('place')
    .where('source_id', '=', sourceId)
    .select(['id', 'external_id'])
    .execute();
  const ids = new Map(present.map((row) => [row.external_id ?? '', row.id]));
  const { last } = await db
    .selectFrom('place')
    .select(sql<number>`greatest(max(id), ${packIds})`.as('last'))
    .executeTakeFirstOrThrow();
  let next = last;
  for (const row of rows) if (!ids.has(row.externalId)) ids.set(row.externalId, (next += 1));
  return ids;
}

async function stage(
  db: Db,
  rows: ImportedPlace[],
  ids: Map<string, number>,
  sourceId: string,
): Promise<void> {
  const text = (value: (row: ImportedPlace) => unknown) => ({
    type: 'text' as const,
    values: rows.map(value),
  });
  await insertBatch(
    db,
    'place_import',
    {
      id: { type: 'int4', values: rows.map((row) => ids.get(row.externalId)) },
      class_code: text((row) => row.class),
      division_code: text((row) => row.division),
      name: text((row) => row.name),
      roman: text((row) => row.roman),
      importance: { type: 'int2', values: rows.map((row) => row.importance) },
      position: text((row) => (row.lon === null ? 'unknown' : 'approximate')),
      lon: { type: 'float8', values: rows.map((row) => row.lon) },
      lat: { type: 'float8', values: rows.map((row) => row.lat) },
      external_id: text((row) => row.externalId),
      source_id: text(() => sourceId),
      sample: { type: 'boolean', values: rows.map(() => false) },
      names: text((row) => JSON.stringify(row.names)),
    },
    { geom: pointFromLonLat, names: 'names::jsonb' },
    ['lon', 'lat'],
  );
}

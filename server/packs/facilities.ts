import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { insertBatch, pointFromLonLat } from '../database/bulk.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import type { Step } from '../progress.ts';
import type { Pack } from './manifest.ts';
import { packKey } from './facility-key.ts';
import { loadCoverage } from './coverage.ts';
import { flags, numbers, readTable, texts, type Table } from './table.ts';

export const facilityFiles = [
  'facility_kinds.tsv',
  'facilities.tsv',
  'cremation_zones.tsv',
  'designated_persons.tsv',
  'unit_tags.tsv',
  'policies.json',
];

const text = (table: Table, column: string) => ({
  type: 'text' as const,
  values: texts(table, 0, table.length, column),
});
const date = (table: Table, column: string) => ({
  type: 'date' as const,
  values: texts(table, 0, table.length, column),
});
const number = (table: Table, column: string, type: 'int2' | 'int4' | 'float8') => ({
  type,
  values: numbers(table, 0, table.length, column),
});
const constant = (table: Table, value: unknown) => Array.from({ length: table.length }, () => value);

/** Loads kinds, facilities, facts of units, plans and policies of a pack in one transaction. What was changed by hand stays. */
export async function loadFacilities(context: Context, pack: Pack, step: Step): Promise<number> {
  const kinds = await readTable(pack, 'facility_kinds.tsv');
  const facilities = await readTable(pack, 'facilities.tsv');
  step.total(facilities.length);
  const sources = pack.manifest.sources.map((entry) => entry.id);
  await transaction(context.jobs, async (trx) => {
    await sql`select from data_version where dataset = 'facilities' for update`.execute(trx); // edits wait
    await sql`delete from facility where source_id = any(${sources}) and edited_at is null`.execute(trx);
    await insertKinds(trx, kinds);
    await insertFacilities(trx, facilities);
    await keepEdited(trx, sources);
    await loadCoverage(trx, pack, sources);
    await sql`update data_version set version = version + 1, updated_at = now(),
      row_count = (select count(*) from facility) where dataset = 'facilities'`.execute(trx);
  });
  step.advance(facilities.length);
  return facilities.length;
}

async function insertKinds(db: Db, table: Table): Promise<void> {
  for (let row = 0; row < table.length; row += 1) {
    const kind = {
      id: table.cell(row, 'id')!,
      name: table.cell(row, 'name')!,
      name_en: table.cell(row, 'name_en')!,
      unit: table.cell(row, 'unit')!,
      reach_km: table.cell(row, 'reach_km') === null ? null : Number(table.cell(row, 'reach_km')),
      sort: row,
      symbol: table.cell(row, 'symbol') ?? table.cell(row, 'id')!,
    };
    await db.insertInto('facility_kind').values(kind).onConflict((oc) => oc.column('id').doUpdateSet(kind).where('facility_kind.edited_at', 'is', null)).execute(); // prettier-ignore
  }
}

async function insertFacilities(db: Db, table: Table): Promise<void> {
  await insertBatch(
    db,
    'facility',
    {
      kind: text(table, 'kind'),
      name: text(table, 'name'),
      code: text(table, 'code'),
      county_code: text(table, 'county_code'),
      township_code: text(table, 'township_code'),
      address: text(table, 'address'),
      lon: number(table, 'lon', 'float8'),
      lat: number(table, 'lat', 'float8'),
      position: text(table, 'position'),
      ownership: text(table, 'ownership'),
      level: text(table, 'level'),
      status: text(table, 'status'),
      opened_on: date(table, 'opened_on'),
      closed_on: date(table, 'closed_on'),
      capacity: number(table, 'capacity', 'int4'),
      serves: text(table, 'serves'),
      hosted_in: text(table, 'hosted_in'),
      condition: text(table, 'condition'),
      equipment_year: number(table, 'equipment_year', 'int2'),
      source_id: { type: 'text', values: constant(table, 'nutag-sample') },
      sample: { type: 'boolean', values: flags(table, 0, table.length, 'sample') },
    },
    { geom: pointFromLonLat, serves: `coalesce(string_to_array(serves, '|'), '{}')` },
    ['lon', 'lat'],
  );
}

/** What was changed or deleted by hand is not brought back as it was. */
async function keepEdited(trx: Db, sources: readonly string[]): Promise<void> {
  await sql`
    delete from facility f where source_id = any(${[...sources]}) and edited_at is null and ${packKey} in (
      select e.external_id from facility e where e.source_id = any(${[...sources]}) and e.edited_at is not null
      union all
      select r.external_id from removed_record r where r.record_type = 'facility' and r.source_id = any(${[...sources]}))`.execute(
    trx,
  );
}

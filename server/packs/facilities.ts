import { sql } from 'kysely';
import type { Context } from '../context.ts';
import { insertBatch, pointFromLonLat } from '../database/bulk.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import type { Step } from '../progress.ts';
import type { Pack } from './manifest.ts';
import { packKey } from './facility-key.ts';
import { flags, numbers, readPackFile, readTable, texts, type Table } from './table.ts';

export const facilityFiles = [
  'facility_kinds.tsv',
  'facilities.tsv',
  'cremation_zones.tsv',
  'designated_persons.tsv',
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
const source = (table: Table) => ({
  source_id: { type: 'text' as const, values: constant(table, 'nutag-sample') },
  sample: { type: 'boolean' as const, values: constant(table, true) },
});

/** Loads kinds, facilities, cremation zones, designated persons and policies of a pack in one transaction. */
export async function loadFacilities(context: Context, pack: Pack, step: Step): Promise<number> {
  const [kinds, facilities, zones, persons] = [
    await readTable(pack, 'facility_kinds.tsv'),
    await readTable(pack, 'facilities.tsv'),
    await readTable(pack, 'cremation_zones.tsv'),
    await readTable(pack, 'designated_persons.tsv'),
  ];
  const policies = JSON.parse((await readPackFile(pack, 'policies.json')).toString('utf8')) as Policy[];
  step.total(facilities.length);
  const sources = pack.manifest.sources.map((entry) => entry.id);
  await transaction(context.jobs, async (trx) => {
    await sql`select from data_version where dataset = 'facilities' for update`.execute(trx); // edits wait
    await sql`delete from facility where source_id = any(${sources}) and edited_at is null`.execute(trx);
    for (const table of ['cremation_zone', 'designated_person', 'coverage_policy']) {
      await sql`delete from ${sql.table(table)} where source_id = any(${sources})`.execute(trx);
    }
    await insertKinds(trx, kinds);
    await insertFacilities(trx, facilities);
    await keepEdited(trx, sources);
    await insertBatch(trx, 'cremation_zone', { division_code: text(zones, 'division_code'), zone: text(zones, 'zone'), document: text(zones, 'document'), valid_from: date(zones, 'valid_from'), ...source(zones) }); // prettier-ignore
    await insertBatch(trx, 'designated_person', {
      township_code: text(persons, 'township_code'),
      designated: {
        type: 'boolean',
        values: texts(persons, 0, persons.length, 'designated').map((cell) => (cell === null ? null : cell === '1' || cell === 'true')), // prettier-ignore
      },
      ...source(persons),
    });
    for (const [sort, policy] of policies.entries()) await insertPolicy(trx, policy, sort);
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
    await db.insertInto('facility_kind').values(kind).onConflict((oc) => oc.column('id').doUpdateSet(kind)).execute(); // prettier-ignore
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

interface Policy {
  id: string;
  title: string;
  kinds: string[];
  unit: string;
  rule: string;
  substitutes?: string[];
  applies_when?: string | null;
  target_share?: number | null;
  target_scope?: string | null;
  legal_nature: string;
  citation: unknown[];
  plan_period?: string | null;
  valid_from?: string | null;
  valid_to?: string | null;
}

async function insertPolicy(db: Db, policy: Policy, sort: number): Promise<void> {
  const { citation, ...rest } = policy;
  await db
    .insertInto('coverage_policy')
    .values({ ...rest, citation: JSON.stringify(citation), source_id: 'policy-texts', sort })
    .execute();
}

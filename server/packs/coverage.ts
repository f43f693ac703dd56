import { sql } from 'kysely';
import { arrayLiteral } from '../database/bulk.ts';
import type { Db } from '../database/open.ts';
import type { Pack } from './manifest.ts';
import { readPackFile, readTable } from './table.ts';

const sampleSource = 'nutag-sample';
const textSource = 'policy-texts';
const shapeSource = 'echarts-cities'; // the outlines that tags follow from

interface Fact {
  type: string;
  division: string;
  value: string;
  document: string | null;
  from: string | null;
  source: string;
  sample: boolean;
}

/** What a pack says of units, its plans and its policies. What was changed or deleted by hand is not brought back as it was. */
export async function loadCoverage(trx: Db, pack: Pack, sources: readonly string[]): Promise<void> {
  await loadFacts(trx, [...(await readZones(pack)), ...(await readPersons(pack)), ...(await readTags(pack))], sources); // prettier-ignore
  const { plans, policies } = JSON.parse((await readPackFile(pack, 'policies.json')).toString('utf8')) as Texts; // prettier-ignore
  await sql`delete from coverage_policy where source_id = any(${[...sources]}) and edited_at is null`.execute(
    trx,
  );
  for (const plan of plans) {
    const row = { ...plan, source_id: textSource };
    await trx.insertInto('coverage_plan').values(row).onConflict((oc) => oc.column('id').doUpdateSet(row).where('coverage_plan.edited_at', 'is', null)).execute(); // prettier-ignore
  }
  for (const [sort, { citation, ...policy }] of policies.entries()) {
    const row = { ...policy, citation: JSON.stringify(citation), source_id: textSource, sort };
    await trx.insertInto('coverage_policy').values(row).onConflict((oc) => oc.column('id').doNothing()).execute(); // prettier-ignore
  }
}

/** A fact of the same unit that was changed or taken away by hand stands before the pack's. */
async function loadFacts(trx: Db, facts: readonly Fact[], sources: readonly string[]): Promise<void> {
  await sql`delete from unit_fact where source_id = any(${[...sources]}) and edited_at is null`.execute(trx);
  const column = (read: (fact: Fact) => unknown): string => arrayLiteral(facts.map(read));
  await sql`
    insert into unit_fact (type, division_code, value, document, valid_from, source_id, sample)
    select t.* from unnest(${column(({ type }) => type)}::text[], ${column(({ division }) => division)}::text[], ${column(({ value }) => value)}::text[],
      ${column(({ document }) => document)}::text[], ${column(({ from }) => from)}::date[], ${column(({ source }) => source)}::text[],
      ${column(({ sample }) => sample)}::boolean[]) as t(type, division_code, value, document, valid_from, source_id, sample)
    where not exists (select from unit_fact e where e.source_id = t.source_id and e.edited_at is not null and e.type = t.type
        and e.division_code = t.division_code and (t.type <> 'tag' or e.value = t.value))
      and not exists (select from removed_record r where r.record_type = 'unit_fact' and r.source_id = t.source_id
        and r.external_id = concat_ws(' ', t.type, t.division_code, t.value))`.execute(trx); // prettier-ignore
}

async function readZones(pack: Pack): Promise<Fact[]> {
  const table = await readTable(pack, 'cremation_zones.tsv');
  return Array.from({ length: table.length }, (_, row) => ({
    type: 'zone',
    division: table.cell(row, 'division_code')!,
    value: table.cell(row, 'zone')!,
    document: table.cell(row, 'document'),
    from: table.cell(row, 'valid_from'),
    source: sampleSource,
    sample: true,
  }));
}

const designated: Readonly<Record<string, string>> = { '1': 'designated', '0': 'none' };

async function readPersons(pack: Pack): Promise<Fact[]> {
  const table = await readTable(pack, 'designated_persons.tsv');
  return Array.from({ length: table.length }, (_, row) => ({
    type: 'person',
    division: table.cell(row, 'township_code')!,
    value: designated[table.cell(row, 'designated') ?? ''] ?? 'unknown',
    document: null,
    from: null,
    source: sampleSource,
    sample: true,
  }));
}

async function readTags(pack: Pack): Promise<Fact[]> {
  const table = await readTable(pack, 'unit_tags.tsv');
  return Array.from({ length: table.length }, (_, row) => ({
    type: 'tag',
    division: table.cell(row, 'division_code')!,
    value: table.cell(row, 'tag')!,
    document: table.cell(row, 'document'),
    from: null,
    source: shapeSource,
    sample: false,
  }));
}

interface Texts {
  plans: { id: string; title: string; valid_from: string | null; valid_to: string | null; state: string; succeeds: string | null; note: string | null }[];
  policies: {
    id: string; title: string; kinds: string[]; unit: string; rule: string; substitutes: string[]; ownership: string[]; target_share: number | null; target_scope: string | null;
    target_year: number | null; target_counts: string | null; target_note: string | null; legal_nature: string; citation: unknown[]; plan_id: string | null; valid_from: string | null;
  }[];
} // prettier-ignore

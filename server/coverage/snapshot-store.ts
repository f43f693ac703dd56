import { sql } from 'kysely';
import type { Indicator } from '../api/coverage-policies.ts';
import type { Snapshot, SnapshotUnit } from '../api/coverage-snapshots.ts';
import type { z } from 'zod';
import { insertBatch } from '../database/bulk.ts';
import type { Db } from '../database/open.ts';
import { codePrefix } from '../divisions/prefix.ts';
import { notFound } from '../http/problem.ts';

type Totals = Snapshot['totals'];

/** How far a target was reached, as snapshots had it. */
export async function listSnapshotProgress(db: Db, policy: string) {
  const { rows } = await sql<{ on: string; denominator: number; reached: number; unknown: number }>`
    select distinct on (on_date) on_date as "on", (i->'region'->>'denominator')::int4 as denominator,
      (i->'region'->>'reached')::int4 as reached, (i->'region'->>'unknown')::int4 as unknown
    from coverage_snapshot, jsonb_array_elements(indicators) as i where i->>'policy' = ${policy} order by on_date, id desc`.execute(
    db,
  );
  return rows.map((row) => ({ ...row, source: 'snapshot' as const }));
}

/** How many units of each kind and level have which result. */
export function totalsOf(units: readonly SnapshotUnit[]): Totals {
  const totals = new Map<string, Totals[number]>();
  for (const { kind, unit, duty, gap } of units) {
    const none = { kind, unit, met: 0, met_by_substitute: 0, not_met: 0, not_applicable: 0, unknown: 0, reachGap: 0 };
    const sum = totals.get(`${kind} ${unit}`) ?? none;
    sum[duty] += 1;
    if (gap === true) sum.reachGap += 1;
    totals.set(`${kind} ${unit}`, sum);
  }
  return [...totals.values()];
} // prettier-ignore

export async function insertSnapshotUnits(trx: Db, id: number, units: readonly SnapshotUnit[]): Promise<void> {
  const text = (read: (unit: SnapshotUnit) => unknown) => ({ type: 'text' as const, values: units.map(read) });
  await insertBatch(trx, 'coverage_snapshot_unit', {
    snapshot_id: { type: 'int4', values: units.map(() => id) },
    kind: text(({ kind }) => kind),
    policy_id: text(({ policy }) => policy),
    unit: text(({ unit }) => unit),
    code: text(({ code }) => code),
    name: text(({ name }) => name),
    parent_code: text(({ parentCode }) => parentCode),
    duty: text(({ duty }) => duty),
    reason: text(({ reason }) => reason),
    numbers: {
      type: 'jsonb',
      values: units.map(({ facilities, settlements, within, share, gap, beyond, p90Km }) =>
        JSON.stringify({ facilities, settlements, within, share, gap, beyond, p90Km })),
    },
  });
} // prettier-ignore

const select = (db: Db) =>
  db
    .selectFrom('coverage_snapshot')
    .select(['id', 'title', 'occasion', 'on_date', 'parameters', 'inputs', 'code', 'sample', 'made_by', 'made_at', 'totals']); // prettier-ignore

const toSnapshot = (row: Awaited<ReturnType<ReturnType<typeof select>['executeTakeFirstOrThrow']>>): Snapshot => ({
  id: row.id,
  title: row.title,
  occasion: row.occasion as Snapshot['occasion'],
  on: row.on_date,
  parameters: row.parameters as Snapshot['parameters'],
  inputs: row.inputs as Snapshot['inputs'],
  code: row.code,
  sample: row.sample,
  madeBy: row.made_by,
  madeAt: row.made_at,
  totals: row.totals as unknown as Totals,
}); // prettier-ignore

export const listSnapshots = async (db: Db): Promise<Snapshot[]> => (await select(db).orderBy('on_date', 'desc').orderBy('id', 'desc').execute()).map(toSnapshot); // prettier-ignore

/** @throws Problem 404 */
export async function readSnapshot(db: Db, id: number): Promise<Snapshot> {
  const row = await select(db).where('id', '=', id).executeTakeFirst();
  if (row === undefined) throw notFound(`Snapshot ${id}`);
  return toSnapshot(row);
}

/** What it was made by besides the units: policies with their texts, and the indicators. */
export async function snapshotFrame(db: Db, id: number): Promise<{ policies: Record<string, unknown>[]; indicators: z.infer<typeof Indicator>[] }> {
  const row = await db.selectFrom('coverage_snapshot').where('id', '=', id).select(['policies', 'indicators']).executeTakeFirstOrThrow();
  return { policies: row.policies as Record<string, unknown>[], indicators: row.indicators as unknown as z.infer<typeof Indicator>[] };
} // prettier-ignore

export async function listSnapshotUnits(db: Db, id: number, filter: { kind?: string | undefined; unit?: string | undefined; division?: string | undefined }): Promise<SnapshotUnit[]> {
  const { kind, unit, division } = filter;
  const rows = await db
    .selectFrom('coverage_snapshot_unit')
    .where('snapshot_id', '=', id)
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind!))
    .$if(unit !== undefined, (query) => query.where('unit', '=', unit!))
    .$if(division !== undefined, (query) => query.where('code', 'like', codePrefix(division!)))
    .selectAll()
    .orderBy('kind')
    .orderBy('unit')
    .orderBy('code')
    .execute();
  return rows.map((row) => ({
    kind: row.kind,
    policy: row.policy_id,
    unit: row.unit as SnapshotUnit['unit'],
    code: row.code,
    name: row.name,
    parentCode: row.parent_code,
    duty: row.duty as SnapshotUnit['duty'],
    reason: row.reason,
    ...(row.numbers as unknown as Pick<SnapshotUnit, 'facilities' | 'settlements' | 'within' | 'share' | 'gap' | 'beyond' | 'p90Km'>),
  }));
} // prettier-ignore

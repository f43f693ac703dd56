import { sql } from 'kysely';
import type { Db } from '../database/open.ts';

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

import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import { stands } from '../../markers/derive.ts';
import type { CheckRun, Run } from '../kind.ts';
import { stageOf } from './small-table.ts';

const moved = ['registered_x', 'registered_y', 'registered_crs', 'registered_height', 'geom', 'transform_status', 'transform_method', 'chainage_km', 'accuracy_m', 'survey_method']; // prettier-ignore

/**
 * Rows whose position, or 方位物, are those from before a relocation or another event: the register keeps what the event has made of
 * them. Before the rows are compared, once their ids are known.
 */
export async function keepMoved(run: CheckRun): Promise<void> {
  const stage = stageOf(run);
  const was = (column: string, type: string) => sql`(e.changes -> 'before' ->> ${sql.lit(column)})::${sql.raw(type)} is not distinct from ${sql.ref(`s.${column}`)}`; // prettier-ignore
  const { rows } = await sql<{ line: number; number: string }>`
    update ${stage} s set ${sql.join(moved.map((column) => sql`${sql.ref(column)} = ${sql.ref(`p.${column}`)}`))}
    from boundary_marker p
    where s.id = p.id and exists (select from marker_event e where e.marker_id = p.id and ${stands} and e.changes -> 'before' ? 'registered_x'
      and ${was('registered_x', 'numeric')} and ${was('registered_y', 'numeric')} and ${was('registered_crs', 'int4')})
    returning s.line, s.number`.execute(run.db);
  for (const { line, number } of rows)
    run.report.warning({ check: 'position-superseded', line, field: run.columns.header('northing'), value: number, reason: '登记坐标是移位或修测之前的', remedy: '保留事件之后的坐标; 更新成果表' }); // prettier-ignore
  await sql`
    update ${stage} s set reference_objects = p.reference_objects from boundary_marker p
    where s.id = p.id and exists (select from marker_event e where e.marker_id = p.id and ${stands} and e.changes -> 'before' -> 'reference_objects' = s.reference_objects)`.execute(run.db); // prettier-ignore
}

/** Markers that an earlier file no longer held, and this one holds again, stand again; retired ones stay retired. */
export async function reopenListed(run: Run, trx: Db): Promise<void> {
  await sql`
    update boundary_marker p set valid_to = null from ${stageOf(run)} s
    where s.accepted and s.id = p.id and p.valid_to is not null
      and not exists (select from marker_event e where e.marker_id = p.id and e.kind = 'retire' and ${stands})`.execute(
    trx,
  );
}

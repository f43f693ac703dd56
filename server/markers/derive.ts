import { sql, type RawBuilder } from 'kysely';
import type { Db } from '../database/open.ts';
import { readMarkerRow, says, writeRegister, type Changes } from './register.ts';

/** Events (`e`) that no other event puts right. */
export const stands = sql`not exists (select from marker_event c where c.corrects = e.id)`;

/** Whether a marker (`p`) has a history that somebody has sent, not a pack: such a one is closed, never deleted. */
export const hasEvents = sql`exists (select from marker_event e where e.marker_id = p.id and e.digest is not null)`;

/**
 * Condition and day of the last check, from the newest event that stands and says a condition, unless the register says one of a later
 * day. `unknown` says none: who could not tell does not undo what was seen before.
 * @param which the markers, as a condition on `m`
 */
export async function deriveConditions(trx: Db, which: RawBuilder<unknown>): Promise<void> {
  await sql`
    update boundary_marker m set stated_condition = d.stated, stated_on = d.stated_on, condition = d.condition, checked_on = d.checked_on
    from (
      select n.id, n.stated, n.stated_on, case when e.newer then e.condition else n.stated end as condition, case when e.newer then e.happened_on else n.stated_on end as checked_on
      from (
        select m.id, m.stated_condition is not null as said, coalesce(m.stated_condition, m.condition) as stated, case when m.stated_condition is null then m.checked_on else m.stated_on end as stated_on
        from boundary_marker m where ${which}) n
      left join lateral (
        select e.condition, e.happened_on, e.happened_on >= coalesce(n.stated_on, '-infinity') as newer
        from marker_event e where e.marker_id = n.id and e.condition <> 'unknown' and ${stands}
        order by e.happened_on desc, e.id desc limit 1) e on true
      where n.said or e.newer is not null) d
    where d.id = m.id and (m.stated_condition, m.stated_on, m.condition, m.checked_on) is distinct from (d.stated, d.stated_on, d.condition, d.checked_on)`.execute(trx); // prettier-ignore
}

/**
 * Does again, after markers were loaded, what events have changed in the register, where it says what it said before them: a file that
 * is older than a relocation does not undo it. A file that says something new is newer, and stays.
 */
export async function repeatChanges(trx: Db, which: RawBuilder<unknown>): Promise<void> {
  const { rows } = await sql<{ marker: number; changes: Changes }>`
    select e.marker_id as marker, e.changes from marker_event e join boundary_marker m on m.id = e.marker_id
    where e.changes is not null and ${stands} and ${which} order by e.happened_on, e.id`.execute(trx);
  for (const { marker, changes } of rows)
    if (says(await readMarkerRow(trx, marker), changes.before)) await writeRegister(trx, marker, changes.after); // prettier-ignore
}

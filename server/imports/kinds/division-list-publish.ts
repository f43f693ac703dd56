import { sql } from 'kysely';
import type { Db } from '../../database/open.ts';
import type { PublishRun } from '../kind.ts';
import { listOf } from './division-list.ts';
import { publishDivisions } from './division-swap.ts';

/** Writes what a checked list changes. Nothing is deleted: what is gone or renamed stays as a version that has ended. */
export async function publishList(run: PublishRun): Promise<void> {
  const { rows } = await sql<{ at: string }>`
    select coalesce(data_date, current_date)::text as at from source where id = ${run.job.sourceId}`.execute(
    run.db,
  );
  const at = rows[0]!.at;
  const { rows: renamed } = await sql<{ code: string; name: string }>`
    select code, name from ${listOf(run)} where action = 'rename' and level <> 'township'`.execute(run.db);
  await publishDivisions(run, {
    codes: sql`select code from ${listOf(run)}`,
    names: new Map(renamed.map(({ code, name }) => [code, name])),
    write: (trx) => writeList(trx, run, at),
  });
}

/** @param at the day of the list: the day of a change is not known */
async function writeList(trx: Db, run: PublishRun, at: string): Promise<void> {
  const list = listOf(run);
  await sql`
    insert into division (code, level, kind, name, short, roman, mongolian, parent_code, seat, seat_position, valid_from, valid_to,
      source_id, sample, public, secrecy)
    select d.code, d.level, d.kind, d.name, d.short, d.roman, d.mongolian, d.parent_code, d.seat, d.seat_position, d.valid_from,
      greatest(${at}::date, d.valid_from), d.source_id, d.sample, d.public, d.secrecy
    from division d join ${list} l on l.code = d.code where l.action = 'rename' and d.valid_to is null`.execute(
    trx,
  );
  await sql`
    update division d set name = l.name, kind = l.kind, roman = l.roman, mongolian = l.mongolian, parent_code = l.parent_code,
      valid_from = case when l.action = 'rename' then greatest(${at}::date, d.valid_from) else d.valid_from end,
      short = string_to_array(l.short, '|'), source_id = ${run.job.sourceId}, sample = false, updated_at = now()
    from ${list} l where l.code = d.code and l.action in ('rename', 'change') and d.valid_to is null`.execute(
    trx,
  );
  await sql`
    update division d set valid_to = greatest(${at}::date, d.valid_from), updated_at = now()
    from ${list} l where l.code = d.code and l.action = 'retire' and d.valid_to is null`.execute(trx);
  await sql`
    insert into division (code, level, kind, name, short, roman, mongolian, parent_code, valid_from, source_id)
    select code, level, kind, name, string_to_array(short, '|'), roman, mongolian, parent_code, case when is_new then ${at}::date end, ${run.job.sourceId}
    from ${list} where action = 'add' order by code`.execute(trx);
  await sql`
    insert into division_succession (predecessor_code, successor_code, at, change, note)
    select code, code, ${at}::date, 'renamed', '名录日期' from ${list} where action = 'rename' on conflict do nothing`.execute(
    trx,
  );
}

import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../database/open.ts';

/** After `free` failures each further attempt waits: first, 2 x first, 4 x first ... seconds, at most `longest`. */
export interface Limit {
  free: number;
  first: number;
  longest: number;
  forgetAfter: number; // s without an attempt
}

export const perName: Limit = { free: 5, first: 30, longest: 900, forgetAfter: 86_400 };
export const perAddress: Limit = { free: 30, first: 60, longest: 900, forgetAfter: 600 }; // an office may share one

export const throttleKey = (secret: Buffer, kind: 'name' | 'address', value: string): string =>
  createHmac('sha256', secret).update(`${kind}:${value}`).digest('base64url');

/**
 * Counts an attempt before it is made, in one statement, so that many at once on many processes get no more tries than one
 * after the other. A success takes the count back.
 */
export async function attempt(
  db: Db,
  key: string,
  { free, first, longest, forgetAfter }: Limit,
): Promise<{ failures: number } | { waitSeconds: number }> {
  const { rows } = await sql<{ failures: number }>`
    insert into account_throttle as t (key, failures, last_at) values (${key}, 1, now())
    on conflict (key) do update set
      failures = case when t.last_at < now() - make_interval(secs => ${forgetAfter}) then 1 else t.failures + 1 end,
      locked_until = case
        when t.failures + 1 < ${free}::int4 or t.last_at < now() - make_interval(secs => ${forgetAfter}) then null
        else now() + make_interval(secs => least(${longest}::float8, ${first}::float8 * power(2, least(t.failures + 1 - ${free}::int4, 20)))) end,
      last_at = now()
    where t.locked_until is null or t.locked_until <= now()
    returning failures`.execute(db);
  if (rows[0] !== undefined) return { failures: rows[0].failures };
  const { rows: locked } = await sql<{ seconds: number }>`
    select ceil(extract(epoch from locked_until - now()))::int4 as seconds from account_throttle where key = ${key}`.execute(
    db,
  );
  return { waitSeconds: Math.max(1, locked[0]?.seconds ?? 1) };
}

/** The attempt was good: the name starts afresh. */
export async function clearThrottle(db: Db, key: string): Promise<void> {
  await sql`delete from account_throttle where key = ${key}`.execute(db);
}

/** The attempt was good, but those before it from this address stay counted. */
export async function takeBack(db: Db, key: string): Promise<void> {
  await sql`update account_throttle set failures = greatest(failures - 1, 0), locked_until = null where key = ${key}`.execute(
    db,
  );
}

/** Until when names or addresses have to wait; those that need not are left out. */
export async function waiting(db: Db, keys: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ key: string; until: string }>`
    select key, locked_until as until from account_throttle where key = any(${[...keys]}::text[]) and locked_until > now()`.execute(
    db,
  );
  return new Map(rows.map(({ key, until }) => [key, until]));
}

import { createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { Db } from '../database/open.ts';

/** The secret that signs cookies: as configured, or made once and kept in the database, where every process finds the same. */
export async function readSecret(db: Db, configured: string | null): Promise<string> {
  if (configured !== null) return configured;
  const stored = await storedSecret(db);
  if (stored !== undefined) return stored;
  const made = randomBytes(32).toString('base64url');
  await sql`insert into account_secret (value) values (${made}) on conflict (id) do nothing`.execute(db);
  return (await storedSecret(db))!;
}

/** A key of its own for each purpose. */
export const deriveKey = (secret: string, purpose: string): Buffer =>
  createHmac('sha256', secret).update(`nutag ${purpose}`).digest();

async function storedSecret(db: Db): Promise<string | undefined> {
  const { rows } = await sql<{ value: string }>`select value from account_secret`.execute(db);
  return rows[0]?.value;
}

import { sql } from 'kysely';
import type { Db } from '../database/open.ts';

/** Who does it, and from where: an address, `command`, or `oidc`. */
export interface Actor {
  name: string;
  from: string;
}

type Fields = Record<string, unknown>;

/** Writes the audit row of a change, in the transaction of the change. Secrets do not belong in `before` and `after`. */
export async function logChange(
  trx: Db,
  { name, from }: Actor,
  action: string,
  record: { type: 'account' | 'account_token'; id: string },
  { before = {}, after = {} }: { before?: Fields; after?: Fields } = {},
): Promise<void> {
  const summary = JSON.stringify({ from, before, after });
  await sql`insert into change_log (actor, action, record_type, record_id, summary)
    values (${name}, ${action}, ${record.type}, ${record.id}, ${summary}::jsonb)`.execute(trx);
}

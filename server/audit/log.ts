import { sql } from 'kysely';
import type { Account } from '../accounts/account.ts';
import type { Exchange } from '../accounts/exchange.ts';
import { currentRequestId } from '../http/request-id.ts';
import type { Db } from '../database/open.ts';

/** Who does it, and from where: an address, `command`, `browser`, or `oidc`. */
export interface Actor {
  name: string;
  from: string;
  requestId?: string | undefined; // left out: of the request that is being answered, if there is one
}

/** Who asks, as the log names them. */
export const actorOf = ({ name }: Account, { address, requestId }: Exchange): Actor => ({
  name,
  from: address,
  requestId,
});

/** What a change is about. `divisions` are the codes that it touches: whoever owns one of them may read of the change. */
export interface ChangedRecord {
  type: string; // place, facility, marker, account ...
  id: string;
  divisions?: readonly string[] | undefined;
}

type Fields = Record<string, unknown>;

/**
 * Writes the audit row of a change, in the transaction of the change. `before` and `after` hold the fields that changed. Secrets
 * do not belong there.
 */
export async function logChange(
  trx: Db,
  { name, from, requestId }: Actor,
  action: string,
  { type, id, divisions = [] }: ChangedRecord,
  { before, after, summary = {} }: { before?: Fields; after?: Fields; summary?: Fields } = {},
): Promise<void> {
  await sql`insert into change_log (actor, origin, request_id, action, record_type, record_id, divisions, before, after, summary)
    values (${name}, ${from}, ${requestId ?? currentRequestId() ?? null}, ${action}, ${type}, ${id}, ${[...divisions]}::text[], ${json(before)}::jsonb,
      ${json(after)}::jsonb, ${json(summary)}::jsonb)`.execute(trx);
}

const json = (fields: Fields | undefined): string | null =>
  fields === undefined ? null : JSON.stringify(fields);

/** The fields in which two versions of a record differ. */
export function diff(before: Fields, after: Fields): { before: Fields; after: Fields } {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  const only = (fields: Fields): Fields =>
    Object.fromEntries(changed.map((name) => [name, fields[name] ?? null]));
  return { before: only(before), after: only(after) };
}

import { sql } from 'kysely';
import type { SessionRecord } from '../api/accounts.ts';
import { logChange, type Actor } from '../audit/log.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { notFound } from '../http/problem.ts';

/*
 * The library could list and end sessions as well, but hands out their tokens, and deletes outside of a transaction, without an
 * audit row.
 */

interface Owner {
  id: string; // of the account
  sessionId: string | null; // of the session that asks
}

export async function listSessions(db: Db, { id, sessionId }: Owner): Promise<SessionRecord[]> {
  const { rows } = await sql<SessionRecord>`
    select s.id, s.ip_address as address, s.user_agent as agent, s.created_at as "createdAt", s.updated_at as "lastUsedAt",
      s.expires_at as "expiresAt", s.id::text is not distinct from ${sessionId}::text as current
    from account_session s where s.user_id = ${id} and s.expires_at > now()
    order by current desc, s.updated_at desc, s.id`.execute(db);
  return rows;
}

/** @throws Problem 404, for another's session too */
export async function endSession(db: Db, actor: Actor, owner: Owner, session: string): Promise<void> {
  await transaction(db, async (trx) => {
    const { rows } = await sql<Ended>`
      delete from account_session where id = ${session} and user_id = ${owner.id} returning ${ended}`.execute(
      trx,
    );
    if (rows[0] === undefined) throw notFound(`Session ${session}`);
    const action = session === owner.sessionId ? 'sign-out' : 'end-session';
    await logChange(trx, actor, action, { type: 'account', id: actor.name }, { before: rows[0] });
  });
}

/** @returns how many there were */
export async function endOtherSessions(db: Db, actor: Actor, { id, sessionId }: Owner): Promise<number> {
  return transaction(db, async (trx) => {
    const { rows } = await sql<Ended>`
      delete from account_session where user_id = ${id} and id::text is distinct from ${sessionId}::text
      returning ${ended}`.execute(trx);
    for (const before of rows) await logChange(trx, actor, 'end-session', { type: 'account', id: actor.name }, { before }); // prettier-ignore
    return rows.length;
  });
}

type Ended = { address: string | null; agent: string | null };
const ended = sql`ip_address as address, user_agent as agent`;

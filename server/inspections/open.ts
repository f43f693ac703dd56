import { sql } from 'kysely';
import type { Db } from '../database/open.ts';
import { Problem } from '../http/problem.ts';

/** What a record of an inspection has to know before it is written. */
export interface OpenInspection {
  id: number;
  line_code: string;
  year: number;
}

/**
 * An inspection that can still be recorded in: not signed by anybody, not filed, not cancelled. What has been signed is not
 * changed behind the signature; that one is withdrawn first.
 * @param lock keeps it so for the rest of the transaction
 * @throws Problem 400 when there is none, 409 when it is too late
 */
export async function openInspection(db: Db, id: number, lock = false): Promise<OpenInspection> {
  const { rows } = await sql<OpenInspection & { state: string; signatures: number }>`
    select i.id, i.line_code, i.year, i.state,
      (select count(*)::int4 from inspection_signature s where s.inspection_id = i.id) as signatures
    from inspection i where i.id = ${id} ${lock ? sql`for update of i` : sql``}`.execute(db);
  const found = rows[0];
  if (found === undefined) throw new Problem(400, 'The request cannot be understood', `联检 ${id} 不存在。Inspection ${id} is not known here.`, { errors: [{ where: 'body: inspection', what: '未知 not known' }] }); // prettier-ignore
  if (found.state === 'filed' || found.state === 'signed' || found.state === 'cancelled') throw new Problem(409, 'Not in this state', '这次联检已签字、已备案或已取消, 不能再记录。This inspection is signed, filed or cancelled: nothing more is recorded in it.'); // prettier-ignore
  if (found.signatures > 0) throw new Problem(409, 'Signed already', '已有一方签字: 须先撤回签字才能再记录。A party has signed: its signature is withdrawn before anything more is recorded.'); // prettier-ignore
  const { id: number, line_code, year } = found;
  return { id: number, line_code, year };
}

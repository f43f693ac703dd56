import { sql } from 'kysely';
import type { Account } from '../accounts/account.ts';
import { authorize } from '../accounts/accounts.ts';
import { isWithin } from '../accounts/policy.ts';
import type { NewSignature, Signature } from '../api/inspections.ts';
import { listAttachments, removeFile, toAttachment } from '../attachments/store.ts';
import { logChange, type Actor } from '../audit/log.ts';
import { divisionsOfLine } from '../boundaries/touched.ts';
import type { Context } from '../context.ts';
import type { Db } from '../database/open.ts';
import { transaction } from '../database/transaction.ts';
import { badRequest, notFound, Problem } from '../http/problem.ts';
import { todayInChina } from '../naming/today.ts';
import { meetsAt, partiesOf } from './meetings.ts';
import type { NameOf } from '../boundaries/division-names.ts';

export interface SignatureRow {
  id: number;
  inspection_id: number | null;
  meeting_check_id: number | null;
  party_code: string;
  name: string;
  signed_on: string;
  means: 'account' | 'scan';
  signed_by: string;
  recorded_at: string;
}

/** Of what the signatures are: an inspection, or the check of a meeting point. */
export type Signed = { inspection: number } | { check: number };

const isOf = (signed: Signed) => ('inspection' in signed ? sql`s.inspection_id = ${signed.inspection}` : sql`s.meeting_check_id = ${signed.check}`); // prettier-ignore

export async function listSignatures(db: Db, signed: Signed, nameOf: NameOf): Promise<Signature[]> {
  const { rows } = await sql<SignatureRow>`select s.* from inspection_signature s where ${isOf(signed)} order by s.id`.execute(db); // prettier-ignore
  const signatures: Signature[] = [];
  for (const row of rows) signatures.push(toSignature(row, nameOf, row.means === 'account' ? [] : (await listAttachments(db, 'signature', row.id)).map(toAttachment))); // prettier-ignore
  return signatures;
}

const toSignature = (row: SignatureRow, nameOf: NameOf, attachments: Signature['attachments']): Signature => ({
  id: row.id,
  party: nameOf(row.party_code),
  name: row.name,
  signedOn: row.signed_on,
  means: row.means,
  signedBy: row.signed_by,
  recordedAt: row.recorded_at,
  attachments,
}); // prettier-ignore

/** Whether it stands: by its own account, or by a scan that is there. */
export const isWhole = ({ means, attachments }: Signature): boolean => means === 'account' || attachments.length > 0; // prettier-ignore

export interface Signing {
  signed: Signed;
  parties: readonly string[];
  divisions: readonly string[]; // of the line or the point
  from: string; // the first day that a signature can bear
  signature: NewSignature;
}

/**
 * Signs for a party, in the caller's transaction. By account: the party lies in the signer's jurisdiction, and nobody signs for two.
 * By scan: somebody who may inspect here brings the page of a party that has no account.
 * @throws Problem 400, 403, 409
 */
export async function sign(trx: Db, account: Account, actor: Actor, { signed, parties, divisions, from, signature }: Signing): Promise<number> {
  const { party, name, signedOn, means } = signature;
  const today = todayInChina();
  if (!parties.includes(party)) throw badRequest(`签字方须为 ${parties.join(', ')} 之一。\`party\` must be one of these.`, [{ where: 'body: party', what: party }]);
  if (signedOn > today || signedOn < from) throw badRequest(`签字日期须在 ${from} 与今天之间。\`signedOn\` must lie between the beginning and today.`, [{ where: 'body: signedOn', what: `${from} … ${today}` }]);
  authorize(account, 'inspection.edit', { divisions });
  if (means === 'account') mayStandFor(account, party);
  else await mustHaveNoAccount(trx, party);
  const { rows } = await sql<SignatureRow>`select s.* from inspection_signature s where ${isOf(signed)}`.execute(trx);
  if (rows.some((row) => row.party_code === party)) throw new Problem(409, 'Signed already', '这一方已经签字。This party has signed already.');
  if (means === 'account' && rows.some((row) => row.means === 'account' && row.signed_by === account.name)) throw new Problem(409, 'Signed already', '一个账号只能代表一方签字。One account signs for one party only.');
  const made = await trx
    .insertInto('inspection_signature')
    .values({ ...('inspection' in signed ? { inspection_id: signed.inspection } : { meeting_check_id: signed.check }), party_code: party, name, signed_on: signedOn, means, signed_by: account.name })
    .returning('id')
    .executeTakeFirstOrThrow();
  await logChange(trx, actor, 'inspection.signature', recordOf(signed, divisions), { after: { ...signature, signature: made.id } });
  return made.id;
} // prettier-ignore

const recordOf = (signed: Signed, divisions: readonly string[]) => ('inspection' in signed ? { type: 'inspection', id: String(signed.inspection), divisions } : { type: 'meeting-check', id: String(signed.check), divisions }); // prettier-ignore

/** Administrators stand for nobody: they have no jurisdiction. */
function mayStandFor(account: Account, party: string): void {
  const { jurisdiction } = account;
  if (jurisdiction === null || !isWithin(party, jurisdiction)) throw new Problem(403, 'Not allowed', `账号的辖区不含 ${party}: 只能由该方的账号签字, 没有账号的一方上传签字扫描件。The account does not stand for ${party}: its own account signs, or, where it has none, a scan is uploaded.`); // prettier-ignore
}

async function mustHaveNoAccount(trx: Db, party: string): Promise<void> {
  const officer = await trx.selectFrom('account_user').where('role', '=', 'boundary_officer').where('jurisdiction', '=', party).where('active', '=', true).select('username').executeTakeFirst(); // prettier-ignore
  if (officer !== undefined) throw new Problem(409, 'Has an account', `${party} 有自己的账号 (${officer.username}): 由该账号签字。This party has an account of its own, which signs.`); // prettier-ignore
}

/** Signs the check of a meeting point for one of its parties. */
export async function signMeetingCheck(context: Context, account: Account, actor: Actor, { id, signature, nameOf }: { id: number; signature: NewSignature; nameOf: NameOf }): Promise<Signature> {
  const { rows } = await sql<{ checked_on: string; divisions: string[] | null; corrected: boolean }>`
    select k.checked_on, p.divisions, exists (select from meeting_check c where c.corrects = k.id) as corrected
    from meeting_check k left join meeting_point p on p.code = k.meeting_code where k.id = ${id}`.execute(context.db);
  const check = rows[0];
  if (check === undefined) throw notFound(`Meeting check ${id}`);
  const divisions = check.divisions ?? [];
  authorize(account, 'inspection.edit', { divisions });
  if (check.corrected) throw new Problem(409, 'Not in this state', '这次检查已被更正: 请签更正后的。It has been put right by another check: sign that one.');
  const made = await transaction(context.db, async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`meeting check ${id}`}, 0))`.execute(trx);
    return sign(trx, account, actor, { signed: { check: id }, parties: partiesOf(divisions), divisions, from: check.checked_on, signature });
  });
  return (await listSignatures(context.db, { check: id }, nameOf)).find((one) => one.id === made)!;
} // prettier-ignore

/** Takes a signature back, with its scan, while nothing that rests on it counts as signed. @throws Problem 403, 404, 409 */
export async function withdrawSignature(context: Context, account: Account, actor: Actor, id: number): Promise<void> {
  const found = await findSignature(context.db, id);
  authorize(account, 'inspection.edit', { divisions: found.divisions });
  const isOwn = account.role === 'administrator' || found.row.signed_by === account.name;
  if (found.row.means === 'account' && !isOwn) throw new Problem(403, 'Not allowed', '签字只能由本人撤回。A signature is withdrawn by whoever has signed.');
  const files = await transaction(context.db, async (trx) => {
    const { row, divisions, isClosed } = await findSignature(trx, id, true);
    if (isClosed) throw new Problem(409, 'Not in this state', '联检已签字完成或已备案, 签字不能撤回。What rests on it counts as signed.');
    const attachments = await listAttachments(trx, 'signature', id);
    await trx.deleteFrom('attachment').where('signature_id', '=', id).execute();
    await trx.deleteFrom('inspection_signature').where('id', '=', id).execute();
    const signed: Signed = row.inspection_id === null ? { check: row.meeting_check_id! } : { inspection: row.inspection_id };
    await logChange(trx, actor, 'inspection.signature-withdrawn', recordOf(signed, divisions), { before: { signature: id, party: row.party_code, name: row.name, signedOn: row.signed_on, means: row.means } });
    return attachments.map(({ file }) => file);
  });
  for (const file of files) await removeFile(context.config, file);
} // prettier-ignore

/**
 * A signature, the divisions that it touches, and whether an inspection that rests on it is signed or filed.
 * @param lock what it signs, for the rest of the transaction
 */
export async function findSignature(db: Db, id: number, lock = false): Promise<{ row: SignatureRow; divisions: string[]; isClosed: boolean }> {
  const { rows } = await sql<SignatureRow>`select s.* from inspection_signature s where s.id = ${id}`.execute(db);
  const row = rows[0];
  if (row === undefined) throw notFound(`Signature ${id}`);
  if (row.inspection_id !== null) {
    const { rows: found } = await sql<{ line_code: string; state: string }>`select line_code, state from inspection where id = ${row.inspection_id} ${lock ? sql`for update` : sql``}`.execute(db);
    const { line_code, state } = found[0]!;
    return { row, divisions: await divisionsOfLine(db, line_code), isClosed: state === 'signed' || state === 'filed' };
  }
  const { rows: found } = await sql<{ divisions: string[] | null; closed: boolean }>`
    select p.divisions, exists (
      select from inspection i join boundary_line l on l.code = i.line_code join boundary_segment s on s.line_id = l.id
      where i.year = k.year and i.state in ('signed', 'filed') and ${meetsAt}) as closed
    from meeting_check k left join meeting_point p on p.code = k.meeting_code where k.id = ${row.meeting_check_id} ${lock ? sql`for update of k` : sql``}`.execute(db);
  return { row, divisions: found[0]!.divisions ?? [], isClosed: found[0]!.closed };
} // prettier-ignore

import { tmpdir } from 'node:os';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { local, type Account } from '../../server/accounts/account.ts';
import { endOtherSessions, endSession, listSessions } from '../../server/accounts/own-sessions.ts';
import { signIn } from '../../server/accounts/sessions.ts';
import { createToken, revokeToken } from '../../server/accounts/tokens.ts';
import {
  changeAccount,
  createAccount,
  findAccount,
  setPassword,
  unlockAccount,
} from '../../server/accounts/users.ts';
import type { AccountRole } from '../../server/api/actions.ts';
import { listHistory } from '../../server/audit/history.ts';
import { diff, logChange } from '../../server/audit/log.ts';
import {
  countChanges,
  findChange,
  listChanges,
  termsOf,
  type AuditFilter,
} from '../../server/audit/queries.ts';
import type { Context } from '../../server/context.ts';
import type { Db } from '../../server/database/open.ts';
import { transaction } from '../../server/database/transaction.ts';
import { createJob, logJob } from '../../server/imports/jobs.ts';
import { openTestDatabase, testContext } from '../support/database.ts';

const actor = { name: 'tester', from: '10.0.0.9' };
const password = 'correct horse battery';
let db: Db;
let context: Context;
let close: () => Promise<void>;
beforeAll(async () => {
  ({ db, close } = await openTestDatabase());
  context = testContext(db, tmpdir());
  await sql`insert into source (id, title) values ('test', 'test'), ('file:x', 'x')`.execute(db);
  await sql`insert into division (code, level, name, source_id) values ('150000', 'province', '内蒙古自治区', 'test'),
    ('150100', 'prefecture', '呼和浩特市', 'test'), ('150102', 'county', '新城区', 'test')`.execute(db);
});
afterAll(() => close());

const account = (role: AccountRole, jurisdiction: string | null, name: string = role): Account => ({ ...local, id: name, name, role, jurisdiction, via: 'session' }); // prettier-ignore
const administrator = account('administrator', null);
const rowsOf = (reader: Account, filter: AuditFilter = {}) => listChanges(db, reader, filter, null, 1000);
const idsOf = async (reader: Account, filter: AuditFilter = {}): Promise<(string | null)[]> =>
  (await rowsOf(reader, filter)).map((row) => row.recordId);
const count = async (): Promise<number> => countChanges(db, administrator, {});
const newest = async () => (await listChanges(db, administrator, {}, null, 1))[0]!;

let made = 0;
async function newAccount(role: AccountRole = 'viewer'): Promise<{ id: string; username: string }> {
  const username = `audited${(made += 1)}`;
  const id = await createAccount(db, actor, { username, display: username, role, jurisdiction: null, password, mustChangePassword: false }); // prettier-ignore
  return { id, username };
}

describe('the change log', () => {
  test('takes rows and gives none back: no update, no delete, no truncate', async () => {
    await logChange(db, actor, 'change', { type: 'place', id: 'kept' }, { after: { name: '甲' } });
    const before = await rowsOf(administrator);
    for (const statement of [
      sql`update change_log set actor = 'nobody'`,
      sql`update change_log set summary = '{}' where record_id = 'kept'`,
      sql`delete from change_log`,
      sql`delete from change_log where record_id = 'kept'`,
      sql`truncate change_log`,
    ]) {
      await expect(statement.execute(db)).rejects.toThrow('change_log is append-only');
    }
    await expect(
      sql`with gone as (delete from change_log returning 1) select count(*) from gone`.execute(db),
    ).rejects.toThrow('append-only');
    expect(await rowsOf(administrator)).toEqual(before);
  });

  test('holds no row of a change that failed, and no change is made whose row fails', async () => {
    const { id, username } = await newAccount();
    const rows = await count();
    await expect(
      transaction(db, async (trx) => {
        await logChange(trx, actor, 'change', { type: 'account', id: username });
        await sql`update account_user set role = 'king' where id = ${id}`.execute(trx);
      }),
    ).rejects.toThrow('role');
    expect(await count()).toBe(rows);

    const account = { ...local, id, name: username, role: 'viewer' as const };
    const { id: token } = await createToken(db, account, actor, { name: 'kept', scopes: ['read'], days: 1 });
    const { accounts } = context;
    const exchange = { address: '10.0.0.9', isSecure: false, headers: {}, setCookies: () => undefined };
    const enter = async () => signIn(await accounts.library(), db, (await accounts.keys()).throttle, exchange, { username, password }); // prettier-ignore
    await enter();
    const session = (await listSessions(db, { id, sessionId: null }))[0]!.id;
    await sql`insert into account_throttle (key, failures, last_at) values ('k', 9, now())`.execute(db);
    const state = async (): Promise<unknown> =>
      (await sql`select (select count(*)::int4 from account_user) as users, (select count(*)::int4 from account_session) as sessions,
        (select count(*)::int4 from account_token where revoked_at is null) as tokens, (select count(*)::int4 from account_throttle where key = 'k') as locks,
        (select count(*)::int4 from import_job) as jobs, (select password from account_credential where user_id = ${id}) as password,
        (select row_to_json(u) from (select role, name, active from account_user where id = ${id}) u) as account`.execute(db)).rows[0]; // prettier-ignore
    const before = await state();
    await sql`alter table change_log add constraint broken check (id < 0) not valid`.execute(db);
    try {
      const none = 'broken';
      const own = { id, sessionId: null };
      await expect(newAccount()).rejects.toThrow(none);
      await expect(changeAccount(db, actor, id, { role: 'planner' })).rejects.toThrow(none);
      await expect(changeAccount(db, actor, id, { active: false })).rejects.toThrow(none);
      await expect(setPassword(db, actor, { id, username }, 'another good password', { mustChange: true, revokeTokens: true })).rejects.toThrow(none); // prettier-ignore
      await expect(createToken(db, account, actor, { name: 'x', scopes: ['read'], days: 1 })).rejects.toThrow(none); // prettier-ignore
      await expect(revokeToken(db, id, actor, token)).rejects.toThrow(none);
      await expect(endSession(db, actor, own, session)).rejects.toThrow(none);
      await expect(endOtherSessions(db, actor, own)).rejects.toThrow(none);
      await expect(unlockAccount(db, actor, username, 'k')).rejects.toThrow(none);
      await expect(newJob()).rejects.toThrow(none);
      await expect(enter()).rejects.toThrow(none);
      expect(await state()).toEqual(before);
    } finally {
      await sql`alter table change_log drop constraint broken`.execute(db);
    }
    await unlockAccount(db, actor, username, 'k');
    expect(await newest()).toMatchObject({ action: 'unlock', recordId: username, before: { failures: 9 } });
    expect(await endOtherSessions(db, actor, { id, sessionId: null })).toBe(1);
    expect(await newest()).toMatchObject({ action: 'end-session', before: { address: '10.0.0.9' } });
    expect((await findAccount(db, { id }))!.role).toBe('viewer');
  });

  test('has a row of every step of an import', async () => {
    const id = await newJob();
    await logJob(db, actor, 'discard', id);
    const rows = await rowsOf(administrator, { type: 'import', record: String(id) });
    expect(rows.map(({ action, origin }) => [action, origin])).toEqual([
      ['discard', '10.0.0.9'],
      ['upload', '10.1.1.1'],
    ]);
    expect(rows[1]!.after).toMatchObject({ kind: 'places', fileName: 'x.csv', fileBytes: 5 });
  });
});

const newJob = (): Promise<number> =>
  createJob(db, { kind: 'places', fileName: 'x.csv', filePath: '/nowhere', fileBytes: 5, fileHash: 'h', options: { acceptValid: false }, actor: 'tester', channel: 'browser' }, '10.1.1.1'); // prettier-ignore

test('diff tells the fields in which two versions differ', () => {
  expect(diff({ a: 1, b: [1], c: 'x' }, { a: 1, b: [2], d: null })).toEqual({
    before: { b: [1], c: 'x', d: null },
    after: { b: [2], c: null, d: null },
  });
});

describe('who reads what', () => {
  const officer = account('place_officer', '150100', 'huhehaote');
  beforeAll(async () => {
    const write = (id: string, divisions: string[], more: { type?: string; by?: string; from?: string } = {}) =>
      logChange(db, { name: more.by ?? 'somebody', from: more.from ?? '10.0.0.1' }, 'mark', { type: more.type ?? 'place', id, divisions }, { after: { note: `附注 ${id}` } }); // prettier-ignore
    await write('league', ['150100']);
    await write('banner', ['150102']);
    await write('township', ['150102001']);
    await write('edge', ['150921', '150121']);
    await write('region', ['150000']);
    await write('elsewhere', ['150202']);
    await write('nowhere', []);
    await write('own', ['150202'], { by: 'huhehaote' });
    await write('namesake', ['150202'], { by: 'huhehaote', from: 'command' });
    await write('account', ['150102'], { type: 'account' });
    await write('token', ['150102'], { type: 'account_token', by: 'huhehaote' });
  });
  const all = ['token', 'account', 'namesake', 'own', 'nowhere', 'elsewhere', 'region', 'edge', 'township', 'banner', 'league']; // prettier-ignore

  test('administrators everything, officers their jurisdiction and what they have done, others nothing', async () => {
    const marks = { action: 'mark' };
    expect(await idsOf(administrator, marks)).toEqual(all);
    expect(await idsOf(officer, marks)).toEqual(['own', 'edge', 'township', 'banner', 'league']);
    expect(await idsOf(account('planner', '150102'), marks)).toEqual(['township', 'banner']);
    expect(await idsOf(account('boundary_officer', '150000'), marks)).toEqual(
      all.filter((id) => !['token', 'account', 'nowhere'].includes(id)),
    );
    expect(await idsOf(account('planner', null), marks)).toEqual([]);
    expect(await idsOf(account('viewer', '150000'), marks)).toEqual([]);
    expect(await idsOf({ ...local, role: 'public' }, marks)).toEqual([]);
    expect(await idsOf({ ...local, role: null }, marks)).toEqual([]);
  });
  test('what one may not see is not counted, not found by its number, and not among the terms', async () => {
    expect(await countChanges(db, officer, { action: 'mark' })).toBe(5);
    const [hidden] = await rowsOf(administrator, { record: 'elsewhere' });
    const [shown] = await rowsOf(administrator, { record: 'banner' });
    expect(await findChange(db, officer, hidden!.id)).toBeUndefined();
    expect(await findChange(db, officer, shown!.id)).toMatchObject({ recordId: 'banner' });
    expect(await termsOf(db, officer)).toEqual({ actions: ['mark'], types: ['place'] });
    expect((await termsOf(db, administrator)).types).toContain('account');
    expect(await idsOf(officer, { q: 'elsewhere' })).toEqual([]);
  });
  test('filters', async () => {
    const of = (filter: AuditFilter) => idsOf(administrator, { action: 'mark', ...filter });
    expect(await of({ actor: 'huhehaote' })).toEqual(['token', 'namesake', 'own']);
    expect(await of({ type: 'account' })).toEqual(['account']);
    expect(await of({ record: 'edge' })).toEqual(['edge']);
    expect(await of({ division: '150100', type: 'place' })).toEqual(['edge', 'township', 'banner', 'league']);
    expect(await of({ division: '150102001' })).toEqual(['township']);
    expect(await of({ q: '附注 BAN' })).toEqual(['banner']);
    for (const q of ['%', '_', "'", '\\', '附%']) expect(await of({ q })).toEqual([]);
    const [row] = await rowsOf(administrator, { record: 'banner' });
    const day = new Date(Date.parse(row!.at) + 8 * 3_600_000).toISOString().slice(0, 10); // in Beijing
    const yesterday = new Date(Date.parse(day) - 86_400_000).toISOString().slice(0, 10);
    expect(await of({ record: 'banner', from: day, to: day })).toEqual(['banner']);
    expect(await of({ record: 'banner', to: yesterday })).toEqual([]);
    expect(await of({ record: 'banner', from: new Date(Date.parse(row!.at) + 60_000).toISOString() })).toEqual([]); // prettier-ignore
    expect(await of({ record: 'banner', to: new Date(Date.parse(row!.at) + 60_000).toISOString() })).toEqual(['banner']); // prettier-ignore
  });
  test('pages follow each other without a gap while rows come in', async () => {
    const seen: (string | null)[] = [];
    let before: number | null = null;
    for (;;) {
      const rows: Awaited<ReturnType<typeof rowsOf>> = await listChanges(db, administrator, { action: 'mark', type: 'place' }, before, 2); // prettier-ignore
      if (rows.length === 0) break;
      seen.push(...rows.map(({ recordId }) => recordId));
      before = rows.at(-1)!.id;
      await logChange(db, actor, 'mark', { type: 'place', id: 'meanwhile' });
    }
    expect(seen).toEqual(all.filter((id) => id !== 'token' && id !== 'account'));
  });
});

test('the history of a record: its own changes, the imports of its source, the pack that brought it', async () => {
  await sql`insert into pack (id, version, manifest) values ('p', '1', '{"sources": [{"id": "test"}]}'), ('other', '1', '{"sources": [{"id": "file:x"}]}')`.execute(db); // prettier-ignore
  const load = (id: string, step: string) => logChange(db, { name: 'pack', from: 'start' }, 'load', { type: 'pack', id }, { summary: { step, version: '1' } }); // prettier-ignore
  await load('p', 'divisions');
  await load('p', 'places');
  await load('other', 'divisions');
  await logChange(db, actor, 'import', { type: 'divisions', id: 'test' }, { summary: { added: 3, file: 'x.csv' } }); // prettier-ignore
  await logChange(db, actor, 'import', { type: 'divisions', id: 'file:x' });
  await logChange(db, actor, 'change', { type: 'division', id: '150102' }, { before: { name: '旧' }, after: { name: '新城区' } }); // prettier-ignore
  await logChange(db, actor, 'change', { type: 'division', id: '150100' });
  await logChange(db, actor, 'change', { type: 'place', id: '150102' });
  const { rows, total } = await listHistory(db, 'division', '150102', null, 10);
  expect(rows.map(({ action, about }) => [action, about])).toEqual([
    ['change', 'record'],
    ['import', 'source'],
    ['load', 'pack'],
  ]);
  expect(total).toBe(3);
  expect(rows[0]).toMatchObject({ before: { name: '旧' }, after: { name: '新城区' } });
  expect((await listHistory(db, 'division', '150102', rows[0]!.id, 1)).rows.map(({ about }) => about)).toEqual(['source']); // prettier-ignore
  for (const type of ['place', 'boundary-line', 'marker', 'facility', 'meeting-point'] as const)
    expect((await listHistory(db, type, '999999', null, 10)).total).toBe(0);
});

import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '../../server/accounts/account.ts';
import type { Attachment } from '../../server/api/attachments.ts';
import type { DraftDetail } from '../../server/api/drafts.ts';
import { attachmentRoutes } from '../../server/attachments/routes.ts';
import type { Context } from '../../server/context.ts';
import { draftRoutes } from '../../server/drafts/routes.ts';
import { caller, refusal } from '../support/call.ts';
import type { TestDatabase } from '../support/database.ts';
import { openEditWorld, person, settled, type EditWorld } from '../support/edit-world.ts';
import { jpeg, png } from '../support/images.ts';

let world: EditWorld;
let database: TestDatabase;
let context: Context;
let ask: ReturnType<typeof caller>['ask'];
let download: ReturnType<typeof caller>['download'];
beforeAll(async () => {
  world = await openEditWorld();
  ({ database, context } = world);
  ({ ask, download } = caller(context, [...draftRoutes, ...attachmentRoutes]));
});
afterEach(() => context.exclusive(() => settled(context)));
afterAll(() => world.close());

const author = person('author', 'place_officer', '150102');
const reviewer = person('reviewer', 'place_officer', '150100');
const elsewhere = person('elsewhere', 'place_officer', '150103');
const viewer = person('viewer', 'viewer', null);
const propose = (account: Account, body: object): Promise<DraftDetail> => ask('createDraft', account, { body: { type: 'place', reason: '理由', ...body } }); // prettier-ignore
const step = (account: Account, draft: DraftDetail, name: string, more: object = {}): Promise<DraftDetail> => ask('moveDraft', account, { params: { id: draft.id }, match: draft.version, body: { step: name, ...more } }); // prettier-ignore
const edit = (draft: DraftDetail, body: object): Promise<DraftDetail> => ask('editDraft', author, { params: { id: draft.id }, match: draft.version, body }); // prettier-ignore
const village = { name: '新安村', class: '22200', division: '150102', point: [111.3, 40.2], roman: 'Xin’an Cun', attributes: { meaning: '新安' } }; // prettier-ignore
const rulesOf = ({ naming }: DraftDetail, severity: string): string[] => (naming?.check.findings ?? []).filter((one) => one.severity === severity).map(({ rule }) => rule); // prettier-ignore

describe('a proposal is checked', () => {
  test('what is missing keeps it from being submitted, with the article', async () => {
    let draft = await propose(author, { change: 'add', reason: '', fields: { name: '新安村', class: '22200', division: '150102' } }); // prettier-ignore
    expect(draft.naming).toMatchObject({ needsPapers: false, approval: { case: 'natural_village', verified: false } }); // prettier-ignore
    expect(rulesOf(draft, 'error')).toEqual(['required']);
    expect((await refusal(step(author, draft, 'submit'))).errors).toEqual([
      { where: 'body: ', what: expect.stringMatching(/还缺: 位置、罗马字母拼写、含义、理由.*《地名管理条例》第十一条/) as string },
    ]); // prettier-ignore
    draft = await edit(draft, { reason: '新建村', fields: village });
    expect(draft.naming!.blocking).toEqual([]);
    expect(await step(author, draft, 'submit')).toMatchObject({ state: 'submitted' });
  });
  test('an error of a new name is explained or mended; of an old one it is a warning', async () => {
    const wrong = { ...village, name: '毛泽东村', roman: 'Maozedong Cun' };
    let draft = await propose(author, { change: 'add', fields: wrong });
    expect(rulesOf(draft, 'error')).toContain('leader');
    expect(draft.naming!.check.findings[0]).toMatchObject({ severity: 'error', article: expect.stringContaining('第九条') as string, remedy: expect.any(String) as string }); // prettier-ignore
    expect((await refusal(step(author, draft, 'submit'))).status).toBe(422);
    draft = await edit(draft, { statement: { explanation: '历史名称, 已经核对' } });
    expect(rulesOf(draft, 'error')).toContain('leader'); // it still stands there for the reviewer
    expect(draft.naming!.blocking).toEqual([]);
    await sql`update place set sample = false where id in (1, 2)`.execute(database.db);
    await sql`update place set name = '东河村' where id = 2`.execute(database.db);
    const old = await propose(author, { change: 'change', recordId: 2, fields: { attributes: { meaning: '河' } } }); // prettier-ignore
    expect(rulesOf(old, 'error')).toEqual([]);
    expect(old.naming).toMatchObject({ approval: null, needsPapers: false, blocking: [] });
    await sql`update place set name = '西河村' where id = 2`.execute(database.db);
  });
  test('a correction that changes the name is checked as a renaming', async () => {
    const draft = await propose(author, { change: 'change', recordId: 1, fields: { name: '东合村' } });
    expect(draft.naming!.approval).not.toBeNull();
    expect(rulesOf(draft, 'error')).toContain('required');
  });
  test('a protected name is neither renamed nor cancelled without more', async () => {
    await sql`insert into protected_name (name, division_code, place_id, evidence, source_id) values ('大黑河', '150102', 3, '《绥远通志》', 'office')`.execute(database.db); // prettier-ignore
    const renaming = await propose(author, { change: 'rename', recordId: 3, fields: { name: '小黑河', roman: 'Xiao Heihe', attributes: { meaning: '水黑' } } }); // prettier-ignore
    expect(renaming.naming!.blocking.map(({ check }) => check)).toContain('naming-protected');
    const cancelling = await propose(author, { change: 'cancel', recordId: 3, reason: '' });
    expect(cancelling.naming!.blocking.map(({ check }) => check).sort()).toEqual(['naming-protected', 'naming-required']); // prettier-ignore
    expect((await refusal(step(author, cancelling, 'submit'))).status).toBe(422);
    await sql`delete from protected_name`.execute(database.db);
  });
  test('a building needs the statement that it matters for orientation', async () => {
    const fields = { ...village, name: '新安大厦', class: '26100', roman: 'Xin’an Dasha' };
    let draft = await propose(author, { change: 'add', fields });
    expect(draft.naming).toMatchObject({ needsPapers: true, approval: { case: 'building', by: 'other_department' } }); // prettier-ignore
    expect(draft.naming!.blocking.map(({ check }) => check)).toContain('naming-significant');
    draft = await edit(draft, { statement: { significance: '旗中心最高的建筑, 各路口可见' } });
    expect(draft.naming!.blocking.map(({ check }) => check)).not.toContain('naming-significant');
  });
  test('a statement belongs to a place only', async () => {
    const planner = person('planner', 'planner', '150102');
    const { id } = (await sql<{ id: number }>`select id from facility order by id limit 1`.execute(database.db)).rows[0]!; // prettier-ignore
    const draft = await propose(planner, { type: 'facility', change: 'cancel', recordId: id });
    expect(draft).toMatchObject({ statement: null, naming: null });
    expect((await refusal(ask('editDraft', planner, { params: { id: draft.id }, match: draft.version, body: { statement: {} } }))).status).toBe(400); // prettier-ignore
  });
});

describe('attachments', () => {
  let draft: DraftDetail;
  const folder = (): string => join(world.home, 'uploads', 'attachments');
  const attach = (account: Account, name: string, upload: Buffer | string | Readable): Promise<Attachment> => ask('uploadAttachment', account, { query: { of: 'draft', owner: draft.id, name }, upload }); // prettier-ignore
  test('are kept outside the web root, under a name of our own, by those who may edit', async () => {
    draft = await propose(author, { change: 'add', fields: village });
    expect((await refusal(attach(reviewer, 'a.pdf', '%PDF-1.4'))).status).toBe(403);
    expect((await refusal(attach(author, 'a.pdf', '<html>'))).status).toBe(415);
    expect((await refusal(attach(author, 'a.pdf', ''))).status).toBe(400);
    expect((await refusal(attach(author, 'a.pdf', Buffer.alloc(20_000_001)))).status).toBe(413);
    expect(existsSync(folder()) ? readdirSync(folder()) : []).toEqual([]);
    const made = await attach(author, '申请.exe', '%PDF-1.4 x');
    expect(made).toMatchObject({ name: '申请.exe.pdf', mediaType: 'application/pdf', bytes: 10, addedBy: 'author' }); // prettier-ignore
    await attach(author, '现场.jpg', jpeg());
    await attach(author, '图.png', png());
    expect(readdirSync(folder())).toHaveLength(3);
    draft = await ask('getDraft', author, { params: { id: draft.id } });
    expect(draft.attachments.map(({ name }) => name)).toEqual(['申请.exe.pdf', '现场.jpg', '图.png']);
  });
  test('sent twice under one number they are kept once, also at the same moment', async () => {
    const uuid = randomUUID();
    const send = (of: 'draft', owner: number): Promise<Attachment> => ask('uploadAttachment', author, { query: { of, owner, name: '同一张.jpg', uuid }, upload: jpeg() }); // prettier-ignore
    const [one, other] = await Promise.all([send('draft', draft.id), send('draft', draft.id)]);
    const third = await send('draft', draft.id);
    expect([other!.id, third.id]).toEqual([one!.id, one!.id]);
    expect(readdirSync(folder())).toHaveLength(4);
    await ask('deleteAttachment', author, { params: { id: one!.id } });
    expect(readdirSync(folder())).toHaveLength(3);
  });
  test('are read by those who read the draft', async () => {
    const params = { id: draft.attachments[0]!.id };
    const file = await download('getAttachment', reviewer, { params });
    expect(file).toMatchObject({ name: '申请.exe.pdf', type: 'application/pdf' });
    expect(file.body.toString()).toBe('%PDF-1.4 x');
    expect((await refusal(download('getAttachment', elsewhere, { params }))).status).toBe(403);
    expect((await refusal(download('getAttachment', viewer, { params }))).status).toBe(403);
    expect((await refusal(download('getAttachment', author, { params: { id: 999_999 } }))).status).toBe(404);
  });
  test('are taken away one by one, and with the draft; the audit knows', async () => {
    await ask('deleteAttachment', author, { params: { id: draft.attachments[2]!.id } });
    expect(readdirSync(folder())).toHaveLength(2);
    draft = await ask('getDraft', author, { params: { id: draft.id } });
    expect((await refusal(ask('deleteDraft', reviewer, { params: { id: draft.id }, match: draft.version }))).status).toBe(403); // prettier-ignore
    await ask('deleteDraft', author, { params: { id: draft.id }, match: draft.version });
    expect(readdirSync(folder())).toEqual([]);
    expect((await refusal(ask('getDraft', author, { params: { id: draft.id } }))).status).toBe(404);
    const { rows } = await sql<{ action: string }>`select action from change_log where record_id = ${String(draft.id)} and record_type = 'draft' order by id`.execute(database.db); // prettier-ignore
    expect(rows.map(({ action }) => action)).toEqual(['draft.create', 'attachment.add', 'attachment.add', 'attachment.add', 'attachment.add', 'attachment.remove', 'attachment.remove', 'draft.delete']); // prettier-ignore
  });
  test('are fifty at most, also when several come at the same moment', async () => {
    draft = await propose(author, { change: 'add', fields: { ...village, name: '新和村', roman: 'Xinhe Cun' } }); // prettier-ignore
    await sql`insert into attachment (draft_id, name, media_type, bytes, hash, file, added_by)
      select ${draft.id}, 'a.png', 'image/png', 1, 'x', 'lost-' || n, 'author' from generate_series(1, 48) n`.execute(database.db); // prettier-ignore
    const sent = await Promise.allSettled(['1', '2', '3', '4'].map((name) => attach(author, name, png())));
    expect(sent.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect((await refusal(attach(author, 'a.png', png()))).status).toBe(409);
    expect(readdirSync(folder())).toHaveLength(2);
    draft = await ask('getDraft', author, { params: { id: draft.id } });
    await ask('deleteDraft', author, { params: { id: draft.id }, match: draft.version });
  });
  test('that are still being sent when the draft is submitted are refused', async () => {
    draft = await propose(author, { change: 'add', fields: { ...village, name: '新丰村', roman: 'Xinfeng Cun' } }); // prettier-ignore
    const slow = async function* () {
      draft = await step(author, draft, 'submit');
      yield png();
    };
    expect((await refusal(attach(author, 'a.png', Readable.from(slow())))).status).toBe(409);
    expect(readdirSync(folder())).toEqual([]);
  });
  test('of a submitted draft stay as they are; a submitted draft is not deleted', async () => {
    draft = await propose(author, { change: 'add', fields: { ...village, name: '新宁村', roman: 'Xinning Cun' } }); // prettier-ignore
    draft = await step(author, draft, 'submit');
    expect((await refusal(attach(author, 'a.pdf', '%PDF-1.4'))).status).toBe(409);
    expect((await refusal(ask('deleteDraft', author, { params: { id: draft.id }, match: draft.version }))).status).toBe(409); // prettier-ignore
  });
});

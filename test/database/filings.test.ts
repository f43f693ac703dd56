import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import yauzl from 'yauzl';
import type { Account } from '../../server/accounts/account.ts';
import type { DraftDetail } from '../../server/api/drafts.ts';
import type { FilingDetail, Notice } from '../../server/api/filings.ts';
import type { NameChange, Office } from '../../server/api/office.ts';
import { attachmentRoutes } from '../../server/attachments/routes.ts';
import type { Context } from '../../server/context.ts';
import { draftRoutes } from '../../server/drafts/routes.ts';
import { readPlaceRecord } from '../../server/edits/place-record.ts';
import { todayInChina } from '../../server/naming/today.ts';
import { officeRoutes } from '../../server/office/routes.ts';
import { caller, refusal } from '../support/call.ts';
import type { TestDatabase } from '../support/database.ts';
import { openEditWorld, person, settled, type EditWorld } from '../support/edit-world.ts';
import { png } from '../support/images.ts';

let world: EditWorld;
let database: TestDatabase;
let context: Context;
let office: ReturnType<typeof caller>;
beforeAll(async () => {
  world = await openEditWorld();
  ({ database, context } = world);
  office = caller(context, [...draftRoutes, ...attachmentRoutes, ...officeRoutes]);
});
afterEach(() => context.exclusive(() => settled(context)));
afterAll(() => world.close());

const author = person('author', 'place_officer', '150102');
const reviewer = person('reviewer', 'place_officer', '150100');
const elsewhere = person('elsewhere', 'place_officer', '150103');
const planner = person('planner', 'planner', '150102');
const viewer = person('viewer', 'viewer', null);

const daysAgo = (days: number): string => new Date(Date.parse(todayInChina()) - days * 86_400_000).toISOString().slice(0, 10); // prettier-ignore
const building = () => ({
  channel: 'received', case: 'building', act: 'naming', name: '新安大厦', roman: 'Xin’an Dasha', class: '26100', division: '150102',
  point: [111.3, 40.2], location: '新华大街与迎宾路口东北', meaning: '新安', significance: '路口的标志性建筑', authority: '呼和浩特市住房和城乡建设局',
  documentNo: '呼住建地〔2026〕3号', approvedOn: daysAgo(10), department: '市住建局', receivedOn: daysAgo(5),
}); // prettier-ignore
const register = (account: Account, body: object): Promise<FilingDetail> => office.ask('createFiling', account, { body }); // prettier-ignore
const move = (account: Account, filing: FilingDetail, step: string, more: object = {}): Promise<FilingDetail> => office.ask('moveFiling', account, { params: { id: filing.id }, match: filing.version, body: { step, ...more } }); // prettier-ignore
const step = (account: Account, draft: DraftDetail, name: string, more: object = {}): Promise<DraftDetail> => office.ask('moveDraft', account, { params: { id: draft.id }, match: draft.version, body: { step: name, ...more } }); // prettier-ignore
const desk = (account: Account): Promise<Office> => office.ask('getOffice', account);

describe('a filing of another department', () => {
  let filing: FilingDetail;
  test('says who, when, which document, and why it matters', async () => {
    const without = { ...building(), significance: null, documentNo: null, receivedOn: daysAgo(20) };
    const problem = await refusal(register(author, without));
    expect(problem.status).toBe(400);
    expect(problem.errors!.map(({ where }) => where).sort()).toEqual(['body: documentNo', 'body: receivedOn', 'body: significance']); // prettier-ignore
    expect((await refusal(register(author, { ...building(), approvedOn: daysAgo(-2), receivedOn: daysAgo(-3) }))).status).toBe(400); // prettier-ignore
    expect((await refusal(register(author, { ...building(), division: '150199' }))).status).toBe(403);
    expect((await refusal(register(elsewhere, building()))).status).toBe(403);
    expect((await refusal(register(planner, building()))).status).toBe(403);
    filing = await register(author, building());
    expect(filing).toMatchObject({ state: 'registered', filedOn: daysAgo(5), late: false, may: ['edit'], registeredBy: 'author' }); // prettier-ignore
    expect(filing.due).toEqual([{ what: 'notice', on: daysAgo(-10), days: 10, article: '《地名管理条例》第十四条' }]); // prettier-ignore
    expect(filing.approval).toMatchObject({ by: 'other_department', notice: { from: 'filing' } });
  });
  test('is changed from the version that is known', async () => {
    const params = { id: filing.id };
    expect((await refusal(office.ask('editFiling', author, { params, match: 'other', body: { note: 'x' } }))).status).toBe(412); // prettier-ignore
    expect((await refusal(office.ask('editFiling', author, { params, match: filing.version, body: { division: '150103' } }))).status).toBe(403); // prettier-ignore
    expect((await refusal(office.ask('getFiling', elsewhere, { params }))).status).toBe(403);
    filing = await office.ask('editFiling', author, {
      params,
      match: filing.version,
      body: { note: '补正' },
    });
    expect(filing.note).toBe('补正');
  });
  test('is accepted by another person, or returned with a reason', async () => {
    expect((await refusal(move(author, filing, 'accept'))).status).toBe(403);
    expect((await refusal(move(reviewer, filing, 'return'))).status).toBe(400);
    expect((await refusal(move(reviewer, filing, 'notice'))).status).toBe(409);
    expect((await refusal(office.ask('correctFiling', reviewer, { params: { id: filing.id }, match: filing.version, body: { change: { note: 'x' }, reason: 'y' } }))).status).toBe(409); // prettier-ignore
    expect((await desk(reviewer)).review.filings.map(({ id }) => id)).toEqual([filing.id]);
    expect((await desk(author)).review.filings).toEqual([]);
    filing = await move(reviewer, filing, 'return', { note: '缺图' });
    expect((await desk(author)).returned.filings).toMatchObject([{ id: filing.id, reviewNote: '缺图' }]);
    filing = await office.ask('editFiling', author, { params: { id: filing.id }, match: filing.version, body: { note: '图已补' } }); // prettier-ignore
    expect(filing.state).toBe('registered');
    filing = await move(reviewer, filing, 'accept');
    expect(filing).toMatchObject({ state: 'accepted', reviewedBy: 'reviewer', may: expect.arrayContaining(['notice', 'propose']) as string[] }); // prettier-ignore
    expect((await refusal(office.ask('editFiling', author, { params: { id: filing.id }, match: filing.version, body: { note: 'x' } }))).status).toBe(409); // prettier-ignore
  });
  test('is corrected when it is accepted, by whoever may accept it, with a reason', async () => {
    const correct = (account: Account, change: object, more: object = {}) => office.ask<FilingDetail>('correctFiling', account, { params: { id: filing.id }, match: filing.version, body: { change, reason: '批文录入有误', ...more } }); // prettier-ignore
    expect(filing.may).toContain('correct');
    expect((await office.ask<FilingDetail>('getFiling', author, { params: { id: filing.id } })).may).not.toContain('correct'); // prettier-ignore
    for (const who of [author, elsewhere, planner, viewer]) expect((await refusal(correct(who, { note: 'x' }))).status).toBe(403); // prettier-ignore
    await expect(correct(reviewer, { note: 'x' }, { reason: ' ' })).rejects.toThrow('reason');
    expect((await refusal(correct(reviewer, {}))).errors).toMatchObject([{ where: 'body: change' }]);
    expect((await refusal(correct(reviewer, { significance: null }))).errors).toMatchObject([{ where: 'body: significance' }]); // prettier-ignore
    expect((await refusal(correct(reviewer, { division: '150599' }))).status).toBe(403);
    expect((await refusal(office.ask('correctFiling', reviewer, { params: { id: filing.id }, match: 'old', body: { change: { note: 'x' }, reason: 'y' } }))).status).toBe(412); // prettier-ignore
    filing = await correct(reviewer, { location: '新华大街与迎宾路口西北', receivedOn: daysAgo(4) });
    expect(filing).toMatchObject({ state: 'accepted', location: '新华大街与迎宾路口西北', filedOn: daysAgo(4), registeredBy: 'author', reviewedBy: 'reviewer' }); // prettier-ignore
    const { rows } = await sql<{ actor: string; before: object; after: object; summary: object }>`
      select actor, before, after, summary from change_log where action = 'filing.correct'`.execute(
      database.db,
    );
    expect(rows).toEqual([{ actor: 'reviewer', before: { location: '新华大街与迎宾路口东北', receivedOn: daysAgo(5) }, after: { location: '新华大街与迎宾路口西北', receivedOn: daysAgo(4) }, summary: { name: '新安大厦', reason: '批文录入有误' } }]); // prettier-ignore
  });
  test('enters the gazetteer by a draft with its document', async () => {
    let draft = await office.ask<DraftDetail>('proposeFiling', author, { params: { id: filing.id }, match: filing.version, body: {} }); // prettier-ignore
    expect(draft).toMatchObject({ change: 'add', fields: { name: '新安大厦', class: '26100' }, papers: { number: '呼住建地〔2026〕3号' }, statement: { significance: '路口的标志性建筑' } }); // prettier-ignore
    filing = await office.ask('getFiling', author, { params: { id: filing.id } });
    expect(filing).toMatchObject({ draftId: draft.id, placeId: null });
    expect((await refusal(office.ask('proposeFiling', author, { params: { id: filing.id }, match: filing.version, body: {} }))).status).toBe(409); // prettier-ignore
    expect(draft.naming!.blocking).toEqual([]);
    draft = await step(author, draft, 'submit');
    draft = await step(reviewer, draft, 'approve');
    draft = await step(author, draft, 'publish');
    filing = await office.ask('getFiling', author, { params: { id: filing.id } });
    expect(filing.placeId).toBe(draft.recordId);
    const { rows } = await sql<{ n: number }>`select count(*)::int4 as n from name_filing`.execute(
      database.db,
    );
    expect(rows[0]!.n).toBe(1); // no second one for the same approval
  });
  test('is noticed, which is no longer due then', async () => {
    expect((await desk(author)).due.map(({ id }) => id)).toContain(filing.id);
    expect((await refusal(move(author, filing, 'notice', { on: daysAgo(11) }))).status).toBe(400);
    filing = await move(author, filing, 'notice', { on: daysAgo(0), number: '公告〔2026〕1号', url: 'https://example.org/1' }); // prettier-ignore
    expect(filing).toMatchObject({ noticedOn: daysAgo(0), due: [] });
    expect((await desk(author)).due.map(({ id }) => id)).not.toContain(filing.id);
    const { rows } = await sql<{ action: string }>`select action from change_log where record_type = 'filing' order by id`.execute(database.db); // prettier-ignore
    expect(rows.map(({ action }) => action)).toEqual(['filing.register', 'filing.edit', 'filing.return', 'filing.edit', 'filing.accept', 'filing.correct', 'filing.propose', 'filing.enter', 'filing.notice']); // prettier-ignore
  });
});

describe('publishing what another body approves', () => {
  const street = { name: '新安路', class: '23514', division: '150102', point: [111.3, 40.3], roman: 'Xin’an Lu', attributes: { meaning: '新安' } }; // prettier-ignore
  let draft: DraftDetail;
  test('needs the number and the day of its document', async () => {
    draft = await office.ask('createDraft', author, { body: { type: 'place', change: 'add', reason: '新建', fields: street } }); // prettier-ignore
    expect(draft.naming).toMatchObject({ needsPapers: true, approval: { case: 'street' } });
    draft = await step(author, draft, 'submit');
    draft = await step(reviewer, draft, 'approve');
    const refused = await refusal(step(author, draft, 'publish'));
    expect(refused).toMatchObject({ status: 422, errors: [{ where: 'body: papers', what: expect.stringContaining('第十二条') as string }] }); // prettier-ignore
    const papers = { authority: '呼和浩特市人民政府', number: '呼政字〔2026〕9号', approvedOn: daysAgo(-1) };
    expect((await refusal(step(author, draft, 'publish', { papers }))).status).toBe(400);
    draft = await step(author, draft, 'publish', { papers: { ...papers, approvedOn: daysAgo(20) } });
    expect(draft).toMatchObject({ state: 'published', papers: { number: '呼政字〔2026〕9号' } });
  });
  test('makes 备案 and 公告 due at once, both overdue here', async () => {
    const { due, overdue } = await desk(author);
    const [first] = due;
    expect(first).toMatchObject({ name: '新安路', channel: 'own', state: 'accepted', documentNo: '呼政字〔2026〕9号', draftId: draft.id, placeId: draft.recordId, late: true }); // prettier-ignore
    expect(first!.due.map(({ what, days }) => [what, days])).toEqual([['filing', -5], ['notice', -5]]); // prettier-ignore
    expect(overdue).toBe(1);
    expect((await desk(elsewhere)).due).toEqual([]);
    const filed = await move(author, await office.ask('getFiling', author, { params: { id: first!.id } }), 'file', { number: '备2026-1' }); // prettier-ignore
    expect(filed).toMatchObject({ filedOn: daysAgo(0), filingNo: '备2026-1', late: true });
    expect(filed.due.map(({ what }) => what)).toEqual(['notice']);
  });
  test('a renaming keeps the old name with its days, and is filed as such', async () => {
    let renaming = await office.ask<DraftDetail>('createDraft', author, { body: { type: 'place', change: 'rename', recordId: 4, reason: '音近', fields: { name: '南和村' } } }).catch((error: unknown) => error as DraftDetail); // prettier-ignore
    expect(renaming).toMatchObject({ status: 403 }); // it lies elsewhere
    const fields = { name: '东和村', reading: 'dōng hé cūn', roman: 'Donghe Cun', attributes: { meaning: '和睦' } }; // prettier-ignore
    renaming = await office.ask('createDraft', author, { body: { type: 'place', change: 'rename', recordId: 1, reason: '音近', effectiveOn: '2026-03-01', fields } }); // prettier-ignore
    renaming = await step(author, renaming, 'submit');
    renaming = await step(reviewer, renaming, 'approve');
    await step(author, renaming, 'publish');
    const { content } = await readPlaceRecord(database.db, 1);
    expect(content.names).toContainEqual(expect.objectContaining({ text: '东河村', kind: 'former', validTo: '2026-03-01' })); // prettier-ignore
    const { due, incomplete } = await desk(author);
    expect(due.find(({ placeId }) => placeId === 1)).toMatchObject({ act: 'renaming', name: '东和村', formerName: '东河村', approvedOn: todayInChina(), reviewedBy: 'reviewer' }); // prettier-ignore
    expect(incomplete.map(({ placeId }) => placeId)).toEqual([1]); // approved here: no number yet
  });
});

describe('notice and package', () => {
  const only = async (): Promise<FilingDetail> => {
    const { items } = await office.ask<{ items: FilingDetail[] }>('listFilings', author, { query: { q: '大厦' } }); // prettier-ignore
    return items[0]!;
  };
  test('the notice has the fields of the rule, what is not fixed is marked', async () => {
    const notice = await office.ask<Notice>('getNotice', author, { params: { id: (await only()).id } });
    expect(notice.title).toBe('关于命名“新安大厦”的公告');
    expect(notice.lines.filter(({ basis }) => basis !== null).map(({ title }) => title)).toEqual(['标准名称', '罗马字母拼写', '所属政区', '位置描述', '批准机关', '批准时间']); // prettier-ignore
    expect(notice.lines.filter(({ basis }) => basis === null).map(({ title }) => title)).toEqual(['地名含义', '批准文号']); // prettier-ignore
    expect(notice.missing).toEqual([]);
    expect((await refusal(office.ask('getNotice', elsewhere, { params: { id: (await only()).id } }))).status).toBe(403); // prettier-ignore
  });
  test('the package has the form, the notice and the attachments, and no markup of the content’s', async () => {
    let filing = await register(author, { ...building(), name: '<b>安&宁</b>楼', approvedOn: daysAgo(3), receivedOn: daysAgo(2) }); // prettier-ignore
    await office.ask('uploadAttachment', author, { query: { of: 'filing', owner: filing.id, name: '图.png' }, upload: png() }); // prettier-ignore
    filing = await office.ask('getFiling', author, { params: { id: filing.id } });
    expect(filing.attachments.map(({ name }) => name)).toEqual(['图.png']);
    const { body, type } = await office.download('getFilingPackage', author, { params: { id: filing.id } });
    expect(type).toBe('application/zip');
    const parts = await unzip(body);
    expect([...parts.keys()]).toEqual(['备案表.html', '公告.html', '备案.json', '附件/01 图.png']);
    expect(parts.get('备案表.html')).toContain('&#60;b&#62;安&#38;宁&#60;/b&#62;楼');
    expect(parts.get('公告.html')).not.toContain('<b>');
    expect(JSON.parse(parts.get('备案.json')!)).toMatchObject({ name: '<b>安&宁</b>楼', documentNo: '呼住建地〔2026〕3号' }); // prettier-ignore
  });
});

async function unzip(content: Buffer): Promise<Map<string, string>> {
  const parts = new Map<string, string>();
  const zip = await yauzl.fromBufferPromise(content);
  for await (const entry of zip.eachEntry()) {
    const chunks: Buffer[] = [];
    for await (const chunk of (await zip.openReadStreamPromise(entry)) as AsyncIterable<Buffer>) chunks.push(chunk); // prettier-ignore
    parts.set(entry.fileName, Buffer.concat(chunks).toString());
  }
  return parts;
}

describe('the yearly change set', () => {
  interface List {
    items: NameChange[];
    total: number;
    next: string | null;
  }
  const list = (query: object): Promise<List> => office.ask<List>('listNameChanges', viewer, { query });
  const year = { from: '2026-01-01', to: todayInChina() };
  test('has what was named, renamed and cancelled, with its approval', async () => {
    await sql`update place set status = 'abolished', valid_to = '2026-02-01', place_code = '15010200022200000009', sample = false where id = 10000001`.execute(database.db); // prettier-ignore
    const { items, total } = await list({ ...year, sample: 'true' });
    expect(items.map(({ change, name, formerName }) => [change, name, formerName])).toEqual([
      ['renaming', '东和村', '东河村'],
      ['naming', '新安大厦', null],
      ['cancelling', '北河村', null],
    ]); // prettier-ignore
    expect(total).toBe(3);
    expect(items[1]).toMatchObject({ documentNo: '呼住建地〔2026〕3号', noticedOn: daysAgo(0), on: daysAgo(10) }); // prettier-ignore
    expect(items[0]).toMatchObject({ on: '2026-03-01', sample: true, approvedOn: todayInChina() });
    expect((await list(year)).items.map(({ name }) => name)).toEqual(['新安大厦', '北河村']); // no sample data
    expect((await list({ ...year, change: 'cancelling', division: '150100' })).total).toBe(1);
    expect((await list({ from: '2020-01-01', to: '2020-12-31' })).total).toBe(0);
  });
  test('every page continues the one before; backwards days are refused', async () => {
    const seen: string[] = [];
    for (let next: string | null = null, more = true; more; more = next !== null) {
      const page: List = await list({
        ...year,
        sample: 'true',
        limit: 1,
        ...(next === null ? {} : { next }),
      });
      seen.push(...page.items.map(({ name }) => name));
      ({ next } = page);
    }
    expect(seen).toEqual(['东和村', '新安大厦', '北河村']);
    expect((await refusal(list({ from: '2026-02-01', to: '2026-01-01' }))).status).toBe(400);
  });
  test('as CSV it has the same rows', async () => {
    const text = await office.csv('listNameChanges', viewer, {
      query: { ...year, sample: 'true', f: 'csv' },
    });
    const lines = text.trimEnd().split('\r\n');
    expect(lines[0]).toContain('地名代码,编号,变更,日期,标准名称,原名称');
    expect(lines).toHaveLength(4);
    expect(lines[3]).toContain('15010200022200000009');
  });
});

import { sql, type RawBuilder } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import type { Account } from '../../server/accounts/account.ts';
import type { DraftDetail, DraftStep } from '../../server/api/drafts.ts';
import { PlaceChange } from '../../server/api/place-edits.ts';
import type { Context } from '../../server/context.ts';
import { draftRoutes } from '../../server/drafts/routes.ts';
import { editPlace } from '../../server/edits/place-edit.ts';
import { readPlaceRecord } from '../../server/edits/place-record.ts';
import type { TestDatabase } from '../support/database.ts';
import { refusal } from '../support/call.ts';
import { actor, openEditWorld, person, settled, type EditWorld } from '../support/edit-world.ts';

let world: EditWorld;
let database: TestDatabase;
let context: Context;
beforeAll(async () => {
  world = await openEditWorld();
  ({ database, context } = world);
});
afterEach(() => context.exclusive(() => settled(context)));
afterAll(() => world.close());

const one = async <T>(query: RawBuilder<T>): Promise<T> => (await query.execute(database.db)).rows[0]!;
const author = person('author', 'place_officer', '150102');
const reviewer = person('reviewer', 'place_officer', '150100');
const elsewhere = person('elsewhere', 'place_officer', '150103');
const planner = person('planner', 'planner', '150102');
const otherPlanner = person('planner2', 'planner', '150102');
const chief = person('chief', 'administrator', null);

/** Asks an operation as the HTTP layer does. */
async function call<T = DraftDetail>(
  id: string,
  account: Account,
  { params = {}, query = {}, body, match = '' }: { params?: object; query?: object; body?: unknown; match?: string } = {},
): Promise<T> {
  const route = draftRoutes.find(({ endpoint }) => endpoint.id === id)!;
  const input = {
    params: route.endpoint.params.parse(params),
    query: route.endpoint.query.parse(query),
    body: route.endpoint.body?.parse(body),
    match,
    account,
    exchange: { address: '10.0.0.9', isSecure: false, headers: {}, setCookies: () => undefined },
    context,
  };
  return route.endpoint.response.parse(await route.handle(input as never)) as T;
} // prettier-ignore
const step = (account: Account, draft: DraftDetail, name: DraftStep, comment = ''): Promise<DraftDetail> =>
  call('moveDraft', account, { params: { id: draft.id }, match: draft.version, body: { step: name, comment } }); // prettier-ignore
const propose = (account: Account, body: object): Promise<DraftDetail> => call('createDraft', account, { body: { type: 'place', reason: '理由', ...body } }); // prettier-ignore
const place = (id: number) => readPlaceRecord(database.db, id);

describe('a renaming', () => {
  let draft: DraftDetail;
  test('is written: the record does not change', async () => {
    draft = await propose(author, { change: 'rename', recordId: 1, effectiveOn: '2026-03-01', fields: { name: '东和村', reading: 'dōng hé cūn', roman: 'Donghe Cun', attributes: { meaning: '和睦' } } }); // prettier-ignore
    expect(draft).toMatchObject({ state: 'draft', title: '更名: 东河村 → 东和村', author: 'author', stale: false, may: ['edit', 'submit', 'withdraw', 'delete'] }); // prettier-ignore
    expect(draft.divisions).toEqual([{ code: '150102', name: '新城区' }]);
    expect(draft.diff.map(({ field }) => field).sort()).toEqual(['attributes', 'name', 'names', 'reading', 'roman']); // prettier-ignore
    expect((await place(1)).content.name).toBe('东河村');
  });
  test('is changed by its author only, from the version that is known', async () => {
    const body = { reason: '音近' };
    const params = { id: draft.id };
    expect((await refusal(call('editDraft', reviewer, { params, match: draft.version, body }))).status).toBe(403); // prettier-ignore
    const stale = await refusal(call('editDraft', author, { params, match: 'other', body }));
    expect(stale).toMatchObject({ status: 412, current: { id: draft.id } });
    expect((await refusal(call('editDraft', author, { params, match: draft.version, body: { fields: { county: '150102' } } }))).status).toBe(400); // prettier-ignore
    draft = await call('editDraft', author, { params, match: draft.version, body });
    expect(draft.reason).toBe('音近');
  });
  test('is not approved before it is submitted, nor by its author, nor elsewhere', async () => {
    expect((await refusal(step(reviewer, draft, 'approve'))).status).toBe(409);
    draft = await step(author, draft, 'submit', '请审');
    expect(draft).toMatchObject({ state: 'submitted', may: ['withdraw'] });
    expect((await refusal(step(author, draft, 'approve'))).status).toBe(403);
    expect((await refusal(step(elsewhere, draft, 'approve'))).status).toBe(403);
    expect((await refusal(step(planner, draft, 'approve'))).status).toBe(403);
    expect((await refusal(call('getDraft', elsewhere, { params: { id: draft.id } }))).status).toBe(403);
    expect((await call('getDraft', reviewer, { params: { id: draft.id } })).may).toEqual(['approve', 'reject']); // prettier-ignore
  });
  test('is rejected with a reason, opened again, submitted and approved', async () => {
    expect((await refusal(step(reviewer, draft, 'reject'))).status).toBe(400);
    draft = await step(reviewer, draft, 'reject', '缺依据');
    expect(draft).toMatchObject({ state: 'rejected', decidedBy: 'reviewer' });
    expect((await refusal(step(author, draft, 'submit'))).status).toBe(409);
    draft = await step(author, await call('getDraft', author, { params: { id: draft.id } }), 'reopen');
    draft = await step(author, draft, 'submit');
    draft = await step(reviewer, draft, 'approve', '同意');
    expect(draft.comments.map(({ actor, state, text }) => [actor, state, text])).toEqual([
      ['author', 'submitted', '请审'],
      ['reviewer', 'rejected', '缺依据'],
      ['reviewer', 'approved', '同意'],
    ]);
    expect((await place(1)).content.name).toBe('东河村');
  });
  test('is published: the old name stays as a former one with its days', async () => {
    expect((await refusal(step(elsewhere, draft, 'publish'))).status).toBe(403);
    draft = await step(reviewer, draft, 'publish');
    expect(draft).toMatchObject({ state: 'published', recordId: 1, may: [], diff: [] });
    const { content, names } = await place(1);
    expect(content).toMatchObject({ name: '东和村', status: 'current', reading: 'dōng hé cūn' });
    expect(content.names).toContainEqual({ text: '东河村', kind: 'former', lang: 'zh-Hans', reading: null, validFrom: null, validTo: '2026-03-01' }); // prettier-ignore
    expect(names.find(({ kind, text }) => kind === 'standard' && text === '东和村')).toMatchObject({ validFrom: '2026-03-01', source: 'edits' }); // prettier-ignore
    expect(await one(sql`select action, actor from change_log where record_type = 'place' order by id desc limit 1`)).toEqual({ action: 'place.edit', actor: 'reviewer' }); // prettier-ignore
    expect(await one(sql`select array_agg(action order by id) as actions from change_log where record_type = 'draft'`)).toEqual({
      actions: ['draft.create', 'draft.edit', 'draft.submit', 'draft.reject', 'draft.reopen', 'draft.submit', 'draft.approve', 'draft.publish'],
    }); // prettier-ignore
    expect((await refusal(step(reviewer, draft, 'publish'))).status).toBe(409);
  });
});

describe('a draft whose record has changed meanwhile', () => {
  test('is not published: 412 with both; opened again it begins from the present record', async () => {
    let draft = await propose(author, { change: 'rename', recordId: 2, fields: { name: '西和村', reading: 'xī hé cūn', roman: 'Xihe Cun', attributes: { meaning: '和睦' } } }); // prettier-ignore
    draft = await step(author, draft, 'submit');
    draft = await step(reviewer, draft, 'approve');
    const before = await place(2);
    await editPlace(context, author, actor(author), { id: 2, match: before.version, change: PlaceChange.parse({ attributes: { meaning: '新' } }) }); // prettier-ignore
    const problem = await refusal(step(reviewer, draft, 'publish'));
    expect(problem.status).toBe(412);
    expect(problem.current).toMatchObject({
      state: 'approved',
      stale: true,
      fields: { name: '西和村', roman: 'Xihe Cun' },
      present: { editedBy: 'author', content: { name: '西河村', attributes: { meaning: '新' } } },
    });
    expect((await place(2)).content).toMatchObject({ name: '西河村', attributes: { meaning: '新' } });
    draft = await call('getDraft', author, { params: { id: draft.id } });
    expect(draft.may).toEqual(['reopen']);
    draft = await step(author, draft, 'reopen');
    expect(draft).toMatchObject({ state: 'draft', stale: false });
    for (const [account, name] of [[author, 'submit'], [reviewer, 'approve'], [reviewer, 'publish']] as const) draft = await step(account, draft, name); // prettier-ignore
    expect((await place(2)).content).toMatchObject({ name: '西和村', attributes: { meaning: '和睦' } });
  });
  test('two who publish at once: it is applied once', async () => {
    let draft = await propose(author, { change: 'change', recordId: 3, fields: { attributes: { origin: '水黑' } } }); // prettier-ignore
    draft = await step(author, draft, 'submit');
    draft = await step(reviewer, draft, 'approve');
    const results = await Promise.allSettled([step(reviewer, draft, 'publish'), step(chief, draft, 'publish')]); // prettier-ignore
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await one(sql`select count(*)::int4 as n from change_log where record_type = 'place' and record_id = '3'`)).toEqual({ n: 1 }); // prettier-ignore
  });
});

describe('naming and cancelling', () => {
  test('a new name becomes a record when it is published', async () => {
    const fields = {
      name: '新安嘎查',
      class: '22200',
      division: '150102',
      point: [111.3, 40.2],
      roman: 'Xin’an Gaqa',
      attributes: { meaning: '新安' },
    };
    expect((await refusal(propose(author, { change: 'add', fields: { name: '新安嘎查' } }))).status).toBe(400); // prettier-ignore
    expect((await refusal(propose(author, { change: 'add', fields: { ...fields, division: '150103' } }))).status).toBe(403); // prettier-ignore
    let draft = await propose(author, { change: 'add', effectiveOn: '2026-01-15', fields });
    expect(draft).toMatchObject({ recordId: null, present: null, title: '命名: 新安嘎查' });
    for (const [account, name] of [[author, 'submit'], [reviewer, 'approve'], [reviewer, 'publish']] as const) draft = await step(account, draft, name); // prettier-ignore
    expect((await place(draft.recordId!)).content).toMatchObject({ name: '新安嘎查', validFrom: '2026-01-15', status: 'current' }); // prettier-ignore
  });
  test('a cancelled one is abolished, not deleted', async () => {
    let draft = await propose(author, { change: 'cancel', recordId: 10_000_001, effectiveOn: '2026-02-01' });
    for (const [account, name] of [[author, 'submit'], [reviewer, 'approve'], [reviewer, 'publish']] as const) draft = await step(account, draft, name); // prettier-ignore
    expect((await place(10_000_001)).content).toMatchObject({ status: 'abolished', validTo: '2026-02-01' });
  });
  test('what the checks refuse is not submitted', async () => {
    const draft = await propose(author, { change: 'rename', recordId: 1, fields: { name: '12345' } });
    expect(draft.findings).toContainEqual(expect.objectContaining({ severity: 'error', check: 'name-digits', field: 'name' })); // prettier-ignore
    expect((await refusal(step(author, draft, 'submit'))).status).toBe(422);
    expect(await step(author, draft, 'withdraw')).toMatchObject({ state: 'withdrawn', may: ['delete'] });
  });
});

describe('drafts of facilities', () => {
  test('planners write and approve them, never their own', async () => {
    const { id } = await one(sql<{ id: number }>`select id from facility where name = '新城区殡仪馆'`);
    const body = { type: 'facility', change: 'cancel', recordId: id, effectiveOn: '2026-01-01' };
    expect((await refusal(propose(author, body))).status).toBe(403);
    let draft = await propose(planner, body);
    draft = await step(planner, draft, 'submit');
    expect((await refusal(step(planner, draft, 'approve'))).status).toBe(403);
    draft = await step(otherPlanner, draft, 'approve');
    draft = await step(planner, draft, 'publish');
    expect(await one(sql`select status, closed_on from facility where id = ${id}`)).toEqual({ status: 'closed', closed_on: '2026-01-01' }); // prettier-ignore
  });
});

describe('the list', () => {
  interface List {
    items: { id: number; type: string; state: string; author: string }[];
    total: number;
    next: string | null;
  }
  const list = (account: Account, query: object = {}): Promise<List> => call<List>('listDrafts', account, { query }); // prettier-ignore
  test('has what one has written or may review', async () => {
    const { total } = await list(chief);
    expect(total).toBe(7);
    expect((await list(reviewer)).items.every(({ type }) => type === 'place')).toBe(true);
    expect((await list(reviewer)).total).toBe(total - 1);
    expect((await list(planner)).items.map(({ type }) => type)).toEqual(['facility']);
    expect((await list(elsewhere)).total).toBe(0);
  });
  test('is filtered, and every page continues the one before', async () => {
    expect((await list(chief, { state: 'withdrawn' })).total).toBe(1);
    expect((await list(chief, { type: 'facility', division: '150102', author: 'planner' })).total).toBe(1);
    expect((await list(chief, { type: 'place', record: 1 })).total).toBe(2);
    const seen: number[] = [];
    for (let next: string | null = null, more = true; more; more = next !== null) {
      const page: List = await list(chief, { limit: 2, ...(next === null ? {} : { next }) });
      seen.push(...page.items.map(({ id }) => id));
      ({ next } = page);
    }
    expect(seen).toEqual([...seen].sort((one, other) => other - one));
    expect(new Set(seen).size).toBe(7);
  });
  test('one who may read it may say something', async () => {
    const { items } = await list(chief, { state: 'withdrawn' });
    const params = { id: items[0]!.id };
    const draft = await call('commentDraft', reviewer, { params, body: { text: '可惜' } });
    expect(draft.comments.at(-1)).toMatchObject({ actor: 'reviewer', state: 'withdrawn', text: '可惜' });
    expect((await refusal(call('commentDraft', elsewhere, { params, body: { text: 'x' } }))).status).toBe(403); // prettier-ignore
  });
});

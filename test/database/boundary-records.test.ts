import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { attachmentRoutes } from '../../server/attachments/routes.ts';
import type { BoundaryLineDetail, MeetingPointDetail } from '../../server/api/boundaries.ts';
import type { BoundaryDispute, BoundaryDocument, CrossProject } from '../../server/api/boundary-records.ts';
import { boundaryRecordRoutes } from '../../server/boundaries/record-routes.ts';
import { boundaryRoutes } from '../../server/boundaries/routes.ts';
import type { Context } from '../../server/context.ts';
import { ask as askAs } from '../support/ask.ts';
import { loadBoundaryWorld } from '../support/boundary-world.ts';
import { caller, refusal } from '../support/call.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';
import { person } from '../support/edit-world.ts';
import { jpeg } from '../support/images.ts';

let database: TestDatabase;
let context: Context;
let home: string;
let ask: ReturnType<typeof caller>['ask'];
beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'nutag-records-'));
  database = await openTestDatabase();
  await loadBoundaryWorld(database.db);
  context = testContext(database.db, home);
  ({ ask } = caller(context, [...boundaryRoutes, ...boundaryRecordRoutes, ...attachmentRoutes]));
});
afterAll(async () => {
  await database.close();
  rmSync(home, { recursive: true, force: true });
});

const officer = person('officer', 'boundary_officer', '150103');
const east = person('east', 'boundary_officer', '150200');
const elsewhere = person('elsewhere', 'boundary_officer', '150300');
const viewer = person('viewer', 'viewer', null);
const chief = person('chief', 'administrator', null);
const line = { code: '150100-150200' };
const read = (code = line.code): Promise<BoundaryLineDetail> =>
  ask('getBoundaryLine', viewer, { params: { code } });
const course = async (): Promise<unknown> => (await sql`select md5(ST_AsBinary(geom)) as geom, length_km from boundary_line order by code`.execute(database.db)).rows; // prettier-ignore

describe('a line', () => {
  test('is changed by those along it, from the version they have seen, and stays where it is', async () => {
    const before = await course();
    const { version, lengthKm } = await read();
    const body = { statedLengthKm: 105.2, approval: '内政发〔2001〕9号', approvedOn: '2001-05-01', publishedOn: '2001-08-01', detailMap: '呼包线详图 (1:5万)', startsAt: '呼包交会点', converted: true, smart: false }; // prettier-ignore
    expect((await refusal(ask('editBoundaryLine', elsewhere, { params: line, match: version, body }))).status).toBe(403); // prettier-ignore
    expect((await refusal(ask('editBoundaryLine', viewer, { params: line, match: version, body }))).status).toBe(403); // prettier-ignore
    expect((await refusal(ask('editBoundaryLine', officer, { params: line, match: version, body: { ...body, publishedOn: '2000-01-01' } }))).errors).toMatchObject([{ where: 'body: publishedOn' }]); // prettier-ignore
    const edited = await ask<BoundaryLineDetail>('editBoundaryLine', officer, { params: line, match: version, body }); // prettier-ignore
    const { converted, smart, ...rest } = body;
    expect(edited).toMatchObject({ ...rest, lengthKm, legal: true, register: { converted, vectorised: null, smart } }); // prettier-ignore
    const stale = await refusal(ask('editBoundaryLine', east, { params: line, match: version, body: { smart: true } })); // prettier-ignore
    expect([stale.status, (stale.current as BoundaryLineDetail).version]).toEqual([412, edited.version]);
    expect(await course()).toEqual(before);
  });
  test('takes no geometry, and not what is the import’s', () => {
    const { endpoint } = boundaryRecordRoutes.find((route) => route.endpoint.id === 'editBoundaryLine')!;
    for (const body of [{ geometry: {} }, { lengthKm: 1 }, { legal: true }, { level: 'county' }])
      expect(() => endpoint.body!.parse(body), JSON.stringify(body)).toThrow();
  });
  test('shows the public neither register nor course of segments', async () => {
    const seen = (await askAs(boundaryRoutes[1]!, context, {}, line, 'public')) as BoundaryLineDetail;
    expect([seen.register, seen.segmentList.map(({ register }) => register)]).toEqual([null, [null, null]]);
    expect(seen.approval).toBe('内政发〔2001〕9号');
  });
  test('that is the state border has no records', async () => {
    const code = '150000-national';
    const { version, register } = await read(code);
    expect(register).toBeNull();
    expect((await refusal(ask('editBoundaryLine', chief, { params: { code }, match: version, body: { smart: true } }))).status).toBe(409); // prettier-ignore
    for (const [id, body] of [['createBoundaryDocument', { line: code, kind: 'other', title: 'x' }], ['createBoundaryDispute', { line: code, kind: 'dispute', state: 'open', title: 'x', foundOn: '2026-01-01' }], ['createCrossProject', { line: code, name: 'x' }]] as const)
      expect((await refusal(ask(id, chief, { body }))).status, id).toBe(409); // prettier-ignore
    expect((await refusal(ask('editSegment', chief, { params: { code, pair: '150102' }, match: 'none', body: { note: 'x' } }))).status).toBe(409); // prettier-ignore
  });
});

describe('a segment', () => {
  const pair = '150102-150202';
  const params = { ...line, pair };
  const segment = async () => (await read()).segmentList.find((one) => one.pair === pair)!;
  test('is managed by one of its two sides', async () => {
    expect((await segment()).carrier).toBe('river'); // as imported
    for (const managing of ['150103', '150300', '150000', '210000'])
      expect((await refusal(ask('editSegment', officer, { params, match: 'none', body: { managing } }))).errors, managing).toMatchObject([{ where: 'body: managing' }]); // prettier-ignore
    for (const managing of ['150202', '150200', '150102'])
      await ask('editSegment', officer, { params, match: (await segment()).register!.version, body: { managing } }); // prettier-ignore
    expect((await segment()).register).toMatchObject({
      managing: { code: '150102', name: '新城区' },
      updatedBy: 'officer',
    });
  });
  test('has a carrier of the register before the imported one, and keeps its record when the polygons are replaced', async () => {
    const edited = await ask<BoundaryLineDetail>('editSegment', officer, { params, match: (await segment()).register!.version, body: { carrier: 'ridge', course: '由 1 号桩沿山脊向南' } }); // prettier-ignore
    expect(edited.segmentList.find((one) => one.pair === pair)).toMatchObject({ carrier: 'ridge', register: { carrier: 'ridge', course: '由 1 号桩沿山脊向南' } }); // prettier-ignore
    const before = await segment();
    await sql`with gone as (delete from boundary_segment where county_a = '150102' and county_b = '150202' returning *)
      insert into boundary_segment (line_id, county_a, county_b, county_b_name, length_km, carrier, geom) select line_id, county_a, county_b, county_b_name, length_km, carrier, geom from gone`.execute(database.db); // prettier-ignore
    const after = await segment();
    expect(after).toEqual({ ...before, id: after.id });
    expect(after.id).not.toBe(before.id);
    const back = await ask<BoundaryLineDetail>('editSegment', officer, { params, match: after.register!.version, body: { carrier: null } }); // prettier-ignore
    expect(back.segmentList.find((one) => one.pair === pair)!.carrier).toBe('river');
  });
  test('that two register at once is registered once', async () => {
    const other = { ...line, pair: '150103-150202' };
    const edit = (note: string) => ask('editSegment', officer, { params: other, match: 'none', body: { note } }); // prettier-ignore
    const answers = await Promise.allSettled([edit('甲'), edit('乙')]);
    expect(answers.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await refusal(ask('editSegment', officer, { params: { ...line, pair: '150104-150202' }, match: 'none', body: { note: 'x' } }))).status).toBe(404); // prettier-ignore
  });
});

describe('documents', () => {
  test('belong to a line or to a meeting point, have files, and run out', async () => {
    const body = { line: line.code, kind: 'peace', title: '平安边界协议书', signedOn: '2020-01-01', expiresOn: '2021-01-01', parties: ['呼和浩特市', '包头市'] }; // prettier-ignore
    expect((await refusal(ask('createBoundaryDocument', elsewhere, { body }))).status).toBe(403);
    expect((await refusal(ask('createBoundaryDocument', officer, { body: { ...body, expiresOn: '2019-01-01' } }))).status).toBe(400); // prettier-ignore
    for (const wrong of [{ meetingPoint: '150102-150103-150202' }, { line: null }])
      expect((await refusal(ask('createBoundaryDocument', officer, { body: { ...body, ...wrong } }))).status).toBe(400); // prettier-ignore
    const made = await ask<BoundaryDocument>('createBoundaryDocument', officer, { body });
    expect(made).toMatchObject({ ...body, line: { code: line.code, name: '呼包线' }, expired: true, files: 0, createdBy: 'officer' }); // prettier-ignore
    const upload = { query: { of: 'document', owner: made.id, name: '扫描.jpg' }, upload: jpeg() };
    expect((await refusal(ask('uploadAttachment', elsewhere, upload))).status).toBe(403);
    await ask('uploadAttachment', officer, upload);
    const found = await ask<BoundaryDocument & { attachments: object[] }>('getBoundaryDocument', viewer, { params: { id: made.id } }); // prettier-ignore
    expect([found.files, found.attachments.length]).toEqual([1, 1]);
    const meeting = await ask<BoundaryDocument>('createBoundaryDocument', east, { body: { meetingPoint: '150102-150103-150202', kind: 'meeting_agreement', title: '交会点协议' } }); // prettier-ignore
    const total = async (query: object): Promise<number> => (await ask<{ total: number }>('listBoundaryDocuments', viewer, { query })).total; // prettier-ignore
    expect(await total({})).toBe(2);
    expect(await total({ expired: 'true' })).toBe(1);
    expect(await total({ line: line.code, kind: 'peace' })).toBe(1);
    expect(await total({ meetingPoint: '150102-150103-150202' })).toBe(1);
    expect([await total({ division: '150202' }), await total({ division: '150300' })]).toEqual([2, 0]);
    expect((await read()).register!.documents).toBe(1);
    await ask('deleteBoundaryDocument', officer, { params: { id: made.id }, match: found.version });
    expect(readdirSync(join(home, 'uploads', 'attachments'))).toEqual([]);
    await ask('deleteBoundaryDocument', officer, { params: { id: meeting.id }, match: meeting.version });
  });
});

describe('disputes', () => {
  test('are handled until they are settled, on a day', async () => {
    const body = { line: line.code, kind: 'hidden_risk', state: 'open', title: '草场界址不清', segment: '150103-150202', point: [110.51, 40.2], foundOn: '2026-03-01' }; // prettier-ignore
    expect((await refusal(ask('createBoundaryDispute', officer, { body: { ...body, segment: '150102-150103', point: [120, 45] } }))).errors).toMatchObject([{ where: 'body: segment' }, { where: 'body: point' }]); // prettier-ignore
    let dispute = await ask<BoundaryDispute>('createBoundaryDispute', officer, { body });
    expect(dispute).toMatchObject({ ...body, line: { name: '呼包线' } });
    expect((await read()).register!.disputes).toBe(1);
    const edit = (change: object) => ask<BoundaryDispute>('editBoundaryDispute', east, { params: { id: dispute.id }, match: dispute.version, body: change }); // prettier-ignore
    expect((await refusal(edit({ state: 'resolved' }))).errors).toMatchObject([{ where: 'body: resolvedOn' }]); // prettier-ignore
    expect((await refusal(edit({ state: 'resolved', resolvedOn: '2026-01-01' }))).errors).toMatchObject([{ where: 'body: resolvedOn' }]); // prettier-ignore
    dispute = await edit({ state: 'resolved', resolvedOn: '2026-06-01', handling: '双方会勘', decidedBy: '自治区人民政府', decisionNo: '内政裁〔2026〕1号' }); // prettier-ignore
    expect(dispute).toMatchObject({ state: 'resolved', segment: '150103-150202' });
    expect((await read()).register!.disputes).toBe(0);
    expect((await ask<{ total: number }>('listBoundaryDisputes', viewer, { query: { state: 'open' } })).total).toBe(0); // prettier-ignore
  });
});

describe('cross-boundary projects', () => {
  test('say which side has not consented', async () => {
    const body = { line: line.code, name: '引黄灌渠', consents: ['150200'] };
    const names = (project: CrossProject): string[] => project.missing.map(({ name }) => name);
    let project = await ask<CrossProject>('createCrossProject', officer, { body });
    expect(names(project)).toEqual(['呼和浩特市']);
    const edit = (change: object) => ask<CrossProject>('editCrossProject', officer, { params: { id: project.id }, match: project.version, body: change }); // prettier-ignore
    expect((await refusal(edit({ consents: ['150300'] }))).errors).toMatchObject([{ where: 'body: consents' }]); // prettier-ignore
    project = await edit({ segment: '150103-150202' });
    expect(names(project)).toEqual(['回民区']); // its league's neighbour is above 东河区
    project = await edit({ consents: ['150200', '150103'] });
    expect(names(project)).toEqual([]);
  });
});

describe('a meeting point', () => {
  test('has what its agreement says, and the lines that end there', async () => {
    const params = { code: '150102-150103-150202' };
    const before = await ask<MeetingPointDetail>('getMeetingPoint', viewer, { params });
    expect(before.lines.map(({ code }) => code)).toEqual(['150100-150200', '150102-150103']);
    const body = { parties: 3, markers: 1, agreement: '交会点协议〔1998〕', agreedOn: '1998-06-01' };
    expect((await refusal(ask('editMeetingPoint', elsewhere, { params, match: before.version, body }))).status).toBe(403); // prettier-ignore
    const after = await ask<MeetingPointDetail>('editMeetingPoint', officer, { params, match: before.version, body }); // prettier-ignore
    expect(after).toMatchObject({ point: before.point, register: { ...body, standing: 0, documents: 0 } });
    expect((await read()).meetingPoints).toEqual([{ code: params.code, name: before.name }]);
    const seen = (await askAs(boundaryRoutes[3]!, context, {}, params, 'public')) as MeetingPointDetail;
    expect(seen.register).toBeNull();
  });
});

test('every change has its audit row, under the divisions of the line', async () => {
  const rows = await database.db.selectFrom('change_log').select(['action', 'divisions']).where('record_type', 'not in', ['attachment', 'document']).orderBy('id').execute(); // prettier-ignore
  const actions = rows.map(({ action }) => action);
  expect([...new Set(actions)]).toEqual(expect.arrayContaining(['boundary-line.edit', 'boundary-segment.edit', 'boundary-document.add', 'boundary-document.delete', 'boundary-dispute.add', 'boundary-dispute.edit', 'cross-project.add', 'cross-project.edit', 'meeting-point.edit'])); // prettier-ignore
  expect(rows.find(({ action }) => action === 'boundary-line.edit')!.divisions).toEqual(['150100', '150102', '150103', '150200', '150202']); // prettier-ignore
});

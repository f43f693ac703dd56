import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { local } from '../../server/accounts/account.ts';
import { createAccount } from '../../server/accounts/users.ts';
import type { InspectionChecks } from '../../server/api/inspection-papers.ts';
import type { InspectionRound, PlannedInspection } from '../../server/api/inspection-rounds.ts';
import type { Inspection, InspectionDetail, Signature } from '../../server/api/inspections.ts';
import { attachmentRoutes } from '../../server/attachments/routes.ts';
import { partiesOf, pointsOfLine } from '../../server/inspections/meetings.ts';
import { inspectionRoutes } from '../../server/inspections/routes.ts';
import { caller, refusal } from '../support/call.ts';
import { person } from '../support/edit-world.ts';
import { inspectMarkers, openInspectionWorld, type InspectionWorld } from '../support/inspection-world.ts';

let world: InspectionWorld;
let ask: ReturnType<typeof caller>['ask'];
let csv: ReturnType<typeof caller>['csv'];
beforeAll(async () => {
  world = await openInspectionWorld();
  ({ ask, csv } = caller(world.context, [...inspectionRoutes, ...attachmentRoutes]));
});
afterAll(() => world.close());

const xincheng = person('xincheng', 'boundary_officer', '150102');
const huimin = person('huimin', 'boundary_officer', '150103');
const yuquan = person('yuquan', 'boundary_officer', '150104');
const league = person('league', 'boundary_officer', '150100');
const region = person('region', 'boundary_officer', '150000');
const elsewhere = person('elsewhere', 'boundary_officer', '150202');
const viewer = person('viewer', 'viewer', null);

interface List<T> {
  items: T[];
  total: number;
  next: string | null;
}
const thisYear = new Date(Date.now() + 8 * 3_600_000).getUTCFullYear();
const day = `${thisYear}-01-05`;
const list = (query: object): Promise<List<Inspection>> => ask('listInspections', viewer, { query });
const get = (id: number): Promise<InspectionDetail> => ask('getInspection', viewer, { params: { id } });
const edit = async (account: typeof league, id: number, body: object): Promise<InspectionDetail> => ask('editInspection', account, { params: { id }, match: (await get(id)).version, body }); // prettier-ignore
const step = async (account: typeof league, id: number, body: object): Promise<InspectionDetail> => ask('moveInspection', account, { params: { id }, match: (await get(id)).version, body }); // prettier-ignore
const sign = async (account: typeof league, id: number, party: string, more: object = {}): Promise<InspectionDetail> =>
  ask('signInspection', account, { params: { id }, match: (await get(id)).version, body: { party, name: '签字人', signedOn: day, means: 'account', ...more } }); // prettier-ignore
const parts = { observance: '双方遵守', upkeep: '完好', terrain: '无变化', landUse: '无', other: '无', conclusion: '界线清晰' }; // prettier-ignore

describe('a round', () => {
  let round: InspectionRound;
  test('is opened by the level that its lines are of', async () => {
    const body = { level: 'county', number: 4, yearFrom: thisYear - 7, yearTo: thisYear - 3 };
    expect((await refusal(ask('createInspectionRound', xincheng, { body }))).status).toBe(403);
    expect((await refusal(ask('createInspectionRound', league, { body: { ...body, level: 'prefecture' } }))).status).toBe(403); // prettier-ignore
    expect((await refusal(ask('createInspectionRound', league, { body: { ...body, yearTo: thisYear - 8 } }))).errors?.[0]?.where).toBe('body: yearTo'); // prettier-ignore
    round = await ask('createInspectionRound', league, { body });
    expect(round).toMatchObject({ level: 'county', number: 4, lines: 3, inspections: 0, filed: 0 });
    expect((await refusal(ask('createInspectionRound', league, { body }))).status).toBe(409);
    const { may } = await ask<{ may: string[] }>('listInspectionRounds', league);
    expect(may).toEqual(['county']);
    expect((await ask<{ may: string[] }>('listInspectionRounds', region)).may).toEqual(['province', 'prefecture', 'county']); // prettier-ignore
    expect((await ask<{ may: string[] }>('listInspectionRounds', xincheng)).may).toEqual([]);
  });
  test('is planned once for every line of the level, spread over its years', async () => {
    const preview = await ask<{ items: PlannedInspection[] }>('previewRoundPlan', league, { params: { id: round.id } }); // prettier-ignore
    expect(preview.items.map(({ line, year, lead, partner }) => [line.code, year - round.yearFrom, lead.name, partner.code])).toEqual([
      ['150102-150103', 0, '新城区', '150103'],
      ['150102-150104', 1, '新城区', '150104'],
      ['150103-150104', 3, '回民区', '150104'],
    ]); // prettier-ignore
    expect((await refusal(ask('planRound', xincheng, { params: { id: round.id } }))).status).toBe(403);
    const [one, other] = await Promise.all([0, 1].map(() => ask<{ created: number }>('planRound', league, { params: { id: round.id } }))); // prettier-ignore
    expect(one!.created + other!.created).toBe(3);
    expect((await list({ round: round.id })).total).toBe(3);
  });
  test('the next one keeps the order and swaps lead and partner', async () => {
    const next = await ask<InspectionRound>('createInspectionRound', region, { body: { level: 'county', number: 5, yearFrom: thisYear - 2, yearTo: thisYear + 2 } }); // prettier-ignore
    await ask('planRound', region, { params: { id: next.id } });
    const { items } = await list({ round: next.id });
    expect(items.map(({ line, year, lead, partner }) => [line.code, year - thisYear, lead.code, partner.code])).toEqual([
      ['150103-150104', 1, '150104', '150103'],
      ['150102-150104', -1, '150104', '150102'],
      ['150102-150103', -2, '150103', '150102'],
    ]); // prettier-ignore
    expect(items.map(({ overdue }) => overdue)).toEqual([false, true, true]);
    expect((await list({ overdue: 'true' })).total).toBe(5);
    expect((await list({ overdue: 'true', division: '150103', year: thisYear - 2 })).items[0]!.line.name).toBe('新城区—回民区线'); // prettier-ignore
  });
  test('changes by the version that was seen, and keeps the years of its inspections', async () => {
    const change = (match: string, body: object) => ask<InspectionRound>('editInspectionRound', league, { params: { id: round.id }, match, body }); // prettier-ignore
    expect((await refusal(change('old', { note: '甲' }))).status).toBe(412);
    const { items } = await ask<{ items: InspectionRound[] }>('listInspectionRounds', viewer);
    const { version } = items.find(({ id }) => id === round.id)!;
    expect((await refusal(change(version, { yearFrom: thisYear - 6 }))).status).toBe(409);
    expect((await refusal(change(version, { number: 5 }))).status).toBe(409);
    expect((await change(version, { note: '甲' })).note).toBe('甲');
  });
  test('lists come page by page, and as CSV', async () => {
    const first = await list({ limit: 4 });
    const second = await list({ limit: 4, next: first.next });
    expect([first.items.length, second.items.length, second.next]).toEqual([4, 2, null]);
    expect(new Set([...first.items, ...second.items].map(({ id }) => id)).size).toBe(6);
    const text = await csv('listInspections', viewer, { query: { limit: 1, f: 'csv' } });
    expect(text.trim().split('\r\n')).toHaveLength(7);
    expect(text).toContain('新城区—回民区线');
  });
});

describe('the inspection of a line between two banners', () => {
  let id: number;
  test('goes from office to field with what each step needs', async () => {
    ({ id } = (await list({ line: '150102-150103' })).items.find(({ round }) => round!.number === 5)!);
    expect((await refusal(step(elsewhere, id, { step: 'office' }))).status).toBe(403);
    expect((await refusal(step(viewer, id, { step: 'office' }))).status).toBe(403);
    expect((await refusal(step(huimin, id, { step: 'sign' }))).status).toBe(409);
    expect((await refusal(ask('moveInspection', huimin, { params: { id }, match: 'old', body: { step: 'office' } }))).status).toBe(412); // prettier-ignore
    expect((await refusal(step(huimin, id, { step: 'office', on: '2199-01-01' }))).errors?.[0]?.where).toBe('body: on'); // prettier-ignore
    expect((await step(huimin, id, { step: 'office', on: `${thisYear}-01-02` })).state).toBe('office');
    expect((await refusal(step(huimin, id, { step: 'field' }))).errors).toMatchObject([{ what: '参加人员 team' }]); // prettier-ignore
    expect((await refusal(edit(huimin, id, { lead: '150102' }))).status).toBe(409);
    expect((await refusal(edit(huimin, id, { fieldFrom: `${thisYear}-01-01` }))).errors?.[0]?.where).toBe('body: fieldFrom'); // prettier-ignore
    await edit(xincheng, id, { team: ['王', '李'] });
    expect(await step(xincheng, id, { step: 'field', on: `${thisYear}-01-03` })).toMatchObject({ state: 'field', fieldFrom: `${thisYear}-01-03` }); // prettier-ignore
    expect((await step(xincheng, id, { step: 'back', reason: '再看' })).state).toBe('office');
    await step(xincheng, id, { step: 'field', on: `${thisYear}-01-03` });
  });
  test('counts nothing that was not seen', async () => {
    expect(await get(id)).toMatchObject({ markers: { total: 2, checked: 0, unknown: 0 }, segments: { total: 1, checked: 0, unknown: 0 }, points: { total: 1, checked: 0, signed: 0 } }); // prettier-ignore
    await inspectMarkers(world, id, [['1', 'intact'], ['2', 'unknown']]); // prettier-ignore
    await ask('createSegmentCheck', huimin, { body: { uuid: randomUUID(), inspection: id, countyA: '150102', countyB: '150103', checkedOn: day, clear: null } }); // prettier-ignore
    expect(await get(id)).toMatchObject({ markers: { total: 2, checked: 1, unknown: 1 }, segments: { total: 1, checked: 0, unknown: 1 } }); // prettier-ignore
    const { markers, segments } = await ask<InspectionChecks>('getInspectionChecks', viewer, { params: { id } }); // prettier-ignore
    expect(markers.map(({ marker, check }) => [marker.number, check?.condition])).toEqual([['1', 'intact'], ['2', 'unknown']]); // prettier-ignore
    expect(segments[0]).toMatchObject({ sides: [{ name: '新城区' }, { name: '回民区' }], check: { clear: null } }); // prettier-ignore
  });
  test('an event that another puts right does not count, the one before is shown beside it', async () => {
    const first = await inspectMarkers(world, id, [['2', 'damaged']]);
    await inspectMarkers(world, id, [['2', 'missing']], { corrects: first[0]! });
    const { markers } = await ask<InspectionChecks>('getInspectionChecks', viewer, { params: { id } });
    expect(markers[1]!.check!.condition).toBe('missing');
    const later = (await list({ line: '150102-150103' })).items.find(({ round }) => round!.number === 4)!;
    const other = await ask<InspectionChecks>('getInspectionChecks', viewer, { params: { id: later.id } });
    expect(other.markers[1]).toMatchObject({ check: null, previous: { condition: 'missing', inspection: id } }); // prettier-ignore
  });
  test('is signed when everything is there, and not before', async () => {
    await edit(huimin, id, { ...parts, fieldTo: `${thisYear}-01-04` });
    const { missing } = await get(id);
    expect(missing).toEqual([
      expect.stringMatching(/^交会点未检查.*玉泉区/) as string,
      expect.stringMatching(/^未签字.*回民区、新城区/) as string,
    ]);
    expect((await refusal(step(huimin, id, { step: 'sign' }))).errors).toHaveLength(2);
  });
});

describe('a meeting point of three', () => {
  let check: number;
  const body = (party: string) => ({ party, name: '签字人', signedOn: day, means: 'account' });
  test('is checked once for all its lines of the year, and signed by its three parties', async () => {
    const { items } = await list({ round: (await list({ line: '150102-150103' })).items[0]!.round!.id });
    for (const { id, year } of items) if (year !== thisYear) await edit(league, id, { year: thisYear });
    const lines = items.map(({ id }) => id);
    ({ id: check } = await ask<{ id: number }>('createMeetingCheck', yuquan, { body: { uuid: randomUUID(), meetingPoint: '150102-150103-150104', year: thisYear, checkedOn: `${thisYear}-01-03`, condition: 'intact' } })); // prettier-ignore
    const signing = (account: typeof league, party: string) => ask<Signature>('signMeetingCheck', account, { params: { id: check }, body: body(party) }); // prettier-ignore
    expect((await refusal(signing(xincheng, '150103'))).status).toBe(403);
    expect((await refusal(signing(xincheng, '150202'))).status).toBe(400);
    expect((await refusal(signing(local, '150102'))).status).toBe(403);
    await signing(xincheng, '150102');
    await signing(huimin, '150103');
    expect((await refusal(signing(huimin, '150103'))).status).toBe(409);
    for (const id of lines) expect((await get(id)).points).toMatchObject({ total: 1, checked: 1, signed: 0 });
    await signing(yuquan, '150104');
    for (const id of lines) expect((await get(id)).points).toMatchObject({ total: 1, checked: 1, signed: 1 });
    expect((await ask<InspectionChecks>('getInspectionChecks', viewer, { params: { id: lines[0]! } })).points[0]).toMatchObject({ unsigned: [], signatures: [{ party: { name: '新城区' } }, {}, {}] }); // prettier-ignore
  });
  test('a check that puts it right has to be signed anew', async () => {
    await ask('createMeetingCheck', yuquan, { body: { uuid: randomUUID(), meetingPoint: '150102-150103-150104', year: thisYear, checkedOn: `${thisYear}-01-04`, condition: 'damaged', corrects: check } }); // prettier-ignore
    const id = (await list({ line: '150102-150103', year: thisYear })).items[0]!.id;
    expect((await get(id)).points.signed).toBe(0);
    const { points } = await ask<InspectionChecks>('getInspectionChecks', viewer, { params: { id } });
    expect(points[0]!.unsigned).toHaveLength(3);
    expect((await refusal(ask('signMeetingCheck', xincheng, { params: { id: check }, body: body('150102') }))).status).toBe(409); // prettier-ignore
    for (const [account, party] of [
      [xincheng, '150102'],
      [huimin, '150103'],
      [yuquan, '150104'],
    ] as const)
      // prettier-ignore
      await ask('signMeetingCheck', account, { params: { id: points[0]!.check!.id }, body: body(party) });
    expect((await get(id)).points.signed).toBe(1);
  });
});

describe('signatures of the two sides', () => {
  let id: number;
  beforeAll(async () => {
    ({ id } = (await list({ line: '150102-150103', year: thisYear })).items[0]!);
  });
  test('are given for a party in the jurisdiction, by one person for one party', async () => {
    expect((await refusal(sign(xincheng, id, '150103'))).status).toBe(403);
    expect((await refusal(sign(xincheng, id, '150104'))).status).toBe(400);
    expect((await refusal(sign(xincheng, id, '150102', { signedOn: `${thisYear}-01-02` }))).status).toBe(400);
    await sign(league, id, '150102');
    expect((await refusal(sign(league, id, '150103'))).status).toBe(409);
  });
  test('freeze what was signed; the one who has signed withdraws', async () => {
    expect((await refusal(edit(huimin, id, { other: '改' }))).status).toBe(409);
    const [signature] = (await get(id)).signatures;
    const withdraw = (account: typeof league) => ask('withdrawSignature', account, { params: { id: signature!.id } }); // prettier-ignore
    expect((await refusal(withdraw(xincheng))).status).toBe(403);
    await withdraw(league);
    expect((await get(id)).signatures).toEqual([]);
    await edit(huimin, id, { other: '改' });
    await sign(xincheng, id, '150102');
    expect((await get(id)).unsigned).toMatchObject([{ code: '150103' }]);
  });
  test('a party with an account signs by it, one without by a scan, which has to be there', async () => {
    const uid = await createAccount(world.context.db, { name: 'test', from: 'command' }, { username: 'huimin1', display: '回民', role: 'boundary_officer', jurisdiction: '150103', password: 'correct horse battery', mustChangePassword: false }); // prettier-ignore
    expect((await refusal(sign(xincheng, id, '150103', { means: 'scan' }))).status).toBe(409);
    await sql`update account_user set active = false where id = ${uid}`.execute(world.context.db);
    await sign(xincheng, id, '150103', { means: 'scan' });
    expect((await refusal(step(xincheng, id, { step: 'sign' }))).errors).toMatchObject([{ what: expect.stringContaining('回民区') as string }]); // prettier-ignore
    const { signatures } = await get(id);
    const scan = await ask<{ id: number }>('uploadAttachment', xincheng, { query: { of: 'signature', owner: signatures[1]!.id, name: '签字页.pdf' }, upload: '%PDF-1.4' }); // prettier-ignore
    expect(await step(huimin, id, { step: 'sign' })).toMatchObject({ state: 'signed', signedOn: day, done: false, missing: [] }); // prettier-ignore
    expect((await refusal(ask('deleteAttachment', xincheng, { params: { id: scan.id } }))).status).toBe(409);
    expect((await refusal(ask('withdrawSignature', xincheng, { params: { id: signatures[0]!.id } }))).status).toBe(409); // prettier-ignore
  });
  test('only what is filed with the approving body is done', async () => {
    expect((await list({ line: '150102-150103', year: thisYear })).items[0]).toMatchObject({ done: false });
    const { approvingBody } = await get(id);
    expect(approvingBody).toBe('内蒙古自治区人民政府');
    expect((await refusal(step(huimin, id, { step: 'file' }))).errors?.[0]?.where).toBe('body: filedTo');
    expect((await refusal(step(huimin, id, { step: 'file', filedTo: approvingBody, on: `${thisYear}-01-01` }))).errors?.[0]?.where).toBe('body: on'); // prettier-ignore
    expect(await step(huimin, id, { step: 'file', filedTo: approvingBody, number: '备 1' })).toMatchObject({ state: 'filed', done: true, overdue: false, filedTo: approvingBody, may: ['finding'] }); // prettier-ignore
    const { items } = await ask<{ items: InspectionRound[] }>('listInspectionRounds', viewer);
    expect(items.find(({ number }) => number === 5)).toMatchObject({ inspections: 3, filed: 1 });
    expect((await refusal(step(huimin, id, { step: 'back', reason: '改' }))).status).toBe(409);
  });
  test('everything is in the audit, once', async () => {
    const { rows } = await sql<{ action: string; n: number }>`select action, count(*)::int4 as n from change_log
      where record_type = 'inspection' and record_id = ${String(id)} and action like 'inspection.%' group by action order by action`.execute(world.context.db); // prettier-ignore
    expect(Object.fromEntries(rows.map(({ action, n }) => [action, n]))).toEqual({
      'inspection.add': 1,
      'inspection.back': 1,
      'inspection.edit': 4,
      'inspection.field': 2,
      'inspection.file': 1,
      'inspection.office': 1,
      'inspection.sign': 1,
      'inspection.signature': 3,
      'inspection.signature-withdrawn': 1,
    });
  });
});

describe('single inspections', () => {
  const create = (account: typeof league, body: object): Promise<InspectionDetail> => ask('createInspection', account, { body }); // prettier-ignore
  test('special ones name their cause and belong to no round', async () => {
    const body = { line: '1315', kind: 'special', year: thisYear, cause: '洪水冲毁界桩' };
    expect((await refusal(create(elsewhere, body))).status).toBe(403);
    expect((await refusal(create(yuquan, { ...body, cause: '' }))).errors?.[0]?.where).toBe('body: cause');
    expect((await refusal(create(yuquan, { ...body, lead: '150104' }))).errors?.[0]?.where).toBe('body: lead'); // prettier-ignore
    expect((await refusal(create(yuquan, { ...body, line: 'none' }))).errors?.[0]?.where).toBe('body: line');
    const made = await create(yuquan, { ...body, lead: '150000' });
    expect(made).toMatchObject({ kind: 'special', round: null, lead: { name: '内蒙古自治区' }, partner: { name: '河北省' }, overdue: false, approvingBody: '国务院 (民政部)' }); // prettier-ignore
    expect((await create(yuquan, body)).id).not.toBe(made.id);
    expect((await refusal(edit(yuquan, made.id, { cause: null }))).errors?.[0]?.where).toBe('body: cause');
    expect((await refusal(step(yuquan, made.id, { step: 'cancel' }))).errors?.[0]?.where).toBe('body: reason'); // prettier-ignore
    expect(await step(yuquan, made.id, { step: 'cancel', reason: '重复' })).toMatchObject({ state: 'cancelled', cancelReason: '重复', may: [] }); // prettier-ignore
  });
  test('regular ones are of a round of their level and once in it; a neighbour province signs by scan', async () => {
    const round = await ask<InspectionRound>('createInspectionRound', region, { body: { level: 'province', number: 5, yearFrom: thisYear - 1, yearTo: thisYear + 3 } }); // prettier-ignore
    const body = { line: '1315', kind: 'regular', round: round.id, year: thisYear };
    expect((await refusal(create(yuquan, { ...body, year: thisYear + 9 }))).errors?.[0]?.where).toBe('body: year'); // prettier-ignore
    expect((await refusal(create(yuquan, { ...body, round: null }))).errors?.[0]?.where).toBe('body: round');
    expect((await refusal(create(xincheng, { ...body, line: '150102-150103' }))).errors?.[0]?.where).toBe('body: round'); // prettier-ignore
    const { id } = await create(yuquan, body);
    expect((await refusal(create(yuquan, body))).status).toBe(409);
    await edit(yuquan, id, { ...parts, team: ['赵'], officeOn: `${thisYear}-01-01`, fieldFrom: `${thisYear}-01-02`, fieldTo: `${thisYear}-01-03` }); // prettier-ignore
    await step(yuquan, id, { step: 'office' });
    await step(yuquan, id, { step: 'field' });
    await inspectMarkers(world, id, [['1315001Q', 'intact']]);
    await ask('createSegmentCheck', yuquan, { body: { uuid: randomUUID(), inspection: id, countyA: '150104', checkedOn: day, clear: true } }); // prettier-ignore
    expect((await refusal(sign(yuquan, id, '150000'))).status).toBe(403); // a banner does not stand for the region
    await sign(region, id, '150000');
    expect((await refusal(sign(region, id, '130000'))).status).toBe(403);
    const { signatures } = await sign(yuquan, id, '130000', { means: 'scan', name: '河北代表' });
    await ask('uploadAttachment', yuquan, { query: { of: 'signature', owner: signatures[1]!.id, name: 'a.pdf' }, upload: '%PDF-1.4' }); // prettier-ignore
    expect((await step(yuquan, id, { step: 'sign' })).state).toBe('signed');
    expect((await step(yuquan, id, { step: 'file', filedTo: '民政部' })).done).toBe(true);
  });
});

describe('which meeting points are of a line', () => {
  test('those where three units of its own level meet; who signs follows from who meets', async () => {
    const { db } = world.context;
    await sql`insert into meeting_point (code, name, level, divisions, geom, source_id)
      select code, code, 'province', string_to_array(replace(code, '-national', ''), '-'), ST_SetSRID(ST_MakePoint(110.5, 40), 4490), 'test'
      from unnest(array['150102-150103-150202', '130725-150102-150202', '150103-150202-national']) as code`.execute(db); // prettier-ignore
    const codes = async (line: string): Promise<string[]> =>
      (await pointsOfLine(db, line)).map(({ code }) => code);
    expect(await codes('150102-150103')).toEqual(['150102-150103-150104', '150102-150103-150202']);
    expect(await codes('1501-1502')).toEqual(['130725-150102-150202', '150103-150202-national']);
    expect(await codes('none')).toEqual([]);
    expect(partiesOf(['130881', '150429', '211382'])).toEqual(['130000', '150000', '210000']);
    expect(partiesOf(['130725', '150102', '150202'])).toEqual(['130700', '150100', '150200']);
    expect(partiesOf(['150202', '150102', '150103'])).toEqual(['150102', '150103', '150202']);
  });
});

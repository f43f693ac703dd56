import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { local } from '../../server/accounts/account.ts';
import type { Finding, FindingDetail } from '../../server/api/findings.ts';
import type { InspectionReport, Paper } from '../../server/api/inspection-papers.ts';
import type { Inspection, InspectionDetail } from '../../server/api/inspections.ts';
import { inspectionRoutes } from '../../server/inspections/routes.ts';
import { caller, refusal } from '../support/call.ts';
import { person } from '../support/edit-world.ts';
import { inspectMarkers, openInspectionWorld, type InspectionWorld } from '../support/inspection-world.ts';

const xincheng = person('xincheng', 'boundary_officer', '150102');
const huimin = person('huimin', 'boundary_officer', '150103');
const elsewhere = person('elsewhere', 'boundary_officer', '150202');
const viewer = person('viewer', 'viewer', null);
const today = new Date(Date.now() + 8 * 3_600_000).toISOString().slice(0, 10);
const year = Number(today.slice(0, 4));

let world: InspectionWorld;
let ask: ReturnType<typeof caller>['ask'];
let csv: ReturnType<typeof caller>['csv'];
let inspection: Inspection;
let marker: number;
beforeAll(async () => {
  world = await openInspectionWorld();
  ({ ask, csv } = caller(world.context, inspectionRoutes));
  inspection = await ask('createInspection', xincheng, { body: { line: '150102-150103', kind: 'special', year, cause: '洪水' } }); // prettier-ignore
  const { rows } = await sql<{ id: number }>`select id from boundary_marker where number = '1'`.execute(world.context.db); // prettier-ignore
  marker = rows[0]!.id;
});
afterAll(() => world.close());

const body = (more: object = {}) => ({ uuid: randomUUID(), line: '150102-150103', kind: 'marker', severity: 'high', description: '界桩断裂', inspection: inspection.id, marker, ...more }); // prettier-ignore
const raise = (content: object, account = xincheng): Promise<FindingDetail> => ask('createFinding', account, { body: content }); // prettier-ignore
const get = (id: number): Promise<FindingDetail> => ask('getFinding', viewer, { params: { id } });
const step = async (account: typeof xincheng, id: number, move: object): Promise<FindingDetail> => ask('moveFinding', account, { params: { id }, match: (await get(id)).version, body: move }); // prettier-ignore
const list = (query: object): Promise<{ items: Finding[]; total: number }> => ask('listFindings', viewer, { query }); // prettier-ignore
const where = async (work: Promise<unknown>) => (await refusal(work)).errors?.[0]?.where;

describe('a finding', () => {
  let id: number;
  test('is raised once, from an event of a marker of the line', async () => {
    const [event] = await inspectMarkers(world, inspection.id, [['1', 'damaged']]);
    const content = body({ event });
    const [one, other] = await Promise.all([raise(content), raise(content)]);
    expect(one.id).toBe(other.id);
    ({ id } = one);
    expect(one).toMatchObject({ state: 'open', overdue: false, marker: { number: '1' }, event, line: { name: '新城区—回民区线' }, may: ['edit', 'order', 'done'] }); // prettier-ignore
    expect((await refusal(raise({ ...content, marker: null }))).status).toBe(409);
    expect((await refusal(raise(body(), elsewhere))).status).toBe(403);
    expect(await where(raise(body({ line: '1315' }), local))).toBe('body: inspection');
    expect(await where(raise(body({ line: '1315', inspection: null }), local))).toBe('body: marker');
    expect(await where(raise(body({ event: 9999 })))).toBe('body: event');
    expect(await where(raise(body({ countyA: '150104' })))).toBe('body: countyA');
    expect(await where(raise(body({ meetingPoint: 'none' })))).toBe('body: meetingPoint');
    expect((await ask<InspectionDetail>('getInspection', viewer, { params: { id: inspection.id } })).findings).toEqual({ total: 1, open: 1 }); // prettier-ignore
  });
  test('is ordered to be mended, and late when its day has gone by', async () => {
    expect((await refusal(step(elsewhere, id, { step: 'order' }))).status).toBe(403);
    expect(await where(step(huimin, id, { step: 'order', assigneeDivision: '150202', dueOn: today }))).toBe('body: assigneeDivision'); // prettier-ignore
    expect(await where(step(huimin, id, { step: 'order', assigneeDivision: '150102' }))).toBe('body: dueOn');
    const ordered = await step(huimin, id, { step: 'order', on: `${year}-01-02`, assigneeDivision: '150102', assignee: '王', dueOn: `${year}-01-20`, number: '整改 1' }); // prettier-ignore
    expect(ordered).toMatchObject({ state: 'ordered', overdue: true, assigneeDivision: { name: '新城区' }, orderedBy: 'huimin', orderNo: '整改 1' }); // prettier-ignore
    expect((await list({ overdue: 'true', assignee: '150100' })).items.map((one) => one.id)).toEqual([id]);
    expect((await list({ overdue: 'false' })).total).toBe(0);
    expect((await refusal(ask('moveFinding', huimin, { params: { id }, match: 'old', body: { step: 'done' } }))).status).toBe(412); // prettier-ignore
  });
  test('is done by the event of the repair, and closed by the look of somebody else', async () => {
    expect(await where(step(xincheng, id, { step: 'done', note: '已修' }))).toBe('body: event');
    const [looked] = await inspectMarkers(world, inspection.id, [['1', 'damaged']]);
    expect(await where(step(xincheng, id, { step: 'done', event: looked }))).toBe('body: event');
    const [repair] = await inspectMarkers(world, inspection.id, [['1', 'intact']], { kind: 'repair', by: 'xincheng' }); // prettier-ignore
    expect(await step(xincheng, id, { step: 'done', event: repair })).toMatchObject({ state: 'done', overdue: false, doneBy: 'xincheng', doneEvent: repair }); // prettier-ignore
    expect((await refusal(step(xincheng, id, { step: 'close', note: '好' }))).status).toBe(403);
    expect((await step(huimin, id, { step: 'return', note: '没修好' })).state).toBe('ordered');
    await step(xincheng, id, { step: 'done', event: repair });
    const [own] = await inspectMarkers(world, inspection.id, [['1', 'intact']], { by: 'xincheng' });
    expect(await where(step(huimin, id, { step: 'close', event: own }))).toBe('body: event');
    expect(await where(step(huimin, id, { step: 'close' }))).toBe('body: note');
    const [other] = await inspectMarkers(world, inspection.id, [['1', 'intact']], { by: 'huimin' });
    expect(await step(huimin, id, { step: 'close', event: other })).toMatchObject({ state: 'closed', closedBy: 'huimin', closingEvent: other, may: [] }); // prettier-ignore
    expect((await list({ open: 'true' })).total).toBe(0);
    expect((await refusal(ask('editFinding', huimin, { params: { id }, match: (await get(id)).version, body: { severity: 'low' } }))).status).toBe(409); // prettier-ignore
  });
  test('that is no marker is told in words; one administrator alone may do both', async () => {
    const made = await raise(body({ marker: null, kind: 'carrier', severity: 'low', countyA: '150102', countyB: '150103', description: '河流改道' })); // prettier-ignore
    expect(made.segment).toMatchObject([{ name: '新城区' }, { name: '回民区' }]);
    expect(await where(step(local, made.id, { step: 'done' }))).toBe('body: note');
    await step(local, made.id, { step: 'done', note: '已修测' });
    expect((await step(local, made.id, { step: 'close', note: '看过' })).state).toBe('closed');
    const { rows } = await sql<{ action: string }>`select action from change_log where record_type = 'finding' and record_id = ${String(made.id)} order by id`.execute(world.context.db); // prettier-ignore
    expect(rows.map(({ action }) => action)).toEqual(['finding.add', 'finding.done', 'finding.close']);
  });
  test('are listed by line, division, severity and inspection, and as CSV without formulas', async () => {
    await raise(body({ description: '=1+1' }));
    expect((await list({ line: '150102-150103', severity: 'low', inspection: inspection.id })).total).toBe(1);
    expect((await list({ division: '150202' })).total).toBe(0);
    expect((await list({ division: '150103', state: 'open', marker })).total).toBe(1);
    const text = await csv('listFindings', viewer, { query: { f: 'csv' } });
    expect(text.split('\r\n').filter(Boolean)).toHaveLength(4);
    expect(text).toContain(",'=1+1,");
  });
});

describe('papers', () => {
  test('the report has the parts, the checks, the findings and the shape of the line', async () => {
    const report = await ask<InspectionReport>('getInspectionReport', viewer, { params: { id: inspection.id } }); // prettier-ignore
    expect(report.findings).toHaveLength(3);
    expect(report.checks.markers).toHaveLength(2);
    expect(report.map.line[0]).toEqual([[111.5, 40], [111.5, 41]]); // prettier-ignore
    expect(report.map.bbox).toEqual([111.5, 40, 111.5, 41]);
    expect(report.line).toMatchObject({ lengthKm: 111.2, legal: false });
    expect(report.previous).toBeNull();
  });
  test('a letter says what is missing and leaves it blank', async () => {
    const letter = () => ask<Paper>('getInspectionLetter', viewer, { params: { id: inspection.id } });
    const before = await letter();
    expect(before).toMatchObject({ to: '回民区民政局', by: '新城区民政局', title: '关于开展新城区—回民区线专项联合检查的函' }); // prettier-ignore
    expect(before.missing).toEqual(['内业日期', '外业起止日期', '参加人员']);
    const { version } = await ask<InspectionDetail>('getInspection', viewer, { params: { id: inspection.id } }); // prettier-ignore
    await ask('editInspection', xincheng, { params: { id: inspection.id }, match: version, body: { team: ['王'], officeOn: '2026-05-01', fieldFrom: '2026-05-06', fieldTo: '2026-05-09' } }); // prettier-ignore
    const after = await letter();
    expect(after.missing).toEqual([]);
    expect(after.paragraphs.join()).toContain('2026年5月6日至2026年5月9日');
  });
  test('an order names the place, the side that it is ordered from and the day', async () => {
    const [finding] = (await list({ state: 'open' })).items;
    await step(huimin, finding!.id, { step: 'order', assigneeDivision: '150102', dueOn: '2199-01-31' });
    const order = await ask<Paper>('getFindingOrder', viewer, { params: { id: finding!.id } });
    expect(order).toMatchObject({ to: '新城区民政局', by: '新城区民政局', missing: ['文号', '责任人'] });
    expect(order.rows.find(({ title }) => title === '位置')!.text).toBe('界桩 1');
    expect(order.rows.find(({ title }) => title === '整改期限')!.text).toBe('2199年1月31日');
  });
});

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { EditFinding } from '../../server/api/edits.ts';
import type { MarkerEvent } from '../../server/api/marker-events.ts';
import type { MarkerResult } from '../../server/api/marker-edits.ts';
import type { MarkerDetail } from '../../server/api/markers.ts';
import { markers } from '../../server/imports/kinds/markers.ts';
import { refusal } from '../support/call.ts';
import { madeTable, smallRuns } from '../support/import-small-run.ts';
import { eventOf, grid, openMarkerWorld } from '../support/marker-world.ts';

type Saved = MarkerDetail & { findings: EditFinding[] };
let world: Awaited<ReturnType<typeof openMarkerWorld>>;
beforeAll(async () => {
  world = await openMarkerWorld();
  await sql`insert into boundary_line (code, name, level, side_a, side_a_name, side_b, side_b_name, length_km, geom, segment_count, legal, source_id) values
    ('1521', '蒙辽线', 'province', '150000', '内蒙古自治区', '210000', '辽宁省', 100, ST_GeomFromText('MULTILINESTRING((119 42, 120 42))', 4490), 1, true, 'office')`.execute(world.db); // prettier-ignore
});
afterAll(() => world.close());

const line = '150102-150103';
const papers = { applications: ['150102', '150103'], approvalNo: '呼民发〔2024〕2号' };
const at = (lat: number) => ({ ...grid(112, lat), crs: 4525 });
let made = 10;
const content = (more: object = {}) => ({
  uuid: randomUUID(),
  number: `01020103-0${(made += 1)}Q`,
  line,
  sides: ['150103', '150102'],
  managing: '150102',
  establishedOn: '2024-05-01',
  registered: { ...at(40.123), height: '1050.20', accuracyM: 0.05, method: 'GNSS 静态' },
  ...papers,
  ...more,
});
const add = (more: object = {}, account = world.ours) => world.ask<Saved>('addMarker', account, { body: content(more) }); // prettier-ignore
const refused = async (more: object) => {
  const { status, errors = [] } = await refusal(add(more));
  return [status, ...errors.map(({ where }) => where)];
};
const checks = ({ findings }: Saved): string[] => findings.map(({ check }) => check);

describe('a new marker', () => {
  test('keeps what was surveyed, and gets point, chainage, type and its first event', async () => {
    const marker = await add({ number: '01020103-007Q', registered: { x: '4443000.100', y: '37585000.250', crs: 4525, height: '1050.20' } }); // prettier-ignore
    expect(marker).toMatchObject({
      number: '01020103-007Q', type: 'single', condition: 'intact', checkedOn: '2024-05-01', establishedOn: '2024-05-01', events: 1, source: 'edits', sample: false,
      sides: [{ code: '150102' }, { code: '150103', name: '回民区' }], managing: { code: '150102' }, transformStatus: 'transformed', public: false, validTo: null,
      crs: { zone: '3° 带第 37 带, 中央经线 111° (横坐标含带号)', legacy: false }, numbering: { line: null, sequence: '007', letter: 'Q', provincial: false, expected: false },
    }); // prettier-ignore
    expect(marker.point![0]).toBeCloseTo(112, 1);
    expect(marker.chainageKm).toBeGreaterThan(10);
    const { rows } = await sql<Record<string, unknown>>`select sequence, type_letter, registered_x::text as x, registered_y::text as y, registered_height::text as h from boundary_marker where id = ${marker.id}`.execute(world.db); // prettier-ignore
    expect(rows).toEqual([
      { sequence: 7, type_letter: 'Q', x: '4443000.100', y: '37585000.250', h: '1050.20' },
    ]); // as it was written, zeros and all
    const { items } = await world.ask<{ items: MarkerEvent[] }>('listMarkerEvents', world.ours, { query: { marker: String(marker.id) } }); // prettier-ignore
    expect(items).toMatchObject([{ kind: 'add', condition: 'intact', approvalNo: papers.approvalNo, applications: papers.applications }]); // prettier-ignore
    const { rows: log } = await sql<Record<string, unknown>>`select action, after ->> 'number' as number from change_log where record_type = 'marker' and record_id = ${String(marker.id)}`.execute(world.db); // prettier-ignore
    expect(log).toEqual([{ action: 'marker.add', number: '01020103-007Q' }]);
  });
  test('is added once, however often it is sent', async () => {
    const body = content();
    const first = await world.ask<Saved>('addMarker', world.ours, { body });
    expect((await world.ask<Saved>('addMarker', world.ours, { body })).id).toBe(first.id);
    expect((await refusal(world.ask('addMarker', world.ours, { body: { ...body, material: '花岗岩' } }))).status).toBe(409); // prettier-ignore
  });
  test.each([
    [{ number: '01020103-001Q' }, 'body: number'],
    [{ line: '150102-150105' }, 'body: line'],
    [{ sides: ['150102', '150402'] }, 'body: sides'],
    [{ sides: ['150102', '150199'] }, 'body: sides'],
    [{ managing: '150402' }, 'body: managing'],
    [{ public: true, secrecy: '秘密' }, 'body: public'],
  ])('%j is refused', async (more, where) => {
    const applications = ['150102', '150103', '150402', '150199'];
    const found = await refused({ applications, ...more });
    expect([found[0], found.includes(where)]).toEqual([422, true]);
  });
  test('whose number is that of a retired one is refused: numbers are not used again', async () => {
    const gone = await add();
    await world.ask('recordMarkerEvent', world.ours, { body: eventOf(gone.id, { kind: 'retire', condition: null, ...papers }) }); // prettier-ignore
    expect(await refused({ number: gone.number })).toEqual([422, 'body: number']);
  });
  test.each([
    [{ registered: { x: 4443000.1, y: 37_585_000.25 } }, 'body: registered.crs'],
    [{ registered: { x: 37_585_000.25, y: 4443000.1, crs: 4525 } }, 'body: registered.x'],
    [{ registered: { point: [112, 40.2], method: '高德' } }, 'body: registered.method'],
    [{ establishedOn: '2199-01-01' }, 'body: establishedOn'],
  ])('%j cannot be', async (more, where) => {
    expect(await refused(more)).toEqual([400, where]);
  });
  test('needs both applications and the approval number', async () => {
    expect((await refusal(add({ applications: ['150102'] }, world.chief))).status).toBe(403);
    expect((await refusal(add({}, world.stranger))).status).toBe(403);
  });
  test('what is odd about it is told', async () => {
    expect(checks(await add({ registered: null }))).toEqual(['position-missing']);
    expect(checks(await add({ registered: { ...at(40.1) } }))).toEqual(['position-duplicate']); // marker 1 stands there
    const far = grid(112.1, 40.5);
    expect(checks(await add({ registered: { ...far, crs: 4525 } }))).toEqual(['marker-off-line']);
    expect(checks(await add({ number: '01020103-099A', type: 'single' }))).toContain('letter-type');
  });
  test('in Xi’an 1980 without parameters has no point and says so', async () => {
    const marker = await add({ registered: { ...grid(112, 40.5), crs: 2361 } });
    expect([checks(marker), marker.point, marker.transformStatus, marker.crs?.legacy]).toEqual([['untransformed'], null, 'untransformed', true]); // prettier-ignore
  });
  test('of a provincial line says what its number says, and what does not fit', async () => {
    const provincial = { line: '1521', sides: ['150402', '211322'], managing: '150402', applications: ['150000', '210000'], registered: null }; // prettier-ignore
    const marker = await add({ ...provincial, number: '1521003Q' }, world.chief);
    expect(marker.numbering).toEqual({ line: '1521', sequence: '003', letter: 'Q', provincial: true, expected: true }); // prettier-ignore
    expect(checks(await add({ ...provincial, number: '蒙辽4' }, world.chief))).toContain('number-pattern');
    expect(checks(await add({ ...provincial, number: '1522003Q' }, world.chief))).toContain('number-line');
  });
  test('that an office imports later becomes the office’s, with its history', async () => {
    const { id, number } = await add();
    await sql`insert into source (id, title) values ('survey', 'survey')`.execute(world.db);
    const { x, y } = grid(112, 40.123);
    const own = smallRuns(world.context, markers, 'survey');
    const loaded = await own.load(madeTable(`界桩编号,界线,行政区1,行政区2,管理方,纵坐标X(m),横坐标Y(m),材质\n${number},${line},新城区,回民区,150102,${x},${y},花岗岩`, 'EPSG:4525')); // prettier-ignore
    expect(loaded.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const marker = await world.ask<MarkerDetail>('getMarker', world.ours, { params: { id: String(id) } });
    expect(marker).toMatchObject({ source: 'survey', material: '花岗岩', condition: 'intact', events: 1 });
    await own.rollBack(loaded);
    expect(await world.ask<MarkerDetail>('getMarker', world.ours, { params: { id: String(id) } })).toMatchObject({ source: 'edits', material: null, condition: 'intact' }); // prettier-ignore
  });
});

describe('what the register says', () => {
  const read = (id: number) => world.ask<MarkerDetail>('getMarker', world.ours, { params: { id: String(id) } }); // prettier-ignore
  const edit = (id: number, match: string, body: object, account = world.ours) => world.ask<Saved>('editMarker', account, { params: { id: String(id) }, match, body }); // prettier-ignore

  test('changes by hand, with the version and an audit row', async () => {
    const { id, version } = await add();
    const after = await edit(id, version, { material: '钢筋混凝土', smart: true, description: '路东', managing: '150103', referenceObjects: [{ name: '敖包', bearing: 12 }] }); // prettier-ignore
    expect(after).toMatchObject({ material: '钢筋混凝土', smart: true, managing: { code: '150103' }, referenceObjects: [{ name: '敖包', bearing: 12, distanceM: null }], findings: [] }); // prettier-ignore
    expect(after.version).not.toBe(version);
    const { rows } = await sql<Record<string, unknown>>`select before, after from change_log where record_id = ${String(id)} and action = 'marker.edit'`.execute(world.db); // prettier-ignore
    expect(rows).toMatchObject([{ before: { smart: null, managing: '150102' }, after: { smart: true, managing: '150103' } }]); // prettier-ignore
    const stale = await refusal(edit(id, version, { material: '石' }));
    expect([stale.status, (stale.current as MarkerDetail).material]).toEqual([412, '钢筋混凝土']);
  });
  test('without a change nothing is written', async () => {
    const { id, version, material } = await add();
    expect((await edit(id, version, { material })).version).toBe(version);
  });
  test.each([
    [{ managing: '150402' }, 422],
    [{ sides: ['150102', '150402'] }, 422],
    [{ sides: ['150102', '150102'] }, 422],
    [{ public: true, secrecy: '内部' }, 422],
  ])('%j is refused', async (body, status) => {
    const { id, version } = await add();
    expect((await refusal(edit(id, version, body))).status).toBe(status);
  });
  test('is either side’s, and nobody else’s', async () => {
    const { id, version } = await add();
    expect((await refusal(edit(id, version, { smart: false }, world.stranger))).status).toBe(403);
    await edit(id, version, { smart: false }, world.theirs);
  });
  test('a third side counts', async () => {
    const { id, version } = await add();
    await edit(id, version, { sides: ['150102', '150103', '150402'] });
    const { items } = await world.ask<{ items: { id: number }[] }>('listMarkers', world.ours, { query: { division: '150402', line } }); // prettier-ignore
    expect(items.map((one) => one.id)).toEqual([id]);
  });
  test('a retired marker is still read by its id', async () => {
    const { id } = await add();
    await world.ask('recordMarkerEvent', world.ours, { body: eventOf(id, { kind: 'retire', condition: null, ...papers }) }); // prettier-ignore
    expect((await read(id)).validTo).toBe('2024-05-01');
  });
  test('the last measurement stands beside it', async () => {
    const { id } = await add();
    await world.ask('recordMarkerEvent', world.ours, { body: eventOf(id, { measured: { point: [112, 40.1231], accuracyM: 2 } }) }); // prettier-ignore
    const { lastMeasured } = await read(id);
    expect(lastMeasured).toMatchObject({ point: [112, 40.1231], toleranceM: 3 });
    expect(lastMeasured!.displacementM).toBeGreaterThan(10);
  });
});

describe('lists', () => {
  test.each([
    [{ type: 'single' }, 'type', 'single'],
    [{ managing: '150103' }, 'managing', '150103'],
  ] as const)('%j', async (query, field, value) => {
    const { items, total } = await world.ask<{ items: MarkerDetail[]; total: number }>('listMarkers', world.ours, { query: { ...query, limit: '100' } }); // prettier-ignore
    expect(total).toBe(items.length);
    expect(total).toBeGreaterThan(0);
    expect(new Set(items.map((item) => (field === 'type' ? item.type : item.managing!.code)))).toEqual(new Set([value])); // prettier-ignore
  });
  test('markers that were not checked since a day, or never', async () => {
    const { items } = await world.ask<{ items: MarkerDetail[] }>('listMarkers', world.ours, { query: { uncheckedSince: '2021-01-01', limit: '100' } }); // prettier-ignore
    expect(items.length).toBeGreaterThan(0);
    expect(items.filter(({ checkedOn }) => checkedOn !== null && checkedOn >= '2021-01-01')).toEqual([]);
  });
  test('界桩成果表: markers in their order, values as they were surveyed', async () => {
    const answer = await world.ask<{ items: MarkerResult[]; total: number; line: object }>('listMarkerResults', world.ours, { query: { line } }); // prettier-ignore
    expect(answer.line).toMatchObject({ name: '新城区—回民区线', sides: [{ name: '新城区' }, { name: '回民区' }], legal: true }); // prettier-ignore
    const sequences = answer.items.map(({ number }) => number.slice(9, 12));
    expect(sequences).toEqual([...sequences].sort());
    expect(answer.items.find(({ number }) => number === '01020103-004Q')).toMatchObject({ x: '4473000.5', y: '37500000.25', crs: 2361, transformStatus: 'untransformed', zone: '3° 带第 37 带, 中央经线 111° (横坐标含带号)' }); // prettier-ignore
    expect((await refusal(world.ask('listMarkerResults', world.ours, { query: { line: '9999' } }))).status).toBe(404); // prettier-ignore
  });
});

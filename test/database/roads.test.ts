import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Evidence } from '../../server/api/coverage-evidence.ts';
import type { CoverageAnswer } from '../../server/api/coverage.ts';
import { FacilityChange } from '../../server/api/facility-edits.ts';
import { coverageExtract } from '../../server/coverage/extract.ts';
import { coverageRoutes } from '../../server/coverage/routes.ts';
import { editFacility } from '../../server/edits/facility-edit.ts';
import { readFacilityRecord } from '../../server/edits/facility-record.ts';
import { loadRoads, type RoadsRequest } from '../../server/roads/load.ts';
import { ask } from '../support/ask.ts';
import { actor, openEditWorld, person, settled, type EditWorld } from '../support/edit-world.ts';

let world: EditWorld;
const chief = person('chief', 'administrator', null);

type Point = [number, number];
// Settlements 1 and 10000001 at SOUTH, 2 at FORK, 4 at FAR; funeral homes 1 at EAST, 2 at OTHER, 3 at WEST (test/support/edit-world.ts).
const [south, fork, far]: Point[] = [[111.2, 40.11], [111.2, 40.12], [112.5, 40.14]]; // prettier-ignore
const [east, west]: Point[] = [[111.7, 40.8], [111.1, 40.8]]; // prettier-ignore

const road = (properties: object, ...coordinates: Point[]) => ({ type: 'Feature', properties, geometry: { type: 'LineString', coordinates } }); // prettier-ignore
const toWest = road({ highway: 'primary' }, south!, fork!, west!);
const toEast = (oneway: string) => road({ highway: 'motorway', oneway }, fork!, east!);
const apart = road({ highway: 'residential', maxspeed: '40' }, far!, [112.5, 40.2]);

async function load(
  features: object[],
  more: Partial<RoadsRequest> = {},
  signal?: AbortSignal,
): Promise<{ code: number; said: string }> {
  // prettier-ignore
  const file = join(world.home, 'roads.geojson');
  writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features }));
  const source = {
    id: 'roads',
    title: '路网',
    publisher: null,
    licence: null,
    dataDate: null,
    sample: false,
  };
  const lines: string[] = [];
  const request: RoadsRequest = { file, speeds: {}, source, dryRun: false, actor: 'operator', ...more };
  const code = await world.context.exclusive(() => loadRoads(world.context, request, (line) => void lines.push(line), signal)); // prettier-ignore
  return { code, said: lines.join('\n') };
}

const operation = (id: string) => coverageRoutes.find(({ endpoint }) => endpoint.id === id)!;
const coverage = (query: object = {}): Promise<CoverageAnswer> => ask(operation('getCoverage'), world.context, { kind: 'funeral_home', method: 'road', T: '60', ...query }); // prettier-ignore
const card = (code: string, query: object = {}): Promise<Evidence> => ask(operation('getEvidence'), world.context, { kind: 'funeral_home', method: 'road', T: '60', ...query }, { code }); // prettier-ignore
const refusal = (asked: Promise<unknown>): Promise<unknown> => asked.then(() => 'answered', (error: unknown) => error); // prettier-ignore

/** Seconds of a way by PostGIS: legs of metres on the ellipsoid at km/h. */
async function seconds(...legs: [Point, Point, number][]): Promise<number> {
  let sum = 0;
  for (const [[x, y], [toX, toY], kmh] of legs) {
    const { rows } = await sql<{ metres: number }>`select ST_Distance(ST_MakePoint(${x}::float8, ${y}::float8)::geography, ST_MakePoint(${toX}::float8, ${toY}::float8)::geography) as metres`.execute(world.database.db); // prettier-ignore
    sum += (rows[0]!.metres / kmh) * 3.6;
  }
  return Math.round(sum);
}
const stored = async () =>
  (await sql<{ place_id: number; facility: string | null; seconds: number | null }>`
    select place_id, f.name as facility, seconds from road_reach r left join facility f on f.id = r.facility_id order by place_id`.execute(world.database.db)).rows; // prettier-ignore
const reaches = async () => (await sql`select level, code, distances from unit_reach where method = 'road' order by 1, 2`.execute(world.database.db)).rows; // prettier-ignore
const count = async (table: string): Promise<number> => (await sql<{ n: number }>`select count(*)::int4 as n from ${sql.table(table)}`.execute(world.database.db)).rows[0]!.n; // prettier-ignore

beforeAll(async () => {
  world = await openEditWorld();
  await sql`update division set seat = ST_SetSRID(ST_MakePoint(${fork![0]}, ${fork![1]}), 4490) where code = '150102'`.execute(world.database.db); // prettier-ignore
});
afterAll(() => world.close());

describe('without roads', () => {
  test('there is no dataset of them, and a question by road is refused with the remedy', async () => {
    expect(await sql`select from data_version where dataset in ('roads', 'road_reach')`.execute(world.database.db)).toMatchObject({ rows: [] }); // prettier-ignore
    expect(await refusal(coverage())).toMatchObject({ status: 400, message: expect.stringContaining('没有加载路网') }); // prettier-ignore
    const { about, total } = await coverageExtract({ context: world.context, audience: 'staff' }, { of: 'roads', f: 'csv' } as never); // prettier-ignore
    expect([total, about.sources]).toEqual([0, '—']);
  });
});

describe('a file that is refused changes nothing', () => {
  test.each([
    ['oneway', toEast('maybe'), '单行写法不能识别'],
    ['speed', road({ highway: 'primary', maxspeed: '-5' }, south!, west!), '速度须是 0 到 150'],
    ['speed', road({ highway: 'primary', maxspeed: '900' }, south!, west!), '速度须是 0 到 150'],
    ['geometry', { type: 'Feature', properties: { highway: 'primary' }, geometry: { type: 'Point', coordinates: south } }, '应为 LineString'],
    ['geometry', { type: 'Feature', properties: { highway: 'primary' }, geometry: null }, '没有几何'],
    ['axes', road({ highway: 'primary' }, [40.8, 111.7], [40.9, 111.7]), '经度与纬度像是互换了'],
    ['ways', road({ highway: 'footway' }, south!, west!), '没有可行车的道路'],
  ])('%s', async (_what, feature, reason) => {
    const { code, said } = await load(_what === 'ways' ? [feature] : [toWest, feature]);
    expect(said).toContain(reason);
    expect(said).toContain('原有数据未变');
    expect(code).toBe(1);
    expect(await count('road_edge')).toBe(0);
  }); // prettier-ignore
  test('a table without geometry, and no file', async () => {
    const file = join(world.home, 'roads.csv');
    writeFileSync(file, 'class,speed\nprimary,60\n');
    expect(await load([], { file })).toMatchObject({ code: 1, said: expect.stringContaining('没有几何') });
    expect(await load([], { file: `${file}x` })).toMatchObject({ code: 1, said: expect.stringContaining('没有文件') }); // prettier-ignore
  });
});

describe('a load that is cancelled', () => {
  test.each(['import:roads', 'import:edges'])('changes nothing: during %s', async (step) => {
    const stop = new AbortController();
    const silence = world.context.progress.onChange(({ id }) => id === step && stop.abort());
    const { code, said } = await load([toWest], {}, stop.signal);
    silence();
    expect(said).toContain('已取消');
    expect(code).toBe(1);
    expect(await count('road_edge')).toBe(0);
    expect(await sql`select from data_version where dataset = 'roads'`.execute(world.database.db)).toMatchObject({ rows: [] }); // prettier-ignore
  });
});

describe('times by road', () => {
  test('are those computed by hand; a place that no road joins to a facility is unknown', async () => {
    const { code, said } = await load([toWest, toEast('yes'), apart]);
    expect(said).toContain('路段 4, 节点 6, 连通块 2');
    expect(said).toContain('motorway 1 段, 没有标注速度的按 100 km/h');
    expect(said).toContain('道路时间 3 个, 路网不通 (未知) 1 个');
    expect(code).toBe(0);
    const fromFork = await seconds([fork!, east!, 100]);
    const fromSouth = await seconds([south!, fork!, 60], [fork!, east!, 100]);
    expect(await stored()).toEqual([
      { place_id: 1, facility: '新城区殡仪馆', seconds: fromSouth },
      { place_id: 2, facility: '新城区殡仪馆', seconds: fromFork },
      { place_id: 4, facility: null, seconds: null },
      { place_id: 10_000_001, facility: '新城区殡仪馆', seconds: fromSouth },
    ]);
    expect(await reaches()).toEqual([
      { level: 'county', code: '150102', distances: [fromFork, fromSouth, fromSouth] },
      { level: 'prefecture', code: '150100', distances: [fromFork, fromSouth, fromSouth] },
    ]);
  });
  test('answer the table in minutes; what is unknown is no gap', async () => {
    const [fork60, south60] = [await seconds([fork!, east!, 100]), await seconds([south!, fork!, 60], [fork!, east!, 100])]; // prettier-ignore
    const T = (fork60 + south60) / 120; // between the two
    const answer = await coverage({ T: String(T), share: '0.5' });
    expect(answer).toMatchObject({ method: 'road', thresholdKm: null, thresholdMinutes: T });
    const reach = (code: string) => answer.items.find((item) => item.code === code)!.reach;
    expect(reach('150102')).toMatchObject({ settlements: 3, within: 1, gap: true, maxKm: null, maxMinutes: Math.round(south60 / 6) / 10 }); // prettier-ignore
    expect(reach('150103')).toMatchObject({ settlements: 0, share: null, gap: null });
    expect(answer.run.inputs['roads']).toMatch(/^[0-9a-f]{16}$/);
  });
  test('stand on the flag card, minutes beside km, with what is not known', async () => {
    const fromFork = await seconds([fork!, east!, 100]);
    const { evidence, data } = await card('150102');
    expect(evidence.nearest).toMatchObject({ name: '新城区殡仪馆', minutes: Math.round(fromFork / 6) / 10, text: `约 ${Math.round(fromFork / 60)} 分钟 (道路; 直线 87 km)` }); // prettier-ignore
    expect(evidence.nearest!.km).toBeCloseTo(86.6, 0);
    expect(evidence.worst.map(({ id }) => id)).toEqual([1, 10_000_001, 2]);
    expect(evidence.worst[2]).toMatchObject({ minutes: Math.round(fromFork / 6) / 10, facility: { name: '新城区殡仪馆' } }); // prettier-ignore
    expect(data.sources.find(({ id }) => id === 'roads')).toMatchObject({ title: '路网', records: 4 });
    const other = await card('150103');
    expect(other.evidence).toMatchObject({ nearest: null, worst: [] });
    expect(other.data.text).toContain('按道路: 1 处居民点没有道路相通, 时间未知');
    expect((await card('150102', { method: 'straight' })).evidence.nearest).toMatchObject({ name: '新城区第二殡仪馆', minutes: null }); // prettier-ignore
  });
  test('the same file a second time changes nothing', async () => {
    const versions = async () => (await sql`select dataset, version, updated_at from data_version order by 1`.execute(world.database.db)).rows; // prettier-ignore
    const before = await versions();
    expect(await load([toWest, toEast('yes'), apart])).toMatchObject({ code: 0, said: expect.stringContaining('没有变化') }); // prettier-ignore
    expect(await versions()).toEqual(before);
  });
  test('a dry run changes nothing', async () => {
    const before = await stored();
    expect(await load([toWest], { dryRun: true })).toMatchObject({ code: 0 });
    expect(await stored()).toEqual(before);
  });
  test('a new file takes the place of the old one; against a one-way road nobody goes', async () => {
    expect(await load([toWest, toEast('-1'), apart])).toMatchObject({ code: 0 });
    expect(await count('road_edge')).toBe(4);
    expect((await stored())[1]).toEqual({ place_id: 2, facility: '新城区第二殡仪馆', seconds: await seconds([fork!, west!, 60]) }); // prettier-ignore
  });
  test('speeds of classes are a setting', async () => {
    await load([toWest, toEast('-1'), apart], { speeds: { primary: 50 } });
    expect((await stored())[1]).toMatchObject({ seconds: await seconds([fork!, west!, 50]) });
  });
  test('off the road one goes straight at 20 km/h', async () => {
    const near: Point = [111.25, 40.12];
    await load([road({ highway: 'primary' }, near, west!)]);
    expect((await stored())[1]).toMatchObject({ seconds: await seconds([fork!, near, 20], [near, west!, 60]) }); // prettier-ignore
  });
  test('made-up roads are 示例数据 in the answer, and a way of more than twice the straight line is told', async () => {
    const sample = {
      id: 'roads',
      title: '路网',
      publisher: null,
      licence: null,
      dataDate: null,
      sample: true,
    };
    await load([road({ highway: 'primary' }, south!, fork!, [113, 40.4], east!)], { source: sample });
    await sql`update source set sample = false where id = 'pack'`.execute(world.database.db);
    await sql`update place set sample = false`.execute(world.database.db);
    await sql`update facility set sample = false`.execute(world.database.db);
    expect(await coverage()).toMatchObject({ sample: true });
    expect((await card('150102')).data.text).toContain('0 处居民点没有道路相通, 时间未知 (不计入比例), 3 处路程超过直线的 2 倍'); // prettier-ignore
  });
});

describe('after an edit', () => {
  test('nothing old is answered: unknown until the times are made anew, then the new ones', async () => {
    const { context, database } = world;
    await load([toWest, toEast('yes'), apart]);
    const { rows } = await sql<{ id: number }>`select id from facility where name = '新城区殡仪馆'`.execute(database.db); // prettier-ignore
    const { id } = rows[0]!;
    const { version: match } = await readFacilityRecord(database.db, id);
    let open = (): void => undefined;
    const held = context.exclusive(() => new Promise<void>((resolve) => void (open = resolve)));
    await editFacility(context, chief, actor(chief), { id, match, change: FacilityChange.parse({ status: 'suspended' }) }); // prettier-ignore
    expect(await refusal(coverage())).toMatchObject({ status: 503, retryAfter: 10 });
    expect(await refusal(card('150102'))).toMatchObject({ status: 503 });
    expect(await coverage({ method: 'straight' })).toMatchObject({ method: 'straight' });
    open();
    await held;
    await context.exclusive(() => Promise.resolve());
    expect((await stored())[1]).toEqual({ place_id: 2, facility: '新城区第二殡仪馆', seconds: await seconds([fork!, west!, 60]) }); // prettier-ignore
    expect((await coverage()).items.find(({ code }) => code === '150102')!.reach).toMatchObject({ settlements: 3 }); // prettier-ignore
  });
  test('of a name the times stay as they are', async () => {
    const { context, database } = world;
    const version = async () => (await sql<{ version: number }>`select version from data_version where dataset = 'road_reach'`.execute(database.db)).rows[0]!.version; // prettier-ignore
    const before = await version();
    const { rows } = await sql<{ id: number }>`select id from facility where name = '新城区第二殡仪馆'`.execute(database.db); // prettier-ignore
    const { version: match } = await readFacilityRecord(database.db, rows[0]!.id);
    await editFacility(context, chief, actor(chief), { id: rows[0]!.id, match, change: FacilityChange.parse({ phone: '0471-1234567' }) }); // prettier-ignore
    await context.exclusive(() => Promise.resolve());
    await settled(context);
    expect(await version()).toBe(before);
    expect(await coverage()).toMatchObject({ method: 'road' });
  });
});

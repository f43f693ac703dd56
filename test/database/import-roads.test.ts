import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ImportOptions } from '../../server/api/imports.ts';
import type { CoverageAnswer } from '../../server/api/coverage.ts';
import { coverageRoutes } from '../../server/coverage/routes.ts';
import { createJob, describeJob, findJob } from '../../server/imports/jobs.ts';
import { checkJob, publishJob, rollBackJob } from '../../server/imports/run.ts';
import { loadRoads } from '../../server/roads/load.ts';
import { ask } from '../support/ask.ts';
import { openEditWorld, settled, type EditWorld } from '../support/edit-world.ts';
import { emptyUnlogged } from '../support/import-small-run.ts';

let world: EditWorld;
beforeAll(async () => {
  world = await openEditWorld();
  await settled(world.context);
});
afterAll(() => world.close());

type Point = [number, number];
// Settlements and funeral homes of test/support/edit-world.ts stand at these.
const [south, fork, east, west]: Point[] = [[111.2, 40.11], [111.2, 40.12], [111.7, 40.8], [111.1, 40.8]]; // prettier-ignore
const road = (properties: object, ...coordinates: Point[]) => ({ type: 'Feature', properties, geometry: { type: 'LineString', coordinates } }); // prettier-ignore
const toWest = road({ highway: 'primary' }, south!, fork!, west!);
const toEast = road({ highway: 'motorway', oneway: 'yes' }, fork!, east!);

const fileOf = (name: string, features: object[]): string => {
  const path = join(world.home, name);
  writeFileSync(path, JSON.stringify({ type: 'FeatureCollection', features }));
  return path;
};
/** Brings a file as the page does, up to its check. */
async function bring(name: string, features: object[]): Promise<number> {
  const { context } = world;
  const id = await createJob(context.db, { kind: 'roads', fileName: name, filePath: fileOf(name, features), fileBytes: 1, fileHash: 'x', options: ImportOptions.parse({}), actor: 'chief', channel: 'browser' }); // prettier-ignore
  await context.exclusive(() => checkJob(context, id));
  return id;
}
const jobOf = async (id: number) => describeJob(world.context.db, (await findJob(world.context.db, id))!);
const publish = async (id: number) => {
  await emptyUnlogged(world.context.jobs);
  return world.context.exclusive(() => publishJob(world.context, id));
};
const rollBack = (id: number) => world.context.exclusive(() => rollBackJob(world.context, id));
const edges = async () => (await sql<{ class: string; n: number }>`select class, count(*)::int4 as n from road_edge group by class order by class`.execute(world.database.db)).rows; // prettier-ignore
const coverage = (): Promise<CoverageAnswer> => ask(coverageRoutes.find(({ endpoint }) => endpoint.id === 'getCoverage')!, world.context, { kind: 'funeral_home', method: 'road', T: '600' }); // prettier-ignore

test('roads with a fault are refused with line and remedy, and nothing is changed', async () => {
  const id = await bring('bad.geojson', [toWest, road({ highway: 'primary', maxspeed: '900' }, fork!, east!)]); // prettier-ignore
  expect(await jobOf(id)).toMatchObject({ state: 'refused', errors: 1, counts: { rows: 2, rejected: 1 } });
  const { rows } = await sql`select check_id, line, field, remedy <> '' as mended from import_finding where job_id = ${id} and severity = 'error'`.execute(world.database.db); // prettier-ignore
  expect(rows).toEqual([{ check_id: 'speed-form', line: 2, field: 'maxspeed', mended: true }]);
  expect(await edges()).toEqual([]);
  await expect(coverage()).rejects.toMatchObject({ status: 400 });
  expect(await jobOf(await bring('none.geojson', [road({ highway: 'footway' }, south!, west!)]))).toMatchObject({ state: 'refused' }); // prettier-ignore
});

let [first, second] = [0, 0];

test('a checked file changes nothing; published, minutes are answered', async () => {
  first = await bring('roads.geojson', [toWest, toEast, road({ highway: 'ox_cart' }, [112, 41], [112, 41.1])]); // prettier-ignore
  const job = await jobOf(first);
  expect(job).toMatchObject({ state: 'checked', errors: 0, counts: { rows: 3, added: 4, removed: 0, unchanged: 0 } }); // prettier-ignore
  expect(job.checks.map(({ check }) => check)).toEqual(expect.arrayContaining(['road-class', 'road-pieces']));
  expect(job.summary).toContain('连通块 2');
  expect(await edges()).toEqual([]);
  expect(await publish(first)).toBe('loaded');
  expect(await edges()).toEqual([{ class: 'motorway', n: 1 }, { class: 'ox_cart', n: 1 }, { class: 'primary', n: 2 }]); // prettier-ignore
  const { items } = await coverage();
  expect(items.find(({ code }) => code === '150102')!.reach!.maxMinutes).toBeGreaterThan(10);
});

test('the same file again is unchanged; another one replaces the graph and can be taken back, to none at last', async () => {
  const again = await bring('roads.geojson', [toWest, toEast, road({ highway: 'ox_cart' }, [112, 41], [112, 41.1])]); // prettier-ignore
  expect((await jobOf(again)).counts).toMatchObject({ added: 0, removed: 0, unchanged: 4 });
  expect(await publish(again)).toBe('unchanged');
  second = await bring('roads.geojson', [toWest]);
  expect((await jobOf(second)).counts).toMatchObject({ added: 1, removed: 4, unchanged: 0 }); // one road alone has no junction
  expect(await publish(second)).toBe('loaded');
  expect(await edges()).toEqual([{ class: 'primary', n: 1 }]);
  expect(await rollBack(second)).toBe('rolled_back');
  expect(await edges()).toHaveLength(3);
  expect(await coverage()).toMatchObject({ method: 'road' });
  expect(await rollBack(first)).toBe('rolled_back');
  expect(await edges()).toEqual([]);
  await expect(coverage()).rejects.toMatchObject({ status: 400 });
});

test('what the command has loaded is replaced too, and comes back', async () => {
  const { context } = world;
  const source = { id: 'net', title: '路网', publisher: null, licence: null, dataDate: null, sample: false };
  const request = { file: fileOf('net.geojson', [toWest, toEast]), speeds: {}, source, dryRun: false, actor: 'operator' }; // prettier-ignore
  expect(await context.exclusive(() => loadRoads(context, request, () => undefined))).toBe(0);
  const id = await bring('roads.geojson', [toWest]);
  expect((await jobOf(id)).counts).toMatchObject({ added: 1, removed: 3 });
  await publish(id);
  await rollBack(id);
  expect((await sql`select distinct source_id from road_edge`.execute(world.database.db)).rows).toEqual([{ source_id: 'net' }]); // prettier-ignore
  expect(await edges()).toHaveLength(2);
});

test('is taken back in order whatever its source, and never over what the command has loaded since', async () => {
  const { context } = world;
  const one = await bring('one.geojson', [toWest]);
  await publish(one);
  const other = await bring('other.geojson', [toWest, toEast]);
  await publish(other);
  expect((await jobOf(one)).may.rollBack).toBe(false);
  await expect(rollBack(one)).rejects.toThrow(`任务 ${other}`);
  const source = { id: 'net', title: '路网', publisher: null, licence: null, dataDate: null, sample: false };
  const request = { file: fileOf('later.geojson', [toEast]), speeds: {}, source, dryRun: false, actor: 'operator' }; // prettier-ignore
  expect(await context.exclusive(() => loadRoads(context, request, () => undefined))).toBe(0);
  expect((await jobOf(other)).may.rollBack).toBe(false);
  await expect(rollBack(other)).rejects.toThrow('命令行');
  expect(await edges()).toEqual([{ class: 'motorway', n: 1 }]);
});

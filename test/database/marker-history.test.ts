import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MarkerEvent } from '../../server/api/marker-events.ts';
import { markers } from '../../server/imports/kinds/markers.ts';
import { loadMarkers } from '../../server/packs/markers.ts';
import type { Pack } from '../../server/packs/manifest.ts';
import { quietStep } from '../support/ask.ts';
import { madeTable, smallRuns } from '../support/import-small-run.ts';
import { eventOf, grid, openMarkerWorld } from '../support/marker-world.ts';

/** What imports and packs do to markers that have events. */
let world: Awaited<ReturnType<typeof openMarkerWorld>>;
beforeAll(async () => {
  world = await openMarkerWorld();
});
afterAll(() => world.close());

const line = '150102-150103';
const record = (marker: number, more: object) => world.ask<MarkerEvent>('recordMarkerEvent', world.chief, { body: eventOf(marker, more) }); // prettier-ignore
const papers = { applications: ['150102', '150103'], approvalNo: '1号' };
const runs = (source: string) => smallRuns(world.context, markers, source);

interface Cells {
  number: string;
  lat: number;
  condition?: string;
  checked?: string;
}
const file = (...rows: Cells[]) => {
  const lines = rows.map(({ number, lat, condition = '', checked = '' }) => {
    const { x, y } = grid(112, lat);
    return `${number},${line},新城区,回民区,150102,单立,${x.toFixed(3)},${y.toFixed(3)},${condition},${checked}`;
  });
  return madeTable(['界桩编号,界线,行政区1,行政区2,管理方,界桩类型,纵坐标X(m),横坐标Y(m),状态,检查日期', ...lines].join('\n'), 'EPSG:4525'); // prettier-ignore
};
const all = async (source: string) => {
  const { rows } = await sql<Record<string, unknown>>`
    select id, number, condition, checked_on, stated_condition as stated, valid_to is null as open, round(ST_Y(geom)::numeric, 6)::float8 as lat, registered_x::text as x
    from boundary_marker where source_id = ${source} order by id`.execute(world.db); // prettier-ignore
  return rows;
};
const idOf = async (source: string, number: string): Promise<number> =>
  (await all(source)).find((row) => row['number'] === number)!['id'] as number;

describe('an import', () => {
  test('does not forget events, and is unchanged where only they have changed something', async () => {
    const own = runs('first');
    await sql`insert into source (id, title) values ('first', 'first')`.execute(world.db);
    const given = file({ number: 'F1', lat: 40.1, condition: '完好', checked: '2020-06-01' }, { number: 'F2', lat: 40.2 }); // prettier-ignore
    await own.load(given);
    const one = await idOf('first', 'F1');
    await record(one, { condition: 'damaged' });
    await record(one, { kind: 'relocate', condition: null, ...papers, measured: { ...grid(112, 40.15), crs: 4525 } }); // prettier-ignore
    const before = await all('first');
    expect(before[0]).toMatchObject({ condition: 'damaged', checked_on: '2024-05-01', stated: 'intact', lat: 40.15 }); // prettier-ignore
    const again = await own.load(given);
    expect(again.counts).toMatchObject({ added: 0, changed: 0, removed: 0, unchanged: 2 });
    expect(again.lines('position-superseded')).toEqual([2]);
    expect(await all('first')).toEqual(before);
  });
  test('that says a condition of a later day is followed', async () => {
    const own = runs('first');
    await own.load(file({ number: 'F1', lat: 40.1, condition: '丢失', checked: '2025-01-01' }, { number: 'F2', lat: 40.2 })); // prettier-ignore
    expect((await all('first'))[0]).toMatchObject({ condition: 'missing', checked_on: '2025-01-01', lat: 40.15 }); // prettier-ignore
  });
  test('with a position of its own after the relocation is newer', async () => {
    const tried = await runs('first').load(file({ number: 'F1', lat: 40.155 }, { number: 'F2', lat: 40.2 }));
    expect(tried.lines('position-superseded')).toEqual([]);
    expect((await all('first'))[0]).toMatchObject({ lat: 40.155, condition: 'damaged' }); // it states none now
  });
  test('closes a marker with events that it no longer holds, deletes one without, and opens it again', async () => {
    const own = runs('first');
    const without = await own.load(file({ number: 'F3', lat: 40.3 }));
    expect(without.counts).toMatchObject({ added: 1, removed: 2 });
    expect((await all('first')).map(({ number, open }) => [number, open])).toEqual([['F1', false], ['F3', true]]); // prettier-ignore
    const still = await own.check(file({ number: 'F3', lat: 40.3 }));
    expect(still.counts.removed).toBe(0); // once is enough
    await own.load(file({ number: 'F1', lat: 40.155 }, { number: 'F3', lat: 40.3 }));
    expect((await all('first')).map(({ number, open }) => [number, open])).toEqual([['F1', true], ['F3', true]]); // prettier-ignore
  });
  test('does not open a marker that was retired', async () => {
    const one = await idOf('first', 'F3');
    await record(one, { kind: 'retire', condition: null, ...papers });
    await runs('first').load(file({ number: 'F1', lat: 40.155 }, { number: 'F3', lat: 40.3 }));
    expect((await all('first')).map(({ number, open }) => [number, open])).toEqual([['F1', true], ['F3', false]]); // prettier-ignore
  });
  test('that is rolled back takes no event along', async () => {
    const own = runs('second');
    await sql`insert into source (id, title) values ('second', 'second')`.execute(world.db);
    await own.load(file({ number: 'S1', lat: 40.4, condition: '完好' }, { number: 'S2', lat: 40.5 }));
    const next = await own.load(file({ number: 'S1', lat: 40.41, condition: '注记不清' }, { number: 'S2', lat: 40.5 }, { number: 'S3', lat: 40.6 })); // prettier-ignore
    await record(await idOf('second', 'S1'), { condition: 'displaced' });
    await record(await idOf('second', 'S2'), { kind: 'relocate', condition: null, ...papers, measured: { ...grid(112, 40.55), crs: 4525 } }); // prettier-ignore
    await record(await idOf('second', 'S3'), { condition: 'missing' });
    await own.rollBack(next);
    expect((await all('second')).map(({ number, condition, stated, lat, open }) => [number, condition, stated, lat, open])).toEqual([
      ['S1', 'displaced', 'intact', 40.4, true],
      ['S2', 'unknown', 'unknown', 40.55, true],
      ['S3', 'missing', 'unknown', 40.6, false], // the import had brought it
    ]); // prettier-ignore
  });
  test('in the place of a sample closes the sample that has events, and gives it back', async () => {
    await sql`insert into source (id, title, sample) values ('third', 'third', false), ('nutag-sample', '示例', true)`.execute(world.db); // prettier-ignore
    await sql`insert into boundary_marker (number, line_code, source_id, sample) values ('X1', ${line}, 'nutag-sample', true), ('X2', ${line}, 'nutag-sample', true)`.execute(world.db); // prettier-ignore
    await record(await idOf('nutag-sample', 'X1'), { condition: 'damaged' });
    const { id } = (await all('nutag-sample'))[0]!;
    const own = runs('third');
    const loaded = await own.load(file({ number: 'X1', lat: 40.7 }, { number: 'X2', lat: 40.8 }));
    expect((await all('nutag-sample')).map(({ number, open }) => [number, open])).toEqual([['X1', false]]);
    expect((await all('third')).map(({ number, condition }) => [number, condition])).toEqual([['X1', 'unknown'], ['X2', 'unknown']]); // prettier-ignore
    await own.rollBack(loaded);
    expect(await all('third')).toEqual([]);
    expect((await all('nutag-sample')).map(({ number, open, condition }) => [number, open, condition])).toEqual([['X1', true, 'damaged'], ['X2', true, 'unknown']]); // prettier-ignore
    expect((await all('nutag-sample'))[0]!['id']).toBe(id);
  });
});

describe('a pack', () => {
  const columns = ['number', 'line_code', 'sequence', 'type', 'type_letter', 'material', 'condition', 'county_a', 'county_b', 'managing_code', 'x', 'y', 'crs', 'height', 'lon', 'lat', 'chainage_km', 'accuracy_m', 'survey_method', 'established_on', 'checked_on', 'reference_objects']; // prettier-ignore
  const folder = mkdtempSync(join(tmpdir(), 'nutag-pack-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  async function load(...numbers: string[]): Promise<void> {
    const rows = numbers.map((number) => columns.map((column) => ({ number, line_code: line, type: 'single', condition: 'intact', checked_on: '2022-01-01' })[column] ?? '').join('\t')); // prettier-ignore
    mkdirSync(folder, { recursive: true });
    const bytes = gzipSync(`${[columns.join('\t'), ...rows].join('\n')}\n`);
    writeFileSync(join(folder, 'markers.tsv.gz'), bytes);
    const files = [{ path: 'markers.tsv.gz', sha256: createHash('sha256').update(bytes).digest('hex') }];
    const pack = {
      folder,
      manifest: { id: 'made', sources: [{ id: 'nutag-sample' }], files },
    } as unknown as Pack;
    await loadMarkers(world.context, pack, quietStep);
  }
  const state = async () => (await all('nutag-sample')).map(({ number, condition, open }) => [number, condition, open]); // prettier-ignore

  test('that is loaded again leaves markers with events, closes those that it no longer holds', async () => {
    await load('X1', 'P1', 'P2');
    expect(await state()).toEqual([['X1', 'damaged', true], ['P1', 'intact', true], ['P2', 'intact', true]]); // prettier-ignore
    const p1 = await idOf('nutag-sample', 'P1');
    await record(p1, { condition: 'missing' });
    await load('P1', 'P3');
    expect(await state()).toEqual([['X1', 'damaged', false], ['P1', 'missing', true], ['P3', 'intact', true]]); // prettier-ignore
    expect(await idOf('nutag-sample', 'P1')).toBe(p1);
  });
});

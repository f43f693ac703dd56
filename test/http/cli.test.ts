import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startService } from '../support/service.ts';

const nutag = (args: string[], home: string): { status: number | null; output: string } => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['server/start.mjs', ...args], {
    env: { ...process.env, NUTAG_HOME: home, NUTAG_PACKS: '', DATABASE_URL: undefined },
    encoding: 'utf8',
  });
  return { status, output: stdout + stderr };
};

describe.runIf(inject('testDatabaseUrl') === '')('the command line', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nutag-cli-'));
  const home = join(folder, 'home');
  let service: { url: string; stop: () => Promise<void> };
  beforeAll(async () => {
    service = await startService(home, null, { NUTAG_PACKS: '' });
  });
  afterAll(async () => {
    await service.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const get = async (
    path: string,
  ): Promise<{ total: number; items: { id: number; name: string; point: number[] | null }[] }> =>
    (await (await fetch(new URL(path, service.url), { headers: { connection: 'close' } })).json()) as never;

  test('NUTAG_PACKS= starts with nothing, and the page opens', async () => {
    expect((await get('/api/v1/places')).total).toBe(0);
    expect((await get('/api/v1/divisions')).total).toBe(0);
    expect((await fetch(new URL('/readyz', service.url))).status).toBe(200);
    expect((await fetch(new URL('/tiles/divisions/5/25/11.mvt', service.url))).status).toBe(204);
  });
  test('every command has --help, asks the running server; an unknown one is wrong usage', () => {
    const running = nutag(['status'], home);
    expect(running).toMatchObject({ status: 0 });
    expect(running.output).toContain('places');
    for (const command of ['serve', 'import', 'imports', 'status', 'tiles', 'user']) {
      const { status, output } = nutag([command, '--help'], join(folder, 'unused'));
      expect(status).toBe(0);
      expect(output).toContain('Usage:');
    }
    expect(nutag(['fly'], home).status).toBe(2);
    expect(nutag(['import', 'rivers', 'x.csv'], home).status).toBe(2);
    expect(nutag(['import', 'places'], home).status).toBe(2);
    for (const words of [
      [],
      ['build'],
      ['build', 'a.pmtiles', '--sets', 'rivers'],
      ['build', 'a.pmtiles', '--sets', 'markers'],
      ['build', 'a.pmtiles', '--zoom', '3-14'],
    ]) {
      expect(nutag(['tiles', ...words], home).status).toBe(2);
    }
  });
  test('an archive of the map is built by the running server', () => {
    const file = join(folder, 'map.pmtiles');
    const { status, output } = nutag(['tiles', 'build', file, '--audience', 'staff'], home);
    expect(output).toContain('已写入');
    expect(status).toBe(0);
    expect(readFileSync(file).toString('latin1', 0, 7)).toBe('PMTiles');
  });
  test('an import is handed to the running server, and its answers show it at once', async () => {
    const file = join(folder, '新地名.csv');
    writeFileSync(
      file,
      '\uFEFF标准名称,经度,纬度,地名代码\n巴彦塔拉,111.7,40.8,150102001001\n查干淖尔,,,150102001002\n',
    );
    const { status, output } = nutag(['import', 'places', file], home);
    expect(output).toContain('地名 2 条, 其中有坐标 1 条, 坐标未知 1 条');
    expect(status).toBe(0);
    const { items, total } = await get('/api/v1/places');
    expect(total).toBe(2);
    expect(items.find((place) => place.name === '查干淖尔')!.point).toBeNull();
    expect((await get('/api/v1/search?q=bayantala')).items[0]).toMatchObject({ name: '巴彦塔拉' });
  });
  test('the same file a second time changes nothing', async () => {
    const before = await get('/api/v1/places');
    expect(nutag(['import', 'places', join(folder, '新地名.csv')], home).status).toBe(0);
    expect((await get('/api/v1/places')).items).toMatchObject(
      before.items.map(({ id, name, point }) => ({ id, name, point })),
    );
  });
  test('a file with a fault is refused whole, with line, field, value, reason and remedy', async () => {
    const file = join(folder, 'bad.csv');
    writeFileSync(file, 'name,lon,lat\n好地名,111,40\n坏坐标,40.8,111.7\n');
    const { status, output } = nutag(['import', 'places', file], home);
    expect(status).toBe(1);
    expect(output).toContain('第 3 行');
    expect(output).toContain('40.8, 111.7');
    expect((await get('/api/v1/places')).total).toBe(2);
  });
  test('roads are loaded by the running server; with bad rows nothing is; wrong words are wrong usage', async () => {
    const file = join(folder, 'roads.geojson');
    const write = (properties: object) =>
      writeFileSync(file, JSON.stringify({ type: 'FeatureCollection', features: [{ type: 'Feature', properties, geometry: { type: 'LineString', coordinates: [[111.7, 40.8], [111.8, 40.9]] } }] })); // prettier-ignore
    write({ highway: 'primary', maxspeed: 'fast 7' });
    const bad = nutag(['import', 'roads', file], home);
    expect(bad).toMatchObject({ status: 1 });
    expect(bad.output).toContain('fast 7');
    write({ highway: 'primary', oneway: 'yes' });
    const { status, output } = nutag(['import', 'roads', file, '--sample'], home);
    expect(output).toContain('路段 1, 节点 2, 连通块 1');
    expect(status).toBe(0);
    expect(nutag(['import', 'roads', file, '--sample'], home).output).toContain('没有变化');
    expect(nutag(['import', 'roads', '--help'], home).output).toContain('--speed CLASS=KMH');
    expect(nutag(['import', 'roads', file, '--speed', 'primary=fast'], home).status).toBe(2);
    expect(nutag(['import', 'roads'], home).status).toBe(2);
    expect((await (await fetch(new URL('/api/v1/status', service.url))).json()) as unknown).toMatchObject({ datasets: expect.arrayContaining([expect.objectContaining({ id: 'roads', rows: 1 })]) }); // prettier-ignore
  });
  test('no such file', () => {
    expect(nutag(['import', 'places', join(folder, 'none.csv')], home).status).toBe(1);
  });
});

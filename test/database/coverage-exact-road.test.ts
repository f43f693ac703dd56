import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { coverageExtract } from '../../server/coverage/extract.ts';
import { csvFile } from '../../server/exchange/tables.ts';
import { settled, type EditWorld } from '../support/edit-world.ts';
import { randomOf } from '../support/gazetteer.ts';
import { recomputeDuty, recomputeRoadShares, type Files } from '../support/recompute-flags.ts';
import { loadGrid, openScatteredWorld, somewhere } from '../support/scattered-world.ts';

const headLines = 5; // title, filter, count, sources, reference system
const random = randomOf(11);
let world: EditWorld;

beforeAll(async () => {
  world = await openScatteredWorld(random);
  const { db } = world.database;
  for (let n = 0; n < 6; n += 1) {
    const [lon, lat] = somewhere(random);
    await sql`insert into facility (kind, name, county_code, position, status, geom, source_id, sample)
      values ('funeral_home', ${`馆${n}`}, ${n % 2 === 0 ? '150102' : '150103'}, 'surveyed', ${n === 5 ? 'closed' : 'operating'}, ST_SetSRID(ST_MakePoint(${lon}, ${lat}), 4490), 'office', false)`.execute(db); // prettier-ignore
  }
  await sql`update data_version set version = version + 1 where dataset in ('places', 'facilities')`.execute(
    db,
  );
  await settled(world.context);
  await loadGrid(world, random);
});
afterAll(() => world.close());

type Row = Record<string, string>;
async function table(query: object): Promise<Row[]> {
  const asked = { method: 'straight', detour: 1.3, share: 0.8, f: 'csv', ...query };
  const made = await coverageExtract({ context: world.context, audience: 'staff' }, asked as never);
  let text = '';
  for await (const part of csvFile(made)) text += part;
  return parse(text, { bom: true, columns: true, from_line: headLines + 1, relax_column_count: true });
} // prettier-ignore

test('the flags by road are made again from the exported files: settlements, facilities and the edges of the roads', async () => {
  const [units, facilities, settlements, policies, facts] = [await table({ of: 'units' }), await table({ of: 'facilities' }), await table({ of: 'settlements' }), await table({ of: 'policies' }), await table({ of: 'facts' })]; // prettier-ignore
  const files: Files = { units, facilities, settlements, policies, facts };
  const edges = await table({ of: 'roads' });
  expect(edges.length).toBeGreaterThan(100);
  const seen = new Set<string>();
  let unknown = 0;
  for (const T of [20, 35, 50, 65, 80, 110, 150, 200]) {
    const again = recomputeRoadShares(files, edges, 'funeral_home', T * 60);
    const duty = recomputeDuty(files, 'funeral_home', 'county');
    for (const flag of await table({ of: 'flags', kind: 'funeral_home', unit: 'county', method: 'road', T: String(T) })) {
      const code = flag['区划代码']!;
      expect(flag['履职'], code).toBe(duty.get(code));
      const found = again.get(code);
      if (found === undefined) {
        expect([flag['可达'], flag['居民点'], flag['可达比例']]).toEqual(['不详', '0', '']);
        continue;
      }
      expect([Number(flag['居民点']), Number(flag['阈值以内'])], `${code} ${T}`).toEqual([found.settlements, found.within]);
      expect(flag['可达'], `${code} ${T}`).toBe(found.within / found.settlements < 0.8 ? '有缺口' : '无缺口');
      expect(Number(flag['P90 分钟 (道路)'])).toBeGreaterThan(0);
      expect(flag['P90 km (直线)']).toBe('');
      seen.add(flag['可达']!);
    }
    unknown = files.settlements.length - [...again.values()].reduce((sum, one) => sum + one.settlements, 0);
  }
  expect([...seen].sort()).toEqual(['无缺口', '有缺口'].sort());
  expect(unknown).toBeGreaterThan(0);
}, 120_000); // prettier-ignore

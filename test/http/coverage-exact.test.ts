import { parse } from 'csv-parse/sync';
import { beforeAll, describe, expect, test } from 'vitest';
import type { FacilityKind } from '../../server/api/facilities.ts';
import { askFile, json } from '../support/http.ts';
import { recomputeDuty, recomputeShares, type Files } from '../support/recompute-flags.ts';

type Row = Record<string, string>;
const headLines = 5; // title, filter, count, sources, reference system

async function table(query: string): Promise<Row[]> {
  const response = await askFile(`/api/v1/exports/coverage?f=csv&${query}`);
  expect(response.status, query).toBe(200);
  return parse(await response.text(), { bom: true, columns: true, from_line: headLines + 1, relax_column_count: true });
} // prettier-ignore

let files: Files;
let kinds: readonly FacilityKind[];
beforeAll(async () => {
  const [units, facilities, settlements, policies, facts] = [await table('of=units'), await table('of=facilities'), await table('of=settlements'), await table('of=policies'), await table('of=facts')]; // prettier-ignore
  files = { units, facilities, settlements, policies, facts };
  kinds = (await json<{ items: FacilityKind[] }>('/api/v1/facility-kinds')).items;
}, 60_000);

describe('flags made again from the exported files', () => {
  test('duty of every unit, kind and level is the same', async () => {
    const seen = new Set<string>();
    for (const { id } of kinds)
      for (const level of ['county', 'township', 'prefecture']) {
        const flags = await table(`of=flags&kind=${id}&unit=${level}`);
        const again = recomputeDuty(files, id, level);
        expect(flags.length).toBe(again.size);
        const differ = flags.filter((flag) => again.get(flag['区划代码']!) !== flag['履职']);
        expect(differ.map((flag) => `${id} ${flag['区划代码']} ${flag['履职']} ${again.get(flag['区划代码']!)}`)).toEqual([]); // prettier-ignore
        for (const flag of flags) seen.add(flag['履职']!);
      }
    expect([...seen].sort()).toEqual(['不适用', '替代达到', '不详', '未达到', '达到'].sort());
  });
  test('reach of every banner is the same: the flag exactly, the count but for those within 20 m of T', async () => {
    for (const { id, reachKm } of kinds.filter((kind) => kind.reachKm !== null)) {
      const again = recomputeShares(files, id, reachKm! * 1000);
      let [gaps, off] = [0, 0];
      for (const flag of await table(`of=flags&kind=${id}&unit=county`)) {
        const { within, settlements, unsure } = again.get(flag['区划代码']!)!;
        expect(settlements, `${id} ${flag['区划代码']}`).toBe(Number(flag['居民点']));
        expect(within / settlements >= 0.8 ? '无缺口' : unsure > 0 ? '不详' : '有缺口', `${id} ${flag['区划代码']}`).toBe(flag['可达']); // prettier-ignore
        off += Math.abs(within - Number(flag['阈值以内']));
        gaps += flag['可达'] === '有缺口' ? 1 : 0;
      }
      expect(gaps, id).toBeGreaterThan(0);
      expect(off, id).toBeLessThan(files.settlements.length * 0.001);
    }
  }, 120_000);
});

test('the file of flags is in the order of the screen and has the units of its tag', async () => {
  const all = await table('of=flags&kind=funeral_home&unit=county');
  const ranked = await table('of=flags&kind=funeral_home&unit=county&sort=beyond-');
  const beyond = ranked.map((row) => (row['阈值以外 (负担)'] === '' ? -1 : Number(row['阈值以外 (负担)'])));
  expect(beyond).toEqual([...beyond].sort((a, b) => b - a)); // unknown last
  expect(new Set(ranked.map((row) => row['区划代码']))).toEqual(new Set(all.map((row) => row['区划代码'])));
  const border = await table(`of=flags&kind=funeral_home&unit=county&tag=${encodeURIComponent('边境旗县')}`);
  expect(border.map((row) => row['区划代码'])).toEqual(
    all.filter((row) => row['标签']!.split('、').includes('边境旗县')).map((row) => row['区划代码']),
  );
  expect(border.length).toBeGreaterThan(0);
});

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { QualityRow } from '../../server/api/quality.ts';
import { wordLists } from '../../server/naming/words.ts';
import { countQuality } from '../../server/quality/count.ts';
import { qualityRoutes } from '../../server/quality/routes.ts';
import { createFindings } from '../../server/quality/found.ts';
import { ask } from '../support/ask.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';
import { insertPlace, loadNamingPlaces } from '../support/naming-places.ts';

let database: TestDatabase;
const context = () => testContext(database.db, '/tmp/nutag-test');
const [overview, list] = qualityRoutes;

beforeAll(async () => {
  database = await openTestDatabase();
  await loadNamingPlaces(database.db);
  await insertPlace(database.db, { id: 18, name: '盟直属村', class: '21610', division: '150500', at: [122.2, 43.6], roman: 'Tongliao', mongolian: 'ᠲᠦᠩᠯᠢᠶᠣᠤ' }); // prettier-ignore
});
afterAll(() => database.close());

async function counted() {
  for (;;) {
    const answer = await ask(overview!, context());
    if (answer.state !== 'counting') return answer;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const rows = async (check: string, query: object = {}): Promise<QualityRow[]> => (await ask(list!, context(), query, { check })).items; // prettier-ignore
const ids = async (check: string, query: object = {}): Promise<number[]> => (await rows(check, query)).map(({ id }) => id); // prettier-ignore

describe('before anything is counted', () => {
  test('rows and CSV are not ready; the first look at the counts begins them', async () => {
    await expect(ask(list!, context(), {}, { check: 'twin' })).rejects.toMatchObject({ status: 503 });
    const answer = await counted();
    expect(answer.state).toBe('ready');
    expect(answer.done).toBe(answer.total);
  });
});

describe('what is found', () => {
  test('every present entry is looked at, sample data apart', async () => {
    const { entries } = await counted();
    expect(entries).toEqual({ real: 15, sample: 2 }); // 18 less the abolished one
  });
  test.each([
    ['same-name', [3, 4]], // not 7: another banner
    ['same-sound', [3, 4, 6]],
    ['township-same-name', []],
    ['twin', [5]],
    ['outside-division', [12, 18]],
    ['no-position', [13]],
    ['no-mongolian', [12, 10, 16, 17, 2, 3, 4, 5, 6, 11, 7, 13, 15].sort((a, b) => a - b)],
    ['roman-is-pinyin', [15]],
    ['characters', [12]],
    ['words', [17]],
    ['generic', [16]],
    ['class-unknown', [15]],
    ['division-unknown', [15]],
    ['place-code', [15, 16]],
  ])('%s', async (check, expected) => {
    await counted();
    expect((await ids(check)).sort((a, b) => a - b)).toEqual(expected);
  });
  test('what is not public is compared as well: only staff reads of it', async () => {
    await insertPlace(database.db, {
      id: 90,
      name: '蜜村',
      class: '21610',
      division: '150522',
      hidden: true,
    });
    const { findings } = await countQuality(database.db, wordLists());
    expect(findings.count('same-sound', false, '150522')).toBe(2); // 密村 and 蜜村
    await sql`delete from place where id = 90`.execute(database.db);
  });
  test('sample entries count among all, real ones among real ones only', async () => {
    expect(await ids('same-name', { sample: 'true' })).toEqual([8, 9]);
    expect(await ids('same-name', { division: '150522' })).toEqual([]);
  });
  test('rows say why, in what group, and where', async () => {
    const [row] = await rows('outside-division');
    expect(row).toMatchObject({ name: '東村', detail: expect.stringContaining('在科尔沁左翼中旗') as string, point: [112.5, 40.5] }); // prettier-ignore
    expect(row!.path.map(({ name }) => name)).toEqual(['内蒙古自治区', '呼和浩特市', '回民区']);
    expect((await rows('same-name')).map(({ group, detail }) => [group, detail])).toEqual([['东升村', '共 2 处'], ['东升村', '共 2 处']]); // prettier-ignore
    expect((await rows('same-sound'))[0]!.group).toBe('dong sheng cun');
  });
  test('counts of banners add up to those of the checks', async () => {
    const { checks, units } = await counted();
    for (const check of checks) {
      const sum = units.reduce((all: number, unit: { counts: Record<string, { real: number }> }) => all + (unit.counts[check.id]?.real ?? 0), 0); // prettier-ignore
      expect([check.id, sum]).toEqual([check.id, check.real]);
    }
    expect(units.find(({ code }: { code: string }) => code === '150199').name).toBeNull();
  });
});

test('drilling down shows what a row counts: of a league what is entered in the league itself', async () => {
  const { units } = await counted();
  expect(units.map(({ code }: { code: string }) => code)).toContain('150500');
  for (const { code, counts } of units)
    for (const [check, { real }] of Object.entries<{ real: number }>(counts)) {
      const page = await ask(list!, context(), { unit: code }, { check: check as never });
      expect([code, check, page.total, page.items.length]).toEqual([code, check, real, real]);
    }
});

describe('pages', () => {
  test('reach every row once, in the order of banners', async () => {
    const seen: number[] = [];
    let next: string | undefined;
    do {
      const page = await ask(list!, context(), { limit: 2, ...(next === undefined ? {} : { next }) }, { check: 'no-roman' }); // prettier-ignore
      seen.push(...page.items.map(({ id }: QualityRow) => id));
      expect(page.total).toBe(10);
      next = page.next ?? undefined;
    } while (next !== undefined);
    expect(seen).toEqual(await ids('no-roman'));
    expect(new Set(seen).size).toBe(10);
  });
  test('a league takes in its banners', async () => {
    expect(await ids('no-position', { division: '150500' })).toEqual([13]);
    expect(await ids('no-position', { division: '150100' })).toEqual([]);
  });
  test('a cursor of something else is refused', async () => {
    await expect(ask(list!, context(), { next: 'bm9wZQ' }, { check: 'twin' })).rejects.toMatchObject({ status: 400 }); // prettier-ignore
  });
  test('CSV has all rows, a byte order mark and no formula', async () => {
    await sql`update place set name = '=1+1' where id = 17`.execute(database.db);
    const query = list!.endpoint.query.parse({ f: 'csv' });
    const input = { query, params: { check: 'no-roman' }, context: context() };
    let text = '';
    for await (const part of list!.csv!(input as never)) text += part;
    const lines = text.trimEnd().split('\r\n');
    expect(text.startsWith('\uFEFF检查,编号,名称')).toBe(true);
    expect(lines).toHaveLength(11);
    expect(text).toContain("'=1+1");
    await sql`update place set name = '巴黎小区' where id = 17`.execute(database.db);
  });
});

describe('when the data change', () => {
  test('the counts before are answered as stale, and an entry that is gone is left out', async () => {
    await counted();
    await insertPlace(database.db, { id: 30, name: '保康镇', class: '21500', division: '150522' });
    await sql`delete from place where id = 13`.execute(database.db);
    await sql`update data_version set version = version + 1 where dataset = 'places'`.execute(database.db);
    const answer = await ask(overview!, context());
    expect(answer.stale).toBe(true);
    expect(answer.checks.length).toBeGreaterThan(0);
    expect(await ids('no-position')).toEqual([]);
  });
});

describe('findings in columns', () => {
  test('are ordered by banner, group and id, and paged from any of them', () => {
    const findings = createFindings();
    const add = (county: string, group: string, id: number, detail: string | null = null) => findings.add('same-name', false, { county, group, id, detail }); // prettier-ignore
    add('150103', 'b', 5);
    add('150102', 'b', 4, 'x');
    add('150102', 'a', 9);
    add('150102', 'b', 3);
    findings.settle();
    const page = (after: [string, string, number] | null, limit = 10, prefix = '') => findings.page('same-name', false, prefix, after, limit).map(({ id, detail }) => [id, detail]); // prettier-ignore
    expect(page(null)).toEqual([[9, null], [3, null], [4, 'x'], [5, null]]); // prettier-ignore
    expect(page(['150102', 'b', 3])).toEqual([[4, 'x'], [5, null]]); // prettier-ignore
    expect(page(['150102', 'aa', 0], 1)).toEqual([[3, null]]);
    expect(page(null, 10, '150103')).toEqual([[5, null]]);
    expect(findings.count('same-name', false)).toBe(4);
    expect(findings.count('same-name', true)).toBe(0);
  });
});

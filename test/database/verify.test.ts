import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { rebuildNameKeys } from '../../server/places/build-keys.ts';
import { fold, foldSound } from '../../server/places/fold.ts';
import { buildPlaceIndexes } from '../../server/places/indexes.ts';
import { divisionTree } from '../../server/divisions/tree.ts';
import { divisionRange } from '../../server/search/match.ts';
import { asCsv, asXlsx } from '../../server/verify/download.ts';
import { beginJob, createJob, deleteJob, findJob, listJobs, retireJobs } from '../../server/verify/jobs.ts';
import type { Verdict } from '../../server/verify/judge.ts';
import { openSource } from '../../server/imports/formats/open.ts';
import { reasons, verdicts } from '../../server/verify/reasons.ts';
import { chooseCandidate, findRow, listRows } from '../../server/verify/rows.ts';
import { cancelJob, recoverLists, runJob } from '../../server/verify/run.ts';
import { verifySlice } from '../../server/verify/slice.ts';
import { previewList } from '../../server/verify/source.ts';
import { soundsOf } from '../../server/verify/text.ts';
import { readWhere } from '../../server/verify/where.ts';
import { quietStep } from '../support/ask.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';
import type { OraclePlace } from './search-oracle.ts';
import { fixturePlaces, loadFixture } from './search-places.ts';

const folder = mkdtempSync(join(tmpdir(), 'nutag-verify-'));
let database: TestDatabase;
const all = fixturePlaces();
const divisions = all.filter(({ denotes }) => denotes !== null);
/** Every third of the villages and mountains is 示例数据. */
const isSample = ({ id, denotes }: OraclePlace): boolean => denotes === null && id % 3 === 0;
const real = all.filter((place) => !isSample(place));

beforeAll(async () => {
  database = await openTestDatabase();
  const { db } = database;
  await loadFixture(db, all);
  await sql`update place set sample = denotes_code is null and id % 3 = 0`.execute(db);
  // What the fixture has none of.
  await sql`insert into division (code, level, name, parent_code, source_id, valid_to) values
    ('152300', 'prefecture', '哲里木盟', '150000', 'fixture', '1999-01-13'), ('150999', 'county', '老东县', '150500', 'fixture', '1980-01-01')`.execute(
    db,
  );
  await sql`insert into division_succession (predecessor_code, successor_code, change) values ('152300', '150500', 'renamed')`.execute(
    db,
  );
  await sql`insert into place (id, class_code, division_code, name, importance, position, source_id, sample, status, public, secrecy) values
    (9001, '21610', '150123100', '废弃屯', 500, 'unknown', 'fixture', false, 'abolished', true, '公开'),
    (9002, '21610', '150123100', '待批新村', 500, 'unknown', 'fixture', false, 'proposed', true, '公开'),
    (9003, '21610', '150123100', '保密地方', 500, 'unknown', 'fixture', false, 'current', false, '内部'),
    (9004, '21610', '150123100', '双胞胎村', 500, 'unknown', 'fixture', false, 'current', true, '公开'),
    (9005, '27610', '150123100', '双胞胎村', 400, 'unknown', 'fixture', false, 'current', true, '公开'),
    (9006, '21610', '150123100', '只有拼音村', 400, 'unknown', 'fixture', false, 'current', true, '公开'),
    (9007, '21610', '150621100', '独一无二样板村', 400, 'unknown', 'fixture', true, 'current', true, '公开'),
    (9011, '21610', '150223200', '甲圪蛋', 400, 'unknown', 'fixture', false, 'current', true, '公开'), (9012, '21610', '150223200', '乙圪蛋', 400, 'unknown', 'fixture', false, 'current', true, '公开'),
    (9013, '21610', '150223200', '丙圪蛋', 400, 'unknown', 'fixture', false, 'current', true, '公开'), (9014, '21610', '150223200', '丁圪蛋', 400, 'unknown', 'fixture', false, 'current', true, '公开'),
    (9015, '21610', '150223200', '戊圪蛋', 400, 'unknown', 'fixture', false, 'current', true, '公开'), (9016, '21610', '150223200', '己圪蛋', 400, 'unknown', 'fixture', false, 'current', true, '公开'),
    (9017, '21610', '150522100', '左家窑子屯', 400, 'unknown', 'fixture', false, 'current', true, '公开'), (9018, '21610', '150522100', '右家窑子屯', 400, 'unknown', 'fixture', false, 'current', true, '公开'),
    (9019, '21610', '150223200', '乌兰陶勒盖嘎查', 400, 'unknown', 'fixture', false, 'current', true, '公开'), (9020, '22200', '150223200', '乌兰陶勒盖', 400, 'unknown', 'fixture', true, 'current', true, '公开'),
    (9021, '21500', '150223200', '禧素苏木', 400, 'unknown', 'fixture', false, 'current', true, '公开'), (9022, '21610', '150223200', '禧素村', 400, 'unknown', 'fixture', false, 'current', true, '公开'),
    (9023, '12200', '150223200', '冰雪海', 400, 'unknown', 'fixture', false, 'current', true, '公开')`.execute(
    db,
  );
  await sql`insert into place_name (place_id, text, kind, lang) values (9011, '狼窝壕沟', 'former', 'zh-Hans'), (9006, '土默老庄', 'alias', 'zh-Hans')`.execute(db); // prettier-ignore
  await buildPlaceIndexes(db, quietStep);
  await rebuildNameKeys({ jobs: db }, quietStep);
});
afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

const verify = async (
  rows: readonly (readonly [name: string, division?: string])[],
  audience: 'staff' | 'public' = 'staff',
): Promise<Verdict[]> => {
  const { db } = database;
  const where = await readWhere(db);
  return verifySlice(db, rows.map(([name, division = null]) => ({ name, division })), where, audience); // prettier-ignore
};
const one = async (name: string, division?: string): Promise<Verdict> =>
  (await verify([division === undefined ? [name] : [name, division]]))[0]!;

/** What a name is to a place, by comparing it with each of its names. */
function tierOf(text: string, place: OraclePlace): 'standard' | 'alias' | 'former' | null {
  const same = (other: string | null): boolean => other !== null && fold(other) === text;
  if (same(place.name) || same(place.roman) || same(place.mongolian)) return 'standard';
  const kinds = place.names.filter((name) => same(name.text)).map(({ kind }) => kind);
  if (kinds.includes('standard')) return 'standard';
  if (kinds.some((kind) => kind !== 'former')) return 'alias';
  return kinds.includes('former') ? 'former' : null;
}
const isIn = (place: OraclePlace, division: string | undefined): boolean => {
  if (division === undefined) return true;
  const { from, below } = divisionRange(division);
  const code = Number(place.division.padEnd(9, '0'));
  return code >= from && code < below;
};
/** Brute force: the best of all real places of the division. */
function expected(name: string, division?: string): { outcome: string; places: number[] } {
  const text = fold(name);
  for (const tier of ['standard', 'alias', 'former'] as const) {
    const places = real.filter((place) => isIn(place, division) && tierOf(text, place) === tier).map(({ id }) => id); // prettier-ignore
    if (places.length > 0) return { outcome: places.length === 1 ? tier : 'ambiguous', places };
  }
  return { outcome: 'not_found', places: [] };
}

describe('names as they are', () => {
  const forms = (place: OraclePlace): string[] => [place.name, place.roman, place.mongolian, ...place.names.map(({ text }) => text)].filter((form) => form !== null); // prettier-ignore
  test('every form of every real place, anywhere and in its division, is what brute force says it is', async () => {
    const rows: [string, string | undefined, string | undefined][] = real.flatMap((place) =>
      forms(place).flatMap((form): [string, string | undefined, string | undefined][] => {
        const county = place.division.slice(0, 6);
        const named = divisions.find(({ denotes }) => denotes === county)!;
        return [
          [form, undefined, undefined],
          [form, place.division, place.division],
          [form, named.name, county],
          [form, named.names[0]?.text ?? `${county}000000`, county],
        ];
      }),
    );
    const found = await verify(rows.map(([name, cell]) => (cell === undefined ? [name] : [name, cell])));
    const wrong = rows.flatMap(([name, cell, code], at) => {
      const wanted = expected(name, code);
      const { outcome, place, candidates, candidateCount } = found[at]!;
      const right =
        outcome === wanted.outcome &&
        (wanted.places.length === 1 ? place === wanted.places[0] : place === null && candidateCount >= wanted.places.length) &&
        (wanted.places.length > 20 || wanted.places.every((id) => candidates.some((one) => one.id === id))); // prettier-ignore
      return right ? [] : [{ name, cell, wanted, found: found[at] }];
    });
    expect(rows.length).toBeGreaterThan(800);
    expect(wrong).toEqual([]);
  });

  test('示例数据 alone makes no standard name, and is never a candidate', async () => {
    const samples = all.filter(isSample);
    const found = await verify(samples.map(({ name }) => [name]));
    const ids = new Set(samples.map(({ id }) => id));
    expect(found.flatMap(({ candidates }) => candidates).filter(({ id }) => ids.has(id))).toEqual([]);
    for (const [at, { outcome }] of found.entries())
      if (expected(samples[at]!.name).outcome === 'not_found') expect(['not_found', 'misspelt', 'ambiguous']).toContain(outcome); // prettier-ignore
    expect(await one('独一无二样板村')).toMatchObject({
      outcome: 'not_found',
      reason: 'sample',
      place: null,
    });
  });
});

/** Differences that one slip makes: substitutions, insertions, deletions, or one exchange. */
function distance(a: string, b: string): number {
  const [x, y] = [[...a], [...b]];
  const rows = Array.from({ length: x.length + 1 }, (_, i) => Array.from({ length: y.length + 1 }, (__, j) => (i === 0 ? j : j === 0 ? i : 0))); // prettier-ignore
  for (let i = 1; i <= x.length; i += 1) {
    for (let j = 1; j <= y.length; j += 1) {
      const cost = x[i - 1] === y[j - 1] ? 0 : 1;
      rows[i]![j] = Math.min(rows[i - 1]![j]! + 1, rows[i]![j - 1]! + 1, rows[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && x[i - 1] === y[j - 2] && x[i - 2] === y[j - 1])
        rows[i]![j] = Math.min(rows[i]![j]!, rows[i - 2]![j - 2]! + 1);
    }
  }
  return rows[x.length]![y.length]!;
}

test('one slip in every name of three characters or more: found where brute force finds one name', async () => {
  const names = [...new Set(real.map(({ name }) => name))].filter((name) => [...name].length >= 3);
  const slips = names.flatMap((name) => {
    const points = [...name];
    const at = points.length >> 1;
    return [
      points.with(at, '龘').join(''),
      points.toSpliced(at, 1).join(''),
      points.toSpliced(at, 0, '龘').join(''),
      points.toSpliced(at - 1, 2, points[at]!, points[at - 1]!).join(''),
    ];
  });
  const sounds = (text: string): string[] => soundsOf(text).map(foldSound);
  const checked = [...new Set(slips)].filter((slip) => expected(slip).outcome === 'not_found');
  const found = await verify(checked.map((slip) => [slip]));
  let unique = 0;
  for (const [at, slip] of checked.entries()) {
    const near = new Set(names.filter((name) => distance(slip, name) === 1));
    const alike = names.filter((name) => sounds(name).some((sound) => sounds(slip).includes(sound)));
    const byOther = real.some(({ names: others }) => others.some(({ text }) => distance(slip, text) <= 1));
    const { outcome, correction, candidates } = found[at]!;
    const offered = new Set(candidates.map(({ id }) => real.find((place) => place.id === id)?.name));
    if (near.size <= 5 && alike.length === 0) for (const name of near) expect([slip, offered.has(name)]).toEqual([slip, true]); // prettier-ignore
    if (near.size !== 1 || alike.length > 0 || byOther || [...slip].length < 3) continue;
    unique += 1;
    expect([slip, outcome, correction]).toEqual([slip, 'misspelt', [...near][0]]);
  }
  expect(unique).toBeGreaterThan(100);
});

/** One name for each reason there is. */
const table: [name: string, division: string, outcome: string, reason: string, correction: string | null][] = [
  ['呼和浩特市', '', 'standard', 'exact', null],
  [' 呼和 浩特市。', '', 'standard', 'exact', null],
  ['双胞胎村', '', 'standard', 'exact', null], // and its committee
  ['HOHHOT SHI', '', 'standard', 'roman', '呼和浩特市'],
  ['ᠬᠥᠬᠡᠬᠣᠲᠠ', '', 'standard', 'mongolian', '呼和浩特市'],
  ['ᠬᠥᠬᠡᠬᠣᠳᠠ', '', 'misspelt', 'mongolian-letters', '呼和浩特市'],
  ['達爾罕茂明安聯合旗', '', 'misspelt', 'traditional', '达尔罕茂明安联合旗'],
  ['呼市', '', 'alias', 'short', '呼和浩特市'],
  ['Хөх хот', '', 'alias', 'variant', '呼和浩特市'],
  ['土默老庄', '', 'alias', 'alias', '只有拼音村'],
  ['Hohhot', '', 'alias', 'roman-short', 'Hohhot Shi'],
  ['Ordos City', '', 'alias', 'roman-short', 'Ordos Shi'],
  ['zhiyoupinyincun', '', 'alias', 'pinyin', '只有拼音村'],
  ['150123', '', 'alias', 'code', '和林格尔县'],
  ['归绥', '', 'former', 'former', '呼和浩特市'],
  ['废弃屯', '', 'former', 'retired', '废弃屯'],
  ['哲里木盟', '', 'former', 'former-division', '通辽市'],
  ['老东县', '', 'former', 'gone-division', null],
  ['Huhehaote', '', 'misspelt', 'romanization', 'Hohhot'],
  ['Huhehaoteshi', '', 'misspelt', 'romanization', 'Hohhot Shi'],
  ['Huhehaote City', '', 'misspelt', 'romanization', 'Hohhot Shi'],
  ['通辽市科左后旗甘旗卡镇', '', 'alias', 'path', '甘旗卡镇'],
  ['甘旗卡镇人民政府', '', 'alias', 'office', '甘旗卡镇'],
  ['双胞胎村村民委员会', '', 'alias', 'office', '双胞胎村'],
  ['双胞胎村委会', '', 'alias', 'office', '双胞胎村'],
  ['甘旗卡镇(新)', '', 'misspelt', 'bracketed', '甘旗卡镇'],
  ['甘旗卡真', '科左后旗', 'misspelt', 'homophone', '甘旗卡镇'],
  ['干其咔镇', '', 'misspelt', 'homophone-more', '甘旗卡镇'],
  ['甘旗卡增', '', 'misspelt', 'near-sound', '甘旗卡镇'],
  ['肝脐卡增', '', 'misspelt', 'sound-far', '甘旗卡镇'],
  ['甘旗卡', '', 'misspelt', 'generic', '甘旗卡镇'],
  ['乌兰陶勒盖', '150223', 'misspelt', 'generic', '乌兰陶勒盖嘎查'], // though 示例数据 has it
  ['通辽市科左后旗甘旗卡', '', 'misspelt', 'generic', '甘旗卡镇'], ['达拉特旗甘旗卡', '', 'not_found', 'nothing', null],
  ['禧素', '150223', 'ambiguous', 'several-alike', null],
  ['禧素海', '150223', 'not_found', 'nothing', null], // a lake is no misspelt village
  ['冰雪毎', '150223', 'misspelt', 'wrong', '冰雪海'], ['冰雪村', '150223', 'not_found', 'nothing', null],
  ['禧素镇', '150223', 'misspelt', 'wrong', '禧素村'],
  ['Hohot', '', 'misspelt', 'letters', 'Hohhot'],
  ['呼和浩市', '', 'misspelt', 'missing', '呼和浩特市'],
  ['呼和浩特特市', '', 'misspelt', 'surplus', '呼和浩特市'],
  ['呼和浩持市', '', 'misspelt', 'wrong', '呼和浩特市'],
  ['呼浩和特市', '', 'misspelt', 'swapped', '呼和浩特市'],
  ['狼窝水沟', '', 'misspelt', 'alias-slip', '甲圪蛋'],
  ['甘旗卡镇', '达拉特旗', 'not_found', 'elsewhere', null],
  ['李家村', '', 'ambiguous', 'several', null],
  ['前家窑子屯', '', 'ambiguous', 'several-alike', null],
  ['乙圪蛋', '通辽市', 'not_found', 'elsewhere', null],
  ['庚圪蛋', '', 'not_found', 'too-many', null],
  ['待批新村', '', 'not_found', 'proposed', null],
  ['独一无二样板村', '', 'not_found', 'sample', null],
  ['从来没有过的地方', '', 'not_found', 'nothing', null],
  ['。', '', 'not_found', 'empty', null],
]; // prettier-ignore

describe('reasons', () => {
  test.each(table)('%s %s: %s, %s', async (name, division, outcome, reason, correction) => {
    const found = division === '' ? await one(name) : await one(name, division);
    expect(found).toMatchObject({ outcome, reason });
    if (correction !== null || outcome === 'not_found') expect(found.correction).toBe(correction);
  });
  test('the same name elsewhere counts as much as a weak guess here', async () => {
    const found = await one('达拉特旗', '和林格尔县');
    expect(found).toMatchObject({ outcome: 'not_found', reason: 'elsewhere', place: null });
    expect((await one('左家窑子屯', '150223')).outcome).toBe('not_found');
    await sql`update place set division_code = '150223200' where id = 9018`.execute(database.db);
    await sql`update name_key set division = 150223200 where place_id = 9018`.execute(database.db);
    expect(await one('左家窑子屯', '达茂旗')).toMatchObject({ outcome: 'ambiguous', reason: 'here-or-elsewhere', place: null, candidateCount: 2 }); // prettier-ignore
    await sql`update place set division_code = '150522100' where id = 9018`.execute(database.db);
    await sql`update name_key set division = 150522100 where place_id = 9018`.execute(database.db);
  });
  test('each is tried', () => {
    const tried = new Set([...table.map(([, , , reason]) => reason), 'here-or-elsewhere']);
    expect([...Object.keys(reasons), ...Object.keys(verdicts)].filter((reason) => !tried.has(reason))).toEqual([]); // prettier-ignore
  });
});

describe('divisions', () => {
  test.each([
    ['150522'], ['150522000000'], ['150522.0'], ['科尔沁左翼后旗'], ['科左后旗'], ['科尔沁左翼后'], ['通辽市科左后旗'], ['通辽科左后旗'], ['科爾沁左翼後旗'],
    ['Horqin Zuoyi Houqi'], ['通辽'], ['1505'], ['甘旗卡'], ['150522100'], ['哲里木盟'], ['内蒙古'],
  ])('%s is known', async (cell) => {
    expect(await one('甘旗卡镇', cell)).toMatchObject({ outcome: 'standard', reason: 'exact' });
    expect((await one('白泥井镇', cell)).outcome).toBe(cell === '内蒙古' ? 'standard' : 'not_found');
  }); // prettier-ignore
  test('one that is not known, or no more, is told', async () => {
    const unknown = await one('甘旗卡镇', '某某旗');
    expect(unknown).toMatchObject({ outcome: 'standard', notes: [{ id: 'division-unknown', fill: { cell: '某某旗' } }] }); // prettier-ignore
    const former = await one('甘旗卡镇', '哲里木盟');
    expect(former.notes).toEqual([{ id: 'division-former', fill: { cell: '哲里木盟', names: '通辽市' } }]);
    expect((await one('甘旗卡镇', '152300')).notes).toMatchObject([{ id: 'division-former' }]);
  });
});

test('the public finds only what is public', async () => {
  expect((await verify([['保密地方']], 'staff'))[0]).toMatchObject({ outcome: 'standard', place: 9003 });
  const [whole, wrong, sound] = await verify([['保密地方'], ['保密地万'], ['宝密地方']], 'public');
  for (const found of [whole!, wrong!, sound!]) expect(found).toMatchObject({ outcome: 'not_found', candidates: [], reason: 'nothing' }); // prettier-ignore
});

describe('a list', () => {
  const actor = { name: 'somebody', from: 'test' };
  let made = 0;
  async function bring(text: string): Promise<number> {
    const path = join(folder, `${(made += 1)}.csv`);
    writeFileSync(path, text);
    const preview = await previewList({ path, name: '名单.csv' }, {});
    return createJob(database.db, actor, { title: '名单.csv', filePath: path, preview });
  }
  async function run(id: number): Promise<void> {
    const { preview } = (await findJob(database.db, id))!;
    expect(await beginJob(database.db, id, preview.guess)).toBe(true);
    await runJob(testContext(database.db, folder), (await findJob(database.db, id))!, preview.guess);
  }
  const rowsOf = async (id: number): Promise<number> =>
    (await sql<{ n: number }>`select count(*)::int4 as n from verification_row where job_id = ${id}`.execute(database.db)).rows[0]!.n; // prettier-ignore

  test('is verified slice by slice, counted, kept as it was, and downloaded', async () => {
    const names = Array.from({ length: 1200 }, (_, at) => `${at},${real[at % real.length]!.name},,=1+1`);
    const id = await bring(['序号,地名,所在旗县,备注', ...names, '1200,呼和浩持市,150100,"a\nb"'].join('\n'));
    await run(id);
    const { db } = database;
    const job = (await findJob(db, id))!;
    expect(job).toMatchObject({ state: 'done', done: 1201, total: 1201, stale: false, columns: { name: '地名', division: '所在旗县', headed: true } }); // prettier-ignore
    expect(Object.values(job.counts!).reduce((sum, n) => sum + n, 0)).toBe(1201);
    expect((await listRows(db, id, 'misspelt', 0, 10)).map(({ n, name, correction }) => [n, name, correction])).toEqual([[1201, '呼和浩持市', '呼和浩特市']]); // prettier-ignore
    const tree = await divisionTree(db);
    let text = '';
    for await (const chunk of asCsv(db, job, undefined, tree)) text += chunk;
    const lines = text.split('\r\n');
    expect(lines).toHaveLength(1201 + 2);
    expect(lines[0]).toMatch(/^\uFEFF序号,地名,所在旗县,备注,核验结果,更正为,原因/);
    expect(lines[1]).toContain(",'=1+1,"); // no formula
    expect(text).toContain('1200,呼和浩持市,150100,"a\nb",疑似误写,呼和浩特市,“持”应为“特”');
    const bytes: Uint8Array[] = [];
    for await (const chunk of asXlsx(db, job, undefined, tree)) bytes.push(chunk);
    writeFileSync(join(folder, 'out.xlsx'), Buffer.concat(bytes));
    const sheet = await openSource(join(folder, 'out.xlsx'), { name: 'out.xlsx' });
    expect(sheet.headers.slice(0, 6)).toEqual(['序号', '地名', '所在旗县', '备注', '核验结果', '更正为']);
    const rows = await Readable.from(sheet.rows()).toArray();
    expect(rows).toHaveLength(1201);
    expect(rows[0].cells[3]).toBe('=1+1');
    expect(sheet.notices.filter(({ check }) => check === 'formula-cells')).toEqual([]);
    await sheet.close();
  });

  test('one of the candidates is chosen, and the choice taken back', async () => {
    const { db } = database;
    const id = await bring('地名\n李家村\n呼和浩持市\n');
    await run(id);
    const before = (await findRow(db, id, 1))!;
    expect(before).toMatchObject({ outcome: 'ambiguous', place: null });
    const choice = before.candidates[1]!.id;
    expect(await chooseCandidate(db, id, 1, 4711)).toBe(false);
    expect(await chooseCandidate(db, id, 1, choice)).toBe(true);
    expect(await findRow(db, id, 1)).toMatchObject({ outcome: 'standard', place: choice, chosen: true, correction: null }); // prettier-ignore
    expect((await findJob(db, id))!.counts).toMatchObject({ standard: 1, ambiguous: 0, misspelt: 1 });
    await chooseCandidate(db, id, 1, null);
    expect(await findRow(db, id, 1)).toEqual(before);
    expect((await findJob(db, id))!.counts).toMatchObject({ standard: 0, ambiguous: 1 });
  });

  test('without headers keeps its first row; an empty or a hopeless one is refused in words', async () => {
    const { db } = database;
    const plain = await bring('呼和浩特市\n包头市\n没有的地方名\n');
    await run(plain);
    expect((await findJob(db, plain))!).toMatchObject({ done: 3, counts: { standard: 2, not_found: 1 } });
    const id = await bring('地名,备注\n,a\n');
    await run(id);
    expect((await findRow(db, id, 1))!).toMatchObject({ outcome: 'not_found', reason: 'empty' });
    const gone = await bring('地名\n包头市\n');
    rmSync((await findJob(db, gone))!.file_path!);
    await run(gone);
    expect((await findJob(db, gone))!).toMatchObject({ state: 'refused', counts: null });
    expect(await rowsOf(gone)).toBe(0);
  });

  test('stops when it is told to, and leaves nothing half; can be verified anew', async () => {
    const { db } = database;
    const id = await bring(['地名', ...Array.from({ length: 3000 }, (_, at) => `第${at}号村`)].join('\n'));
    const { preview } = (await findJob(db, id))!;
    await beginJob(db, id, preview.guess);
    const running = runJob(testContext(database.db, folder), (await findJob(db, id))!, preview.guess);
    while ((await rowsOf(id)) === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await beginJob(db, id, preview.guess)).toBe(false); // it runs
    await cancelJob(db, id);
    await running;
    expect(await findJob(db, id)).toMatchObject({ state: 'cancelled', done: 0, counts: null });
    expect(await rowsOf(id)).toBe(0);
    await run(id);
    expect(await findJob(db, id)).toMatchObject({ state: 'done', done: 3000 });
    expect(await rowsOf(id)).toBe(3000);
  });

  test('whose process has ended is failed at the next start, without its rows; a list of last week goes', async () => {
    const { db } = database;
    const cut = await bring('地名\n包头市\n');
    const kept = await bring('地名\n包头市\n');
    const old = await bring('地名\n包头市\n');
    await run(cut);
    await run(kept);
    await sql`update verification set state = 'running' where id = ${cut}`.execute(db);
    await sql`update verification set created_at = now() - interval '8 days' where id = ${old}`.execute(db);
    expect(await retireJobs(db, false)).toHaveLength(1); // the old one's file; the other was heard of a moment ago
    expect(await findJob(db, old)).toBeUndefined();
    expect(await findJob(db, cut)).toMatchObject({ state: 'running' });
    await recoverLists(testContext(database.db, folder));
    expect(await findJob(db, cut)).toMatchObject({ state: 'failed' });
    expect([await rowsOf(cut), await rowsOf(kept)]).toEqual([0, 1]);
    expect(existsSync((await findJob(db, kept))!.file_path!)).toBe(true);
  });

  test('is listed to its author, and leaves an audit row when it comes and when it goes', async () => {
    const { db } = database;
    const id = await bring('地名\n包头市\n');
    await run(id);
    expect((await listJobs(db, 'somebody', null, 100)).rows[0]).toMatchObject({ id });
    expect((await listJobs(db, 'another', null, 100)).rows).toEqual([]);
    await deleteJob(db, actor, (await findJob(db, id))!);
    expect(await rowsOf(id)).toBe(0);
    const { rows } = await sql<{ action: string }>`select action from change_log where record_type = 'verification' and record_id = ${String(id)} order by id`.execute(db); // prettier-ignore
    expect(rows.map(({ action }) => action)).toEqual(['upload', 'delete']);
  });
});

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { NameProposal, type NameCheck } from '../../server/api/naming.ts';
import { transaction } from '../../server/database/transaction.ts';
import { checkName } from '../../server/naming/check.ts';
import { namingRoutes } from '../../server/naming/routes.ts';
import { wordLists } from '../../server/naming/words.ts';
import { renewKeys } from '../../server/places/key-upkeep.ts';
import { ask } from '../support/ask.ts';
import { openTestDatabase, testContext, type TestDatabase } from '../support/database.ts';
import { loadNamingPlaces } from '../support/naming-places.ts';

let database: TestDatabase;

beforeAll(async () => {
  database = await openTestDatabase();
  await loadNamingPlaces(database.db);
});
afterAll(() => database.close());

const check = (proposal: Partial<NameProposal> & { name: string }): Promise<NameCheck> =>
  checkName(database.db, NameProposal.parse(proposal), wordLists());
const of = ({ findings }: NameCheck, rule: string) => findings.filter((finding) => finding.rule === rule);
const ids = (answer: NameCheck, rule: string): number[] => of(answer, rule).flatMap(({ evidence }) => evidence.places.map(({ id }) => id)).sort((a, b) => a - b); // prettier-ignore

describe('duplicates', () => {
  test('a township name must differ in the region, whichever banner it is in', async () => {
    const answer = await check({ name: '巴彦塔拉苏木', class: '21500', division: '150521' });
    expect(of(answer, 'duplicate')).toMatchObject([{ severity: 'error', article: '《地名管理条例》第九条第一款第（八）项' }]); // prettier-ignore
    const [place] = of(answer, 'duplicate')[0]!.evidence.places;
    expect(place).toMatchObject({ id: 1, name: '巴彦塔拉苏木', division: '150522200', sample: false });
    expect(place!.path.map(({ name }) => name)).toEqual(['内蒙古自治区', '通辽市', '科尔沁左翼后旗']);
  });
  test('a village name must differ in its banner only; the twin entry 村民委员会 has another name', async () => {
    const answer = await check({ name: '东升村', class: '21610', division: '150521' });
    expect(ids(answer, 'duplicate')).toEqual([3, 4]);
    const other = await check({ name: '东升村', class: '21610', division: '150102' });
    expect(of(other, 'duplicate')).toEqual([]);
  });
  test('a street of another district of the city is a warning: the built-up area is not known', async () => {
    const answer = await check({ name: '新华大街', class: '23514', division: '150102' });
    expect(of(answer, 'duplicate')).toMatchObject([{ severity: 'warning' }]);
    expect(ids(answer, 'duplicate')).toEqual([10]);
    expect(answer.scope).toMatchObject({ area: 'built_up', divisions: [{ code: '150102' }, { code: '150100' }] }); // prettier-ignore
    const own = await check({ name: '新华大街', class: '23514', division: '150103' });
    expect(of(own, 'duplicate')).toMatchObject([{ severity: 'error' }]);
  });
  test('示例数据 is no standard name: a notice', async () => {
    const answer = await check({ name: '示例村', class: '21610', division: '150522' });
    expect(of(answer, 'duplicate')).toMatchObject([{ severity: 'notice' }]);
    expect(of(answer, 'duplicate')[0]!.evidence.places.every(({ sample }) => sample)).toBe(true);
  });
  test('what is not public counts, what is abolished does not', async () => {
    expect(ids(await check({ name: '密村', class: '21610', division: '150522' }), 'duplicate')).toEqual([13]);
    expect(ids(await check({ name: '废村', class: '21610', division: '150522' }), 'duplicate')).toEqual([]);
  });
  test('staff finds the sound of what is not public as well, before and after it is edited', async () => {
    const homophones = async () => ids(await check({ name: '蜜村', class: '21610', division: '150522' }), 'homophone'); // prettier-ignore
    const keys = async () => (await sql<{ n: number }>`select count(*)::int4 as n from name_key where abs(place_id) = 13`.execute(database.db)).rows[0]!.n; // prettier-ignore
    expect(await homophones()).toEqual([13]);
    const before = await keys();
    expect(before).toBeGreaterThan(0);
    await transaction(database.db, (trx) => renewKeys(trx, null, [13]));
    expect([await keys(), await homophones()]).toEqual([before, [13]]);
  });
  test('another kind of thing may have the name; another script is no difference', async () => {
    expect(of(await check({ name: '黑山', class: '21610', division: '150521' }), 'duplicate')).toEqual([]);
    expect(ids(await check({ name: '東升村', class: '21610', division: '150522' }), 'duplicate')).toEqual([
      7,
    ]);
  });
  test('the entry itself is no duplicate, and of an existing name a duplicate is a warning', async () => {
    const answer = await check({ name: '东升村', class: '21610', division: '150521', place: 3, mode: 'existing' }); // prettier-ignore
    expect(ids(answer, 'duplicate')).toEqual([4]);
    expect(of(answer, 'duplicate')[0]!.severity).toBe('warning');
    const division = await check({ name: '保康镇', class: '21500', division: '150521100', mode: 'existing' });
    expect(of(division, 'duplicate')).toEqual([]);
  });
});

describe('sounds and other names', () => {
  test('the same syllables in other characters are a warning, with a word on the tones', async () => {
    const answer = await check({ name: '东胜村', class: '21610', division: '150521', reading: 'dōng shèng cūn' }); // prettier-ignore
    expect(of(answer, 'homophone')).toMatchObject([{ severity: 'warning' }]);
    const found = of(answer, 'homophone')[0]!.evidence.places;
    expect(ids(answer, 'homophone')).toEqual([3, 4, 6]);
    expect(found.find(({ id }) => id === 6)!.because).toBe('读音相同，声调也相同');
    expect(found.find(({ id }) => id === 3)!.because).toBe('读音相同，声调不同');
  });
  test('the former name of another place is told', async () => {
    const answer = await check({ name: '老东升', class: '21610', division: '150521' });
    expect(ids(answer, 'other-name')).toEqual([3]);
  });
});

describe('the rest of art. 9', () => {
  test('a division is not called after a feature beyond it, nor after a famous one', async () => {
    const beyond = await check({ name: '黑山镇', class: '21500', division: '150522' });
    expect(ids(beyond, 'borrowed')).toEqual([11]);
    expect(of(beyond, 'borrowed')[0]).toMatchObject({ severity: 'warning', article: '《地名管理条例》第九条第一款第（九）项' }); // prettier-ignore
    expect(of(await check({ name: '黑山镇', class: '21500', division: '150521' }), 'borrowed')).toEqual([]);
    const famous = await check({ name: '呼伦湖镇', class: '21500', division: '150522' });
    expect(of(famous, 'borrowed')[0]!.evidence.words.map(({ word }) => word)).toEqual(['呼伦湖']);
  });
  test('a facility is called after its place', async () => {
    const local = async (name: string) => of(await check({ name, class: '23610', division: '150521100', significant: true }), 'local-name').length; // prettier-ignore
    expect(await local('保康大桥')).toBe(0);
    expect(await local('东升大桥')).toBe(0); // a village of the banner
    expect(await local('世纪大桥')).toBe(1);
  });
  test('county and above differ from those of the whole country', async () => {
    const answer = await check({ name: '朝阳区', class: '21400', division: '150100' });
    const [same] = of(answer, 'duplicate');
    expect(same).toMatchObject({ severity: 'error', article: '《地名管理条例》第九条第一款第（七）项' });
    expect(same!.reason).toContain('北京市朝阳区、吉林省长春市朝阳区');
    expect(same!.evidence.words).toEqual([
      { word: '朝阳区', list: '北京市' },
      { word: '朝阳区', list: '吉林省长春市' },
    ]);
  });
  test('a sound that a division elsewhere has is a warning', async () => {
    const answer = await check({ name: '惠民区', class: '21400', division: '150100' });
    expect(of(answer, 'duplicate')).toEqual([]);
    const nation = of(await check({ name: '潮阳市', class: '21400', division: '150100' }), 'homophone');
    expect(nation).toMatchObject([
      { severity: 'warning', article: '《地名管理条例》第九条第一款第（七）项' },
    ]);
    expect(nation[0]!.reason).toContain('辽宁省朝阳市');
  });
  test('of an existing division both are warnings at most; townships are not compared', async () => {
    const old = await check({ name: '新城区', class: '21400', division: '150102', mode: 'existing' });
    expect(of(old, 'duplicate').map(({ severity, reason }) => [severity, reason.includes('陕西省西安市新城区')])).toContainEqual(['warning', true]); // prettier-ignore
    expect(of(await check({ name: '朝阳镇', class: '21500', division: '150522' }), 'homophone')).toEqual([]);
  });
  test('county and above: look nationwide', async () => {
    const answer = await check({ name: '东升旗', class: '21400', division: '150500' });
    expect(of(answer, 'nation')).toMatchObject([{ severity: 'notice' }]);
  });
});

describe('position, class, required fields', () => {
  test('the point must lie in the banner', async () => {
    const at = async (point: [number, number]) => of(await check({ name: '东升村', class: '21610', division: '150521100', point }), 'position'); // prettier-ignore
    expect(await at([112.5, 40.5])).toEqual([]);
    const [finding] = await at([110.5, 40.5]);
    expect(finding).toMatchObject({ severity: 'error' });
    expect(finding!.evidence.expected).toBe('150102');
    expect((await at([100, 50]))[0]!.reason).toContain('不在本自治区');
  });
  test('unknown class and division are told', async () => {
    const answer = await check({ name: '东升村', class: '98765', division: '159999' });
    expect(of(answer, 'class')).toHaveLength(1);
    expect(of(answer, 'position')[0]!.reason).toContain('没有现行的政区');
  });
  test('an application lacks what it lacks; an existing name is asked for nothing', async () => {
    const first = await check({ name: '东升村' });
    expect(of(first, 'required')[0]!.reason).toBe('还缺: 地名类别、所在政区、位置、罗马字母拼写、含义、理由');
    expect(first.scope).toBeNull();
    const whole = await check({ name: '福兴村', class: '21610', division: '150521', point: [112.5, 40.5], roman: 'Fuxing Cun', origin: 'han', meaning: '福', reason: '新建', mongolian: 'ᠪ' }); // prettier-ignore
    expect(whole.findings).toEqual([]);
    expect(whole.romanization.suggestion).toBe('Fuxing Cun');
    expect(of(await check({ name: '福兴村', mode: 'existing' }), 'required')).toEqual([]);
  });
  test('buildings and facilities only where they matter', async () => {
    const told = async (significant?: boolean) => of(await check({ name: '福兴小区', class: '22100', division: '150521', ...(significant === undefined ? {} : { significant }) }), 'significant').length; // prettier-ignore
    expect(await told()).toBe(1);
    expect(await told(true)).toBe(0);
  });
});

describe('保护名录', () => {
  test('a listed name is not changed; a new one like it is told', async () => {
    await database.db
      .insertInto('protected_name')
      .values([
        { name: '黑山', division_code: '150521', place_id: 11, evidence: '见于旧志', source_id: 'fixture' },
        { name: '青河', division_code: '150102', evidence: '已移出', delisted_on: '2025-01-01', source_id: 'fixture' }, // prettier-ignore
      ])
      .execute();
    const renamed = await check({ name: '福山', act: 'renaming', class: '13400', division: '150521', place: 11 }); // prettier-ignore
    expect(of(renamed, 'protected')).toMatchObject([{ severity: 'error' }]);
    expect(of(renamed, 'protected')[0]!.reason).toContain('见于旧志');
    expect(of(await check({ name: '黑山', class: '13400', division: '150522' }), 'protected')).toMatchObject([{ severity: 'notice' }]); // prettier-ignore
    expect(of(await check({ name: '福河', act: 'renaming', class: '13400', division: '150102', place: 16 }), 'protected')).toEqual([]); // prettier-ignore
  });
});

describe('the operations', () => {
  const route = (id: string) => namingRoutes.find(({ endpoint }) => endpoint.id === id)!;
  test('rules, scopes, approval', async () => {
    const context = testContext(database.db, '/tmp/nutag-test');
    const { items, scopes } = await ask(route('listNameRules'), context);
    expect(items.map(({ id }: { id: string }) => id)).toContain('duplicate');
    expect(scopes.length).toBeGreaterThan(8);
    const query = { case: 'street', division: '150102', approvedOn: '2026-03-01' };
    const answer = await ask(route('getApproval'), context, query);
    expect(answer.approval).toMatchObject({ authority: '呼和浩特市人民政府', filing: { to: '内蒙古自治区人民政府' } }); // prettier-ignore
    expect(answer.deadlines).toEqual({ filing: '2026-03-16', notice: '2026-03-16' });
    await expect(ask(route('getApproval'), context, { division: '150102' })).rejects.toMatchObject({ status: 400 }); // prettier-ignore
    await expect(ask(route('getApproval'), context, { case: 'street', division: '159999' })).rejects.toMatchObject({ status: 404 }); // prettier-ignore
    await expect(ask(route('getApproval'), context, { case: 'facility', approvedOn: '2026-03-02', filedOn: '2026-03-01' })).rejects.toMatchObject({ status: 400 }); // prettier-ignore
  });
});

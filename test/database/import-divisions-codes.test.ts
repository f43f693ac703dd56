import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { count, divisionRuns, said } from '../support/import-division-run.ts';
import { coverageOf, fourSquares } from '../support/import-division-squares.ts';
import { madeTable } from '../support/import-small-run.ts';

const { runs, one, all, state } = divisionRuns();

describe('a list of codes', () => {
  const upper = `code,name,level,type,parent
    15,内蒙古自治区,1,自治区,0
    1501,呼和浩特市,2,地级市,15
    1502,包头市,2,地级市,15
    150102,新城区,3,市辖区,1501
    150103,回民区,3,市辖区,1501
    150202,东河区,3,市辖区,1502`;
  test('codes are filled up, levels and parents follow; a second time nothing changes', async () => {
    const tried = await runs().load(madeTable(upper));
    expect(said(tried)).toEqual({});
    expect(tried.counts).toMatchObject({ rows: 6, accepted: 6, added: 6 });
    expect(await all(sql`select code, level, kind, parent_code from division order by code`)).toMatchObject([
      { code: '150000', level: 'province', kind: '自治区', parent_code: null },
      { code: '150100', level: 'prefecture', kind: '地级市', parent_code: '150000' },
      { code: '150102', level: 'county', kind: '市辖区', parent_code: '150100' },
      {}, {}, {},
    ]); // prettier-ignore
    expect((await runs().check(madeTable(upper))).counts).toMatchObject({
      added: 0,
      changed: 0,
      removed: 0,
      unchanged: 6,
    });
  });
  test('names change, divisions go; what the file does not speak of stays', async () => {
    await runs().load(madeTable(upper));
    await runs().load(madeTable('code9,name_zh,type_zh,county_code\n150102001,海拉尔东路街道,街道,150102\n150103001,新华西路街道,街道,150103\n150103002,中山西路街道,街道,150103')); // prettier-ignore
    const before = await state();
    const own = runs('list-2026');
    const tried = await own.load(madeTable('code,name,蒙古文,简称\n150103,回族区,ᠬᠣᠳᠣᠩ,回族|回区\n150104,玉泉区,,\n150103001,新华西路街道,\n150103003,光明路街道,'), { source: { id: 'list-2026', dataDate: '2026-06-30' } }); // prettier-ignore
    expect(tried.counts).toMatchObject({ accepted: 4, added: 2, changed: 1, removed: 2, unchanged: 1 });
    expect(tried.findings.map(({ check, value }) => [check, value])).toEqual([
      ['difference-renamed', '150103'], ['difference-new', '150104'], ['difference-new', '150103003'],
      ['difference-gone', '150102'], ['difference-gone', '150103002'],
    ]); // prettier-ignore
    const today = await all<{ code: string }>(
      sql`select code, name, mongolian, short from division where valid_to is null and code like '1501%' order by code`,
    );
    expect(today).toEqual([
      { code: '150100', name: '呼和浩特市', mongolian: null, short: [] },
      { code: '150102001', name: '海拉尔东路街道', mongolian: null, short: [] },
      { code: '150103', name: '回族区', mongolian: 'ᠬᠣᠳᠣᠩ', short: ['回族', '回区'] },
      { code: '150103001', name: '新华西路街道', mongolian: null, short: [] },
      { code: '150103003', name: '光明路街道', mongolian: null, short: [] },
      { code: '150104', name: '玉泉区', mongolian: null, short: [] },
    ]);
    const past = await all(
      sql`select code, name, valid_to is not null as past from division where valid_to is not null order by code`,
    );
    expect(past).toEqual([
      { code: '150102', name: '新城区', past: true },
      { code: '150103', name: '回民区', past: true },
      { code: '150103002', name: '中山西路街道', past: true },
    ]);
    expect(await all(sql`select predecessor_code as a, successor_code as b, change from division_succession`)).toEqual([{ a: '150103', b: '150103', change: 'renamed' }]); // prettier-ignore
    await own.rollBack(tried);
    expect(await state()).toEqual(before);
    expect(await all(sql`select * from division_succession`)).toEqual([]);
  });
  test('boundary lines take the new name, and the old one when it is rolled back', async () => {
    await runs().load(coverageOf(fourSquares));
    const name = async () =>
      (await one<{ name: string }>(sql`select name from boundary_line where code = '150102-150103'`)).name;
    const shape = await state();
    const own = runs('list');
    const tried = await own.load(madeTable('代码,名称\n150102,新城区\n150103,回族区\n150104,玉泉区'));
    expect(await name()).toBe('新城区—回族区线');
    await own.rollBack(tried);
    expect(await name()).toBe('新城区—回民区线');
    expect(await state()).toEqual(shape);
  });
  test.each([
    ['code-form', '15010,东河区,3,,'],
    ['name-missing', '150202,,3,,'],
    ['name-form', '150202,Donghe,3,,'],
    ['level-code', '150202,东河区,2,,'],
    ['parent-mismatch', '150202,东河区,3,,1501'],
    ['parent-unknown', '150302,海勃湾区,3,,1503'],
    ['code-duplicate', '150102,新新城区,3,,'],
  ])('%s is refused', async (check, row) => {
    const tried = await runs().check(madeTable(`code,name,level,type,parent\n15,内蒙古自治区,1,,\n1501,呼和浩特市,2,,\n1502,包头市,2,,\n150102,新城区,3,,\n${row}`)); // prettier-ignore
    expect(said(tried)).toEqual({ [check]: 'error' });
    expect(tried.lines(check)).toEqual([6]);
    expect(tried.counts).toMatchObject({ rows: 5, accepted: 4, rejected: 1 });
  });
  test.each([
    ['kind-unknown', '150203,昆都仑区,3,开发区,1502'],
    ['kind-level', '150203,昆都仑区,3,街道,1502'],
    ['kind-code', '150102101,保合少街道,4,街道,150102'],
    ['code-duplicate', '150102,新城区,3,市辖区,1501'],
    ['code-elsewhere', '130100,石家庄市,2,地级市,1300'],
  ])('%s is doubtful only', async (check, row) => {
    expect(said(await runs().check(madeTable(`${upper}\n${row}`)))).toEqual({ [check]: 'warning' });
  });
  test('a statistical list is refused as a whole', async () => {
    await expect(
      runs().check(madeTable('code,level,name\n150102001000,town,海拉尔东路街道')),
    ).rejects.toThrow(/统计用区划代码/);
    await expect(runs().check(madeTable('a,b\n1,2'))).rejects.toThrow(/不知道是哪一种区划文件/);
  });
});

describe('a history of codes', () => {
  const history = `代码,一级行政区,名称,级别,状态,启用时间,变更/弃用时间,新代码
    150105,内蒙古自治区,赛罕区,县级,在用,2000,,
    150105,内蒙古自治区,郊区,县级,变更,1983,2000,150102;150105
    150602,内蒙古自治区,东胜区,县级,在用,2001,,150603[2016]
    152701,内蒙古自治区,东胜市,县级,弃用,1983,2001,150602
    152721,内蒙古自治区,东胜县,县级,弃用,1981,1983,152701
    150603,内蒙古自治区,康巴什区,县级,在用,2016,,
    130103,河北省,桥东区,县级,弃用,1983,2014,130102`;
  const past = () => all(sql`select code, name, valid_from::text as "from", valid_to::text as "to" from division where valid_to is not null order by code, valid_to`); // prettier-ignore
  const links = () => all(sql`select predecessor_code || ' ' || successor_code || ' ' || change || ' ' || extract(year from at) as link from division_succession order by 1`); // prettier-ignore
  test('past versions and successions, once', async () => {
    const own = runs('history');
    const tried = await own.load(madeTable(history));
    expect(said(tried)).toEqual({ 'code-elsewhere': 'warning', 'date-precision': 'warning' });
    expect(tried.counts).toMatchObject({ rows: 7, accepted: 6, rejected: 0, added: 8 });
    expect(await past()).toEqual([
      { code: '150105', name: '郊区', from: '1983-01-01', to: '2000-01-01' },
      { code: '152701', name: '东胜市', from: '1983-01-01', to: '2001-01-01' },
      { code: '152721', name: '东胜县', from: null, to: '1983-01-01' },
    ]);
    expect((await links()).map((row) => (row as { link: string }).link)).toEqual([
      '150105 150102 split 2000', '150105 150105 renamed 2000', '150602 150603 split 2016', '152701 150602 removed 2001', '152721 152701 removed 1983',
    ]); // prettier-ignore
    expect((await own.check(madeTable(history))).counts).toMatchObject({
      added: 0,
      changed: 0,
      unchanged: 8,
    });
    const later = await own.load(madeTable(history.replace('弃用,1983,2001', '弃用,1983,2002')));
    expect(later.counts).toMatchObject({ changed: 1 });
    await own.rollBack(later);
    await own.rollBack(tried);
    expect([await past(), await links()]).toEqual([[], []]);
  });
  test('the list of changes: beginnings from additions and new codes', async () => {
    const tried = await runs('changes').load(madeTable('first_snapshot,prev_snapshot,change,code,name,new_name_or_note\n198312,198212,added,152701,东胜市,\n200112,200012,removed,152701,东胜市,\n200112,200012,recode,152722,达拉特旗,150621\n200712,200612,renamed,150206,白云矿区,白云鄂博矿区')); // prettier-ignore
    expect(tried.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    expect(await past()).toEqual([
      { code: '150206', name: '白云矿区', from: null, to: '2007-01-01' },
      { code: '152701', name: '东胜市', from: '1983-01-01', to: '2001-01-01' },
      { code: '152722', name: '达拉特旗', from: null, to: '2001-01-01' },
    ]);
    expect((await links()).map((row) => (row as { link: string }).link)).toEqual([
      '150206 150206 renamed 2007',
      '152722 150621 recode 2001',
    ]);
  });
  test('what another source has differently is left as it is', async () => {
    await runs('one').load(madeTable(history));
    const tried = await runs('two').check(madeTable('代码,名称,级别,状态,启用时间,变更/弃用时间,新代码\n152701,东胜州,县级,弃用,1985,1999,150603\n152721,东胜县,县级,弃用,1981,1990,152701')); // prettier-ignore
    expect(count(tried, 'history-conflict')).toBe(2);
    expect(tried.counts).toMatchObject({ added: 0, changed: 0 });
  });
  test.each([
    ['status-unknown', '152701,东胜市,县级,合并,1983,2001,150602'],
    ['year-form', '152701,东胜市,县级,弃用,83,2001,150602'],
    ['year-missing', '152701,东胜市,县级,弃用,1983,,150602'],
    ['year-order', '152701,东胜市,县级,弃用,2001,1983,150602'],
    ['successor-form', '152701,东胜市,县级,弃用,1983,2001,东胜区'],
  ])('%s is refused', async (check, row) => {
    const tried = await runs().check(madeTable(`代码,名称,级别,状态,启用时间,变更/弃用时间,新代码\n${row}`));
    expect(said(tried)).toEqual({ [check]: 'error' });
  });
});

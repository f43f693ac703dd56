import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeXlsx } from 'hucre/xlsx';
import type { Account } from '../../server/accounts/account.ts';
import type { FactFile, FactType, UnitFact } from '../../server/api/unit-facts.ts';
import { coverageExtract } from '../../server/coverage/extract.ts';
import { coverageRecordRoutes } from '../../server/coverage/record-routes.ts';
import { csvFile } from '../../server/exchange/tables.ts';
import { todayInChina } from '../../server/naming/today.ts';
import { caller, refusal } from '../support/call.ts';
import { openCoverageWorld } from '../support/coverage-world.ts';
import { person } from '../support/edit-world.ts';

let world: Awaited<ReturnType<typeof openCoverageWorld>>;
const chief = person('chief', 'administrator', null);
const planner = person('planner', 'planner', '150121');
const today = todayInChina();

type Asked = { type?: FactType; gone?: string; division?: string; name?: string };
const ask = <T>(id: string, given: object, account: Account = chief): Promise<T> => caller(world.context, coverageRecordRoutes).ask<T>(id, account, given); // prettier-ignore
const check = (upload: string | Buffer, asked: Asked = {}, account = chief): Promise<FactFile> => ask('checkFactFile', { upload, query: { name: '表.csv', type: 'zone', ...asked } }, account); // prettier-ignore
const loadAs = (match: string, upload: string | Buffer, asked: Asked = {}, account = chief): Promise<FactFile> => ask('loadFactFile', { upload, match, query: { name: '表.csv', type: 'zone', ...asked } }, account); // prettier-ignore
async function load(upload: string | Buffer, asked: Asked = {}, account = chief): Promise<FactFile> {
  const { version, errors, findings } = await check(upload, asked, account);
  expect(errors, JSON.stringify(findings)).toBe(0);
  return loadAs(version, upload, asked, account);
}
const lines = (...rows: string[]): string => rows.join('\n');
const facts = async () => (await sql<{ fact: string }>`
  select concat_ws(' ', type, division_code, value, document, 'from ' || valid_from, 'to ' || valid_to) as fact from unit_fact order by 1`.execute(world.db)).rows.map(({ fact }) => fact); // prettier-ignore
const audits = async () => (await sql<{ n: number }>`select count(*)::int4 as n from change_log`.execute(world.db)).rows[0]!.n; // prettier-ignore
async function form(type: FactType, division?: string, of: 'fact_form' | 'facts' = 'fact_form'): Promise<string> {
  const made = await coverageExtract({ context: world.context, audience: 'staff' }, { of, type, division, method: 'straight', detour: 1.3, share: 0.8, f: 'csv' } as never);
  let text = '';
  for await (const part of csvFile(made)) text += part;
  return text;
} // prettier-ignore

beforeAll(async () => {
  world = await openCoverageWorld();
});
afterAll(() => world.close());

describe('a file with faults', () => {
  test.each<[string, string[], Asked, string, string]>([
    ['a code that there is not', ['区划代码,值', '159999,火葬区'], {}, 'division-unknown', '区划代码'],
    ['a level that has no such fact', ['区划代码,值', '150100,火葬区'], {}, 'division-level', '区划代码'],
    ['a name of two units', ['旗县,名称,值', ',街,有'], { type: 'person' }, 'division-unknown', '名称'],
    [
      'a name that is another unit’s',
      ['区划代码,名称,值', '150102001,西街,火葬区'],
      {},
      'name-differs',
      '名称',
    ],
    ['neither code nor name', ['区划代码,名称,值', ',,火葬区'], {}, 'division-missing', '名称'],
    ['a word that there is not', ['区划代码,值', '150102001,水葬区'], {}, 'fact-value', '值'],
    [
      'people that are no whole number',
      ['区划代码,值', '150102001,1.2万'],
      { type: 'population' },
      'fact-value',
      '值',
    ],
    ['no day', ['区划代码,值,自', '150102001,火葬区,去年'], {}, 'date-form', '自'],
    [
      'days the wrong way round',
      ['区划代码,值,自,至', '150102001,火葬区,2026-01-01,2025-01-01'],
      {},
      'fact-days',
      '至',
    ],
    ['a document number and no value', ['区划代码,值,文号', '150102001,,文1号'], {}, 'value-missing', '值'],
    ['a type that there is not', ['类型,区划代码,值', '天气,150102001,晴'], {}, 'fact-type', '类型'],
    [
      'the same unit twice',
      ['区划代码,值', '150102001,火葬区', '150102001000,火葬区'],
      {},
      'row-twice',
      '区划代码',
    ],
    [
      'two that hold on the same day',
      ['区划代码,值,自,至', '150102001,火葬区,2025-01-01,2026-06-30', '150102001,混合,2026-01-01,'],
      {},
      'days-overlap',
      '自',
    ],
    ['nothing at all', ['区划代码,值', '150102001,'], {}, 'no-rows', ''],
  ])('is told and refused whole: %s', async (_what, rows, asked, wanted, column) => {
    const upload = lines(...rows);
    const [before, logged] = [await facts(), await audits()];
    const answer = await check(upload, asked);
    const fault = answer.findings.find(({ severity }) => severity === 'error')!;
    expect([fault.check, fault.field ?? '']).toEqual([wanted, column]);
    expect(fault.remedy).not.toBe('');
    expect(fault.reason).not.toMatch(/ [a-z]+ /); // in Chinese
    if (column !== '') expect(fault.line).toBe(rows.length);
    expect(await refusal(loadAs(answer.version, upload, asked))).toMatchObject({ status: 400, errors: expect.arrayContaining([expect.objectContaining({ what: expect.stringContaining(fault.reason) as string })]) as unknown }); // prettier-ignore
    expect([await facts(), await audits()]).toEqual([before, logged]);
  });

  test('one bad row keeps the good ones out', async () => {
    const upload = lines('区划代码,值', '150102001,火葬区', '159999,火葬区');
    const answer = await check(upload);
    expect(answer).toMatchObject({ errors: 1, rows: 2, counts: { added: 1 } });
    expect(await refusal(loadAs(answer.version, upload))).toMatchObject({ status: 400 });
    expect(await facts()).toEqual([]);
  });

  test('without the columns it takes it is no file of facts', async () => {
    expect(await refusal(check(lines('a,b', '1,2')))).toMatchObject({ status: 400, message: expect.stringContaining('缺少列') as string }); // prettier-ignore
    expect(await refusal(check(''))).toMatchObject({ status: 400 });
  });
});

describe('a file that is taken in', () => {
  test('codes of 6, 9 and 12 digits, names with their path, words and ids', async () => {
    const answer = await load(
      lines('区划代码,盟市,旗县,名称,值,文号', '150102,,,新城区,火葬区,文1号', '150121001,,,,burial_reform,', '150103001000,,,,划分未知,', ',呼和浩特市,新城区,东街,混合,文2号', ',,,呼和浩特市/新城区/西街,不详,'),
    ); // prettier-ignore
    expect(answer).toMatchObject({ loaded: true, counts: { added: 5, changed: 0, gone: 0, same: 0 } });
    expect(await facts()).toEqual([
      'zone 150102 cremation 文1号', 'zone 150102001 mixed 文2号', 'zone 150102002 unknown', 'zone 150103001 unknown', 'zone 150121001 burial_reform',
    ]); // prettier-ignore
    const { rows } = await sql<{ action: string; n: number }>`
      select action, count(*)::int4 as n from change_log where actor = 'chief' group by action order by action`.execute(world.db);
    expect(rows).toEqual([{ action: 'unit-fact.add', n: 5 }, { action: 'unit-fact.file', n: 1 }]);
  }); // prettier-ignore

  test('the form and the export come back as they went', async () => {
    for (const of of ['fact_form', 'facts'] as const) {
      const text = await form('zone', undefined, of);
      expect(await check(text)).toMatchObject({
        errors: 0,
        counts: { added: 0, changed: 0, gone: 0, same: 5 },
      });
    }
    expect((await form('zone', '150121')).split('\r\n').slice(6)).toEqual(['火葬区划分,150121,呼和浩特市,,土默特左旗,,,,,', '火葬区划分,150121001,呼和浩特市,土默特左旗,北镇,土葬改革区,,,,', '']); // prettier-ignore
  });

  test('an XLSX does as well as a CSV', async () => {
    const sheet = await writeXlsx({ sheets: [{ name: '人口', rows: [['乡镇人口'], ['区划代码', '人口'], ['150102001', 1234], [150102002, 800], ['150121001', '2,500人']] }] } as never); // prettier-ignore
    const answer = await load(Buffer.from(sheet), { type: 'population', name: '人口.xlsx' });
    expect(answer.counts).toEqual({ added: 3, changed: 0, gone: 0, same: 0 });
    expect((await facts()).filter((fact) => fact.startsWith('population'))).toEqual(['population 150102001 1234', 'population 150102002 800', 'population 150121001 2500']); // prettier-ignore
  });

  test('what is new, changed, gone and the same is told apart; a column that the file lacks changes nothing', async () => {
    const upload = lines('区划代码,值', '150102001,部分为火葬区', '150102002,火葬区', '150103,火葬区');
    const answer = await check(upload, { division: '150102' });
    expect(answer.counts).toEqual({ added: 1, changed: 1, gone: 1, same: 1 });
    expect(answer.changes.map(({ change, line, before, after }) => [change, line, before?.value ?? null, after?.value ?? null])).toEqual([
      ['gone', null, 'cremation', 'cremation'], ['changed', 3, 'unknown', 'cremation'], ['added', 4, null, 'cremation'],
    ]); // prettier-ignore
    await loadAs(answer.version, upload, { division: '150102' });
    expect((await facts()).filter((fact) => fact.startsWith('zone 15010'))).toEqual(['zone 150102 cremation 文1号', 'zone 150102001 mixed 文2号', 'zone 150102002 cremation', 'zone 150103 cremation', 'zone 150103001 unknown']); // prettier-ignore
  });

  test('what is not in the file ends or goes only where that is asked for, and only inside the scope', async () => {
    const upload = lines('区划代码,值', '150102001,部分为火葬区', '150102002,火葬区');
    await load(upload, { division: '150102', gone: 'end' });
    const yesterday = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10);
    expect((await facts()).filter((fact) => fact.startsWith('zone'))).toEqual([`zone 150102 cremation 文1号 to ${yesterday}`, 'zone 150102001 mixed 文2号', 'zone 150102002 cremation', 'zone 150103 cremation', 'zone 150103001 unknown', 'zone 150121001 burial_reform']); // prettier-ignore
    await load(lines('区划代码,值', '150103001,划分未知'), { division: '150103', gone: 'remove' });
    expect((await facts()).filter((fact) => fact.startsWith('zone 150103'))).toEqual([
      'zone 150103001 unknown',
    ]);
    const { rows } = await sql`select action, record_type, before->>'division' as division from change_log where action = 'unit-fact.delete'`.execute(world.db); // prettier-ignore
    expect(rows).toEqual([{ action: 'unit-fact.delete', record_type: 'unit-fact', division: '150103' }]);
  });

  test('a later year ends the one before; each keeps its version and its history', async () => {
    await load(lines('类型,区划代码,值,自', '人口,150102001,1300,2026-01-01', '标签,150102,边境旗县,', '标签,150102,试点,'), { type: 'population' }); // prettier-ignore
    expect((await facts()).filter((fact) => /^(population 150102001|tag)/.test(fact))).toEqual(['population 150102001 1234 to 2025-12-31', 'population 150102001 1300 from 2026-01-01', 'tag 150102 试点', 'tag 150102 边境旗县'].sort()); // prettier-ignore
    const { items } = await ask<{ items: UnitFact[] }>('listUnitFacts', { query: { type: 'population', division: '150102001', limit: 10 } }); // prettier-ignore
    const ended = items.find(({ validTo }) => validTo !== null)!;
    expect(ended).toMatchObject({ editedBy: 'chief', value: '1234' });
    const { rows } = await sql`select before, after from change_log where record_type = 'unit-fact' and record_id = ${String(ended.id)} order by id desc limit 1`.execute(world.db); // prettier-ignore
    expect(rows).toEqual([{ before: { validTo: null }, after: { validTo: '2025-12-31' } }]);
    expect(
      (await check(lines('区划代码,值', '150102001,1300'), { type: 'population' })).counts,
    ).toMatchObject({
      same: 1,
      changed: 0,
    });
  });

  test('what somebody has typed since the check is not written over', async () => {
    const upload = lines('区划代码,值', '150121001,火葬区');
    const { version } = await check(upload);
    await ask('createUnitFact', { body: { type: 'zone', division: '150123', value: 'unknown' } });
    const refused = await refusal(loadAs(version, upload));
    expect(refused).toMatchObject({ status: 412 });
    expect(await facts()).toContain('zone 150121001 burial_reform');
    const { current } = refused as unknown as { current: FactFile };
    await loadAs(current.version, upload);
    expect(await facts()).toContain('zone 150121001 cremation');
  });

  test('with a fault behind hundreds of units outside the jurisdiction is told to be faulty', async () => {
    const upload = lines('区划代码,值', ...Array.from({ length: 500 }, (_, n) => `150102,试验${n}`), '159999,试验'); // prettier-ignore
    const { version, errors } = await check(upload, { type: 'tag' }, planner);
    expect(errors).toBe(501);
    expect(await refusal(loadAs(version, upload, { type: 'tag' }, planner))).toMatchObject({ status: 400 });
  });
  test('stays in the jurisdiction of who brings it; what is the same there does no harm', async () => {
    const outside = await check(lines('区划代码,值', '150121001,火葬区', '150102002,混合'), {}, planner);
    expect(outside.findings).toMatchObject([{ check: 'jurisdiction', line: 3, field: '区划代码' }]);
    expect(outside.changes.map(({ change }) => change)).toEqual(['changed']); // nothing outside is gone
    const upload = lines('区划代码,值,文号', '150121001,火葬区,文9号', '150102002,火葬区,');
    expect((await load(upload, { gone: 'remove' }, planner)).counts).toEqual({ added: 0, changed: 1, gone: 0, same: 1 }); // prettier-ignore
    expect(await facts()).toContain('zone 150121001 cremation 文9号');
  });
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pastedRows, previewList } from '../../server/verify/source.ts';

const folder = mkdtempSync(join(tmpdir(), 'nutag-columns-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('pasted lines become rows', () => {
  expect(pastedRows('地名\t政区\r\n甲村\t科左后旗\t多余\n\n 乙村,新城区\n丙村;丁村、戊村\n己村,庚村,辛村')).toEqual([
    ['甲村', '科左后旗'], ['乙村', '新城区'], ['丙村', ''], ['丁村', ''], ['戊村', ''], ['己村', ''], ['庚村', ''], ['辛村', ''],
  ]); // prettier-ignore
});

test.each([
  ['序号,嘎查村(社区)名称 ,旗县市(区),备注', '嘎查村(社区)名称', '旗县市(区)'],
  ['No.,核查地名〔2026〕,所属旗县(区)', '核查地名〔2026〕', '所属旗县(区)'],
  ['填报人姓名,乡镇街道名称,居民点名称', '居民点名称', '乡镇街道名称'],
  ['报送单位名,待核名称,隶属苏木', '待核名称', '隶属苏木'],
  ['旗县名,乡镇名,曾用名,自然村名', '自然村名', '旗县名'],
  ['标准地名,曾用名', '标准地名', null],
  ['序号,苏木乡镇名称,填报人姓名', '苏木乡镇名称', null],
  ['盟市名称,旗县名称,苏木乡镇名称', '苏木乡镇名称', '盟市名称'],
  ['地名,地名所在政区', '地名', '地名所在政区'],
])('%s: the column of the names is guessed, and that of the divisions', async (headers, name, division) => {
  const path = join(folder, 'headers.csv');
  writeFileSync(path, `${headers}\n${headers.split(',').map(() => '包头市').join(',')}\n`); // prettier-ignore
  expect((await previewList({ path, name: '名单.csv' }, {})).guess).toEqual({ name, division, headed: true }); // prettier-ignore
});

test.each(['大学西路街道\n包头市', '名山镇,南门外街道\n包头市,东河区'])(
  'a first row of names (%j) is no headers',
  async (text) => {
    const path = join(folder, 'plain.csv');
    writeFileSync(path, text);
    const { guess } = await previewList({ path, name: '名单.csv' }, {});
    expect(guess).toMatchObject({ division: null, headed: false });
  },
);

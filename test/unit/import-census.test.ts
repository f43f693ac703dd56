import { afterAll, describe, expect, test } from 'vitest';
import { mapColumns } from '../../server/imports/columns.ts';
import { placeFields } from '../../server/imports/kinds/place-fields.ts';
import { createScratch } from '../support/formats.ts';

const scratch = createScratch();
afterAll(scratch.remove);

/** domain.md 3.2, in the order of the export; what the six of 37-42 are depends on the class. */
const census = [
  '地名代码', '标准名称', '别名', '简称', '曾用名', '汉字书写', '少数民族语书写', '地名原读音', '汉语普通话读音', '罗马字母拼写', '地名语种', '地名类别',
  '东经', '至东经', '北纬', '至北纬', '地名普查状态', '原图名称', '图名图号(年版)', '比例尺', '使用时间', '地名来历', '地名含义', '历史沿革', '密级', '坐标系',
  '测量方法', '地理实体概况/描述', '多媒体信息', '资料来源及出处', '备注', '登记时间', '登记人', '登记单位', '通名罗马字母拼写', '设立年份', '废止年份',
]; // prettier-ignore
const ofClass = ['地址', '类型', '区号', '邮政编码', '面积', '人口', '所在(跨)行政区', '联系电话'];
const values: Readonly<Record<string, string>> = {
  地名代码: '15010200122200000001', 标准名称: '北二巷村', 东经: '111_40_05.25', 北纬: '40_49_10.50', 地名类别: '农村居民点', 使用时间: '现今地名', 密级: '公开', 坐标系: '2000国家大地坐标系',
}; // prettier-ignore
const line = (headers: readonly string[]): string => headers.map((header, at) => values[header] ?? `值${at}`).join('\t'); // prettier-ignore

describe('the 44 columns of the census', () => {
  test('are each a field of their own', () => {
    const headers = [...census, ...ofClass, '其他信息'];
    const { mapping } = mapColumns(placeFields, headers);
    const mapped = Object.values(mapping);
    expect(headers.filter((header) => !mapped.includes(header))).toEqual([]);
    expect(mapping).toMatchObject({ place_code: '地名代码', roman: '罗马字母拼写', generic_roman: '通名罗马字母拼写' }); // prettier-ignore
  });
  test('are read from a file without headers, which is what the census software writes', async () => {
    const headers = [...census, ...[1, 2, 3, 4, 5, 6].map((n) => `专属信息 ${n}`), '其他信息'];
    expect(headers).toHaveLength(44);
    const bare = await scratch.read('census.txt', `${line(headers)}\n${line(headers).replace('000001', '000002')}\n`); // prettier-ignore
    expect(bare.headers).toEqual(headers);
    expect(bare.rows).toHaveLength(2);
    expect(bare.checks).toEqual(['header-census']);
    const columns = mapColumns(placeFields, bare.headers);
    expect(columns.missing).toEqual([]);
    expect(columns.get(bare.rows[1]!, 'place_code')).toBe('15010200122200000002');
    expect(columns.get(bare.rows[0]!, 'history')).toBe('值23');
    expect(columns.rest(bare.rows[0]!)).toEqual({ '专属信息 1': '值37', '专属信息 2': '值38', '专属信息 3': '值39', '专属信息 4': '值40', '专属信息 5': '值41', '专属信息 6': '值42' }); // prettier-ignore
  });
});

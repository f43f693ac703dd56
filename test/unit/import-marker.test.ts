import { describe, expect, test } from 'vitest';
import { formOfLetter, parseCondition, parseForm } from '../../server/imports/kinds/marker-fields.ts';
import { createLineBook, fitsLine, provincialNumber } from '../../server/imports/kinds/marker-line.ts';
import { parseBearing, parseMetres } from '../../server/imports/kinds/marker-objects.ts';

describe('words and figures of a 界桩登记表', () => {
  test('types and letters', () => {
    expect(['单立', '单立双面型', '单立三面型', '双立', '同号双立', '三立', '同号三立', 'triple', '斜立'].map(parseForm)).toEqual(['single', 'single', 'single', 'double', 'double', 'triple', 'triple', 'triple', null]); // prettier-ignore
    expect(['Q', 'A', 'B', 'C', 'E', 'F'].map(formOfLetter)).toEqual(['single', 'double', 'double', 'triple', 'triple', null]); // prettier-ignore
    expect(['1521003Q', '1521003', '15210031Q'].map((number) => provincialNumber.test(number))).toEqual([true, false, false]); // prettier-ignore
  });
  test('conditions', () => {
    expect(['完好', '破损', '移位', '丢失', '注记不清', '方位物不齐全', '未检查', '歪了'].map(parseCondition)).toEqual(['intact', 'damaged', 'displaced', 'missing', 'unclear_inscription', 'reference_incomplete', 'unknown', null]); // prettier-ignore
  });
  test.each([
    ['213.4', 213.4], ['0', 0], ['360', 360], ['213°24′36″', 213.41], ['213度24分36秒', 213.41], ['33 24 36', 33.41], ['359°59′59″', 359.999722], ['361', null], ['-5', null], ['北偏东', null], ['213°75′', null],
  ])('bearing %s', (text, degrees) => expect(parseBearing(text)).toBe(degrees)); // prettier-ignore
  test.each([
    ['32.5', '距离1(m)', 32.5], ['32.5米', '距离1', 32.5], ['1.2km', '距离1', 1200], ['1.2', '距离1(km)', 1200], ['-3', '距离1', null], ['三米', '距离1', null],
  ])('distance %s under %s', (text, header, metres) => expect(parseMetres(text, header)).toBe(metres)); // prettier-ignore
});

describe('lines by name', () => {
  const line = (code: string, name: string, sideA: string, sideB: string | null) => ({ code, name, level: '', sideA, sideB, legal: false }); // prettier-ignore
  const book = createLineBook([line('150102-150103', '新城区—回民区线', '150102', '150103'), line('a', '西线', '1', null), line('b', '西线', '2', null)]); // prettier-ignore
  test('as they are written, and provincial ones without a database', () => {
    expect(['新城区-回民区线', '新城区—回民区界线', '蒙辽线', '辽蒙线', '冀蒙线', '西线', '东线'].map(book.named)).toEqual([['150102-150103'], ['150102-150103'], ['1521'], ['1521'], ['1315'], ['a', 'b'], []]); // prettier-ignore
  });
  test('a side lies inside one of the two', () => {
    const provincial = { sideA: '150000', sideB: '210000' };
    expect([['150430', '211322'], ['211322', '150430'], ['150430'], ['150430', '130725'], ['150430', '150402'], []].map((sides) => fitsLine(provincial, sides))).toEqual([true, true, true, false, false, true]); // prettier-ignore
    expect(fitsLine({ sideA: '150000', sideB: null }, ['150725'])).toBe(true);
  });
});

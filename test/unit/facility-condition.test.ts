import { expect, test } from 'vitest';
import { conditionFlags } from '../../server/facilities/condition.ts';

const flags = (condition: string | null, made: number | null = null, clean: boolean | null = null, years: number | null = null): string[] =>
  conditionFlags({ condition, equipment_year: made, env_compliant: clean }, years, '2026-06-01'); // prettier-ignore

test('a dangerous or worn-out building, equipment past its age and emissions are flagged; what is not recorded is not', () => {
  expect(flags(null)).toEqual([]);
  expect(flags('良好')).toEqual([]);
  expect(flags('主楼经鉴定为D级危房')).toEqual(['dilapidated']);
  expect(flags('非危房')).toEqual([]);
  expect(flags('设施陈旧')).toEqual(['outdated']);
  expect(flags('危房, 设备老旧', 2005, false)).toEqual(['dilapidated', 'outdated', 'equipment', 'emissions']);
  expect(flags(null, null, true)).toEqual([]);
});

test('the age of equipment is a setting of the kind: 15 years where it says nothing', () => {
  expect(flags(null, 2011)).toEqual([]); // 15 years
  expect(flags(null, 2010)).toEqual(['equipment']);
  expect(flags(null, 2010, null, 20)).toEqual([]);
  expect(flags(null, 2010, null, 10)).toEqual(['equipment']);
});

import { describe, expect, test } from 'vitest';
import { ApprovalCase } from '../../server/api/naming.ts';
import type { DivisionNode, DivisionTree } from '../../server/divisions/tree.ts';
import { approvalFor, approvalRules, deadlines } from '../../server/naming/approval.ts';

const names: [code: string, name: string, kind: string, parent: string | null][] = [
  ['150000', '内蒙古自治区', '自治区', null],
  ['150100', '呼和浩特市', '地级市', '150000'],
  ['150102', '新城区', '市辖区', '150100'],
  ['150121', '土默特左旗', '旗', '150100'],
  ['152200', '兴安盟', '盟', '150000'],
  ['152221', '科尔沁右翼前旗', '旗', '152200'],
];

const tree: DivisionTree = (() => {
  const nodes = new Map<string, DivisionNode>();
  for (const [code, name, kind, parent] of names) {
    const above = parent === null ? [] : nodes.get(parent)!.path;
    nodes.set(code, { code, name, kind, parent, short: [], roman: null, level: 'county', bbox: null, path: [...above, { code, name }] }); // prettier-ignore
  }
  return { version: 1, get: (code) => nodes.get(code), pathOf: (code) => nodes.get(code.slice(0, 6))?.path ?? [], nodes: () => [...nodes.values()] }; // prettier-ignore
})();

const authority = (of: ApprovalCase, division: string): string => approvalFor(of, division, tree).authority;

describe('who approves (art. 12)', () => {
  test('every case has one row, and says which article', () => {
    expect(approvalRules.map((rule) => rule.case).sort()).toEqual([...ApprovalCase.options].sort());
    expect(approvalRules.every((rule) => rule.article !== '')).toBe(true);
  });
  test('streets: the city for its districts, the banner for itself', () => {
    expect(authority('street', '150102')).toBe('呼和浩特市人民政府');
    expect(authority('street', '150121')).toBe('土默特左旗人民政府');
    expect(authority('building', '150102')).toBe('呼和浩特市住房和城乡建设主管部门');
    expect(authority('township', '150121')).toBe('内蒙古自治区人民政府');
    expect(authority('county_and_above', '150121')).toBe('国务院');
  });
  test('what the region has to regulate is told as not verified', () => {
    expect(approvalRules.filter((rule) => !rule.verified).map((rule) => rule.case)).toEqual(['natural', 'village', 'natural_village', 'other']); // prettier-ignore
  });
});

describe('who files with whom (art. 13), who gives notice (art. 14)', () => {
  test('a government files with the one above', () => {
    expect(approvalFor('street', '150102', tree).filing).toMatchObject({ required: true, to: '内蒙古自治区人民政府', via: '上一级人民政府地名行政主管部门' }); // prettier-ignore
    expect(approvalFor('street', '150121', tree).filing.to).toBe('呼和浩特市人民政府');
    expect(approvalFor('street', '152221', tree).filing.to).toBe('兴安盟行政公署'); // a league has no people's government
    expect(approvalFor('township', '152221', tree).filing.to).toBe('国务院');
    expect(approvalFor('street', null, tree).filing.to).toBe('上一级人民政府');
  });
  test('a department files with the place-name department beside it, and its notice runs from filing', () => {
    const facility = approvalFor('facility', '150121', tree);
    expect(facility.filing.to).toBe('同级人民政府地名行政主管部门');
    expect(facility.notice.from).toBe('filing');
    expect(approvalFor('street', '150121', tree).notice.from).toBe('approval');
  });
  test('what the State Council approves is not filed', () => {
    expect(approvalFor('natural_famous', '150121', tree).filing.required).toBe(false);
  });
});

describe('until when', () => {
  const street = approvalFor('street', '150121', tree);
  const facility = approvalFor('facility', '150121', tree);
  test('15 days after the day of approval', () => {
    expect(deadlines('2026-03-01', street)).toEqual({ filing: '2026-03-16', notice: '2026-03-16' });
    expect(deadlines('2024-02-20', street)).toEqual({ filing: '2024-03-06', notice: '2024-03-06' }); // a leap year
    expect(deadlines('2025-12-25', street).filing).toBe('2026-01-09');
  });
  test("notice of a department's name 15 days after it was filed, unknown until then", () => {
    expect(deadlines('2026-03-01', facility)).toEqual({ filing: '2026-03-16', notice: null });
    expect(deadlines('2026-03-01', facility, '2026-03-10').notice).toBe('2026-03-25');
  });
  test('nothing to file where the State Council has approved', () => {
    expect(deadlines('2026-03-01', approvalFor('county_and_above', '150121', tree)).filing).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import { judgeDuty, type DutyFacts, type DutyPolicy } from '../../server/coverage/duty.ts';
import { collectFacts, unitZone } from '../../server/coverage/facts.ts';
import type { FacilityFact } from '../../server/coverage/queries.ts';

const nothing: DutyFacts = {
  kindName: '殡仪馆',
  noRecords: false,
  operating: 0,
  hosted: 0,
  notOperating: 0,
  unknownStatus: 0,
  unplaced: 0,
  servedBy: null,
  substitute: null,
  zone: null,
  designated: null,
};
const rule = (name: DutyPolicy['rule'], more: Partial<DutyPolicy> = {}): DutyPolicy => ({ rule: name, aggregate: false, targetShare: null, ...more }); // prettier-ignore
const aggregate = rule('facility', { aggregate: true, targetShare: 0.75 });

describe('duty', () => {
  test.each<[string, DutyPolicy | null, Partial<DutyFacts>, string, RegExp]>([
    ['no policy at this level', null, { operating: 3 }, 'not_applicable', /没有政策/],
    ['own facility', rule('facility'), { operating: 2 }, 'met', /2 处/],
    ['lawful substitute', rule('facility'), { substitute: '骨灰堂' }, 'met_by_substitute', /骨灰堂/],
    ['nothing at all', rule('facility'), {}, 'not_met', /没有运营中的殡仪馆/],
    ['only one being built', rule('facility'), { notOperating: 1 }, 'not_met', /1 处规划/],
    ['one of unknown status', rule('facility'), { unknownStatus: 1 }, 'unknown', /状态未知/],
    [
      'own one beside one of unknown status',
      rule('facility'),
      { operating: 1, unknownStatus: 1 },
      'met',
      /1 处/,
    ],
    ['a kind without any record', rule('facility'), { noRecords: true }, 'unknown', /没有任何/],
    ['target that binds the region', aggregate, {}, 'not_applicable', /75%按全区汇总/],
    ['target that binds the region, facility there', aggregate, { operating: 1 }, 'met', /1 处/],
    ['target that binds the region, status unknown', aggregate, { unknownStatus: 1 }, 'unknown', /未知/],
    ['cremation zone, none', rule('by_zone'), { zone: 'cremation' }, 'not_met', /^火葬区/],
    ['cremation zone, a cemetery is no substitute', rule('by_zone'), { zone: 'cremation', substitute: '公益性公墓' }, 'not_met', /^火葬区/], // prettier-ignore
    ['cremation zone, served by the city', rule('by_zone'), { zone: 'cremation', servedBy: '包头市殡仪馆' }, 'met_by_substitute', /包头市殡仪馆/], // prettier-ignore
    ['mixed zone, none', rule('by_zone'), { zone: 'mixed' }, 'not_met', /部分为火葬区/],
    ['burial reform, a cemetery', rule('by_zone'), { zone: 'burial_reform', substitute: '公益性公墓' }, 'met_by_substitute', /公益性公墓/], // prettier-ignore
    ['burial reform, none', rule('by_zone'), { zone: 'burial_reform' }, 'not_met', /土葬改革区/],
    ['unknown zone', rule('by_zone'), { zone: 'unknown', substitute: '公益性公墓' }, 'unknown', /划分未知/],
    ['unknown zone, own funeral home', rule('by_zone'), { zone: 'unknown', operating: 1 }, 'met', /1 处/],
    ['no zone on record', rule('by_zone'), {}, 'unknown', /划分未知/],
    [
      'cremation zone, status unknown',
      rule('by_zone'),
      { zone: 'cremation', unknownStatus: 1 },
      'unknown',
      /状态未知/,
    ],
    ['station', rule('facility_or_person'), { operating: 1 }, 'met', /1 处/],
    ['designated person', rule('facility_or_person'), { designated: true }, 'met_by_substitute', /专门人员/],
    ['neither station nor person', rule('facility_or_person'), { designated: false }, 'not_met', /也未指定/],
    ['no station, person unknown', rule('facility_or_person'), { designated: null }, 'unknown', /未知/],
    ['station whose township is unknown', rule('facility_or_person'), { designated: false, unplaced: 1 }, 'unknown', /乡镇未知/], // prettier-ignore
    ['relief: own', rule('facility_or_served'), { operating: 1 }, 'met', /1 处/],
    ['relief: inside a welfare home', rule('facility_or_served'), { operating: 1, hosted: 1 }, 'met_by_substitute', /其他民政机构/], // prettier-ignore
    [
      'relief: by the city',
      rule('facility_or_served'),
      { servedBy: '呼和浩特市救助管理站' },
      'met_by_substitute',
      /提供服务/,
    ],
    ['relief: none', rule('facility_or_served'), {}, 'not_met', /没有运营中/],
  ])('%s', (_title, policy, facts, result, reason) => {
    const verdict = judgeDuty(policy, { ...nothing, ...facts });
    expect(verdict.result).toBe(result);
    expect(verdict.reason).toMatch(reason);
  });

  test('what is not known is never a gap and never met, whatever the rule', () => {
    for (const name of ['facility', 'facility_or_person', 'by_zone', 'facility_or_served'] as const) {
      expect(judgeDuty(rule(name), { ...nothing, noRecords: true, zone: 'cremation' }).result).toBe(
        'unknown',
      );
    }
  });
});

describe('facts', () => {
  const facility = (more: Partial<FacilityFact>): FacilityFact => ({
    kind: 'home', name: 'H', county_code: '150102', township_code: null, status: 'operating', level: 'county', serves: [],
    hosted_in: null, sample: false, ...more,
  }); // prettier-ignore
  const collect = (unit: 'county' | 'township' | 'prefecture', facilities: FacilityFact[]) =>
    collectFacts({ kind: { id: 'home', name: '殡仪馆' }, unit, facilities, kindNames: new Map([['grave', '公墓']]), zones: null, designations: null }); // prettier-ignore

  test('a facility serves the divisions that it names and what lies in them', () => {
    const facts = collect('county', [facility({ name: 'City', serves: ['150103', '150200'] })]);
    expect([facts('150103').servedBy, facts('150202').servedBy, facts('150104').servedBy]).toEqual(['City', 'City', null]); // prettier-ignore
  });
  test('a closed one serves nobody', () => {
    const facts = collect('county', [facility({ status: 'closed', serves: ['150103'] })]);
    expect(facts('150103')).toMatchObject({ servedBy: null, operating: 0 });
    expect(facts('150102')).toMatchObject({ operating: 0, notOperating: 1 });
  });
  test("a banner's institution does not count for its league", () => {
    const facts = collect('prefecture', [
      facility({}),
      facility({ county_code: '150202', level: 'prefecture' }),
    ]);
    expect([facts('150100').operating, facts('150200').operating]).toEqual([0, 1]);
  });
  test('a facility without a township is told to the townships of its county', () => {
    const facts = collect('township', [facility({}), facility({ township_code: '150102001' })]);
    expect(facts('150102001')).toMatchObject({ operating: 1, unplaced: 1 });
    expect(facts('150103001')).toMatchObject({ operating: 0, unplaced: 0 });
  });
  test('substitutes are named by their kind', () => {
    expect(collect('county', [facility({ kind: 'grave' })])('150102')).toMatchObject({ substitute: '公墓', noRecords: true }); // prettier-ignore
  });
});

test.each([
  ['own row', 'county', '150102', 'cremation'],
  ['a county whose townships differ', 'county', '150103', 'mixed'],
  ['no row', 'county', '150104', 'unknown'],
  ['township row', 'township', '150103001', 'burial_reform'],
  ['county default', 'township', '150102001', 'cremation'],
  ['a league has none', 'prefecture', '150100', null],
] as const)('zone: %s', (_title, unit, code, zone) => {
  const zones = new Map([['150102', 'cremation'], ['150103', 'cremation'], ['150103001', 'burial_reform']] as const); // prettier-ignore
  expect(unitZone(zones, unit, code)).toBe(zone);
});

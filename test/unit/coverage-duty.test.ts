import { describe, expect, test } from 'vitest';
import { judgeDuty, type DutyFacts, type DutyPolicy } from '../../server/coverage/duty.ts';
import { statusOn, type UnitNode } from '../../server/coverage/as-of.ts';
import { shareDigits } from '../../server/coverage/shared/share-digits.ts';
import { collectFacts, unsureIn, zoneFinder, type FacilityFact } from '../../server/coverage/facts.ts';

const nothing: DutyFacts = {
  kindName: '殡仪馆',
  noRecords: false,
  operating: 0,
  hosted: 0,
  notOperating: 0,
  unknownStatus: 0,
  unplaced: 0,
  servedBy: null,
  unsureServer: null,
  municipal: null,
  substitute: null,
  unsureSubstitute: null,
  zone: null,
  tags: [],
  knownTags: new Set(),
  designated: null,
};
const rule = (name: DutyPolicy['rule'], more: Partial<DutyPolicy> = {}): DutyPolicy => ({ rule: name, targetShare: null, zones: [], tags: [], ...more }); // prettier-ignore
const aggregate = rule('none', { targetShare: 0.75 });

describe('duty', () => {
  test.each<[string, DutyPolicy | null, Partial<DutyFacts>, string, RegExp]>([
    ['no policy at this level', null, { operating: 3 }, 'not_applicable', /没有政策/],
    ['own facility', rule('facility'), { operating: 2 }, 'met', /2 处/],
    ['lawful substitute', rule('facility'), { substitute: '骨灰堂' }, 'met_by_substitute', /骨灰堂/],
    ['nothing at all', rule('facility'), {}, 'not_met', /没有运营中的殡仪馆/],
    ['only one being built', rule('facility'), { notOperating: 1 }, 'not_met', /1 处规划/],
    [
      'served from elsewhere by what is on record',
      rule('facility'),
      { servedBy: '邻旗公墓' },
      'met_by_substitute',
      /邻旗公墓/,
    ],
    [
      'served, nobody knows whether still',
      rule('facility'),
      { unsureServer: '邻旗公墓' },
      'unknown',
      /邻旗公墓运营状态未知/,
    ],
    ["the city's of unknown status is nothing to a rule without that default", rule('facility'), { municipal: { name: '市公墓', operates: false } }, 'not_met', /没有运营中/], // prettier-ignore
    ['one of unknown status', rule('facility'), { unknownStatus: 1 }, 'unknown', /状态未知/],
    [
      'own one beside one of unknown status',
      rule('facility'),
      { operating: 1, unknownStatus: 1 },
      'met',
      /1 处/,
    ],
    ['a kind without any record', rule('facility'), { noRecords: true }, 'unknown', /没有任何/],
    ['target that binds the region', aggregate, {}, 'not_applicable', /75%按汇总计算/],
    ['target that binds the region, facility there', aggregate, { operating: 1 }, 'met', /1 处/],
    ['target that binds the region, status unknown', aggregate, { unknownStatus: 1 }, 'unknown', /未知/],
    [
      'substitute of unknown status',
      rule('facility'),
      { unsureSubstitute: '骨灰堂' },
      'unknown',
      /可替代的骨灰堂/,
    ],
    [
      'served by one of unknown status',
      rule('facility_or_served'),
      { unsureServer: '某站' },
      'unknown',
      /某站/,
    ],
    [
      'a district, by its city',
      rule('facility_or_served'),
      { municipal: { name: '市站', operates: true } },
      'met_by_substitute',
      /市站提供服务 \(默认规则/,
    ],
    [
      'a district, by its city, own one first',
      rule('facility_or_served'),
      { operating: 1, municipal: { name: '市站', operates: true } },
      'met',
      /1 处/,
    ],
    [
      'a district whose city has one of unknown status',
      rule('facility_or_served'),
      { municipal: { name: '市站', operates: false } },
      'unknown',
      /市站运营状态未知/,
    ],
    [
      'a city serves no district where the rule knows no service',
      rule('facility'),
      { municipal: { name: '市站', operates: true } },
      'not_met',
      /没有运营/,
    ],
    [
      'only in some zones, and this is another',
      rule('facility', { zones: ['cremation'] }),
      { operating: 1, zone: 'burial_reform' },
      'not_applicable',
      /不在政策适用范围/,
    ],
    [
      'only in some zones, and this is one',
      rule('facility', { zones: ['cremation'] }),
      { zone: 'cremation' },
      'not_met',
      /没有运营/,
    ],
    [
      'only in some zones, and this is not known',
      rule('facility', { zones: ['cremation'] }),
      { zone: 'unknown', operating: 1 },
      'unknown',
      /是否适用/,
    ],
    [
      'only units with a tag, and this has none',
      rule('facility', { tags: ['边境旗县'] }),
      { knownTags: new Set(['边境旗县']) },
      'not_applicable',
      /不属于边境旗县/,
    ],
    [
      'only units with a tag, and this has it',
      rule('facility', { tags: ['边境旗县'] }),
      { tags: ['边境旗县'], knownTags: new Set(['边境旗县']) },
      'not_met',
      /没有运营/,
    ],
    [
      'only units with a tag that nobody has recorded',
      rule('facility', { tags: ['边境旗县'] }),
      {},
      'unknown',
      /未知/,
    ],
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
    hosted_in: null, sample: false, id: 1, now: more.status as FacilityFact['now'] ?? 'operating', ownership: '公办', opened_on: null, closed_on: null, status_history: [], source_id: 'test', lon: null, lat: null, ...more,
  }); // prettier-ignore
  const nothingKnown = { zones: new Map(), persons: new Map(), population: new Map(), tags: new Map() };
  const district = (code: string): UnitNode => ({
    code,
    name: code,
    level: 'county',
    kind: '市辖区',
    parent: `${code.slice(0, 4)}00`,
  });
  const collect = (unit: 'county' | 'township' | 'prefecture', facilities: FacilityFact[], more: { ownership?: string[]; units?: UnitNode[] } = {}) =>
    collectFacts({ kind: { id: 'home', name: '殡仪馆' }, unit, units: [], facilities, ownership: [], kindNames: new Map([['grave', '公墓']]), known: nothingKnown, hasZones: false, ...more }); // prettier-ignore

  test("a city's own facility serves its districts, and no banner", () => {
    const facts = collect('county', [facility({ name: '市馆', level: 'prefecture' })], { units: [district('150103'), { ...district('150121'), kind: '县' }] }); // prettier-ignore
    expect([facts('150103').municipal, facts('150121').municipal]).toEqual([{ name: '市馆', operates: true }, null]); // prettier-ignore
  });
  test('only facilities of the ownership that is asked for count; where it is not known, nothing is', () => {
    const of = (ownership: string | null) => collect('county', [facility({ ownership })], { ownership: ['公办'] })('150102'); // prettier-ignore
    expect(of('公办')).toMatchObject({ operating: 1, unknownStatus: 0 });
    expect(of('民办')).toMatchObject({ operating: 0, unknownStatus: 0 });
    expect(of(null)).toMatchObject({ operating: 0, unknownStatus: 1 });
  });

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
  test('what may bring up the reach of a unit: operating without a position, or of unknown status', () => {
    const at = { lon: 111, lat: 40 };
    const facilities = [facility({}), facility({ ...at }), facility({ ...at, now: 'unknown', township_code: '150102001' }), facility({ now: 'closed' }), facility({ kind: 'grave' })];
    expect(['150102', '150103'].map(unsureIn(facilities, 'home', 'county'))).toEqual([2, 0]);
    expect(['150102001', '150102002', '150103001'].map(unsureIn(facilities, 'home', 'township'))).toEqual([2, 1, 0]);
    expect(['150100', '150200'].map(unsureIn(facilities, 'home', 'prefecture'))).toEqual([2, 0]);
  }); // prettier-ignore
  test('substitutes are named by their kind', () => {
    expect(collect('county', [facility({ kind: 'grave' })])('150102')).toMatchObject({ substitute: '公墓', noRecords: true }); // prettier-ignore
  });
});

test.each([
  ['own row', 'county', '150102', 'cremation'],
  ['a county whose townships differ', 'county', '150103', 'mixed'],
  ['no row', 'county', '150104', 'unknown'],
  ['no row, but all its townships have one', 'county', '150105', 'burial_reform'],
  ['no row, and one township without', 'county', '150106', 'unknown'],
  ['township row', 'township', '150103001', 'burial_reform'],
  ['county default', 'township', '150102001', 'cremation'],
  ['a county whose townships differ says nothing of one without a row', 'township', '150107001', 'unknown'],
  ['a league has none', 'prefecture', '150100', null],
] as const)('zone: %s', (_title, unit, code, zone) => {
  const zones = new Map([
    ['150102', 'cremation'], ['150103', 'cremation'], ['150103001', 'burial_reform'], ['150105001', 'burial_reform'], ['150105002', 'burial_reform'], ['150106001', 'cremation'], ['150107', 'mixed'],
  ] as const); // prettier-ignore
  const townships = [
    '150102001',
    '150103001',
    '150103002',
    '150105001',
    '150105002',
    '150106001',
    '150106002',
  ];
  const units = townships.map((one): UnitNode => ({ code: one, name: one, level: 'township', kind: '镇', parent: one.slice(0, 6) })); // prettier-ignore
  expect(zoneFinder(zones, unit, units)(code)).toBe(zone);
});

describe('status on a day', () => {
  const [today, past] = ['2026-06-30', '2024-12-31'];
  test.each([
    ['today as it stands', { status: 'operating', opened_on: null, closed_on: null }, today, 'operating'],
    ['opened before', { status: 'operating', opened_on: '2020-01-01', closed_on: null }, past, 'operating'],
    ['not yet opened', { status: 'operating', opened_on: '2025-01-01', closed_on: null }, past, 'planned'],
    ['opened nobody knows when', { status: 'operating', opened_on: null, closed_on: null }, past, 'unknown'],
    ['closed since', { status: 'closed', opened_on: '2020-01-01', closed_on: '2025-03-01' }, past, 'operating'],
    ['closed before', { status: 'closed', opened_on: '2020-01-01', closed_on: '2023-03-01' }, past, 'closed'],
    ['closed nobody knows when', { status: 'closed', opened_on: '2020-01-01', closed_on: null }, past, 'unknown'],
    ['suspended nobody knows when', { status: 'suspended', opened_on: '2020-01-01', closed_on: null }, past, 'unknown'],
    ['being built now, so not there then', { status: 'building', opened_on: null, closed_on: null }, past, 'building'],
  ])('%s', (_title, facility, on, status) => {
    expect(statusOn({ ...facility, status_history: [] }, on, today)).toBe(status);
  });

  const since = (...history: [status: string, from: string | null][]) => history.map(([status, from]) => ({ status, from }));
  test.each([
    ['suspended for two years, then again', since(['operating', '2020-01-01'], ['suspended', '2023-05-01'], ['operating', '2025-05-01']), 'suspended'],
    ['suspended before, and taken up again', since(['suspended', '2021-05-01'], ['operating', '2023-05-01']), 'operating'],
    ['suspended later', since(['suspended', '2025-05-01'], ['operating', '2025-09-01']), 'operating'],
    ['suspended nobody knows when, and taken up again', since(['suspended', null], ['operating', null]), 'unknown'],
    ['suspended nobody knows when, and taken up again before', since(['suspended', null], ['operating', '2023-05-01']), 'operating'],
    ['suspended nobody knows when, after a known day', since(['operating', '2023-05-01'], ['suspended', null], ['operating', '2025-09-01']), 'unknown'],
  ])('its history: %s', (_title, status_history, status) => {
    expect(statusOn({ status: 'operating', opened_on: '2020-01-01', closed_on: null, status_history }, past, today)).toBe(status);
  });
}); // prettier-ignore

test('a share is never rounded over what is required, nor up to the whole', () => {
  const shown = (share: number, required: number): string => (share * 100).toFixed(shareDigits(share, required)); // prettier-ignore
  expect([shown(1999 / 2500, 0.8), shown(0.8, 0.8), shown(0.7996, 0.9), shown(0.99996, 0.8), shown(1, 0.8), shown(0.703, 0.703), shown(0.79999996, 0.8)]).toEqual(['79.96', '80.0', '80.0', '99.996', '100.0', '70.3', '79.999996']); // prettier-ignore
});

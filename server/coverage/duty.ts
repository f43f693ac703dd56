import type { DutyResult } from '../api/coverage.ts';

export type Rule = 'none' | 'facility' | 'facility_or_person' | 'by_zone' | 'facility_or_served';
export type Zone = 'cremation' | 'burial_reform' | 'mixed' | 'unknown';

/** A coverage policy, as far as the duty test reads it. */
export interface DutyPolicy {
  /** `none`: the target binds the region or every league; no single unit passes or fails it. */
  rule: Rule;
  targetShare: number | null; // 0..1
  zones: readonly string[]; // only units in these; empty: all
  tags: readonly string[]; // only units with one of these; empty: all
}

/** What is known of one unit for one kind of facility. */
export interface DutyFacts {
  kindName: string;
  /** No facility of the kind is on record anywhere: the data is missing, not the facilities. */
  noRecords: boolean;
  operating: number; // of the kind, in the unit
  hosted: number; // of them, set up inside another institution
  notOperating: number; // planned, building, suspended or closed
  unknownStatus: number;
  unplaced: number; // operating, or of unknown status, in the county with its township not known (townships only)
  servedBy: string | null; // name of an operating facility elsewhere that serves the unit
  unsureServer: string | null; // the same of one whose status is not known
  municipal: Municipal | null; // 市辖区 only: the facility of its city, which serves it unless something else is said
  substitute: string | null; // name of an operating lawful substitute in the unit
  unsureSubstitute: string | null; // the same of one whose status is not known
  zone: Zone | null; // null: zones do not matter, or the unit is a league
  tags: readonly string[];
  knownTags: ReadonlySet<string>; // tags that some unit carries on the date
  designated: boolean | null; // facility_or_person only: a person is designated; null = not known
}

export interface Municipal {
  name: string;
  operates: boolean; // false: its status is not known
}

export interface Verdict {
  result: DutyResult;
  reason: string; // one sentence
}

const met = (reason: string): Verdict => ({ result: 'met', reason });
const substituted = (reason: string): Verdict => ({ result: 'met_by_substitute', reason });
const unknown = (reason: string): Verdict => ({ result: 'unknown', reason });
const notApplicable = (reason: string): Verdict => ({ result: 'not_applicable', reason });

export const zoneNames: Readonly<Record<Zone, string>> = { cremation: '火葬区', burial_reform: '土葬改革区', mixed: '部分为火葬区', unknown: '划分未知' }; // prettier-ignore

/**
 * Is there a facility of this kind, or a lawful substitute (design.md section 6)? What is not known is `unknown`, never a gap
 * and never met.
 * @param policy null: no policy sets a duty for this kind at this level of unit
 */
export function judgeDuty(policy: DutyPolicy | null, facts: DutyFacts): Verdict {
  const { kindName: name, operating } = facts;
  if (policy === null) return notApplicable(`没有政策要求本级单位设${name}, 只列数量`);
  const outside = outOfScope(policy, facts);
  if (outside !== null) return outside;
  if (policy.rule === 'facility_or_served' && operating > 0 && facts.hosted === operating)
    return substituted(`${name}设在其他民政机构内`);
  if (operating > 0) return met(`本地有运营中的${name} ${operating} 处`);
  const byCity = policy.rule === 'by_zone' || policy.rule === 'facility_or_served';
  const isServed = byCity || policy.rule === 'facility';
  if (isServed && facts.servedBy !== null) return substituted(`由${facts.servedBy}提供服务`);
  if (byCity && facts.municipal?.operates === true)
    return substituted(`由${facts.municipal.name}提供服务 (默认规则: 市级设施服务其市辖区)`);
  if (policy.rule === 'by_zone') return byZone(facts);
  if (policy.rule === 'facility_or_person') return orPerson(facts);
  if (facts.substitute !== null) return substituted(`没有${name}, 有${facts.substitute}替代`);
  const missing = notKnown(facts, { servers: isServed, city: byCity, substitutes: true });
  if (missing !== null) return missing;
  if (policy.rule === 'none') {
    const target = policy.targetShare === null ? '' : ` ${Math.round(policy.targetShare * 100)}%`;
    return notApplicable(`没有运营中的${name}; 目标${target}按汇总计算, 不要求单个单位`);
  }
  return lacking(facts);
}

/** Whom the policy is not about; `unknown` where that cannot be told. */
export function outOfScope({ zones, tags }: Pick<DutyPolicy, 'zones' | 'tags'>, facts: Pick<DutyFacts, 'zone' | 'tags' | 'knownTags'>): Verdict | null {
  if (zones.length > 0) {
    if (facts.zone === null || facts.zone === 'unknown') return unknown('火葬区/土葬改革区划分未知, 不能判断是否适用');
    if (!zones.includes(facts.zone)) return notApplicable(`${zoneNames[facts.zone]}, 不在政策适用范围内`);
  }
  if (tags.length === 0 || tags.some((tag) => facts.tags.includes(tag))) return null;
  if (tags.some((tag) => !facts.knownTags.has(tag))) return unknown(`哪些单位属于${tags.join('、')}未知, 不能判断是否适用`);
  return notApplicable(`不属于${tags.join('、')}, 不在政策适用范围内`);
} // prettier-ignore

/** 殡仪馆 where bodies are cremated; where burial is reformed, a service station or a public cemetery does. */
function byZone(facts: DutyFacts): Verdict {
  if (facts.zone === null || facts.zone === 'unknown') return unknown('火葬区/土葬改革区划分未知, 不能判断');
  if (facts.zone === 'burial_reform' && facts.substitute !== null)
    return substituted(`土葬改革区, 有${facts.substitute}`);
  const missing = notKnown(facts, { servers: true, city: true, substitutes: facts.zone === 'burial_reform' });
  if (missing !== null) return missing;
  return lacking(facts, `${zoneNames[facts.zone]}, `);
}

/** 未成年人保护法 art. 81: a station or a designated person. */
function orPerson(facts: DutyFacts): Verdict {
  if (facts.designated === true) return substituted(`没有${facts.kindName}, 已指定专门人员`);
  const missing = notKnown(facts);
  if (missing !== null) return missing;
  if (facts.designated === null) return unknown(`没有${facts.kindName}, 是否指定专门人员未知`);
  return lacking(facts, '', ', 也未指定专门人员');
}

/** Why the absence of an operating facility proves nothing; null when it does. @param counts what would meet the duty besides */
export function notKnown(facts: DutyFacts, counts: { servers?: boolean; city?: boolean; substitutes?: boolean } = {}): Verdict | null {
  if (facts.noRecords) return unknown(`没有任何${facts.kindName}数据`);
  if (facts.unknownStatus > 0) return unknown(`${facts.unknownStatus} 处${facts.kindName}运营状态未知`);
  if (facts.unplaced > 0) return unknown(`所在旗县有 ${facts.unplaced} 处${facts.kindName}的乡镇未知`);
  const { servers = false, city = false, substitutes = false } = counts;
  if (substitutes && facts.unsureSubstitute !== null) return unknown(`可替代的${facts.unsureSubstitute}运营状态未知`);
  if (servers && facts.unsureServer !== null) return unknown(`提供服务的${facts.unsureServer}运营状态未知`);
  if (city && facts.municipal?.operates === false) return unknown(`${facts.municipal.name}运营状态未知`);
  return null;
} // prettier-ignore

function lacking(facts: DutyFacts, before = '', after = ''): Verdict {
  const others = facts.notOperating === 0 ? '' : ` (${facts.notOperating} 处规划、在建、停用或关闭)`;
  return { result: 'not_met', reason: `${before}没有运营中的${facts.kindName}${others}${after}` };
}

/** A policy's rule with the facts of each unit by it. */
interface Judge {
  rule: DutyPolicy | null;
  factsOf: (code: string) => DutyFacts;
}

/** A unit by the first of the policies that is about it; by the last where none is. */
export function judgeByFirst<Own extends Judge>(judges: readonly Own[], code: string): Verdict & { facts: DutyFacts; by: Own } {
  const known = judges.map((by) => ({ by, facts: by.factsOf(code) }));
  const { by, facts } = known.find(({ by: { rule }, facts: own }) => rule === null || outOfScope(rule, own) === null) ?? known.at(-1)!;
  return { ...judgeDuty(by.rule, facts), facts, by };
} // prettier-ignore

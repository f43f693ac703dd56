import type { DutyResult } from '../api/coverage.ts';

/** A coverage policy, as far as the duty test reads it. */
export interface DutyPolicy {
  rule: 'facility' | 'facility_or_person' | 'by_zone' | 'facility_or_served';
  /** The target binds the region or every league; no single unit passes or fails it. */
  aggregate: boolean;
  targetShare: number | null; // 0..1
}

export type Zone = 'cremation' | 'burial_reform' | 'mixed' | 'unknown';

/** What is known of one unit for one kind of facility. */
export interface DutyFacts {
  kindName: string;
  /** No facility of the kind is on record anywhere: the data is missing, not the facilities. */
  noRecords: boolean;
  operating: number; // of the kind, in the unit
  hosted: number; // of them, set up inside another institution
  notOperating: number; // planned, building, suspended or closed
  unknownStatus: number;
  unplaced: number; // operating in the county, township not known (townships only)
  servedBy: string | null; // name of an operating facility elsewhere that serves the unit
  substitute: string | null; // name of an operating lawful substitute in the unit
  zone: Zone | null; // by_zone only
  designated: boolean | null; // facility_or_person only: a person is designated; null = not known
}

export interface Verdict {
  result: DutyResult;
  reason: string; // one sentence
}

const met = (reason: string): Verdict => ({ result: 'met', reason });
const substituted = (reason: string): Verdict => ({ result: 'met_by_substitute', reason });
const unknown = (reason: string): Verdict => ({ result: 'unknown', reason });

/**
 * Is there a facility of this kind, or a lawful substitute (design.md section 6)? What is not known is `unknown`, never a gap
 * and never met.
 * @param policy null: no policy sets a duty for this kind at this level of unit
 */
export function judgeDuty(policy: DutyPolicy | null, facts: DutyFacts): Verdict {
  const { kindName: name, operating } = facts;
  if (policy === null) return { result: 'not_applicable', reason: `没有政策要求本级单位设${name}, 只列数量` };
  if (policy.rule === 'facility_or_served' && operating > 0 && facts.hosted === operating)
    return substituted(`${name}设在其他民政机构内`);
  if (operating > 0) return met(`本地有运营中的${name} ${operating} 处`);
  if (policy.rule === 'by_zone' || policy.rule === 'facility_or_served') {
    if (facts.servedBy !== null) return substituted(`由${facts.servedBy}提供服务`);
  }
  if (policy.rule === 'by_zone') return byZone(facts);
  if (policy.rule === 'facility_or_person') return orPerson(facts);
  if (facts.substitute !== null) return substituted(`没有${name}, 有${facts.substitute}替代`);
  const missing = notKnown(facts);
  if (missing !== null) return missing;
  if (policy.aggregate) {
    const target = policy.targetShare === null ? '' : ` ${Math.round(policy.targetShare * 100)}%`;
    return {
      result: 'not_applicable',
      reason: `没有运营中的${name}; 目标${target}按全区汇总, 不要求单个单位`,
    };
  }
  return lacking(facts);
}

/** 殡仪馆 where bodies are cremated; where burial is reformed, a service station or a public cemetery does. */
function byZone(facts: DutyFacts): Verdict {
  if (facts.zone === null || facts.zone === 'unknown') return unknown('火葬区/土葬改革区划分未知, 不能判断');
  if (facts.zone === 'burial_reform' && facts.substitute !== null)
    return substituted(`土葬改革区, 有${facts.substitute}`);
  const missing = notKnown(facts);
  if (missing !== null) return missing;
  return lacking(
    facts,
    facts.zone === 'burial_reform' ? '土葬改革区, ' : facts.zone === 'mixed' ? '部分为火葬区, ' : '火葬区, ',
  );
}

/** 未成年人保护法 art. 81: a station or a designated person. */
function orPerson(facts: DutyFacts): Verdict {
  if (facts.designated === true) return substituted(`没有${facts.kindName}, 已指定专门人员`);
  const missing = notKnown(facts);
  if (missing !== null) return missing;
  if (facts.designated === null) return unknown(`没有${facts.kindName}, 是否指定专门人员未知`);
  return lacking(facts, '', ', 也未指定专门人员');
}

/** Why the absence of an operating facility proves nothing; null when it does. */
function notKnown(facts: DutyFacts): Verdict | null {
  if (facts.noRecords) return unknown(`没有任何${facts.kindName}数据`);
  if (facts.unknownStatus > 0) return unknown(`${facts.unknownStatus} 处${facts.kindName}运营状态未知`);
  if (facts.unplaced > 0) return unknown(`所在旗县有 ${facts.unplaced} 处${facts.kindName}的乡镇未知`);
  return null;
}

function lacking(facts: DutyFacts, before = '', after = ''): Verdict {
  const others = facts.notOperating === 0 ? '' : ` (${facts.notOperating} 处规划、在建、停用或关闭)`;
  return { result: 'not_met', reason: `${before}没有运营中的${facts.kindName}${others}${after}` };
}

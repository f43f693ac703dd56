import type { ConditionFlag } from '../api/facilities.ts';

/** Equipment older than this is flagged where the kind says nothing else: 部门设定, 无法定依据. */
export const usualEquipmentYears = 15;

interface Facility {
  condition: string | null;
  equipment_year: number | null;
  env_compliant: boolean | null;
}

const dilapidated = /危房|危险房屋|[CD]\s*级/i;
const outdated = /陈旧|老旧|破旧|年久失修/;
const denied = /(非|无|不是|不属于|已消除|排除)(危房|危险房屋)/;

/**
 * What is wrong with a facility by its own record (plan, 专栏8; domain.md 7.5): dangerous building, worn out, cremators past their age,
 * emissions. What is not recorded is no flag.
 * @param years after which equipment is past its age
 */
export function conditionFlags({ condition, equipment_year: made, env_compliant: clean }: Facility, years: number | null, today: string): ConditionFlag[] {
  const said = condition ?? '';
  const age = made === null ? 0 : Number(today.slice(0, 4)) - made;
  const flags: Readonly<Record<ConditionFlag, boolean>> = {
    dilapidated: dilapidated.test(said) && !denied.test(said),
    outdated: outdated.test(said),
    equipment: age > (years ?? usualEquipmentYears),
    emissions: clean === false,
  };
  return (Object.keys(flags) as ConditionFlag[]).filter((flag) => flags[flag]);
} // prettier-ignore

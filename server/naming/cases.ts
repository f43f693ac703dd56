import type { ApprovalCase, NameKind } from '../api/naming.ts';
import { kindOfClass } from './kinds.ts';

export interface CaseGiven {
  name: string;
  class: string;
  famous?: boolean | undefined;
  border?: boolean | undefined; // 涉及国界线走向
}

/** Which row of art. 12 a name falls under; null for a class that belongs to no kind. */
export function caseOf({ name, class: code, famous, border }: CaseGiven): ApprovalCase | null {
  const kind = kindOfClass(code);
  if (kind === null) return null;
  if (kind === 'division') return divisionCase(name, code);
  if (kind === 'natural') return famous === true || border === true ? 'natural_famous' : 'natural';
  if (border === true && (kind === 'village' || kind === 'natural_village')) return 'village_border';
  return kind satisfies Exclude<NameKind, 'division' | 'natural'>;
}

function divisionCase(name: string, code: string): ApprovalCase {
  if (code.startsWith('212')) return 'province';
  if (!code.startsWith('215')) return 'county_and_above';
  return /街道(办事处)?$/.test(name) ? 'street_office' : 'township';
}

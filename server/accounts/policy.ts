import { scopeActions, type Action } from '../api/actions.ts';
import type { Account } from './account.ts';
import { rights } from './rights.ts';

/** What is acted upon, as far as a decision needs it. Left out: not about one thing (a route, a list). */
export interface Thing {
  divisions?: readonly string[] | undefined; // codes of all divisions that it touches, at any level
  managing?: string | null | undefined; // 管理方
  parties?: readonly string[] | undefined; // codes of the sides of a line or marker
  applications?: readonly string[] | undefined; // codes of the sides that have applied for it
  approvalNo?: string | null | undefined; // 批准文号
  public?: boolean | undefined;
  secrecy?: string | undefined; // 密级
  author?: string | undefined; // user name of who has proposed it
}

export type Refusal =
  | 'signed-out'
  | 'no-account' // the local administrator has no password and no tokens
  | 'password' // must be changed first
  | 'scope' // of the token
  | 'role'
  | 'jurisdiction'
  | 'hidden' // for this reader it does not exist
  | 'managing-side'
  | 'papers' // both sides' application and the approval number
  | 'own-proposal'; // two pairs of eyes

export type Decision = { allowed: true } | { allowed: false; because: Refusal };

/**
 * Whether `account` may do `action` to `thing`. Without a thing: whether there may be one to which it may. Jurisdiction limits
 * writing, never what staff reads.
 */
export function can(account: Account, action: Action, thing?: Thing): Decision {
  const because = obstacle(account, action, thing);
  return because === null ? { allowed: true } : { allowed: false, because };
}

/** Whether a division lies in a jurisdiction or is it: 150000 holds 15xxxx, 150100 holds 1501xx, 150102 its townships 150102xxx. */
export const isWithin = (code: string, jurisdiction: string): boolean =>
  code.startsWith(prefixOf(jurisdiction));

/** The digits that codes in a division of 6 digits begin with. */
export const prefixOf = (code: string): string => code.replace(/(00){1,2}$/, '');

function obstacle(account: Account, action: Action, thing: Thing | undefined): Refusal | null {
  const { role, scopes, jurisdiction } = account;
  if (action === 'session') return null;
  if (role === null) return 'signed-out';
  if (scopes !== null && !scopes.some((scope) => scopeActions[scope].includes(action))) return 'scope';
  if (account.mustChangePassword && action !== 'account.self') return 'password';
  const right = rights[action][role];
  if (right === 'no') return role === 'public' ? 'signed-out' : 'role';
  if (role === 'public') return thing === undefined || isPublic(thing) ? null : 'hidden';
  if (account.id === null && (action === 'account.self' || action === 'token.manage')) return 'no-account';
  if (right === 'inside' && (jurisdiction === null || !touches(thing, jurisdiction))) return 'jurisdiction';
  return thing === undefined ? null : conditionOf(account, action, thing);
}

const isPublic = (thing: Thing): boolean => thing.public === true && thing.secrecy === '公开';

const touches = (thing: Thing | undefined, jurisdiction: string): boolean =>
  thing === undefined || (thing.divisions ?? []).some((code) => isWithin(code, jurisdiction));

/** What the law asks beyond role and jurisdiction (domain.md 5.1, 5.6). Papers are asked of administrators too. */
function conditionOf(account: Account, action: Action, thing: Thing): Refusal | null {
  if (action === 'marker.relocate' || action === 'marker.add' || action === 'marker.retire') {
    return hasPapers(thing) ? null : 'papers';
  }
  if (account.role === 'administrator') return null;
  if (action === 'marker.repair') return isManagedBy(thing, account.jurisdiction) ? null : 'managing-side';
  if (action === 'place.approve' && thing.author === account.name) return 'own-proposal';
  return null;
}

function hasPapers({ parties = [], applications = [], approvalNo }: Thing): boolean {
  const applied = new Set(applications);
  const isApproved = (approvalNo ?? '').trim() !== '';
  return isApproved && new Set(parties).size >= 2 && parties.every((party) => applied.has(party));
}

/** The managing side is the jurisdiction, something in it, or what it is a part of (a region's markers are looked after by its banners). */
const isManagedBy = ({ managing }: Thing, jurisdiction: string | null): boolean =>
  managing != null &&
  jurisdiction !== null &&
  (isWithin(managing, jurisdiction) || isWithin(jurisdiction, managing));

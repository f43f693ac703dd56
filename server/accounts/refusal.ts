import { notFound, Problem } from '../http/problem.ts';
import type { Decision, Refusal } from './policy.ts';

const words: Readonly<Record<Exclude<Refusal, 'signed-out' | 'hidden'>, string>> = {
  'no-account': '本机管理员没有个人账户。The local administrator has no account of its own.',
  password: '请先修改密码。The password must be changed first.',
  scope: '此令牌没有这项权限。The token’s scopes do not cover this.',
  role: '此账户的角色没有这项权限。The role of this account does not cover this.',
  jurisdiction: '不在此账户的管辖范围内。Outside the jurisdiction of this account.',
  'managing-side': '只有分工管理的一方可以登记修复。Only the managing side records repairs.',
  papers: '须有双方申请和批准文号。Both sides’ application and the approval number are needed.',
  'own-proposal': '不能审核自己提交的内容。One’s own proposal is approved by somebody else.',
};

/** @throws Problem 401 for nobody, 404 for what may not be known to exist, 403 for the rest */
export function insist(decision: Decision): void {
  if (decision.allowed) return;
  const { because } = decision;
  if (because === 'signed-out') throw new Problem(401, 'Sign in first', '请先登录。This needs an account.');
  if (because === 'hidden') throw notFound('This');
  throw new Problem(403, 'Not allowed', words[because]);
}

import type { Citation, Plan, PolicyCited, Target } from '../api/coverage-policies.ts';
import type { z } from 'zod';
import type { PlanRow, PolicyRow } from './queries.ts';

export const noBasis = '部门设定, 无法定依据';

type Cited = z.infer<typeof Citation>;

/** Whether a text is in force on a day. Of a text whose day is not known it cannot be said: it is not cited. */
const isInForce = ({ validFrom, validTo }: Pick<Cited, 'validFrom' | 'validTo'>, on: string): boolean =>
  validFrom !== null && validFrom <= on && (validTo === null || validTo >= on);

/** All texts of a policy, each with whether it is in force on the day. */
export const citationsOf = (policy: PolicyRow, on: string): Cited[] =>
  (policy.citation as Omit<Cited, 'inForce'>[]).map(({ title, article, text, validFrom, validTo, url }) => {
    const dated = { validFrom: validFrom ?? null, validTo: validTo ?? null };
    return { title, article, text, ...dated, url: url ?? null, inForce: isInForce(dated, on) };
  });

export const toPlan = ({ id, title, valid_from, valid_to, state, note }: PlanRow): z.infer<typeof Plan> => ({
  id,
  title,
  validFrom: valid_from,
  validTo: valid_to,
  state: state as z.infer<typeof Plan>['state'],
  note,
});

export const targetOf = (policy: PolicyRow): z.infer<typeof Target> | null =>
  policy.target_scope === null || policy.target_counts === null
    ? null
    : {
        share: policy.target_share,
        scope: policy.target_scope as 'region' | 'prefecture',
        year: policy.target_year,
        counts: policy.target_counts as 'facility' | 'duty',
        note: policy.target_note,
      };

const stateWords = { published: '已发布', not_published: '未发布', unknown: '是否发布未知' } as const;

/** The policy as a flag of this day cites it: only texts in force (依据), and what has become of its plan. */
export function cite(policy: PolicyRow, plans: readonly PlanRow[], on: string): PolicyCited {
  const citations = citationsOf(policy, on).filter(({ inForce }) => inForce);
  const own = plans.find(({ id }) => id === policy.plan_id);
  const next = own && plans.find(({ succeeds }) => succeeds === own.id);
  const ended = own !== undefined && own.valid_to !== null && own.valid_to < on;
  const successor = next === undefined ? null : toPlan(next);
  const over = !ended ? '' : `规划期已满${successor === null ? '' : `, 后续规划${stateWords[successor.state]}`}`;
  const years = own === undefined ? '' : `${own.valid_from?.slice(0, 4) ?? ''}-${own.valid_to?.slice(0, 4) ?? ''}`;
  const texts = citations.map(({ title, article }) => `《${title}》${article ?? ''}`).join('、');
  const target = targetOf(policy);
  return {
    id: policy.id,
    title: policy.title,
    legalNature: policy.legal_nature,
    rule: policy.rule as PolicyCited['rule'],
    planPeriod: own === undefined ? null : `${own.title} ${years}${over === '' ? '' : ` (${over})`}`,
    plan: own === undefined ? null : { ...toPlan(own), ended, successor },
    targetShare: target?.share ?? null,
    targetScope: target?.note ?? null,
    target,
    citations,
    basis: texts !== '' ? texts : over === '' ? noBasis : `${noBasis} (${own!.title}${over})`,
  };
} // prettier-ignore

import * as api from '../api/naming.ts';
import { divisionTree } from '../divisions/tree.ts';
import { badRequest, notFound } from '../http/problem.ts';
import { route } from '../http/route.ts';
import { approvalFor, approvalRules, deadlines } from './approval.ts';
import { checkName } from './check.ts';
import { rules } from './rules.ts';
import { scopes } from './scopes.ts';
import { wordLists } from './words.ts';

const ruleAnswer = {
  items: [...rules],
  scopes: scopes.map(({ kind, subject, area, article, classes, note }) => ({ kind, subject, area, article, classes: [...classes], note })), // prettier-ignore
};

export const namingRoutes = [
  route(api.checkName, ({ body, context }) =>
    checkName(context.db, body, wordLists(context.config.namingWords)),
  ),
  route(api.listNameRules, () => Promise.resolve(ruleAnswer)),
  route(api.getApproval, async ({ query, context }) => {
    const { case: of, division, approvedOn, filedOn } = query;
    const items = [...approvalRules];
    if (of === undefined && (division ?? approvedOn ?? filedOn) !== undefined) throw badRequest('query: 请先用 case 指明类别。`division`, `approvedOn` and `filedOn` need `case`.'); // prettier-ignore
    if (of === undefined) return { items, approval: null, deadlines: null };
    if (filedOn !== undefined && (approvedOn === undefined || filedOn < approvedOn)) throw badRequest('query: 备案不早于批准。`filedOn` needs an `approvedOn` that is not later.'); // prettier-ignore
    const tree = await divisionTree(context.db);
    if (division !== undefined && tree.get(division) === undefined) throw notFound(`Division ${division}`);
    const approval = approvalFor(of, division ?? null, tree);
    return {
      items,
      approval,
      deadlines: approvedOn === undefined ? null : deadlines(approvedOn, approval, filedOn ?? null),
    };
  }),
];

import { BoundaryCheck, listBoundaryChecks, type BoundaryFinding } from '../api/boundary-checks.ts';
import { getLineProfile } from '../api/boundary-profile.ts';
import type { Context } from '../context.ts';
import { csv } from '../http/csv.ts';
import { cutPage, decodeCursor } from '../http/paging.ts';
import { route, type Route } from '../http/route.ts';
import { todayInChina } from '../naming/today.ts';
import { checkBoundaries, keyOf } from './checks.ts';
import { lineProfile } from './profile.ts';

interface Question {
  check?: BoundaryCheck | undefined;
  line?: string | undefined;
  division?: string | undefined;
}

const asked = (all: readonly BoundaryFinding[], check: BoundaryCheck | undefined): BoundaryFinding[] =>
  all.filter((finding) => check === undefined || finding.check === check);

const countsOf = (all: readonly BoundaryFinding[]) =>
  BoundaryCheck.options.flatMap((check) => {
    const own = all.filter((finding) => finding.check === check);
    return own.length === 0 ? [] : [{ check, severity: own[0]!.severity, count: own.length }];
  });

function isAfter(finding: BoundaryFinding, key: readonly string[]): boolean {
  const own = keyOf(finding);
  const at = own.findIndex((part, index) => part !== key[index]);
  return at >= 0 && own[at]! > key[at]!;
}

async function* rows(context: Context, question: Question): AsyncGenerator<unknown[]> {
  yield ['检查', '程度', '界线代码', '界线', '对象', '编号', '说明', '依据', '经度', '纬度', '示例数据'];
  for (const { check, severity, line, record, name, reason, rule, point, sample } of asked(await checkBoundaries(context.db, question, todayInChina()), question.check))
    yield [check, severity, line?.code, line?.name, record.type, name, reason, rule, point?.[0], point?.[1], sample ? '是' : '否'];
} // prettier-ignore

export const boundaryCheckRoutes: readonly Route[] = [
  route(getLineProfile, ({ params, query, context }) => lineProfile(context, params.code, query.gap)),
  route(
    listBoundaryChecks,
    async ({ query, context }) => {
      const all = await checkBoundaries(context.db, query, todayInChina());
      const wanted = asked(all, query.check);
      const after = query.next === undefined ? null : decodeCursor(query.next, 'string', 'string', 'string');
      const rest = after === null ? wanted : wanted.filter((finding) => isAfter(finding, after));
      return { ...cutPage(rest.slice(0, query.limit + 1), query.limit, keyOf), total: wanted.length, counts: countsOf(all) }; // prettier-ignore
    },
    undefined,
    ({ query, context }) => csv(rows(context, query)),
  ),
];

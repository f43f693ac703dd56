import { sql } from 'kysely';
import { badRequest } from '../../http/problem.ts';
import { momentOf, spanOf } from '../moments.ts';
import { propertyOf, type Scope, type Sql } from './scope.ts';
import type { Property as Named, Temporal, TemporalOperator, TemporalPredicate } from './filter.ts';

/** First and last moment of an operand, both included. `byDay`: its ends are days (or open), `from` and `to` are their midnights. */
interface Span {
  from: Sql;
  to: Sql;
  byDay: boolean;
  /** The last moment of the last day, where `byDay`. */
  lasting: Sql;
}

type Compare = (a: Sql, b: Sql, c: Sql, d: Sql) => Sql;

/** Allen's relations of a..b to c..d (OGC 21-065r2 table 11). An instant begins and ends at once. */
const relations: Readonly<Record<TemporalOperator, Compare>> = {
  t_after: (a, _b, _c, d) => sql`(${a} > ${d})`,
  t_before: (_a, b, c) => sql`(${b} < ${c})`,
  t_contains: (a, b, c, d) => sql`(${a} < ${c} and ${b} > ${d})`,
  t_disjoint: (a, b, c, d) => sql`(${b} < ${c} or ${a} > ${d})`,
  t_during: (a, b, c, d) => sql`(${a} > ${c} and ${b} < ${d})`,
  t_equals: (a, b, c, d) => sql`(${a} = ${c} and ${b} = ${d})`,
  t_finishedby: (a, b, c, d) => sql`(${a} < ${c} and ${b} = ${d})`,
  t_finishes: (a, b, c, d) => sql`(${a} > ${c} and ${b} = ${d})`,
  t_intersects: (a, b, c, d) => sql`(${a} <= ${d} and ${b} >= ${c})`,
  t_meets: (_a, b, c) => sql`(${b} = ${c})`,
  t_metby: (a, _b, _c, d) => sql`(${a} = ${d})`,
  t_overlappedby: (a, b, c, d) => sql`(${a} > ${c} and ${a} < ${d} and ${b} > ${d})`,
  t_overlaps: (a, b, c, d) => sql`(${a} < ${c} and ${b} > ${c} and ${b} < ${d})`,
  t_startedby: (a, b, c, d) => sql`(${a} = ${c} and ${b} > ${d})`,
  t_starts: (a, b, c, d) => sql`(${a} = ${c} and ${b} < ${d})`,
};

/** Two days are compared as days; beside a timestamp a day lasts from its first moment to its last. @throws Problem 400 */
export function temporalOf({ op, args }: TemporalPredicate, scope: Scope): Sql {
  const [one, other] = [spanFor(args[0], scope), spanFor(args[1], scope)];
  const byDay = one.byDay && other.byDay;
  const end = (span: Span): Sql => (byDay ? span.to : span.lasting);
  return relations[op](one.from, end(one), other.from, end(other));
}

function spanFor(operand: Temporal, scope: Scope): Span {
  if ('interval' in operand) {
    const [from, to] = [boundOf(operand.interval[0], scope), boundOf(operand.interval[1], scope)];
    return {
      from: sql`coalesce(${from.from}, '-infinity'::timestamptz)`,
      to: sql`coalesce(${to.to}, 'infinity'::timestamptz)`,
      lasting: sql`coalesce(${to.lasting}, 'infinity'::timestamptz)`,
      byDay: from.byDay && to.byDay,
    };
  }
  if ('property' in operand) return spanOfProperty(operand, scope);
  return spanOfText('date' in operand ? operand.date : operand.timestamp, 'date' in operand);
}

const open: Span = {
  from: sql`null::timestamptz`,
  to: sql`null::timestamptz`,
  lasting: sql`null::timestamptz`,
  byDay: true,
};

/** An end of an interval: a text, .. for open, or a property, which is open where it is null. */
function boundOf(bound: string | Named, scope: Scope): Span {
  if (bound === '..') return open;
  if (typeof bound === 'string') return spanOfText(bound, bound.length === 10);
  return spanOfProperty(bound, scope);
}

function spanOfProperty(named: Named, scope: Scope): Span {
  const property = propertyOf(named.property, scope);
  if (property.type !== 'date' && property.type !== 'timestamp') throw badRequest(`query: \`filter\`: ${property.name} is no date or timestamp.`); // prettier-ignore
  const from = momentOf(property);
  if (property.type === 'timestamp') return { from, to: from, lasting: from, byDay: false };
  return { from, to: from, lasting: sql`(${from} + interval '1 day' - interval '1 microsecond')`, byDay: true }; // prettier-ignore
}

function spanOfText(text: string, isDay: boolean): Span {
  const span = spanOf(text);
  if (span === null || (text.length === 10) !== isDay) throw badRequest("query: `filter`: a time is written DATE('2025-12-31') or TIMESTAMP('2025-12-31T00:00:00Z'), an end of an INTERVAL '2025-12-31', '2025-12-31T00:00:00Z' or '..'."); // prettier-ignore
  const from = sql`${span.from}::timestamptz`;
  return { from, to: from, lasting: sql`${span.to}::timestamptz`, byDay: isDay };
}

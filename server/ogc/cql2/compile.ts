import { sql } from 'kysely';
import { badRequest } from '../../http/problem.ts';
import type { Comparison, Filter, SpatialPredicate, TemporalPredicate } from './filter.ts';
import { compareScalars, likeOf, numeric, scalarOf, temporalTypes, type Operand } from './scalar.ts';
import type { Scope, Sql } from './scope.ts';
import { spatialOf } from './spatial.ts';
import { temporalOf } from './temporal.ts';

/**
 * A filter as a condition. Names become columns that the collection declares, values become parameters: no text of a request gets into
 * the statement. Where a property is null a comparison is neither true nor false, as in SQL.
 * @throws Problem 400 for unknown names and for values of another kind than the property
 */
export function compile(filter: Filter, scope: Scope): Sql {
  if (typeof filter === 'boolean') return filter ? sql`true` : sql`false`;
  switch (filter.op) {
    case 'and':
      return sql`(${sql.join(filter.args.map((each) => compile(each, scope)), sql` and `)})`; // prettier-ignore
    case 'or':
      return sql`(${sql.join(filter.args.map((each) => compile(each, scope)), sql` or `)})`; // prettier-ignore
    case 'not':
      return sql`(not ${compile(filter.args[0], scope)})`;
    case 'like':
      return likeOf(filter.args[0], filter.args[1], scope);
    case 'between': {
      const [value, low, high] = filter.args.map((each) => scalarOf(each, scope)) as [
        Operand,
        Operand,
        Operand,
      ];
      for (const each of [value, low, high]) if (!numeric(each) && !temporalTypes(each)) throw badRequest('query: `filter`: BETWEEN takes numbers, dates and timestamps.'); // prettier-ignore
      return sql`(${compareScalars('>=', value, low)} and ${compareScalars('<=', value, high)})`;
    }
    case 'in': {
      const value = scalarOf(filter.args[0], scope);
      const listed = filter.args[1].map((each) => compareScalars('=', value, scalarOf(each, scope)));
      return sql`(${sql.join(listed, sql` or `)})`;
    }
    case 'isNull':
      return sql`(${filter.args[0].property === 'geometry' ? sql.ref(scope.collection.geometry.column) : scalarOf(filter.args[0], scope).sql} is null)`;
    default:
      if (isSpatial(filter)) return spatialOf(filter, scope);
      if (isTemporal(filter)) return temporalOf(filter, scope);
      return compareScalars(filter.op, scalarOf(filter.args[0], scope), scalarOf(filter.args[1], scope));
  }
}

type Predicate = Comparison | SpatialPredicate | TemporalPredicate;
const isSpatial = (predicate: Predicate): predicate is SpatialPredicate => predicate.op.startsWith('s_');
const isTemporal = (predicate: Predicate): predicate is TemporalPredicate => predicate.op.startsWith('t_');

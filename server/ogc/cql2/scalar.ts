import { sql } from 'kysely';
import { badRequest } from '../../http/problem.ts';
import { columnOf, type PropertyType } from '../collection.ts';
import { momentOf, spanOf } from '../moments.ts';
import { propertyOf, type Scope, type Sql } from './scope.ts';
import type { Character, Comparator, Instant, Scalar } from './filter.ts';

/** A value or a property, with what it can be compared to. */
export interface Operand {
  type: Exclude<PropertyType, 'array'>;
  sql: Sql;
  /** Of a date: as a moment, its midnight UTC. */
  moment?: Sql;
}

export const numeric = ({ type }: Operand): boolean => type === 'integer' || type === 'number';
export const temporalTypes = ({ type }: Operand): boolean => type === 'date' || type === 'timestamp';

/** @throws Problem 400 */
export function scalarOf(scalar: Scalar, scope: Scope): Operand {
  if (typeof scalar === 'boolean') return { type: 'boolean', sql: sql`${scalar}::boolean` };
  if (typeof scalar === 'number') return Number.isSafeInteger(scalar) ? { type: 'integer', sql: sql`${scalar}::int8` } : { type: 'number', sql: sql`${scalar}::float8` }; // prettier-ignore
  if (typeof scalar === 'object' && ('date' in scalar || 'timestamp' in scalar)) return instantOf(scalar);
  return characterOf(scalar, scope);
}

function characterOf(text: Character, scope: Scope): Operand {
  if (typeof text === 'string') return { type: 'text', sql: sql`${text}::text` };
  if ('op' in text) {
    const inner = characterOf(text.args[0], scope);
    if (inner.type !== 'text') throw badRequest('query: `filter`: CASEI takes a text.');
    return { type: 'text', sql: sql`lower(${inner.sql})` };
  }
  const property = propertyOf(text.property, scope);
  const { type } = property;
  if (type === 'array') throw badRequest(`query: \`filter\`: ${property.name} is a list and cannot be compared.`); // prettier-ignore
  return { type, sql: columnOf(property), ...(type === 'date' ? { moment: momentOf(property) } : {}) };
}

function instantOf(instant: Instant): Operand {
  const [type, text] = 'date' in instant ? (['date', instant.date] as const) : (['timestamp', instant.timestamp] as const); // prettier-ignore
  const span = spanOf(text);
  if (span === null || (text.length === 10) !== (type === 'date')) throw badRequest(`query: \`filter\`: ${type === 'date' ? 'DATE takes a day that there is, as 2025-12-31' : 'TIMESTAMP takes a moment that there is, as 2025-12-31T00:00:00Z'}.`); // prettier-ignore
  if (type === 'timestamp') return { type, sql: sql`${span.from}::timestamptz` };
  return { type, sql: sql`${text}::date`, moment: sql`${span.from}::timestamptz` };
}

const kinds: Readonly<Record<Operand['type'], string>> = {
  text: 'a text',
  integer: 'a number',
  number: 'a number',
  boolean: 'true or false',
  date: 'a date',
  timestamp: 'a timestamp',
};

/** @throws Problem 400 when the two are of different kinds */
export function compareScalars(op: Comparator, one: Operand, other: Operand): Sql {
  const isAlike = one.type === other.type || (numeric(one) && numeric(other));
  const areTimes = temporalTypes(one) && temporalTypes(other);
  if (!isAlike && !areTimes) throw badRequest(`query: \`filter\` compares ${kinds[one.type]} with ${kinds[other.type]}${temporalTypes(one) || temporalTypes(other) ? "; a date is written DATE('2025-12-31')" : ''}.`); // prettier-ignore
  const [left, right] = isAlike ? [one.sql, other.sql] : [one.moment ?? one.sql, other.moment ?? other.sql];
  return sql`(${left} ${operators[op]} ${right})`;
}

const operators: Readonly<Record<Comparator, Sql>> = {
  '=': sql`=`,
  '<>': sql`<>`,
  '<': sql`<`,
  '>': sql`>`,
  '<=': sql`<=`,
  '>=': sql`>=`,
};

/** LIKE: % any text, _ one character, \ before either takes it literally. @throws Problem 400 */
export function likeOf(text: Character, pattern: Character, scope: Scope): Sql {
  const value = characterOf(text, scope);
  if (value.type !== 'text') throw badRequest('query: `filter`: LIKE takes a text.');
  return sql`(${value.sql} like ${patternOf(pattern)} escape '\\')`;
}

/** A literal, in CASEI or not. PostgreSQL refuses a pattern that ends within an escape. */
function patternOf(pattern: Character): Sql {
  if (typeof pattern === 'string') {
    if (/(^|[^\\])(\\\\)*\\$/.test(pattern)) throw badRequest('query: `filter`: the pattern of LIKE ends with a single \\; write \\\\ for the character.'); // prettier-ignore
    return sql`${pattern}::text`;
  }
  if ('op' in pattern) return sql`lower(${patternOf(pattern.args[0])})`;
  throw badRequest('query: `filter`: the pattern of LIKE must be a text.');
}

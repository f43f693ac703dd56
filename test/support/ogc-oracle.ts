import fc from 'fast-check';
import type { Filter, Scalar } from '../../server/ogc/cql2/filter.ts';

/** A place as the test knows it. */
export interface Row {
  id: number;
  name: string;
  roman: string | null;
  class: string;
  importance: number;
  status: string;
  sample: boolean;
  valid_from: string | null;
  valid_to: string | null;
  point: [number, number] | null;
}

type Truth = boolean | null; // null: of something unknown

/** What a filter says of a row, in three values. */
export function truth(filter: Filter, row: Row): Truth {
  if (typeof filter === 'boolean') return filter;
  const value = (scalar: Scalar): string | number | boolean | null => {
    if (typeof scalar !== 'object') return scalar;
    if ('property' in scalar) return row[scalar.property as 'name'];
    if ('op' in scalar) return (value(scalar.args[0]) as string | null)?.toLowerCase() ?? null;
    return 'date' in scalar ? scalar.date : scalar.timestamp;
  };
  const compare = (op: string, one: Scalar, other: Scalar): Truth => {
    const [a, b] = [value(one), value(other)];
    if (a === null || b === null) return null;
    return { '=': a === b, '<>': a !== b, '<': a < b, '>': a > b, '<=': a <= b, '>=': a >= b }[op]!;
  };
  switch (filter.op) {
    case 'and':
      return all(filter.args.map((each) => truth(each, row)));
    case 'or':
      return not(all(filter.args.map((each) => not(truth(each, row)))));
    case 'not':
      return not(truth(filter.args[0], row));
    case 'isNull':
      return value(filter.args[0]) === null;
    case 'in':
      return not(all(filter.args[1].map((each) => not(compare('=', filter.args[0], each)))));
    case 'between':
      return all([compare('>=', filter.args[0], filter.args[1]), compare('<=', filter.args[0], filter.args[2])]); // prettier-ignore
    case 'like': {
      const [text, pattern] = [value(filter.args[0]), value(filter.args[1])] as [string | null, string];
      return text === null ? null : likeOf(pattern).test(text);
    }
    default:
      return compare(filter.op, filter.args[0] as Scalar, filter.args[1] as Scalar);
  }
}

const not = (one: Truth): Truth => (one === null ? null : !one);
const all = (each: Truth[]): Truth => (each.includes(false) ? false : each.includes(null) ? null : true);

function likeOf(pattern: string): RegExp {
  const source = pattern.replaceAll(/\\?[\s\S]/gu, (part) => {
    if (part === '%') return '[\\s\\S]*';
    if (part === '_') return '[\\s\\S]';
    return (part.length > 1 && part.startsWith('\\') ? part.slice(1) : part).replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&'); // prettier-ignore
  });
  return new RegExp(`^${source}$`, 'u');
}

const property = (name: string) => fc.constant({ property: name });
/** None ends with a single backslash, which CQL2 text cannot write. */
const texts = fc.constantFrom(
  '东河村',
  '西河',
  'Bayan Gol',
  'bayan',
  "O'Neil",
  '100%',
  'a_b',
  '',
  '22200',
  'current',
);
const characters = fc.oneof(
  fc.constantFrom('name', 'roman', 'class', 'status').map((name) => ({ property: name })),
  texts,
);
const folded = fc.oneof(
  characters,
  characters.map((text) => ({ op: 'casei' as const, args: [text] as [typeof text] })),
);
const numbers = fc.oneof(
  property('importance'),
  fc.integer({ min: -3, max: 22 }),
  fc.double({ min: 0, max: 20, noNaN: true }),
);
const dates = fc.oneof(
  fc.constantFrom('valid_from', 'valid_to').map((name) => ({ property: name })),
  fc.integer({ min: 1900, max: 2030 }).map((year) => ({ date: `${year}-06-15` })),
);
const equality = fc.constantFrom('=' as const, '<>' as const);
const order = fc.constantFrom(
  '=' as const,
  '<>' as const,
  '<' as const,
  '>' as const,
  '<=' as const,
  '>=' as const,
);
const patterns = fc
  .array(fc.constantFrom('%', '_', '河', '村', 'b', 'a', 'O', "'", '\\%', '\\_', '\\\\'), { maxLength: 5 })
  .map((parts) => parts.join(''));

/** Filters of the scalar classes, nested. Texts are compared for equality only: their order is the database's. */
export const filterOf: fc.Arbitrary<Filter> = fc.letrec<{ filter: Filter }>((tie) => ({
  filter: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    fc.tuple(equality, folded, folded).map(([op, one, other]): Filter => ({ op, args: [one, other] })),
    fc.tuple(order, numbers, numbers).map(([op, one, other]): Filter => ({ op, args: [one, other] })),
    fc.tuple(order, dates, dates).map(([op, one, other]): Filter => ({ op, args: [one, other] })),
    fc.tuple(equality, property('sample'), fc.boolean()).map(([op, one, other]): Filter => ({ op, args: [one, other] })),
    fc.tuple(folded, patterns).map(([text, pattern]): Filter => ({ op: 'like', args: [text, pattern] })),
    fc.tuple(numbers, numbers, numbers).map((args): Filter => ({ op: 'between', args })),
    fc.tuple(characters, fc.array(texts, { minLength: 1, maxLength: 4 })).map((args): Filter => ({ op: 'in', args })),
    fc.constantFrom('name', 'roman', 'valid_from', 'sample').map((name): Filter => ({ op: 'isNull', args: [{ property: name }] })),
    fc.boolean(),
    fc.tuple(tie('filter')).map((args): Filter => ({ op: 'not', args })),
    fc.tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('filter'), { minLength: 2, maxLength: 3 })).map(([op, args]): Filter => ({ op, args })),
  ),
})).filter; // prettier-ignore

const scalarText = (scalar: Scalar): string => {
  if (typeof scalar === 'string') return `'${scalar.replaceAll("'", "''")}'`;
  if (typeof scalar !== 'object') return String(scalar);
  if ('property' in scalar) return scalar.property;
  if ('op' in scalar) return `CASEI(${scalarText(scalar.args[0])})`;
  return 'date' in scalar ? `DATE('${scalar.date}')` : `TIMESTAMP('${scalar.timestamp}')`;
};

/** The same filter as CQL2 text. */
export function textOf(filter: Filter): string {
  if (typeof filter === 'boolean') return String(filter).toUpperCase();
  switch (filter.op) {
    case 'and':
    case 'or':
      return filter.args.map((each) => `(${textOf(each)})`).join(` ${filter.op.toUpperCase()} `);
    case 'not':
      return `NOT (${textOf(filter.args[0])})`;
    case 'isNull':
      return `${filter.args[0].property} IS NULL`;
    case 'in':
      return `${scalarText(filter.args[0])} IN (${filter.args[1].map(scalarText).join(', ')})`;
    case 'between':
      return `${scalarText(filter.args[0])} BETWEEN ${scalarText(filter.args[1])} AND ${scalarText(filter.args[2])}`; // prettier-ignore
    case 'like':
      return `${scalarText(filter.args[0])} LIKE ${scalarText(filter.args[1])}`;
    default:
      return `${scalarText(filter.args[0] as Scalar)} ${filter.op} ${scalarText(filter.args[1] as Scalar)}`;
  }
}

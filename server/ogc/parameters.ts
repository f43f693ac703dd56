import { sql, type RawBuilder } from 'kysely';
import { itemsParameters } from '../api/ogc.ts';
import { badRequest } from '../http/problem.ts';
import { decodeCursor } from '../http/paging.ts';
import { meetsBox, parseBox } from './box.ts';
import { columnOf, queryables, type Collection, type Property } from './collection.ts';
import { compile } from './cql2/compile.ts';
import { readFilter } from './cql2/read.ts';
import type { Scope } from './cql2/scope.ts';
import { crsOf, type OgcCrs } from './crs.ts';
import { meetsSpan, momentOf, parseDatetime, spanOf } from './moments.ts';

/** Features a page where none are asked for. */
export const usualLimit = 100;

/** What a request for items says, ready to be asked. */
export interface Selection {
  limit: number;
  after: string | number | null;
  crs: OgcCrs;
  conditions: RawBuilder<unknown>[];
  /** Geometries of the filter, GeoJSON in EPSG:4490: to be found valid first. */
  geometries: readonly string[];
  /** The conditions as the client wrote them: the same text selects the same features. */
  question: string;
}

const selecting = ['bbox', 'bbox-crs', 'datetime', 'filter', 'filter-lang', 'filter-crs'];

type Query = Readonly<Record<string, string | undefined>>;

/** @throws Problem 400 that names the parameter */
export function readSelection(collection: Collection, query: Query): Selection {
  const own = ownParameters(collection, query);
  const crs = crsOf(query['crs'], 'crs');
  const boxCrs = crsOf(query['bbox-crs'], 'bbox-crs');
  const { bbox, datetime, filter } = query;
  const scope: Scope = { collection, queryables: queryables(collection), crs: crsOf(query['filter-crs'], 'filter-crs'), geometries: [] }; // prettier-ignore
  const condition = filter === undefined ? [] : [compile(readFilter(filter, query['filter-lang']), scope)];
  const conditions = [
    ...(bbox === undefined ? [] : [meetsBox(parseBox(bbox, boxCrs), collection)]),
    ...(datetime === undefined ? [] : [meetsSpan(parseDatetime(datetime), collection)]),
    ...own.map(([property, value]) => equals(property, value)),
    ...condition,
  ];
  const asked = [...selecting.map((name) => [name, query[name]]), ...own.map(([{ name }, value]) => [name, value])]; // prettier-ignore
  return {
    limit: limitOf(query['limit'], collection.most),
    after: query['next'] === undefined ? null : cursorOf(query['next'], collection),
    crs,
    conditions,
    geometries: scope.geometries,
    question: JSON.stringify(asked),
  };
}

const cursorOf = (text: string, { key }: Collection): string | number =>
  key.type === 'integer' ? decodeCursor(text, 'number')[0] : decodeCursor(text, 'string')[0];

/** More than the most is the most (OGC 17-069 /req/core/fc-limit-response-1). */
function limitOf(text: string | undefined, most: number): number {
  if (text === undefined) return Math.min(usualLimit, most);
  if (!/^\d{1,9}$/.test(text) || Number(text) < 1) throw badRequest(`query: \`limit\` must be a whole number from 1 to ${most}.`); // prettier-ignore
  return Math.min(Number(text), most);
}

function ownParameters(collection: Collection, query: Query): [Property, string][] {
  const known = queryables(collection);
  return Object.entries(query).flatMap(([name, value]): [Property, string][] => {
    if (value === undefined || Object.hasOwn(itemsParameters, name)) return [];
    const property = known.find((each) => each.name === name);
    if (property === undefined) throw badRequest(`query: \`${name.slice(0, 60)}\` is not known here; known are ${[...Object.keys(itemsParameters), ...known.map((each) => each.name)].join(', ')}.`); // prettier-ignore
    return [[property, value]];
  });
}

function equals(property: Property, text: string): RawBuilder<unknown> {
  const column = columnOf(property);
  const { name, type } = property;
  const wrong = (what: string) => badRequest(`query: \`${name}\` must be ${what}.`);
  switch (type) {
    case 'boolean':
      if (text !== 'true' && text !== 'false') throw wrong('true or false');
      return sql`${column} = ${text === 'true'}::boolean`;
    case 'integer':
    case 'number': {
      const value = text.trim() === '' ? Number.NaN : Number(text);
      if (!Number.isFinite(value)) throw wrong('a number');
      return sql`${column} = ${value}::float8`;
    }
    case 'date':
    case 'timestamp': {
      const span = spanOf(text);
      if (span === null) throw wrong('a date or date-time of RFC 3339');
      return sql`${momentOf(property)} between ${span.from}::timestamptz and ${span.to}::timestamptz`;
    }
    default:
      return sql`${column} = ${text}::text`;
  }
}

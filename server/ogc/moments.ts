import { sql, type RawBuilder } from 'kysely';
import { badRequest } from '../http/problem.ts';
import type { Collection, Property } from './collection.ts';

type Sql = RawBuilder<unknown>;

/** First and last moment, ISO 8601 in UTC, both included; null: open. A day lasts until its last microsecond. */
export interface Span {
  from: string | null;
  to: string | null;
}

const day = /^\d{4}-\d{2}-\d{2}$/;
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/i;

/** A date or date-time of RFC 3339 that there is; null for any other text. */
export function spanOf(text: string): { from: string; to: string } | null {
  if (day.test(text)) return isReal(`${text}T00:00:00Z`, text) ? { from: `${text}T00:00:00Z`, to: `${text}T23:59:59.999999Z` } : null; // prettier-ignore
  if (!moment.test(text)) return null;
  const at = text.toUpperCase();
  return isReal(`${at.slice(0, 10)}T00:00:00Z`, at.slice(0, 10)) && isReal(at, null)
    ? { from: at, to: at }
    : null;
}

/** JavaScript takes the 31st of February for the 2nd of March. Year 0 is none of PostgreSQL's. */
function isReal(text: string, date: string | null): boolean {
  const at = new Date(text);
  if (Number.isNaN(at.getTime()) || text.startsWith('0000')) return false;
  return date === null || at.toISOString().startsWith(date);
}

/** `datetime`: an instant, or two with / between, of which one may be .. or left out. @throws Problem 400 */
export function parseDatetime(text: string): Span {
  const wrong = badRequest('query: `datetime` must be a date (2025-12-31), a date-time (2025-12-31T00:00:00Z), or two of them with / between, .. for an open end.'); // prettier-ignore
  const parts = text.split('/');
  if (parts.length === 1) {
    const span = spanOf(text);
    if (span === null) throw wrong;
    return span;
  }
  if (parts.length !== 2) throw wrong;
  const [from, to] = parts.map((part) => (part === '' || part === '..' ? null : (spanOf(part) ?? 'wrong'))) as [Part, Part]; // prettier-ignore
  if (from === 'wrong' || to === 'wrong' || (from === null && to === null)) throw wrong;
  const span = { from: from?.from ?? null, to: to?.to ?? null };
  if (span.from !== null && span.to !== null && Date.parse(span.from) > Date.parse(span.to)) throw badRequest('query: `datetime` ends before it begins.'); // prettier-ignore
  return span;
}
type Part = { from: string; to: string } | null | 'wrong';

/** A column as a moment: a date begins at midnight UTC, wherever the server's clock stands. */
export const momentOf = ({ column, type }: Property): Sql =>
  type === 'date' ? sql`(${sql.ref(column)}::timestamp at time zone 'UTC')` : sql.ref(column);

/** Features in being at some moment of the span, and those whose time is not known (OGC 17-069 /req/core/fc-time-response). */
export function meetsSpan({ from, to }: Span, { time }: Collection): Sql {
  if (time === undefined) return sql`true`;
  const start = momentOf('instant' in time ? time.instant : time.start);
  const end =
    'start' in time
      ? momentOf(time.end)
      : time.instant.type === 'date'
        ? sql`${start} + interval '1 day'`
        : null;
  const begun = to === null ? sql`true` : sql`${start} <= ${to}::timestamptz`;
  const open =
    from === null
      ? sql`true`
      : end === null
        ? sql`${start} >= ${from}::timestamptz`
        : sql`${end} > ${from}::timestamptz`;
  return sql`((${begun}) is not false and (${open}) is not false)`;
}

import { badRequest } from './problem.ts';

/** A cursor is the sort key of the last item of a page, opaque to clients. */
export const encodeCursor = (key: readonly (string | number | null)[]): string =>
  Buffer.from(JSON.stringify(key)).toString('base64url');

/**
 * Reads a cursor back.
 * @param shape one type name per part: 'string' or 'number'
 * @throws Problem 400 when it was not made by encodeCursor with this shape
 */
export function decodeCursor<T extends readonly ('string' | 'number')[]>(
  text: string,
  ...shape: T
): { [K in keyof T]: T[K] extends 'string' ? string : number } {
  let key: unknown;
  try {
    key = JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    key = null;
  }
  const fits = Array.isArray(key) && key.length === shape.length && shape.every((type, index) => isPart(type, key[index])); // prettier-ignore
  if (!fits) throw badRequest('`next` is not a cursor of this list: take it from the page before.');
  return key as { [K in keyof T]: T[K] extends 'string' ? string : number };
}

/** Texts without NUL and whole numbers: nothing else is ever put into a cursor. */
const isPart = (type: 'string' | 'number', part: unknown): boolean =>
  type === 'string'
    ? typeof part === 'string' && !part.includes('\0')
    : Number.isSafeInteger(part) && Math.abs(part as number) < 2 ** 40;

/** Cuts rows asked for with `limit + 1` to one page; `next` is null on the last one, however full it is. */
export function cutPage<Row>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly (string | number)[],
): { items: Row[]; next: string | null } {
  const items = rows.slice(0, limit);
  return { items, next: rows.length > limit ? encodeCursor(keyOf(items.at(-1)!)) : null };
}

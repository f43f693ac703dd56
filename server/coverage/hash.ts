import { createHash } from 'node:crypto';

/** The first 16 hex digits of the SHA-256 of a value as JSON, the members of every object in the order of their names. */
export const hashOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(ordered(value))).digest('hex').slice(0, 16); // prettier-ignore

function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(ordered);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([name, member]) => [name, ordered(member)]),
  );
}

import type { CoverageUnit } from '../../api/coverage.ts';

export type Sortable = number | string | null;

/** What rows are sorted by. */
export interface Ordered<T> {
  value?: (row: T) => Sortable;
}

/** Unknown values stand last whichever way the column is sorted; equal ones keep the order that they came in. */
export function inOrder<T>(rows: readonly T[], column: Ordered<T> | undefined, down: boolean): T[] {
  const value = column?.value;
  if (value === undefined) return [...rows];
  return rows.toSorted((a, b) => {
    const [x, y] = [value(a), value(b)];
    if (x === null || y === null) return Number(x === null) - Number(y === null);
    const order = x < y ? -1 : x > y ? 1 : 0;
    return down ? -order : order;
  });
}

const duties = ['not_met', 'unknown', 'met_by_substitute', 'met', 'not_applicable'];

const isMeasured = (unit: CoverageUnit): boolean => unit.reach !== null && unit.reach.share !== null;

/** Columns of the table of one kind, on the screen and in its file. By road, `p90` is in minutes. */
export const unitOrders = {
  code: ({ code }) => code,
  duty: ({ duty: { result } }) => duties.indexOf(result),
  share: ({ reach }) => reach?.share ?? null,
  p90: ({ reach }) => reach?.p90Minutes ?? reach?.p90Km ?? null,
  beyond: (unit) => (isMeasured(unit) ? (unit.burden?.beyond ?? null) : null),
  complete: ({ completeness: { complete } }) => complete,
} satisfies Record<string, (unit: CoverageUnit) => Sortable>; // prettier-ignore
